/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/db/internal.h"

const char *const db_text_begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const char *const db_text_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const char *const db_text_commit = "COMMIT";
const char *const db_text_rollback = "ROLLBACK";

const struct db_statement db_statement_set_local = {
    .name = "set_local",
    .text = "SELECT pg_catalog.set_config($1, $2, true)",
    .params = {DB_TEXT, DB_TEXT},
    .param_count = 2,
};
