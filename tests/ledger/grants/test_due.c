/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/due.h"
#include "tests/ledger/grants/fixture.h"

static const struct {
    const char *call;
    const char *letter; /* NULL: the award letter names no day */
    enum status status;
    const char *due;
    bool part_required;
} rows[] = {
    {"opkval-2017", NULL, STATUS_NOT_FOUND, NULL, false},
    {"opkval-2017", "2019-02-15", STATUS_OK, "2019-02-15", false},
    {"fsm2-2019", NULL, STATUS_OK, "2022-02-28", true},
    {"fsm2-2019", "2022-05-01", STATUS_OK, "2022-05-01", true},
    {"ambassadoer-2018", NULL, STATUS_OK, "2019-03-31", false},
    {"ressource-2019", NULL, STATUS_OK, "2022-03-31", true},
    {"ressource-2019", "2022-02-01", STATUS_OK, "2022-02-01", true},
    {"rehab-2016", NULL, STATUS_OK, "2018-01-31", true},
};

START_TEST(knows_the_day)
{
    const struct call *call = fixture_call(rows[_i].call);
    int32_t letter = rows[_i].letter == NULL ? DUE_NO_LETTER : fixture_day(rows[_i].letter);
    int32_t day = -1;
    ck_assert_int_eq(due_final(call, letter, &day), rows[_i].status);
    ck_assert_int_eq(day, rows[_i].due == NULL ? -1 : fixture_day(rows[_i].due));
    ck_assert(due_part_required(call) == rows[_i].part_required);
}
END_TEST

START_TEST(clamps_to_a_leap_day)
{
    struct span text = fixture_file("calls/fsm2-2019.json");
    text = fixture_change(
        text, "\"to\": \"2021-11-30\", \"stated\"", "\"to\": \"2023-11-30\", \"stated\"", NULL);
    const struct call *call = NULL;
    struct call_error error;
    int32_t day = 0;
    ck_assert_int_eq(call_parse(fixture_arena, text, &call, &error), STATUS_OK);
    ck_assert_int_eq(due_final(call, DUE_NO_LETTER, &day), STATUS_OK);
    ck_assert_int_eq(day, fixture_day("2024-02-29"));
}
END_TEST

static const struct {
    const char *call;
    const char *category;
    bool later;
    const char *from;
    const char *to;
} cost_rows[] = {
    {"fsm2-2019", "job_broker", false, "2019-11-01", "2021-11-30"},
    {"fsm2-2019", "job_broker", true, "2020-01-01", "2021-11-30"},
    {"fsm2-2019", "audit", true, "2020-01-01", "2022-02-28"},
    {"ressource-2019", "job_broker", true, "2019-12-15", "2021-12-31"},
};

START_TEST(bounds_the_costs)
{
    const struct call *call = fixture_call(cost_rows[_i].call);
    struct call_period period = due_costs(
        call, span_from(cost_rows[_i].category), cost_rows[_i].later, fixture_day("2022-02-28"));
    ck_assert_int_eq(period.from, fixture_day(cost_rows[_i].from));
    ck_assert_int_eq(period.to, fixture_day(cost_rows[_i].to));
}
END_TEST

int main(void)
{
    TCase *due = fixture_case("due");
    tcase_add_loop_test(due, knows_the_day, 0, (int)COUNT_OF(rows));
    tcase_add_test(due, clamps_to_a_leap_day);
    tcase_add_loop_test(due, bounds_the_costs, 0, (int)COUNT_OF(cost_rows));
    return harness_run("ledger/grants/due", due);
}
