/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/statements_table.h"

#define ACT(verb, who)                                                                             \
    {                                                                                              \
        .audiences = (who), .statement = {                                                         \
            .name = "act_" verb,                                                                   \
            .text = "SELECT entry, stream, version, kind, leaf_hash, at, received, verdict, "      \
                    "result, replayed, leaf FROM act." verb "($1, $2, $3)",                        \
            .params = {DB_TEXT, DB_TEXT, DB_BYTEA},                                                \
            .param_count = 3,                                                                      \
            .columns = {{"entry", DB_INT8}, {"stream", DB_TEXT}, {"version", DB_INT4},             \
                {"kind", DB_TEXT}, {"leaf_hash", DB_BYTEA}, {"at", DB_TIMESTAMPTZ},                \
                {"received", DB_TIMESTAMPTZ}, {"verdict", DB_TEXT}, {"result", DB_TEXT},           \
                {"replayed", DB_BOOL}, {"leaf", DB_BYTEA}},                                        \
            .column_count = 11                                                                     \
        }                                                                                          \
    }

const struct audience_statement act_statements[] = {
    ACT("bootstrap", OPERATOR),
    ACT("propose", OPERATOR | AGENCY),
    ACT("recover_administrators", OPERATOR),
    ACT("begin_log", OPERATOR),
    ACT("record_deployment", OPERATOR),
    ACT("close_call", SYSTEM),
    ACT("record_refusal", PERSONS),
    ACT("submit", GRANTEE),
    ACT("withdraw_application", GRANTEE),
    ACT("propose_withdrawal", GRANTEE),
    ACT("confirm_withdrawal", GRANTEE),
    ACT("retract_withdrawal", GRANTEE),
    ACT("submit_accounts", GRANTEE),
    ACT("sign_off", GRANTEE),
    ACT("appoint_auditor", GRANTEE),
    ACT("withdraw_auditor", GRANTEE),
    ACT("endorse_accounts", GRANTEE),
    ACT("confirm_statement", GRANTEE),
    ACT("dispute_statement", GRANTEE),
    ACT("decide_opinion", AGENCY),
    ACT("propose_resolution", AGENCY),
    ACT("confirm_resolution", AGENCY),
    ACT("grant_access", GRANTEE),
    ACT("change_role", GRANTEE),
    ACT("set_unit", GRANTEE),
    ACT("refuse_access", PERSONS),
    ACT("confirm", AGENCY),
    ACT("grant_agency_role", AGENCY),
    ACT("block", AGENCY),
    ACT("confirm_recovery", AGENCY),
    ACT("stop_recovery", AGENCY),
    ACT("hold_erasure", AGENCY),
    ACT("lift_hold", AGENCY),
    ACT("propose_weights", AGENCY),
    ACT("confirm_weights", AGENCY),
    ACT("propose_allocation", AGENCY),
    ACT("decide_allocation", AGENCY),
    ACT("propose_ruling", AGENCY),
    ACT("confirm_ruling", AGENCY),
    ACT("propose_notice", AGENCY),
    ACT("decide_notice", AGENCY),
    ACT("propose_admission", AGENCY),
    ACT("confirm_admission", AGENCY),
    ACT("open_applications", AGENCY),
    ACT("declare_impartiality", AGENCY),
    ACT("score", AGENCY),
    ACT("open_hearing", AGENCY),
    ACT("answer_hearing", GRANTEE),
    ACT("propose_refusal", AGENCY),
    ACT("decide_refusal", AGENCY),
    ACT("propose_award", AGENCY),
    ACT("decide_award", AGENCY),
    ACT("propose_claim", AGENCY),
    ACT("decide_claim", AGENCY),
    ACT("propose_settlement", AGENCY),
    ACT("decide_settlement", AGENCY),
    ACT("remind_claim", SYSTEM),
    ACT("remind_obligation", AGENCY),
    ACT("propose_interest", AGENCY),
    ACT("decide_interest", AGENCY),
    ACT("propose_period", AGENCY),
    ACT("decide_period", AGENCY),
    ACT("propose_year", AGENCY),
    ACT("decide_year", AGENCY),
    ACT("request_amendment", GRANTEE),
    ACT("propose_amendment", AGENCY),
    ACT("decide_amendment", AGENCY),
    ACT("request_vouchers", AGENCY),
    ACT("draw_vouchers", SYSTEM),
    ACT("submit_vouchers", GRANTEE),
    ACT("judge_vouchers", AGENCY),
    ACT("decide_vouchers", AGENCY),
    ACT("propose_termination", AGENCY),
    ACT("decide_termination", AGENCY),
    ACT("propose_reopening", AGENCY),
    ACT("decide_reopening", AGENCY),
    ACT("propose_transfer", AGENCY),
    ACT("accept_transfer", GRANTEE),
    ACT("decide_transfer", AGENCY),
    ACT("propose_line", AGENCY),
    ACT("give_line", AGENCY),
    ACT("prepare_instalment", AGENCY),
    ACT("approve_instalment", AGENCY),
    ACT("release_batch", AGENCY),
    ACT("import_statement", AGENCY),
    ACT("book_payments", AGENCY),
    ACT("book_repayment", AGENCY),
    ACT("explain_alarm", AGENCY),
    ACT("close_alarm", AGENCY),
    ACT("confirm_receipt", GRANTEE),
    ACT("record_result", AGENCY),
    ACT("confirm_result", AGENCY),
    ACT("submit_report", GRANTEE),
    ACT("close_grant", AGENCY),
    ACT("propose_factor", AGENCY),
    ACT("confirm_factor", AGENCY),
    ACT("activate_factor", PERSONS),
};
const size_t act_statement_count = sizeof(act_statements) / sizeof(act_statements[0]);

#define READ_0(function, who)                                                                      \
    {                                                                                              \
        .audiences = (who), .statement = {                                                         \
            .name = "read_" function,                                                              \
            .text = "SELECT read." function "() AS document",                                      \
            DOCUMENT                                                                               \
        }                                                                                          \
    }
#define READ_1(function, who, a)                                                                   \
    {                                                                                              \
        .audiences = (who), .statement = {                                                         \
            .name = "read_" function,                                                              \
            .text = "SELECT read." function "($1) AS document",                                    \
            .params = {(a)},                                                                       \
            .param_count = 1,                                                                      \
            DOCUMENT                                                                               \
        }                                                                                          \
    }
#define READ_2(function, who, a, b)                                                                \
    {                                                                                              \
        .audiences = (who), .statement = {                                                         \
            .name = "read_" function,                                                              \
            .text = "SELECT read." function "($1, $2) AS document",                                \
            .params = {(a), (b)},                                                                  \
            .param_count = 2,                                                                      \
            DOCUMENT                                                                               \
        }                                                                                          \
    }
#define READ_3(function, who, a, b, c)                                                             \
    {                                                                                              \
        .audiences = (who), .statement = {                                                         \
            .name = "read_" function,                                                              \
            .text = "SELECT read." function "($1, $2, $3) AS document",                            \
            .params = {(a), (b), (c)},                                                             \
            .param_count = 3,                                                                      \
            DOCUMENT                                                                               \
        }                                                                                          \
    }

#define READ_4(function, who, a, b, c, d)                                                          \
    {                                                                                              \
        .audiences = (who), .statement = {                                                         \
            .name = "read_" function,                                                              \
            .text = "SELECT read." function "($1, $2, $3, $4) AS document",                        \
            .params = {(a), (b), (c), (d)},                                                        \
            .param_count = 4,                                                                      \
            DOCUMENT                                                                               \
        }                                                                                          \
    }

const struct audience_statement read_statements[READ_COUNT] = {
    [READ_CLOCK] = READ_0("clock", PERSONS | PUBLIC | OPERATOR | SYSTEM),
    [READ_IDENTIFY] = READ_4("identify", PERSONS, DB_TEXT, DB_TEXT, DB_TEXT, DB_TEXT),
    [READ_NOTICE] = READ_0("notice", PERSONS | PUBLIC),
    [READ_PEOPLE] = READ_3("people", PERSONS, DB_TEXT, DB_TEXT, DB_INT4),
    [READ_ENROLLED] = READ_1("enrolled", PERSONS, DB_INT8),
    [READ_ACCESS_REQUESTS] = READ_0("access_requests", PERSONS),
    [READ_UNITS] = READ_0("units", GRANTEE),
    [READ_ORGANISATIONS] = READ_3("organisations", AGENCY, DB_TEXT, DB_TEXT, DB_INT4),
    [READ_ERASURE] = READ_0("erasure", AGENCY),
    [READ_ERASURE_NIGHTS] = READ_0("erasure_nights", AGENCY),
    [READ_ACCESS_REVIEW] = READ_0("access_review", AGENCY),
    [READ_ME] = READ_0("me", PERSONS),
    [READ_FILE] = READ_1("file", PERSONS, DB_TEXT),
    [READ_CALLS] = READ_0("calls", PERSONS),
    [READ_CALL] = READ_1("call", PERSONS, DB_TEXT),
    [READ_RECEIPT] = READ_1("receipt", PERSONS, DB_INT8),
    [READ_TASKS] = READ_0("tasks", PERSONS),
    [READ_WHY_NOT] = READ_2("why_not", PERSONS, DB_TEXT, DB_TEXT),
    [READ_APPLICATIONS] = READ_0("applications", GRANTEE),
    [READ_APPLICATION] = READ_1("application", GRANTEE, DB_INT8),
    [READ_GRANTS] = READ_0("grants", GRANTEE),
    [READ_GRANT] = READ_1("grant", GRANTEE, DB_INT8),
    [READ_ACCOUNTS] = READ_2("accounts", PERSONS, DB_INT8, DB_INT4),
    [READ_AWARD_LETTER] = READ_1("award_letter", PERSONS, DB_INT8),
    [READ_REPORTING] = READ_1("reporting", PERSONS, DB_INT8),
    [READ_CLAIMS] = READ_1("claims", PERSONS, DB_INT8),
    [READ_AGENCY_CLAIMS] = READ_0("agency_claims", AGENCY),
    [READ_CHANGES] = READ_1("changes", PERSONS, DB_INT8),
    [READ_VOUCHERS] = READ_1("vouchers", PERSONS, DB_INT8),
    [READ_AUDITOR] = READ_1("auditor", GRANTEE, DB_INT8),
    [READ_AUDITS] = READ_0("audits", GRANTEE),
    [READ_STATEMENT] = READ_2("statement", PERSONS, DB_INT8, DB_INT4),
    [READ_SIGNED] = READ_1("signed", PERSONS, DB_TEXT),
    [READ_DISPUTES] = READ_0("disputes", AGENCY),
    [READ_PROPOSALS] = READ_0("proposals", AGENCY),
    [READ_PROPOSAL] = READ_1("proposal", AGENCY, DB_INT8),
    [READ_ENTRIES] = READ_3("entries", AGENCY, DB_TEXT, DB_TEXT, DB_INT4),
    [READ_ENTRY] = READ_1("entry", AGENCY, DB_INT8),
    [READ_LOG_FILES] = READ_1("log_files", AGENCY, DB_INT8),
    [READ_LOG_FILE] = READ_1("log_file", AGENCY, DB_TEXT),
    [READ_CASE_RECORD] = READ_1("case_record", AGENCY, DB_INT8),
    [READ_AUDIT_FINDINGS] = READ_3("findings", AGENCY, DB_TEXT, DB_TEXT, DB_INT4),
    [READ_READS] = READ_3("reads", AGENCY, DB_TEXT, DB_TEXT, DB_INT4),
    [READ_BALANCES] = READ_3("account_balances", AGENCY, DB_TEXT, DB_TEXT, DB_INT4),
    [READ_AGENCY_CALLS] = READ_0("agency_calls", AGENCY),
    [READ_AGENCY_CALL] = READ_1("agency_call", AGENCY, DB_TEXT),
    [READ_AGENCY_APPLICATIONS] = READ_1("agency_applications", AGENCY, DB_TEXT),
    [READ_AGENCY_APPLICATION] = READ_1("agency_application", AGENCY, DB_INT8),
    [READ_ALLOCATION] = READ_1("allocation", AGENCY, DB_TEXT),
    [READ_CALL_RULINGS] = READ_1("call_rulings", AGENCY, DB_TEXT),
    [READ_CALL_NOTICES] = READ_1("call_notices", AGENCY, DB_TEXT),
    [READ_CONTESTED] = READ_1("contested", AGENCY, DB_TEXT),
    [READ_RANKING] = READ_1("ranking", AGENCY, DB_TEXT),
    [READ_AGENCY_GRANTS] = READ_0("agency_grants", AGENCY),
    [READ_AGENCY_GRANT] = READ_1("agency_grant", AGENCY, DB_INT8),
    [READ_INSTALMENT_COMPUTATION] = READ_2("instalment_computation", AGENCY, DB_INT8, DB_INT4),
    [READ_INSTALMENTS] = READ_0("instalments", AGENCY),
    [READ_INSTALMENT] = READ_1("instalment", AGENCY, DB_INT8),
    [READ_APPROVALS] = READ_2("approvals", AGENCY, DB_TEXT, DB_INT8),
    [READ_BATCHES] = READ_0("batches", AGENCY),
    [READ_BATCH] = READ_1("batch", AGENCY, DB_INT8),
    [READ_PAYMENT_DRAFT] = READ_1("payment_draft", AGENCY, DB_TEXT),
    [READ_PAYMENT_FILE] = READ_1("payment_file", AGENCY, DB_INT8),
    [READ_BANK] = READ_1("bank", AGENCY, DB_INT8),
    [READ_ALARMS] = READ_0("alarms", AGENCY),
    [READ_MONTH] = READ_1("month", AGENCY, DB_TEXT),
    [READ_YEAR] = READ_1("year", AGENCY, DB_INT4),
    [READ_PUBLISHED_CALLS] = READ_0("published_calls", PUBLIC),
    [READ_PUBLISHED_CALL] = READ_1("published_call", PUBLIC, DB_TEXT),
    [READ_PUBLISHED_LOG] = READ_0("published_log", PUBLIC),
    [READ_RECEIPT_PLACE] = READ_1("receipt_place", PUBLIC, DB_INT8),
    [READ_FORMER_HEAD] = READ_3("former_head", PUBLIC, DB_TEXT, DB_INT8, DB_INT8),
    [READ_PUBLISHED_AWARDS] = READ_0("published_awards", PUBLIC),
    [READ_SECOND_FACTOR] = READ_0("second_factor", PERSONS),
    [READ_PENDING_REQUEST] = READ_1("pending_request", PERSONS, DB_INT8),
    [READ_SECOND_FACTORS] = READ_1("second_factors", AGENCY, DB_TEXT),
    [READ_CLAIMS_DUE] = READ_0("claims_due", SYSTEM),
    [READ_DRAWS_DUE] = READ_0("draws_due", SYSTEM),
    [READ_CALLS_DUE] = READ_0("calls_due", SYSTEM),
};
