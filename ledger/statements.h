/* SPDX-License-Identifier: EUPL-1.2 */
/* statements.h - every SQL text of the service layer, and which audience uses it. */
#ifndef LEDGER_STATEMENTS_H
#define LEDGER_STATEMENTS_H

#include <stddef.h>

#include "ledger/db/db.h"
#include "ledger/reads.h"

/* A set of enum audience. */
#define AUDIENCE_SET(audience) (1U << (unsigned)(audience))

struct audience_statement {
    unsigned audiences;
    struct db_statement statement;
};

/* Columns of every act's answer. */
enum act_column {
    ACT_ENTRY,
    ACT_STREAM,
    ACT_VERSION,
    ACT_KIND,
    ACT_LEAF_HASH,
    ACT_AT,
    ACT_RECEIVED,
    ACT_VERDICT,
    ACT_RESULT,
    ACT_REPLAYED,
    ACT_LEAF,
};

/* statement.name is the act's name behind "act_". */
extern const struct audience_statement act_statements[];
extern const size_t act_statement_count;

/* By enum read; each shows one text, "document". */
extern const struct audience_statement read_statements[READ_COUNT];

/* Not documents. */
enum {
    OTHER_EXPORT,
    OTHER_EXPORT_ROWS,
    OTHER_EXPORT_END,
    OTHER_READS_EXPORT,
    OTHER_READS_ROWS,
    OTHER_BALANCES_EXPORT,
    OTHER_BALANCES_ROWS,
    OTHER_DOSSIER,
    OTHER_FILE_CHUNK,
    OTHER_LOG_TILE,
    OTHER_FACTOR,
    OTHER_FACTOR_BEGIN,
    OTHER_FACTOR_WRONG,
    OTHER_REQUEST_ACCESS,
    OTHER_PUT_PROOF,
    OTHER_PUT_REGISTER,
    OTHER_PUT_PAYMENT,
    OTHER_KEEP_REQUEST,
    OTHER_PUT_EVIDENCE,
    OTHER_COUNT
};
extern const struct audience_statement other_statements[OTHER_COUNT];

#endif
