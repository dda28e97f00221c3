/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions that answer rows or bytes instead of a document. */
#include "ledger/statements_table.h"

const struct audience_statement other_statements[OTHER_COUNT] =
    {
        [OTHER_EXPORT] =
            {
                .audiences = AGENCY,
                .statement = {.name = "entries_export",
                    .text = "SELECT read.entries_export($1) AS number",
                    .params = {DB_TEXT},
                    .param_count = 1,
                    .columns = {{"number", DB_INT8}},
                    .column_count = 1},
            },
        [OTHER_EXPORT_END] =
            {
                .audiences = AGENCY,
                .statement = {.name = "export_end",
                    .text = "SELECT read.export_end($1, $2, $3, $4) AS number",
                    .params = {DB_INT8, DB_INT8, DB_TEXT, DB_BOOL},
                    .param_count = 4,
                    .columns = {{"number", DB_TEXT}},
                    .column_count = 1},
            },
        [OTHER_EXPORT_ROWS] =
            {
                .audiences = AGENCY,
                .statement = {.name = "entries_rows",
                    .text =
                        "SELECT entry, at, effective, stream, kind, call, organisation, person, "
                        "human, role, amount_ore, leaf_hash FROM read.entries_rows($1, $2)",
                    .params = {DB_INT8, DB_INT4},
                    .param_count = 2,
                    .columns =
                        {{"entry", DB_INT8}, {"at", DB_TEXT}, {"effective", DB_TEXT},
                            {"stream", DB_TEXT}, {"kind", DB_TEXT}, {"call", DB_TEXT},
                            {"organisation", DB_TEXT}, {"person", DB_INT8}, {"human", DB_INT8},
                            {"role", DB_TEXT}, {"amount_ore", DB_INT8}, {"leaf_hash", DB_TEXT}},
                    .column_count = 12},
            },
        [OTHER_DOSSIER] =
            {
                .audiences = AGENCY,
                .statement = {.name = "dossier_export",
                    .text = "SELECT path, leaf_index, bytes FROM read.dossier_export($1)",
                    .params = {DB_INT8},
                    .param_count = 1,
                    .columns = {{"path", DB_TEXT}, {"leaf_index", DB_INT8}, {"bytes", DB_BYTEA}},
                    .column_count = 3},
            },
        [OTHER_REQUEST_ACCESS] =
            {
                .audiences = PERSONS,
                .statement = {.name = "request_access",
                    .text = "SELECT identity.request_access($1, $2, $3, $4, $5, $6) AS answer",
                    .params = {DB_TEXT, DB_TEXT, DB_TEXT, DB_TEXT, DB_TEXT, DB_TEXT},
                    .param_count = 6,
                    .columns = {{"answer", DB_TEXT}},
                    .column_count = 1},
            },
        [OTHER_PUT_PROOF] =
            {
                .audiences = GRANTEE,
                .statement = {.name = "put_proof",
                    .text = "SELECT identity.put_proof($1, $2) AS answer",
                    .params = {DB_INT8, DB_TEXT},
                    .param_count = 2,
                    .columns = {{"answer", DB_TEXT}},
                    .column_count = 1},
            },
        [OTHER_PUT_REGISTER] =
            {
                .audiences = AGENCY,
                .statement = {.name = "put_register",
                    .text = "SELECT store.put_register($1) AS sha256",
                    .params = {DB_BYTEA},
                    .param_count = 1,
                    .columns = {{"sha256", DB_TEXT}},
                    .column_count = 1},
            },
        [OTHER_PUT_PAYMENT] =
            {
                .audiences = AGENCY,
                .statement = {.name = "put_payment",
                    .text = "SELECT store.put_payment($1, $2) AS sha256",
                    .params = {DB_BYTEA, DB_TEXT},
                    .param_count = 2,
                    .columns = {{"sha256", DB_TEXT}},
                    .column_count = 1},
            },
        [OTHER_READS_EXPORT] =
            {
                .audiences = AGENCY,
                .statement = {.name = "reads_export",
                    .text = "SELECT read.reads_export($1) AS number",
                    .params = {DB_TEXT},
                    .param_count = 1,
                    .columns = {{"number", DB_INT8}},
                    .column_count = 1},
            },
        [OTHER_BALANCES_EXPORT] =
            {
                .audiences = AGENCY,
                .statement = {.name = "balances_export",
                    .text = "SELECT read.balances_export($1) AS number",
                    .params = {DB_TEXT},
                    .param_count = 1,
                    .columns = {{"number", DB_INT8}},
                    .column_count = 1},
            },
        [OTHER_BALANCES_ROWS] =
            {
                .audiences = AGENCY,
                .statement = {.name = "balances_rows",
                    .text = "SELECT account, balance_ore, version, entry, at, log_index "
                            "FROM read.balances_rows($1, $2)",
                    .params = {DB_INT8, DB_INT4},
                    .param_count = 2,
                    .columns = {{"account", DB_TEXT}, {"balance_ore", DB_INT8},
                        {"version", DB_INT8}, {"entry", DB_INT8}, {"at", DB_TEXT},
                        {"log_index", DB_INT8}},
                    .column_count = 6},
            },
        [OTHER_READS_ROWS] =
            {
                .audiences = AGENCY,
                .statement = {.name = "reads_rows",
                    .text = "SELECT read, at, person, pseudonym, name, organisation, role, what, "
                            "scope, applications, subject, route FROM read.reads_rows($1, $2)",
                    .params = {DB_INT8, DB_INT4},
                    .param_count = 2,
                    .columns = {{"read", DB_INT8}, {"at", DB_TEXT}, {"person", DB_INT8},
                        {"pseudonym", DB_TEXT}, {"name", DB_TEXT}, {"organisation", DB_TEXT},
                        {"role", DB_TEXT}, {"what", DB_TEXT}, {"scope", DB_TEXT},
                        {"applications", DB_TEXT}, {"subject", DB_TEXT}, {"route", DB_TEXT}},
                    .column_count = 12},
            },
        [OTHER_FILE_CHUNK] =
            {
                .audiences = PERSONS,
                .statement = {.name = "file_chunk",
                    .text = "SELECT read.file_chunk($1, $2) AS bytes",
                    .params = {DB_TEXT, DB_INT4},
                    .param_count = 2,
                    .columns = {{"bytes", DB_BYTEA}},
                    .column_count = 1},
            },
        [OTHER_LOG_TILE] =
            {
                .audiences = PERSONS | PUBLIC,
                .statement = {.name = "log_tile",
                    .text = "SELECT read.log_tile($1, $2, $3) AS hashes",
                    .params = {DB_INT4, DB_INT8, DB_INT4},
                    .param_count = 3,
                    .columns = {{"hashes", DB_BYTEA}},
                    .column_count = 1},
            },
        [OTHER_FACTOR] =
            {
                .audiences = PERSONS,
                .statement = {.name = "own_factor",
                    .text = "SELECT proposal, state, sealed, drift, locked FROM identity.own_factor()",
                    .columns =
                        {{"proposal", DB_INT8}, {"state", DB_TEXT}, {"sealed", DB_BYTEA},
                            {"drift", DB_INT4}, {"locked", DB_BOOL}},
                    .column_count = 5},
            },
        [OTHER_FACTOR_BEGIN] =
            {
                .audiences = PERSONS,
                .statement = {.name = "begin_factor",
                    .text = "SELECT identity.begin_factor($1) AS proposal",
                    .params = {DB_BYTEA},
                    .param_count = 1,
                    .columns = {{"proposal", DB_INT8}},
                    .column_count = 1},
            },
        [OTHER_FACTOR_WRONG] =
            {
                .audiences = PERSONS,
                .statement = {.name = "count_wrong_code",
                    .text = "SELECT identity.count_wrong_code() AS locked",
                    .columns = {{"locked", DB_BOOL}},
                    .column_count = 1},
            },
        [OTHER_KEEP_REQUEST] =
            {
                .audiences = PERSONS,
                .statement = {.name = "keep_request",
                    .text = "SELECT store.keep_request($1) AS pending",
                    .params = {DB_TEXT},
                    .param_count = 1,
                    .columns = {{"pending", DB_INT8}},
                    .column_count = 1},
            },
        [OTHER_PUT_EVIDENCE] =
            {
                .audiences = PERSONS,
                .statement = {.name = "put_evidence",
                    .text = "SELECT store.put_evidence($1, $2, $3, $4) AS kept",
                    .params = {DB_BYTEA, DB_TEXT, DB_BYTEA, DB_BYTEA},
                    .param_count = 4,
                    .columns = {{"kept", DB_BOOL}},
                    .column_count = 1},
            },
};
