/* SPDX-License-Identifier: EUPL-1.2 */
/* Danish legal time: UTC+1, and UTC+2 between the last Sundays of March and October, 01:00 UTC. */
#include "ledger/base/moment.h"

#define MINUTE_US       (60 * MOMENT_SECOND_US)
#define WINTER_MINUTES  60
#define SUMMER_MINUTES  120
#define LOCAL_YEAR_MIN  1996 /* before, Denmark's summer time followed other dates */
#define INSTANT_DAY_MAX INT64_C(2932896)

static const char *const month_names[] = {"January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December"};

/* 01:00 UTC on the last Sunday of a month with 31 days. */
static int64_t change_us(int year, int month)
{
    int32_t last = day_from_civil(year, month, 31);
    int32_t days_since_sunday = (last + 4) % 7; /* 1970-01-01 was a Thursday */
    return (last - days_since_sunday) * MOMENT_DAY_US + 60 * MINUTE_US;
}

static int offset_minutes(int64_t us)
{
    struct civil utc = day_civil((int32_t)(us / MOMENT_DAY_US));
    bool summer = us >= change_us(utc.year, 3) && us < change_us(utc.year, 10);
    return summer ? SUMMER_MINUTES : WINTER_MINUTES;
}

void moment_to_local(int64_t us, struct civil *local_out, int *offset_minutes_out)
{
    ensure(local_out != NULL);
    /* One day of room at the end, so that the local date still has four digits. */
    ensure(us >= 0 && us < INSTANT_DAY_MAX * MOMENT_DAY_US);
    int offset = offset_minutes(us);
    int64_t shown_us = us + offset * MINUTE_US;
    struct civil local = day_civil((int32_t)(shown_us / MOMENT_DAY_US));
    int64_t rest = shown_us % MOMENT_DAY_US;
    int seconds = (int)(rest / MOMENT_SECOND_US);
    local.hour = seconds / 3600;
    local.minute = seconds / 60 % 60;
    local.second = seconds % 60;
    local.microsecond = (int)(rest % MOMENT_SECOND_US);
    *local_out = local;
    if (offset_minutes_out != NULL) {
        *offset_minutes_out = offset;
    }
}

static bool within(int value, int end)
{
    return value >= 0 && value < end;
}

enum status moment_from_local(const struct civil *local, int64_t *us_out)
{
    ensure(local != NULL);
    ensure(us_out != NULL);
    if (local->year < LOCAL_YEAR_MIN || !day_valid(local->year, local->month, local->day)
        || !within(local->hour, 24) || !within(local->minute, 60) || !within(local->second, 60)
        || !within(local->microsecond, (int)MOMENT_SECOND_US)) {
        return STATUS_INVALID;
    }
    int64_t seconds = (local->hour * 60 + local->minute) * 60 + local->second;
    int64_t shown_us = day_from_civil(local->year, local->month, local->day) * MOMENT_DAY_US
                       + seconds * MOMENT_SECOND_US + local->microsecond;
    int64_t winter_us = shown_us - WINTER_MINUTES * MINUTE_US;
    int64_t summer_us = shown_us - SUMMER_MINUTES * MINUTE_US;
    bool in_winter = offset_minutes(winter_us) == WINTER_MINUTES;
    bool in_summer = offset_minutes(summer_us) == SUMMER_MINUTES;
    if (in_winter && in_summer) {
        return STATUS_CONFLICT;
    }
    if (!in_winter && !in_summer) {
        return STATUS_NOT_FOUND;
    }
    *us_out = in_winter ? winter_us : summer_us;
    return STATUS_OK;
}

enum status moment_midnight(int32_t day, int64_t *us_out)
{
    if (day < 0 || day > INSTANT_DAY_MAX) {
        return STATUS_INVALID;
    }
    struct civil local = day_civil(day);
    return moment_from_local(&local, us_out);
}

/* False, and `out` failed, for an instant that has no four-digit local date. */
static bool local_for(struct buffer *out, int64_t us, struct civil *local_out)
{
    ensure(out != NULL);
    if (us < 0 || us >= INSTANT_DAY_MAX * MOMENT_DAY_US) {
        out->failed = true;
        return false;
    }
    moment_to_local(us, local_out, NULL);
    return true;
}

void moment_put_danish(struct buffer *out, int64_t us)
{
    struct civil local;
    if (local_for(out, us, &local)) {
        buffer_printf(out, "%02d-%02d-%04d kl. %02d.%02d", local.day, local.month, local.year,
            local.hour, local.minute);
    }
}

void moment_put_english(struct buffer *out, int64_t us)
{
    struct civil local;
    if (local_for(out, us, &local)) {
        buffer_printf(out, "%d %s %d, %02d:%02d", local.day, month_names[local.month - 1],
            local.year, local.hour, local.minute);
    }
}
