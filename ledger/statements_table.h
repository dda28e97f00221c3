/* SPDX-License-Identifier: EUPL-1.2 */
/* statements_table.h - words in which the tables of statements are written; included by those
 * tables alone. */
#ifndef LEDGER_STATEMENTS_TABLE_H
#define LEDGER_STATEMENTS_TABLE_H

#include "ledger/statements.h"

#define GRANTEE  AUDIENCE_SET(AUDIENCE_GRANTEE)
#define AGENCY   AUDIENCE_SET(AUDIENCE_AGENCY)
#define PUBLIC   AUDIENCE_SET(AUDIENCE_PUBLIC)
#define OPERATOR AUDIENCE_SET(AUDIENCE_OPERATOR)
#define SYSTEM   AUDIENCE_SET(AUDIENCE_SYSTEM)
#define PERSONS  (GRANTEE | AGENCY)

/* A statement that answers one text. */
#define DOCUMENT .columns = {{"document", DB_TEXT}}, .column_count = 1

#endif
