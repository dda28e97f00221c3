/* SPDX-License-Identifier: EUPL-1.2 */
/* call_check_money.c - what must hold between sums, shares, signatures, reports and anomalies. */
#include "ledger/grants/call_internal.h"

static bool account_valid(struct span account)
{
    if (account.len != sizeof("17.46.64.20") - 1) {
        return false;
    }
    for (size_t i = 0; i < account.len; i++) {
        char c = account.data[i];
        bool fits = i % 3 == 2 ? c == '.' : c >= '0' && c <= '9';
        if (!fits) {
            return false;
        }
    }
    return true;
}

static void check_appropriation(
    struct reader *reader, const struct json *root, const struct call *call)
{
    const struct call_appropriation *appropriation = &call->appropriation;
    const struct json *node = json_get(root, "appropriation");
    const char *id = arena_printf(reader->arena, "%.*s-%d", (int)appropriation->account.len,
        appropriation->account.data, appropriation->year);
    if (!account_valid(appropriation->account) || id == NULL || !span_is(appropriation->id, id)) {
        reader_fail(reader, node, "an appropriation is named account-year");
    }
    int64_t left = appropriation->amount_ore;
    size_t own = 0;
    for (size_t i = 0; i < appropriation->share_count; i++) {
        const struct call_share *share = &appropriation->shares[i];
        left = share->amount_ore > left ? -1 : left - share->amount_ore;
        if (span_equal(share->call, call->name)) {
            own += share->amount_ore == call->pool_ore ? 1U : 2U;
        }
        if (left < 0) {
            reader_fail(reader, node, "the parts are more than the appropriation");
            return;
        }
    }
    if (own != 1) {
        reader_fail(reader, node, "not exactly one part that is this call's pool");
    }
}

static void check_result(struct reader *reader, const struct json *node, const struct call *call,
    const struct call_result *result)
{
    if (result->from < call->project.from || result->to > call->project.to) {
        reader_fail_field(reader, node, "results outside the project period", result->code);
    }
}

/* Each step must ask for more than the one before, and give more. */
static void check_steps(struct reader *reader, const struct json *node, const struct call *call)
{
    const struct call_payment *payment = &call->payment;
    int before_bp = payment->part_bp;
    int64_t numerator = 0;
    int64_t denominator = 1;
    for (size_t i = 0; i < payment->step_count; i++) {
        const struct call_step *step = &payment->steps[i];
        if (payment->part_bp + step->adds_bp != step->total_bp) {
            reader_fail(reader, node, "percentages do not add up: part_bp + adds_bp != total_bp");
        }
        if (step->total_bp <= before_bp
            || step->numerator * denominator <= numerator * step->denominator
            || step->numerator > step->denominator) {
            reader_fail(reader, node, "overlapping rules: steps do not rise");
        }
        before_bp = step->total_bp;
        numerator = step->numerator;
        denominator = step->denominator;
    }
    if (before_bp != CALL_BP_WHOLE) {
        reader_fail(reader, node, "percentages do not add up: the last step is not the whole");
    }
    check_result(reader, node, call, &payment->result);
}

static void check_parts(struct reader *reader, const struct json *node, const struct call *call)
{
    const struct call_payment *payment = &call->payment;
    int sum = payment->part_bp;
    for (size_t i = 0; i < payment->part_count; i++) {
        const struct call_part *part = &payment->parts[i];
        sum += part->bp;
        if (part->numerator > part->denominator) {
            reader_fail(reader, node, "a part asks for more than everyone");
        }
        for (size_t before = 0; before < i; before++) {
            if (span_equal(payment->parts[before].result.code, part->result.code)) {
                reader_fail_field(
                    reader, node, "overlapping rules: two parts on one result", part->result.code);
            }
        }
        check_result(reader, node, call, &part->result);
    }
    if (sum != CALL_BP_WHOLE) {
        reader_fail(reader, node, "percentages do not add up to 10000");
    }
}

static void check_payment(struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *node = json_get(root, "payment");
    bool parts = call->payment.kind != CALL_FINAL_ONLY;
    if (call->payment.kind == CALL_RESULT_STEPS) {
        check_steps(reader, node, call);
    } else if (call->payment.kind == CALL_INDEPENDENT_PARTS) {
        check_parts(reader, node, call);
    }
    if (parts != (call->sign_off.part != CALL_SIGNER_NONE)
        || parts != (call->due.part_accounts != CALL_PART_NONE)) {
        reader_fail(reader, node, "part payments, their sign-off and their day belong together");
    }
    if (call->reports[CALL_REPORT_STATUS].exists && !parts) {
        reader_fail(reader, json_get(root, "reports"), "status reports without part payments");
    }
}

static void check_sign_off(struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *node = json_get(root, "sign_off");
    if (call->sign_off.threshold && call->sign_off.over == call->sign_off.under) {
        reader_fail(reader, node, "overlapping rules: the same signer on both sides");
    }
    for (size_t i = 0; i < call->category_count; i++) {
        if (call->categories[i].only_if_auditor && !call->sign_off.threshold) {
            reader_fail(reader, json_get(root, "categories"),
                "a category waits for an auditor whom no threshold asks for");
        }
    }
}

static void check_due(struct reader *reader, const struct json *root, const struct call *call)
{
    if (call->due.months_after_end == CALL_LETTER_DUE && !call->due.award_letter) {
        reader_fail(reader, json_get(root, "due"), "final accounts are never due");
    }
    if ((call->limits.cap == CALL_CAP_PER_UNIT) != call->budget.unit_hours) {
        reader_fail(reader, json_get(root, "budget"), "hours per unit belong to a cap per unit");
    }
}

static void check_anomalies(struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *node = json_get(root, "anomalies");
    bool follows[CALL_ANOMALY_COUNT];
    call_anomalies(call, follows);
    size_t listed = 0;
    for (size_t anomaly = 0; anomaly < CALL_ANOMALY_COUNT; anomaly++) {
        bool in_file =
            listed < call->anomaly_count && (size_t)call->anomalies[listed].anomaly == anomaly;
        struct span code = span_from(call_anomaly_code((enum call_anomaly)anomaly));
        if (follows[anomaly] && !in_file) {
            reader_fail_field(reader, node, "anomaly not listed", code);
        } else if (in_file && !follows[anomaly]) {
            reader_fail_field(reader, node, "anomaly does not follow from the definition", code);
        }
        listed += in_file ? 1U : 0U;
    }
}

void call_check_money(struct reader *reader, const struct json *root, const struct call *call)
{
    check_appropriation(reader, root, call);
    check_payment(reader, root, call);
    check_sign_off(reader, root, call);
    check_due(reader, root, call);
    check_anomalies(reader, root, call);
}
