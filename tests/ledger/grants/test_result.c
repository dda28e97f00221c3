/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/result.h"
#include "tests/ledger/grants/fixture.h"

static const struct {
    const char *text;
    enum status status;
    const char *from;
    const char *to;
    bool quarter;
} periods[] = {
    {"2021-03", STATUS_OK, "2021-03-01", "2021-03-31", false},
    {"2020-02", STATUS_OK, "2020-02-01", "2020-02-29", false},
    {"2021-12", STATUS_OK, "2021-12-01", "2021-12-31", false},
    {"2021-Q1", STATUS_OK, "2021-01-01", "2021-03-31", true},
    {"2021-Q4", STATUS_OK, "2021-10-01", "2021-12-31", true},
    {"2021-00", STATUS_INVALID, NULL, NULL, false},
    {"2021-13", STATUS_INVALID, NULL, NULL, false},
    {"2021-Q0", STATUS_INVALID, NULL, NULL, false},
    {"2021-Q5", STATUS_INVALID, NULL, NULL, false},
    {"2021-QQ", STATUS_INVALID, NULL, NULL, false},
    {"2021-1", STATUS_INVALID, NULL, NULL, false},
    {"2021/03", STATUS_INVALID, NULL, NULL, false},
    {"x021-03", STATUS_INVALID, NULL, NULL, false},
    {"1999-03", STATUS_INVALID, NULL, NULL, false},
    {"2100-03", STATUS_INVALID, NULL, NULL, false},
    {"", STATUS_INVALID, NULL, NULL, false},
};

START_TEST(reads_months_and_quarters)
{
    struct call_period period = {.from = -1, .to = -1};
    bool quarter = false;
    ck_assert_int_eq(
        result_period(span_from(periods[_i].text), &period, &quarter), periods[_i].status);
    if (periods[_i].status == STATUS_OK) {
        ck_assert_int_eq(period.from, fixture_day(periods[_i].from));
        ck_assert_int_eq(period.to, fixture_day(periods[_i].to));
        ck_assert_int_eq(quarter, periods[_i].quarter);
    } else {
        ck_assert_int_eq(period.from, -1);
        ck_assert_int_eq(period.to, -1);
    }
}
END_TEST

/* 1 January 2020 was a Wednesday, of 2018 a Monday, of 2023 a Sunday, of 2021 a Friday. */
static const struct {
    int year;
    const char *iso;
    const char *first_full;
} weeks[] = {
    {2020, "2019-12-30", "2020-01-06"},
    {2018, "2018-01-01", "2018-01-01"},
    {2023, "2023-01-02", "2023-01-02"},
    {2021, "2021-01-04", "2021-01-04"},
    {2019, "2018-12-31", "2019-01-07"},
};

START_TEST(finds_the_first_week)
{
    int32_t day = -1;
    ck_assert_int_eq(result_first_week(weeks[_i].year, SPAN("second"), &day), STATUS_INVALID);
    ck_assert_int_eq(day, -1);
    ck_assert_int_eq(result_first_week(weeks[_i].year, SPAN("iso"), &day), STATUS_OK);
    ck_assert_int_eq(day, fixture_day(weeks[_i].iso));
    ck_assert_int_eq(result_first_week(weeks[_i].year, SPAN("first_full"), &day), STATUS_OK);
    ck_assert_int_eq(day, fixture_day(weeks[_i].first_full));
}
END_TEST

static const struct {
    const char *call;
    const char *code;
    int64_t numerator;
    int64_t denominator;
    const char *period;
    const char *first_week;
    const char *violations;
} rows[] = {
    {"fsm2-2019", "work_or_education", 0, 1, "2019-11", "", ""},
    {"fsm2-2019", "work_or_education", 100, 100, "2021-11", "", ""},
    {"fsm2-2019", "work_or_education", 101, 100, "2019-10", "",
        "numerator above_denominator, period outside_period"},
    {"fsm2-2019", "work_or_education", 0, 0, "2021-12", "",
        "denominator not_positive, period outside_period"},
    {"fsm2-2019", "work_or_education", -1, 1000000000, "2021-Q1", "",
        "numerator negative, period malformed"},
    {"fsm2-2019", "work_or_education", 1, 1000000001, "2020-02", "iso",
        "denominator too_large, first_week not_allowed"},
    {"fsm2-2019", "placement", 1, 2, "2020-02", "", "code unknown"},
    {"ressource-2019", "placement", 35, 100, "2021-Q1", "iso", ""},
    {"ressource-2019", "paid_or_education", 15, 100, "2021-Q4", "first_full", ""},
    {"ressource-2019", "placement", 35, 100, "2020-Q4", "",
        "period outside_period, first_week missing"},
    {"ressource-2019", "placement", 35, 100, "2022-Q1", "x",
        "period outside_period, first_week unknown"},
    {"ressource-2019", "placement", 35, 100, "2021-03", "iso", "period malformed"},
    {"rehab-2016", "placement", 35, 100, "2017-03", "", "code unknown"},
};

START_TEST(holds_results_to_the_call)
{
    struct result result = {.code = span_from(rows[_i].code),
        .numerator = rows[_i].numerator,
        .denominator = rows[_i].denominator,
        .period = span_from(rows[_i].period),
        .first_week = span_from(rows[_i].first_week)};
    struct violations violations;
    violations_init(&violations, fixture_arena);
    result_check(fixture_call(rows[_i].call), &result, &violations);
    char *list = arena_text(fixture_arena, SPAN(""));
    for (const struct violation *at = violations.first; at != NULL; at = at->next) {
        list = arena_printf(fixture_arena, "%s%s%.*s %s", list, list[0] == '\0' ? "" : ", ",
            (int)at->field.len, at->field.data, at->code);
    }
    ck_assert_str_eq(list, rows[_i].violations);
}
END_TEST

int main(void)
{
    TCase *result = fixture_case("result");
    tcase_add_loop_test(result, reads_months_and_quarters, 0, (int)COUNT_OF(periods));
    tcase_add_loop_test(result, finds_the_first_week, 0, (int)COUNT_OF(weeks));
    tcase_add_loop_test(result, holds_results_to_the_call, 0, (int)COUNT_OF(rows));
    return harness_run("ledger/grants/result", result);
}
