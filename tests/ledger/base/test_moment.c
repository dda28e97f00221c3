/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/moment.h"
#include "tests/harness.h"

#define LAST_US INT64_C(253402300799999999) /* 9999-12-31T23:59:59.999999Z */

static const struct {
    const char *text;
    enum status status;
    int64_t us; /* -1: the output is left alone */
} instants[] = {
    {"", STATUS_INVALID, -1},
    {"2019-10-24", STATUS_INVALID, -1},
    {"2019-10-24T", STATUS_INVALID, -1},
    {"1969-12-31T23:59:59Z", STATUS_INVALID, -1},
    {"10000-01-01T00:00:00Z", STATUS_INVALID, -1},
    {"2019-10-24 10:00:00Z", STATUS_INVALID, -1},
    {"2019-10-24t10:00:00Z", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00z", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00+00:00", STATUS_INVALID, -1},
    {"2019-10-24T10:00Z", STATUS_INVALID, -1},
    {"2019-10-24T10-00:00Z", STATUS_INVALID, -1},
    {"2019-10-24T10:00-00Z", STATUS_INVALID, -1},
    {"2019-10-24T1x:00:00Z", STATUS_INVALID, -1},
    {"2019-10-24T24:00:00Z", STATUS_INVALID, -1},
    {"2019-10-24T10:60:00Z", STATUS_INVALID, -1},
    {"2019-10-24T10:00:60Z", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00.Z", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00.123Z", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00.12345xZ", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00,123456Z", STATUS_INVALID, -1},
    {"2019-10-24T10:00:00.1234567Z", STATUS_INVALID, -1},
    {"2019-02-29T10:00:00Z", STATUS_INVALID, -1},
    {"1970-01-01T00:00:00Z", STATUS_OK, 0},
    {"1970-01-01T00:00:00.000001Z", STATUS_OK, 1},
    {"2019-10-24T10:00:00Z", STATUS_OK, INT64_C(1571911200000000)},
    {"2019-10-24T10:00:00.000000Z", STATUS_OK, INT64_C(1571911200000000)},
    {"2000-02-29T23:59:59.999999Z", STATUS_OK, INT64_C(951868799999999)},
    {"9999-12-31T23:59:59.999999Z", STATUS_OK, LAST_US},
};

START_TEST(parses_or_refuses_each_instant)
{
    int64_t us = -1;
    ck_assert_int_eq(moment_parse(span_from(instants[_i].text), &us), instants[_i].status);
    ck_assert_int_eq(us, instants[_i].us);
}
END_TEST

START_TEST(instants_outside_the_range_fail_the_output)
{
    static const int64_t outside[] = {INT64_MIN, -1, LAST_US + 1, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        struct buffer out;
        buffer_init(&out, 100);
        moment_put(&out, outside[i]);
        ck_assert(out.failed);
        ck_assert_uint_eq(out.len, 0);
    }
}
END_TEST

START_TEST(written_instants_read_back)
{
    static const int64_t samples[] = {0, 1, INT64_C(1571911200000000), LAST_US};
    struct buffer out;
    buffer_init(&out, 100);
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        int64_t us = -1;
        buffer_clear(&out);
        moment_put(&out, samples[i]);
        ck_assert_uint_eq(out.len, strlen("2019-10-24T10:00:00.000000Z"));
        ck_assert_int_eq(moment_parse(buffer_span(&out), &us), STATUS_OK);
        ck_assert_int_eq(us, samples[i]);
    }
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *text;
    enum status status;
    int32_t day; /* -1: the output is left alone */
} days[] = {
    {"", STATUS_INVALID, -1},
    {"2019-1-01", STATUS_INVALID, -1},
    {"24-10-2019", STATUS_INVALID, -1},
    {"2019/10/24", STATUS_INVALID, -1},
    {"2019-10/24", STATUS_INVALID, -1},
    {"2019-10-24 ", STATUS_INVALID, -1},
    {"2019-00-10", STATUS_INVALID, -1},
    {"2019-13-10", STATUS_INVALID, -1},
    {"2019-04-31", STATUS_INVALID, -1},
    {"2019-04-00", STATUS_INVALID, -1},
    {"1900-01-01", STATUS_INVALID, -1},
    {"2100-02-29", STATUS_INVALID, -1},
    {"x019-10-24", STATUS_INVALID, -1},
    {"2019-+1-24", STATUS_INVALID, -1},
    {"1970-01-01", STATUS_OK, 0},
    {"2000-02-29", STATUS_OK, 11016},
    {"2020-02-29", STATUS_OK, 18321},
    {"2019-10-24", STATUS_OK, 18193},
    {"9999-12-31", STATUS_OK, 2932896},
};

START_TEST(parses_or_refuses_each_day)
{
    int32_t day = -1;
    ck_assert_int_eq(day_parse(span_from(days[_i].text), &day), days[_i].status);
    ck_assert_int_eq(day, days[_i].day);
}
END_TEST

START_TEST(every_day_converts_both_ways)
{
    struct civil before = day_civil(0);
    for (int32_t day = 1; day <= 2932896; day++) {
        struct civil civil = day_civil(day);
        if (!day_valid(civil.year, civil.month, civil.day)
            || day_from_civil(civil.year, civil.month, civil.day) != day) {
            ck_abort_msg("day %d", (int)day);
        }
        bool next_month = civil.day == 1;
        if (next_month ? before.day < 28 : civil.day != before.day + 1) {
            ck_abort_msg("no successor before day %d", (int)day);
        }
        before = civil;
    }
}
END_TEST

START_TEST(days_are_written)
{
    struct buffer out;
    buffer_init(&out, 100);
    day_put(&out, 18193);
    day_put_danish(&out, 18193);
    ck_assert(span_is(buffer_span(&out), "2019-10-2424-10-2019"));
    buffer_free(&out);
}
END_TEST

START_TEST(days_outside_the_range_fail_the_output)
{
    static const int32_t outside[] = {INT32_MIN, -1, 2932897, INT32_MAX};
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        struct buffer out;
        buffer_init(&out, 100);
        day_put(&out, outside[i]);
        ck_assert(out.failed);
        buffer_clear(&out);
        day_put_danish(&out, outside[i]);
        ck_assert(out.failed);
    }
}
END_TEST

static const struct {
    const char *from;
    int months;
    const char *to;
} shifts[] = {
    {"2021-11-30", 3, "2022-02-28"},
    {"2019-11-30", 3, "2020-02-29"},
    {"2020-01-31", 1, "2020-02-29"},
    {"2020-01-31", 0, "2020-01-31"},
    {"2020-10-31", 12, "2021-10-31"},
    {"2020-10-31", 2, "2020-12-31"},
    {"2020-12-31", 1, "2021-01-31"},
    {"2020-03-31", -1, "2020-02-29"},
    {"2020-01-15", -1, "2019-12-15"},
};

START_TEST(adds_months_in_each_row)
{
    int32_t from = -1;
    int32_t to = -1;
    ck_assert_int_eq(day_parse(span_from(shifts[_i].from), &from), STATUS_OK);
    ck_assert_int_eq(day_parse(span_from(shifts[_i].to), &to), STATUS_OK);
    ck_assert_int_eq(day_add_months(from, shifts[_i].months), to);
}
END_TEST

START_TEST(misuse_stops)
{
    switch (_i) {
    case 0:
        (void)day_civil(-1);
        break;
    case 1:
        (void)day_civil(2932897);
        break;
    case 2:
        (void)day_from_civil(2019, 2, 29);
        break;
    case 3:
        (void)day_add_months(0, -1);
        break;
    default:
        (void)day_add_months(2932896, 1);
        break;
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("moment");
    tcase_add_loop_test_raise_signal(cases, misuse_stops, SIGABRT, 0, 5);
    tcase_add_loop_test(cases, parses_or_refuses_each_instant, 0, (int)COUNT_OF(instants));
    tcase_add_test(cases, instants_outside_the_range_fail_the_output);
    tcase_add_test(cases, written_instants_read_back);
    tcase_add_loop_test(cases, parses_or_refuses_each_day, 0, (int)COUNT_OF(days));
    tcase_add_test(cases, every_day_converts_both_ways);
    tcase_add_test(cases, days_are_written);
    tcase_add_test(cases, days_outside_the_range_fail_the_output);
    tcase_add_loop_test(cases, adds_months_in_each_row, 0, (int)COUNT_OF(shifts));
    return harness_run("ledger/base/moment", cases);
}
