/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * moment.h - instants as int64 microseconds since 1970-01-01T00:00:00Z, days as days since
 * 1970-01-01, and the legal time of Denmark (Europe/Copenhagen: EU rule since 1996, last Sundays of
 * March and October at 01:00 UTC). No C locale, no TZ database, no process state.
 */
#ifndef LEDGER_BASE_MOMENT_H
#define LEDGER_BASE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define MOMENT_SECOND_US INT64_C(1000000)
#define MOMENT_DAY_US    INT64_C(86400000000)

struct civil {
    int year; /* 1996..9999 for local times, 1970..9999 otherwise */
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int microsecond;
};

/* Strict RFC 3339 in UTC with "Z" and 0 or 6 decimals. STATUS_INVALID otherwise. */
MUST_CHECK enum status moment_parse(struct span text, int64_t *us_out);

/* Writes 2019-10-24T10:00:00.000000Z. All writers here make `out` fail outside 1970..9999. */
void moment_put(struct buffer *out, int64_t us);

/*
 * The Danish local time of `us` (1970..9999-12-30, for years before 1996 by the rule of 1996);
 * *offset_minutes_out (60 or 120) may be NULL.
 */
void moment_to_local(int64_t us, struct civil *local_out, int *offset_minutes_out);

/*
 * The instant of a Danish local time. STATUS_NOT_FOUND when the clock skips it (spring),
 * STATUS_CONFLICT when it is shown twice (autumn), STATUS_INVALID for a date or time that
 * does not exist or lies before 1996.
 */
MUST_CHECK enum status moment_from_local(const struct civil *local, int64_t *us_out);

/*
 * Midnight in Denmark at the beginning of a day, which may be one computed from a user's: any
 * number is allowed. STATUS_INVALID before 1996 and behind 9999.
 */
MUST_CHECK enum status moment_midnight(int32_t day, int64_t *us_out);

/* Writes "24-10-2019 kl. 12.00" (Danish local time). */
void moment_put_danish(struct buffer *out, int64_t us);

/* Writes "24 October 2019, 12:00" (Danish local time). */
void moment_put_english(struct buffer *out, int64_t us);

/* Days: strict YYYY-MM-DD. STATUS_INVALID otherwise. */
MUST_CHECK enum status day_parse(struct span text, int32_t *day_out);
void day_put(struct buffer *out, int32_t day);        /* 2019-10-24 */
void day_put_danish(struct buffer *out, int32_t day); /* 24-10-2019 */
struct civil day_civil(int32_t day);
int32_t day_from_civil(int year, int month, int day);
bool day_valid(int year, int month, int day);

/* `months` later, clamped to the end of the month: 2021-11-30 + 3 = 2022-02-28. calls.md 12. */
int32_t day_add_months(int32_t day, int months);

#endif
