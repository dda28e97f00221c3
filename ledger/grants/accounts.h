/* SPDX-License-Identifier: EUPL-1.2 */
/* accounts.h - what a grantee spent, held against the approved budget line by line. */
#ifndef LEDGER_GRANTS_ACCOUNTS_H
#define LEDGER_GRANTS_ACCOUNTS_H

#include "ledger/grants/call.h"
#include "ledger/grants/content.h"
#include "ledger/grants/rule.h"

#define ACCOUNTS_LINES_MAX 200

struct accounts_line {
    int32_t line; /* the budget line's number */
    int64_t actual_ore;
    int64_t own_funding_ore; /* beside the actual, never part of it */
};

struct accounts {
    enum rule_accounts kind;
    int32_t period_to; /* the last day they cover */
    const struct accounts_line *lines;
    size_t line_count; /* at most CONTENT_LINES_MAX */
};

/*
 * Adds every violation in a fixed order: kind, period, lines. Final accounts cover the project to
 * its last day. SQL's rule.accounts_violations returns the same list.
 */
void accounts_check(const struct call *call, const struct content *budget,
    const struct accounts *accounts, struct violations *violations_out);

/*
 * What counts as documented: the sum over the accounts' lines of the smaller of actual and
 * approved, all finance years of a line taken together. STATUS_INVALID, and nothing set, when a
 * line is not in the budget, stands twice or has an amount outside 0..AMOUNT_ORE_MAX.
 */
MUST_CHECK enum status accounts_documented(const struct content *budget,
    const struct accounts_line *lines, size_t line_count, int64_t *documented_ore_out);

/* Reads the fields of an accounts payload: kind, period_to, lines. STATUS_INVALID, STATUS_LIMIT. */
MUST_CHECK enum status accounts_read(
    struct arena *arena, const struct json *json, struct accounts *accounts_out);

#endif
