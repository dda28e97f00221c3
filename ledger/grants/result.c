/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/result.h"

#include "ledger/base/moment.h"
#include "ledger/grants/entitlement.h"

#define WEEK        7
#define MONTH_LEN   7 /* 2021-03, 2021-Q1 */
#define MONTHS      12
#define QUARTERS    4
#define PER_QUARTER 3

const struct call_result *result_find(const struct call *call, struct span code)
{
    ensure(call != NULL);
    const struct call_payment *payment = &call->payment;
    if (payment->kind == CALL_RESULT_STEPS && span_equal(payment->result.code, code)) {
        return &payment->result;
    }
    for (size_t i = 0; payment->kind == CALL_INDEPENDENT_PARTS && i < payment->part_count; i++) {
        if (span_equal(payment->parts[i].result.code, code)) {
            return &payment->parts[i].result;
        }
    }
    return NULL;
}

static bool digits(const char *text, size_t count, int *number_out)
{
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        number = number * 10 + (text[i] - '0');
    }
    *number_out = number;
    return true;
}

enum status result_period(struct span text, struct call_period *period_out, bool *quarter_out)
{
    ensure(period_out != NULL && quarter_out != NULL);
    int year = 0;
    int number = 0;
    if (text.len != MONTH_LEN || text.data[4] != '-' || !digits(text.data, 4, &year) || year < 2000
        || year > 2099) {
        return STATUS_INVALID;
    }
    bool quarter = text.data[5] == 'Q';
    if (!digits(text.data + (quarter ? 6 : 5), quarter ? 1 : 2, &number) || number < 1
        || number > (quarter ? QUARTERS : MONTHS)) {
        return STATUS_INVALID;
    }
    int month = quarter ? number * PER_QUARTER - 2 : number;
    int32_t from = day_from_civil(year, month, 1);
    period_out->from = from;
    period_out->to = day_add_months(from, quarter ? PER_QUARTER : 1) - 1;
    *quarter_out = quarter;
    return STATUS_OK;
}

/* Days since the Monday of its week: 1970-01-01 was a Thursday. */
static int32_t since_monday(int32_t day)
{
    return (day + 3) % WEEK;
}

enum status result_first_week(int year, struct span reading, int32_t *day_out)
{
    ensure(day_out != NULL && year >= 2000);
    int32_t january = day_from_civil(year, 1, 1);
    if (span_is(reading, "iso")) {
        *day_out = january + 3 - since_monday(january + 3);
    } else if (span_is(reading, "first_full")) {
        *day_out = january + (WEEK - since_monday(january)) % WEEK;
    } else {
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static void check_period(const struct call_result *wanted, struct span text, struct violations *out)
{
    struct call_period period = {.from = 0};
    bool quarter = false;
    if (result_period(text, &period, &quarter) != STATUS_OK
        || quarter != (wanted->window == CALL_WINDOW_QUARTER)) {
        violations_add(out, "malformed", "period");
    } else if (period.from < wanted->from || period.to > wanted->to) {
        violations_add(out, "outside_period", "period");
    }
}

static void check_week(
    const struct call_result *wanted, struct span reading, struct violations *out)
{
    int32_t day = 0;
    if (wanted->first_week == 0 && reading.len > 0) {
        violations_add(out, "not_allowed", "first_week");
    } else if (wanted->first_week != 0 && reading.len == 0) {
        violations_add(out, "missing", "first_week");
    } else if (wanted->first_week != 0
               && result_first_week(wanted->first_week, reading, &day) != STATUS_OK) {
        violations_add(out, "unknown", "first_week");
    }
}

void result_check(
    const struct call *call, const struct result *result, struct violations *violations_out)
{
    ensure(call != NULL && result != NULL && violations_out != NULL);
    const struct call_result *wanted = result_find(call, result->code);
    if (wanted == NULL) {
        violations_add(violations_out, "unknown", "code");
        return;
    }
    if (result->denominator < 1) {
        violations_add(violations_out, "not_positive", "denominator");
    } else if (result->denominator > ENTITLEMENT_COUNT_MAX) {
        violations_add(violations_out, "too_large", "denominator");
    }
    if (result->numerator < 0) {
        violations_add(violations_out, "negative", "numerator");
    } else if (result->numerator > result->denominator) {
        violations_add(violations_out, "above_denominator", "numerator");
    }
    check_period(wanted, result->period, violations_out);
    check_week(wanted, result->first_week, violations_out);
}
