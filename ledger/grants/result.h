/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * result.h - results that a call pays for: how many of a group reached something in one month or
 * quarter. Counts only. calls.md 6, 7, 9; SQL's rule.result_violations finds the same.
 */
#ifndef LEDGER_GRANTS_RESULT_H
#define LEDGER_GRANTS_RESULT_H

#include <stdbool.h>

#include "ledger/grants/call.h"
#include "ledger/grants/rule.h"

/* As an officer enters it, before anything is known to be right. */
struct result {
    struct span code;
    int64_t numerator;
    int64_t denominator;
    struct span period;     /* "2021-03" or "2021-Q1" */
    struct span first_week; /* "iso", "first_full", or empty where a call has none */
};

/* The result `code` of the call; NULL when the call counts none of that name. */
const struct call_result *result_find(const struct call *call, struct span code);

/*
 * First and last day of a month (2021-03) or quarter (2021-Q1) of this century, and which of both
 * it is. STATUS_INVALID, and nothing set, for any other text.
 */
MUST_CHECK enum status result_period(
    struct span text, struct call_period *period_out, bool *quarter_out);

/*
 * Monday of the first week of January: "iso" is ISO week 1 (of 2020: 2019-12-30), "first_full" the
 * first whole week (2020-01-06). STATUS_INVALID, and nothing set, for another reading.
 */
MUST_CHECK enum status result_first_week(int year, struct span reading, int32_t *day_out);

/* Adds every violation in a fixed order: code, denominator, numerator, period, first_week. */
void result_check(
    const struct call *call, const struct result *result, struct violations *violations_out);

#endif
