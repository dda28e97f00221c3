/* SPDX-License-Identifier: EUPL-1.2 */
/* interest.h - what paying back late costs: simple interest by the day, by a table of rates. */
#ifndef LEDGER_GRANTS_INTEREST_H
#define LEDGER_GRANTS_INTEREST_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/status.h"

#define INTEREST_DAYS_MAX 36500 /* between the due day and today: what SQL's sums bear too */

/* A rate that holds from one day to another, both included; days since 1970-01-01. */
struct interest_rate {
    int32_t from;
    int32_t to;
    int rate_bp; /* 0..10000 a year */
};

/*
 * Sets *interest_out to the interest on `ore` (0..AMOUNT_ORE_MAX) from the day after `due` to `to`:
 * a 365th of the year's rate a day, whole øre downwards; 0 when `to` is not after `due`.
 * STATUS_NOT_FOUND when a day has no rate, or two; STATUS_LIMIT above INTEREST_DAYS_MAX. SQL's
 * rule.interest computes the same and answers null for a day without one rate.
 */
MUST_CHECK enum status interest_compute(int64_t ore, int32_t due, int32_t to,
    const struct interest_rate *rates, size_t rate_count, int64_t *interest_out);

#endif
