/* SPDX-License-Identifier: EUPL-1.2 */
/* internal.h - what the files of ledger/db share; nothing above includes it. */
#ifndef LEDGER_DB_INTERNAL_H
#define LEDGER_DB_INTERNAL_H

#include <libpq-fe.h>

#include "ledger/db/db.h"

/* The layer's own texts (statements.c). The server answers the last two with themselves as tag. */
extern const char *const db_text_begin;
extern const char *const db_text_snapshot;
extern const char *const db_text_commit;
extern const char *const db_text_rollback;
extern const struct db_statement db_statement_set_local;

struct db {
    PGconn *connection; /* NULL or lost: libpq answers both with an error */
    const struct db_statement *statements;
    size_t statement_count;
    bool in_transaction;
    bool streaming;    /* inside db_each(): the connection is busy */
    bool farewell;     /* the server said that it closes the connection */
    bool unreplicated; /* the server warned that a standby did not confirm the commit */
    char conninfo[];
};

/* The status of an SQLSTATE; NULL or "" means that the server did not answer. */
enum status db_status_of(const char *sqlstate);

/* Records the failure that `result` (or, when it says nothing, the connection) reports. */
enum status db_failed(struct db *db, const PGresult *result, struct fault *fault);

/* The type's OID, e.g. 20 for DB_INT8. */
Oid db_oid(enum db_type type);

/* Wire form of parameters: pointers into `storage` or into the values' own bytes. */
struct db_wire {
    const char *items[DB_PARAMS_MAX];
    int lengths[DB_PARAMS_MAX];
    int formats[DB_PARAMS_MAX];
    uint8_t storage[DB_PARAMS_MAX][8];
};

/* STATUS_INVALID for text that PostgreSQL would refuse or bytes beyond its 1 GB. */
MUST_CHECK enum status db_encode(const struct db_statement *statement, struct db_values values,
    struct db_wire *wire_out, struct fault *fault);

/* Row `index` of `result`, borrowing its bytes. STATUS_INTERNAL for a malformed value. */
MUST_CHECK enum status db_decode(const struct db_statement *statement, const PGresult *result,
    int index, struct db_row *row_out, struct fault *fault);

#endif
