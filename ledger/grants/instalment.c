/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/instalment.h"

#include "ledger/base/amount.h"

#define PART_NUMBER_MAX 1000
#define RESULTS_MAX     16

static const struct {
    const char *code;
    const char *who;
} missing_names[INSTALMENT_MISSING_COUNT] = {
    [INSTALMENT_NO_PART_PAYMENT] = {"no_part_payment", "officer"},
    [INSTALMENT_PART_PAYMENTS_USED] = {"part_payments_used", "officer"},
    [INSTALMENT_SIGN_OFF_MANAGEMENT] = {"sign_off", "management"},
    [INSTALMENT_SIGN_OFF_AUDITOR] = {"sign_off", "external_auditor"},
    [INSTALMENT_STATUS_REPORT] = {"status_report", "applicant"},
    [INSTALMENT_CASE_REVIEW] = {"case_review", "applicant"},
    [INSTALMENT_FINAL_REPORT] = {"final_report", "applicant"},
    [INSTALMENT_LINES_GIVEN] = {"lines_given", "officer"},
    [INSTALMENT_RESULT] = {"result", "officer"},
};

const char *instalment_missing_code(enum instalment_missing missing)
{
    ensure(missing < INSTALMENT_MISSING_COUNT);
    return missing_names[missing].code;
}

const char *instalment_missing_who(enum instalment_missing missing)
{
    ensure(missing < INSTALMENT_MISSING_COUNT);
    return missing_names[missing].who;
}

/* A report that is a condition and has a topic shown once (the case review). */
static bool asks_once(const struct call_report *report)
{
    bool found = false;
    for (size_t i = 0; report->condition_of_payment && i < report->topic_count; i++) {
        found = found || report->topics[i].first_only;
    }
    return found;
}

static void find_missing(const struct call *call, struct instalment *out)
{
    const struct instalment_input *input = &out->input;
    const struct call_payment *payment = &call->payment;
    const struct call_report *status = &call->reports[CALL_REPORT_STATUS];
    const struct call_report *report = &call->reports[CALL_REPORT_FINAL];
    bool final = input->money.accounts == RULE_ACCOUNTS_FINAL;
    bool part = !final;
    bool signature = !sign_off_satisfies(input->sign_off, out->sign_off.required);
    bool auditor = out->sign_off.required == CALL_SIGNER_AUDITOR;
    bool *missing = out->missing;
    missing[INSTALMENT_NO_PART_PAYMENT] = part && payment->kind == CALL_FINAL_ONLY;
    missing[INSTALMENT_PART_PAYMENTS_USED] =
        part && payment->part_payments > 0 && input->part_number > payment->part_payments;
    missing[INSTALMENT_SIGN_OFF_MANAGEMENT] = signature && !auditor;
    missing[INSTALMENT_SIGN_OFF_AUDITOR] = signature && auditor;
    missing[INSTALMENT_STATUS_REPORT] =
        part && status->condition_of_payment && !input->status_report;
    missing[INSTALMENT_CASE_REVIEW] = part && asks_once(status) && !input->case_review;
    missing[INSTALMENT_FINAL_REPORT] =
        final && report->condition_of_payment && !input->final_report;
    missing[INSTALMENT_LINES_GIVEN] = final && payment->year_by_year && !input->lines_given;
    missing[INSTALMENT_RESULT] = out->ceiling_ore == ENTITLEMENT_NO_CEILING;
    out->complete = true;
    for (size_t i = 0; i < INSTALMENT_MISSING_COUNT; i++) {
        out->complete = out->complete && !missing[i];
    }
}

struct instalment instalment_compute(const struct call *call, const struct instalment_input *input)
{
    ensure(call != NULL && input != NULL);
    const struct entitlement_input *money = &input->money;
    struct instalment out = {
        .input = *input,
        .sign_off = sign_off_require(call, money->accounts, money->award_ore, &money->rulings),
        .earned_bp = entitlement_earned_bp(&call->payment, money),
        .ceiling_ore = entitlement_ceiling(&call->payment, money),
        .paid_ore = money->paid_part_ore + money->paid_final_ore,
    };
    find_missing(call, &out);
    if (!out.complete) {
        return out;
    }
    out.payable_ore = entitlement_payable(out.ceiling_ore, money->documented_ore, out.paid_ore);
    if (money->accounts == RULE_ACCOUNTS_FINAL) {
        int64_t possible_ore = entitlement_possible_ceiling(&call->payment, money);
        out.claim_ore = entitlement_claim(possible_ore, money->documented_ore, out.paid_ore);
    }
    return out;
}

static void put_or_null(struct json_writer *writer, const char *key, int64_t value)
{
    if (value < 0) {
        json_put_null(writer, key);
    } else {
        json_put_int(writer, key, value);
    }
}

void instalment_put(
    const struct instalment *instalment, struct json_writer *writer, const char *key)
{
    ensure(instalment != NULL && writer != NULL);
    const struct entitlement_input *money = &instalment->input.money;
    enum call_signer required = instalment->sign_off.required;
    json_open_object(writer, key);
    json_put_int(writer, "rule_version", RULE_VERSION);
    json_put_text(writer, "accounts", span_from(rule_accounts_name(money->accounts)));
    json_put_int(writer, "award_ore", money->award_ore);
    json_put_int(writer, "documented_ore", money->documented_ore);
    json_put_int(writer, "paid_ore", instalment->paid_ore);
    if (required == CALL_SIGNER_NONE) {
        json_put_null(writer, "required_sign_off");
    } else {
        json_put_text(writer, "required_sign_off", span_from(call_signer_name(required)));
    }
    put_or_null(writer, "earned_bp", instalment->earned_bp);
    put_or_null(writer, "ceiling_ore", instalment->ceiling_ore);
    json_put_int(writer, "payable_ore", instalment->payable_ore);
    json_put_int(writer, "claim_ore", instalment->claim_ore);
    json_open_array(writer, "missing");
    for (size_t i = 0; i < INSTALMENT_MISSING_COUNT; i++) {
        if (instalment->missing[i]) {
            json_open_object(writer, NULL);
            json_put_text(writer, "code", span_from(missing_names[i].code));
            json_put_text(writer, "who", span_from(missing_names[i].who));
            json_close_object(writer);
        }
    }
    json_close_array(writer);
    json_close_object(writer);
}

static bool read_ore(const struct json *json, const char *name, int64_t *ore_out)
{
    return json_read_int(json, name, ore_out) == STATUS_OK && *ore_out >= 0
           && *ore_out <= AMOUNT_ORE_MAX;
}

static bool read_result(const struct json *json, struct entitlement_result *result)
{
    return json_read_text(json, "code", &result->code) == STATUS_OK
           && json_read_int(json, "numerator", &result->numerator) == STATUS_OK
           && json_read_int(json, "denominator", &result->denominator) == STATUS_OK
           && result->numerator >= 0 && result->denominator >= 1
           && result->numerator <= result->denominator
           && result->denominator <= ENTITLEMENT_COUNT_MAX;
}

static enum status read_results(
    struct arena *arena, const struct json *json, struct entitlement_input *money)
{
    const struct json *list = json_get(json, "results");
    if (list == NULL || list->kind != JSON_ARRAY || list->count > RESULTS_MAX) {
        return STATUS_INVALID;
    }
    struct entitlement_result *results = arena_array(arena, list->count + 1, sizeof(*results));
    if (results == NULL) {
        return STATUS_LIMIT;
    }
    for (const struct json *node = list->child; node != NULL; node = node->next) {
        if (!read_result(node, &results[money->result_count])) {
            return STATUS_INVALID;
        }
        money->result_count++;
    }
    money->results = results;
    return rulings_read(json_get(json, "rulings"), &money->rulings);
}

static bool read_accounts(const struct json *json, enum rule_accounts *accounts_out)
{
    struct span word = SPAN("");
    bool found = json_read_text(json, "accounts", &word) == STATUS_OK
                 && (span_is(word, "part") || span_is(word, "final"));
    *accounts_out = span_is(word, "final") ? RULE_ACCOUNTS_FINAL : RULE_ACCOUNTS_PART;
    return found;
}

static bool read_sign_off(const struct json *json, enum call_signer *signer_out)
{
    const struct json *node = json_get(json, "sign_off");
    struct span word = json_text(json, "sign_off");
    *signer_out = CALL_SIGNER_NONE;
    if (span_is(word, "management")) {
        *signer_out = CALL_SIGNER_MANAGEMENT;
    } else if (span_is(word, "auditor")) {
        *signer_out = CALL_SIGNER_AUDITOR;
    } else {
        return node != NULL && node->kind == JSON_NULL;
    }
    return true;
}

enum status instalment_read(
    struct arena *arena, const struct json *json, struct instalment_input *input_out)
{
    ensure(arena != NULL && input_out != NULL);
    struct instalment_input input = {.part_number = 0};
    int64_t part_number = 0;
    if (!read_accounts(json, &input.money.accounts)
        || !read_ore(json, "award_ore", &input.money.award_ore)
        || !read_ore(json, "documented_ore", &input.money.documented_ore)
        || !read_ore(json, "paid_part_ore", &input.money.paid_part_ore)
        || !read_ore(json, "paid_final_ore", &input.money.paid_final_ore)
        || !read_sign_off(json, &input.sign_off)
        || json_read_bool(json, "lines_given", &input.lines_given) != STATUS_OK
        || json_read_bool(json, "final_report", &input.final_report) != STATUS_OK
        || json_read_bool(json, "status_report", &input.status_report) != STATUS_OK
        || json_read_bool(json, "case_review", &input.case_review) != STATUS_OK
        || json_read_int(json, "part_number", &part_number) != STATUS_OK || part_number < 0
        || part_number > PART_NUMBER_MAX) {
        return STATUS_INVALID;
    }
    input.part_number = (int)part_number;
    enum status status = read_results(arena, json, &input.money);
    if (status == STATUS_OK) {
        *input_out = input;
    }
    return status;
}
