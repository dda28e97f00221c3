/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/deadline.h"
#include "tests/ledger/grants/fixture.h"

static const struct {
    const char *call;
    const char *received;
    int64_t lag_us;
    bool closed;
    const char *verdict;
} rows[] = {
    /* winter time, summer time, the end of a day in summer time */
    {"opkval-2017", "2017-10-31T11:00:00.000000Z", 0, false, "on_time"},
    {"opkval-2017", "2017-10-31T11:00:00.000001Z", 0, false, "late"},
    {"fsm2-2019", "2019-10-24T09:59:59.999999Z", 0, false, "on_time"},
    {"fsm2-2019", "2019-10-24T10:00:00.000000Z", 0, false, "on_time"},
    {"fsm2-2019", "2019-10-24T10:00:00.000001Z", 0, false, "late"},
    {"ambassadoer-2018", "2018-01-26T11:00:00.000000Z", 0, false, "on_time"},
    {"ambassadoer-2018", "2018-01-26T11:00:00.000001Z", 0, false, "late"},
    {"ressource-2019", "2019-11-29T11:00:00.000000Z", 0, false, "on_time"},
    {"ressource-2019", "2019-11-29T11:00:00.000001Z", 0, false, "late"},
    {"rehab-2016", "2016-10-07T21:59:59.999999Z", 0, false, "on_time"},
    {"rehab-2016", "2016-10-07T22:00:00.000000Z", 0, false, "late"},
    /* a queue never makes late, but receipt long ago is not taken for granted */
    {"fsm2-2019", "2019-10-24T10:00:00.000000Z", DEADLINE_GRACE_US, false, "on_time"},
    {"fsm2-2019", "2019-10-24T10:00:00.000000Z", DEADLINE_GRACE_US + 1, false, "contested"},
    {"fsm2-2019", "2019-10-24T10:00:00.000001Z", DEADLINE_GRACE_US, false, "late"},
    {"fsm2-2019", "2019-10-24T10:00:00.000001Z", DEADLINE_GRACE_US + 1, false, "contested"},
    {"fsm2-2019", "2019-10-01T10:00:00.000000Z", DEADLINE_GRACE_US + 1, false, "contested"},
    /* after the list of on-time applications is fixed */
    {"fsm2-2019", "2019-10-24T10:00:00.000000Z", 0, true, "contested"},
    {"fsm2-2019", "2019-10-24T10:00:00.000001Z", 0, true, "late"},
};

START_TEST(decides_to_the_microsecond)
{
    const struct call *call = fixture_call(rows[_i].call);
    int64_t received_us = 0;
    ck_assert_int_eq(moment_parse(span_from(rows[_i].received), &received_us), STATUS_OK);
    struct deadline_decision decision = deadline_decide(received_us, received_us + rows[_i].lag_us,
        call->deadline.last_on_time_us, rows[_i].closed);
    ck_assert_str_eq(deadline_verdict_name(decision.verdict), rows[_i].verdict);
    ck_assert_int_eq(decision.lag_us, rows[_i].lag_us);
    ck_assert_int_eq(decision.margin_us, call->deadline.last_on_time_us - received_us);
    ck_assert(decision.closed == rows[_i].closed);
}
END_TEST

int main(void)
{
    TCase *deadline = fixture_case("deadline");
    tcase_add_loop_test(deadline, decides_to_the_microsecond, 0, (int)COUNT_OF(rows));
    return harness_run("ledger/grants/deadline", deadline);
}
