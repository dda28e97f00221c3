/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/moment.h"
#include "tests/harness.h"

/* Local times that have no single instant. */
static const struct {
    struct civil local;
    enum status status;
} refusals[] = {
    {{1995, 6, 1, 12, 0, 0, 0}, STATUS_INVALID},
    {{10000, 1, 1, 0, 0, 0, 0}, STATUS_INVALID},
    {{2019, 2, 29, 12, 0, 0, 0}, STATUS_INVALID},
    {{2019, 2, 1, 24, 0, 0, 0}, STATUS_INVALID},
    {{2019, 2, 1, -1, 0, 0, 0}, STATUS_INVALID},
    {{2019, 2, 1, 12, 60, 0, 0}, STATUS_INVALID},
    {{2019, 2, 1, 12, 0, 60, 0}, STATUS_INVALID},
    {{2019, 2, 1, 12, 0, 0, 1000000}, STATUS_INVALID},
    {{2019, 3, 31, 2, 0, 0, 0}, STATUS_NOT_FOUND},
    {{2019, 3, 31, 2, 59, 59, 999999}, STATUS_NOT_FOUND},
    {{2019, 10, 27, 2, 0, 0, 0}, STATUS_CONFLICT},
    {{2019, 10, 27, 2, 59, 59, 999999}, STATUS_CONFLICT},
};

START_TEST(refuses_each_row)
{
    int64_t us = -1;
    ck_assert_int_eq(moment_from_local(&refusals[_i].local, &us), refusals[_i].status);
    ck_assert_int_eq(us, -1);
}
END_TEST

/* The instants were checked against the TZ database's Europe/Copenhagen. */
static const struct {
    const char *utc;
    struct civil local;
    int offset_minutes;
    const char *danish;
    const char *english;
} rows[] = {
    {"1996-01-01T00:00:00Z", {1996, 1, 1, 1, 0, 0, 0}, 60, "01-01-1996 kl. 01.00",
        "1 January 1996, 01:00"},
    {"1996-10-27T00:59:59Z", {1996, 10, 27, 2, 59, 59, 0}, 120, "27-10-1996 kl. 02.59",
        "27 October 1996, 02:59"},
    {"2019-03-31T00:59:59.999999Z", {2019, 3, 31, 1, 59, 59, 999999}, 60, "31-03-2019 kl. 01.59",
        "31 March 2019, 01:59"},
    {"2019-03-31T01:00:00Z", {2019, 3, 31, 3, 0, 0, 0}, 120, "31-03-2019 kl. 03.00",
        "31 March 2019, 03:00"},
    {"2019-10-24T10:00:00Z", {2019, 10, 24, 12, 0, 0, 0}, 120, "24-10-2019 kl. 12.00",
        "24 October 2019, 12:00"},
    {"2019-10-27T00:59:59.999999Z", {2019, 10, 27, 2, 59, 59, 999999}, 120, "27-10-2019 kl. 02.59",
        "27 October 2019, 02:59"},
    {"2019-10-27T01:00:00Z", {2019, 10, 27, 2, 0, 0, 0}, 60, "27-10-2019 kl. 02.00",
        "27 October 2019, 02:00"},
    {"2019-12-31T23:30:00Z", {2020, 1, 1, 0, 30, 0, 0}, 60, "01-01-2020 kl. 00.30",
        "1 January 2020, 00:30"},
    {"2024-03-31T01:00:00Z", {2024, 3, 31, 3, 0, 0, 0}, 120, "31-03-2024 kl. 03.00",
        "31 March 2024, 03:00"},
    {"2020-05-05T22:00:00Z", {2020, 5, 6, 0, 0, 0, 0}, 120, "06-05-2020 kl. 00.00",
        "6 May 2020, 00:00"},
    {"9999-12-30T22:59:59Z", {9999, 12, 30, 23, 59, 59, 0}, 60, "30-12-9999 kl. 23.59",
        "30 December 9999, 23:59"},
};

static void require_text(void (*put)(struct buffer *, int64_t), int64_t us, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 64);
    put(&out, us);
    ck_assert(span_is(buffer_span(&out), expected));
    buffer_free(&out);
}

START_TEST(converts_each_row)
{
    int64_t us = -1;
    ck_assert_int_eq(moment_parse(span_from(rows[_i].utc), &us), STATUS_OK);
    struct civil local;
    int offset = 0;
    moment_to_local(us, &local, &offset);
    ck_assert_int_eq(offset, rows[_i].offset_minutes);
    ck_assert_int_eq(local.year, rows[_i].local.year);
    ck_assert_int_eq(local.month, rows[_i].local.month);
    ck_assert_int_eq(local.day, rows[_i].local.day);
    ck_assert_int_eq(local.hour, rows[_i].local.hour);
    ck_assert_int_eq(local.minute, rows[_i].local.minute);
    ck_assert_int_eq(local.second, rows[_i].local.second);
    ck_assert_int_eq(local.microsecond, rows[_i].local.microsecond);
    require_text(moment_put_danish, us, rows[_i].danish);
    require_text(moment_put_english, us, rows[_i].english);
}
END_TEST

START_TEST(every_hour_converts_back_or_is_shown_twice)
{
    int64_t from = day_from_civil(1996, 1, 1) * MOMENT_DAY_US;
    int64_t to = day_from_civil(2040, 1, 1) * MOMENT_DAY_US;
    int twice = 0;
    for (int64_t us = from; us < to; us += 3600 * MOMENT_SECOND_US) {
        struct civil local;
        int64_t back = -1;
        moment_to_local(us, &local, NULL);
        enum status status = moment_from_local(&local, &back);
        twice += status == STATUS_CONFLICT;
        if (status != STATUS_CONFLICT && (status != STATUS_OK || back != us)) {
            ck_abort_msg("%d-%d-%d %d", local.year, local.month, local.day, local.hour);
        }
    }
    ck_assert_int_eq(twice, 2 * (2040 - 1996));
}
END_TEST

START_TEST(instants_outside_the_range_fail_the_output)
{
    static const int64_t outside[] = {-1, INT64_C(2932896) * MOMENT_DAY_US};
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        struct buffer out;
        buffer_init(&out, 64);
        moment_put_danish(&out, outside[i]);
        ck_assert(out.failed);
        buffer_clear(&out);
        moment_put_english(&out, outside[i]);
        ck_assert(out.failed);
    }
}
END_TEST

static const struct {
    int32_t day;
    enum status status;
    int64_t us;
} midnights[] = {
    {-1, STATUS_INVALID, -7},
    {INT32_MIN, STATUS_INVALID, -7},
    {INT32_MAX, STATUS_INVALID, -7},
    {2932897, STATUS_INVALID, -7}, /* 10000-01-01 */
    {9495, STATUS_INVALID, -7},    /* 1995-12-31 */
    {9496, STATUS_OK, (9496 * MOMENT_DAY_US) - (3600 * MOMENT_SECOND_US)},
    {18193, STATUS_OK, (18193 * MOMENT_DAY_US) - (7200 * MOMENT_SECOND_US)}, /* 2019-10-24 */
    {2932896, STATUS_OK, (2932896 * MOMENT_DAY_US) - (3600 * MOMENT_SECOND_US)},
};

START_TEST(midnight_of_any_number)
{
    int64_t us = -7;
    ck_assert_int_eq(moment_midnight(midnights[_i].day, &us), midnights[_i].status);
    ck_assert_int_eq(us, midnights[_i].us);
}
END_TEST

START_TEST(conversion_outside_the_range_stops)
{
    struct civil local;
    moment_to_local(-1, &local, NULL);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("moment_local");
    tcase_add_test_raise_signal(cases, conversion_outside_the_range_stops, SIGABRT);
    tcase_add_loop_test(cases, refuses_each_row, 0, (int)COUNT_OF(refusals));
    tcase_add_loop_test(cases, midnight_of_any_number, 0, (int)COUNT_OF(midnights));
    tcase_add_test(cases, instants_outside_the_range_fail_the_output);
    tcase_add_loop_test(cases, converts_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, every_hour_converts_back_or_is_shown_twice);
    return harness_run("ledger/base/moment_local", cases);
}
