/* SPDX-License-Identifier: EUPL-1.2 */
/* statements_hand_over.h - the SQL texts of `tilsagn hand-over`; the superuser's, as no role may
 * read all of it. */
#ifndef LEDGER_OPERATOR_STATEMENTS_HAND_OVER_H
#define LEDGER_OPERATOR_STATEMENTS_HAND_OVER_H

#include "ledger/db/db.h"

enum {
    HAND_OVER_LOG,
    HAND_OVER_ROOT,
    HAND_OVER_TABLES,
    HAND_OVER_DESCRIPTION,
    HAND_OVER_NEXT_FILE,
    HAND_OVER_CHUNKS,
    HAND_OVER_STATEMENTS
};
extern const struct db_statement statements_hand_over[HAND_OVER_STATEMENTS];

/* How values are written whatever the server's defaults, and no limit of time. */
extern const char hand_over_options[];

/* First in the transaction of an export. */
extern const char hand_over_snapshot[];

/* What a COPY makes of the catalogue and of the store, as files of the folder; ends with NULL. */
struct hand_over_query {
    const char *name;
    const char *copy;
};
extern const struct hand_over_query hand_over_queries[];

/* Reading back: each is a script. */
extern const char hand_over_read_begin[];
extern const char hand_over_read_state[];      /* COPY … FROM STDIN */
extern const char hand_over_read_same_state[]; /* refuses another schema */
extern const char hand_over_read_chunks[];     /* COPY … FROM STDIN */
extern const char hand_over_read_end[];        /* refuses what does not hold */

#endif
