/* SPDX-License-Identifier: EUPL-1.2 */
/* Days and UTC instants; Danish local time is in moment_local.c. */
#include "ledger/base/moment.h"

#define YEAR_MIN 1970
#define YEAR_MAX 9999
#define DAY_MAX  INT32_C(2932896) /* 9999-12-31 */

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : length[month - 1];
}

bool day_valid(int year, int month, int day)
{
    return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1
           && day <= month_length(year, month);
}

/* Days from 1970-01-01 to 1 January of `year`. */
static int32_t days_before_year(int year)
{
    int past = year - 1;
    return (int32_t)(past * 365 + past / 4 - past / 100 + past / 400) - 719162;
}

int32_t day_from_civil(int year, int month, int day)
{
    ensure(day_valid(year, month, day));
    int32_t days = days_before_year(year) + day - 1;
    for (int m = 1; m < month; m++) {
        days += month_length(year, m);
    }
    return days;
}

struct civil day_civil(int32_t day)
{
    ensure(day >= 0 && day <= DAY_MAX);
    /* A year is never longer than 366 days: the estimate is at most a few years early. */
    int year = YEAR_MIN + day / 366;
    while (year < YEAR_MAX && days_before_year(year + 1) <= day) {
        year++;
    }
    int32_t rest = day - days_before_year(year);
    int month = 1;
    while (rest >= month_length(year, month)) {
        rest -= month_length(year, month);
        month++;
    }
    return (struct civil){.year = year, .month = month, .day = (int)rest + 1};
}

int32_t day_add_months(int32_t day, int months)
{
    struct civil civil = day_civil(day);
    int64_t month_index = (int64_t)civil.year * 12 + civil.month - 1 + months;
    ensure(month_index / 12 >= YEAR_MIN && month_index / 12 <= YEAR_MAX);
    int year = (int)(month_index / 12);
    int month = (int)(month_index % 12) + 1;
    int last = month_length(year, month);
    return day_from_civil(year, month, civil.day < last ? civil.day : last);
}

/* Exactly `len` digits; -1 otherwise. */
static int digits(const char *text, size_t len)
{
    int value = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

enum status day_parse(struct span text, int32_t *day_out)
{
    ensure(day_out != NULL);
    if (text.len != 10 || text.data[4] != '-' || text.data[7] != '-') {
        return STATUS_INVALID;
    }
    int year = digits(text.data, 4);
    int month = digits(text.data + 5, 2);
    int day = digits(text.data + 8, 2);
    if (!day_valid(year, month, day)) {
        return STATUS_INVALID;
    }
    *day_out = day_from_civil(year, month, day);
    return STATUS_OK;
}

static bool day_printable(struct buffer *out, int64_t day)
{
    ensure(out != NULL);
    bool printable = day >= 0 && day <= DAY_MAX;
    out->failed = out->failed || !printable;
    return printable;
}

void day_put(struct buffer *out, int32_t day)
{
    if (day_printable(out, day)) {
        struct civil civil = day_civil(day);
        buffer_printf(out, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    }
}

void day_put_danish(struct buffer *out, int32_t day)
{
    if (day_printable(out, day)) {
        struct civil civil = day_civil(day);
        buffer_printf(out, "%02d-%02d-%04d", civil.day, civil.month, civil.year);
    }
}

/* Microseconds behind "T": HH:MM:SS[.ffffff]Z; -1 for another grammar. */
static int64_t time_parse(struct span text)
{
    bool fraction = text.len == 16;
    if ((!fraction && text.len != 9) || text.data[2] != ':' || text.data[5] != ':'
        || text.data[text.len - 1] != 'Z' || (fraction && text.data[8] != '.')) {
        return -1;
    }
    int hour = digits(text.data, 2);
    int minute = digits(text.data + 3, 2);
    int second = digits(text.data + 6, 2);
    int microsecond = fraction ? digits(text.data + 9, 6) : 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59
        || microsecond < 0) {
        return -1;
    }
    return ((hour * 60 + minute) * 60 + second) * MOMENT_SECOND_US + microsecond;
}

enum status moment_parse(struct span text, int64_t *us_out)
{
    ensure(us_out != NULL);
    int32_t day = 0;
    if (text.len < 11 || text.data[10] != 'T'
        || day_parse((struct span){.data = text.data, .len = 10}, &day) != STATUS_OK) {
        return STATUS_INVALID;
    }
    int64_t time_us = time_parse((struct span){.data = text.data + 11, .len = text.len - 11});
    if (time_us < 0) {
        return STATUS_INVALID;
    }
    *us_out = day * MOMENT_DAY_US + time_us;
    return STATUS_OK;
}

void moment_put(struct buffer *out, int64_t us)
{
    if (us < 0 || !day_printable(out, us / MOMENT_DAY_US)) {
        out->failed = true;
        return;
    }
    day_put(out, (int32_t)(us / MOMENT_DAY_US));
    int64_t rest = us % MOMENT_DAY_US;
    int seconds = (int)(rest / MOMENT_SECOND_US);
    buffer_printf(out, "T%02d:%02d:%02d.%06dZ", seconds / 3600, seconds / 60 % 60, seconds % 60,
        (int)(rest % MOMENT_SECOND_US));
}
