/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/interest.h"
#include "tests/ledger/grants/fixture.h"

static const struct {
    int64_t ore;
    const char *due;
    const char *to;
    enum status status;
    int64_t interest_ore; /* -7: left alone */
} rows[] = {
    {KR(50000), "2022-02-01", "2022-02-01", STATUS_OK, 0},
    {KR(50000), "2022-02-01", "2022-01-01", STATUS_OK, 0},
    /* 5,000,000 x 805 / 3,650,000 = 1,102.7 */
    {KR(50000), "2022-02-01", "2022-02-02", STATUS_OK, 1102},
    /* x 30 days = 33,082.2 */
    {KR(50000), "2022-02-01", "2022-03-03", STATUS_OK, 33082},
    /* a day at 8.05 and two at 10: 5,000,000 x 2,805 / 3,650,000 = 3,842.5 */
    {KR(50000), "2022-06-29", "2022-07-02", STATUS_OK, 3842},
    /* the last day with a rate, and the day after */
    {KR(1), "2022-12-30", "2022-12-31", STATUS_OK, 0},
    {KR(1), "2022-12-30", "2023-01-01", STATUS_NOT_FOUND, -7},
    {KR(1), "2021-12-30", "2022-01-01", STATUS_NOT_FOUND, -7},
    {KR(1), "1990-01-01", "2089-12-07", STATUS_NOT_FOUND, -7},
    {KR(1), "1990-01-01", "2089-12-08", STATUS_LIMIT, -7},
    /* 10^15 x 805 / 3,650,000 = 220,547,945,205.4 */
    {AMOUNT_ORE_MAX, "2022-02-01", "2022-02-02", STATUS_OK, INT64_C(220547945205)},
};

START_TEST(computes_each_row)
{
    const struct interest_rate rates[] = {
        {fixture_day("2022-01-01"), fixture_day("2022-06-30"), 805},
        {fixture_day("2022-07-01"), fixture_day("2022-12-31"), 1000}};
    int64_t interest = -7;
    ck_assert_int_eq(interest_compute(rows[_i].ore, fixture_day(rows[_i].due),
                         fixture_day(rows[_i].to), rates, COUNT_OF(rates), &interest),
        rows[_i].status);
    ck_assert_int_eq(interest, rows[_i].interest_ore);
}
END_TEST

START_TEST(two_rates_on_a_day_are_none)
{
    const struct interest_rate rates[] = {
        {fixture_day("2022-01-01"), fixture_day("2022-06-30"), 805},
        {fixture_day("2022-06-30"), fixture_day("2022-12-31"), 1000}};
    int64_t interest = -7;
    ck_assert_int_eq(interest_compute(KR(1), fixture_day("2022-06-28"), fixture_day("2022-06-30"),
                         rates, COUNT_OF(rates), &interest),
        STATUS_NOT_FOUND);
    ck_assert_int_eq(interest, -7);
}
END_TEST

int main(void)
{
    TCase *interest = fixture_case("interest");
    tcase_add_loop_test(interest, computes_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(interest, two_rates_on_a_day_are_none);
    return harness_run("ledger/grants/interest", interest);
}
