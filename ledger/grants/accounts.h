/* SPDX-License-Identifier: EUPL-1.2 */
/* accounts.h - what a grantee spent, held against the approved budget line by line. */
#ifndef LEDGER_GRANTS_ACCOUNTS_H
#define LEDGER_GRANTS_ACCOUNTS_H

#include "ledger/grants/call.h"
#include "ledger/grants/content.h"
#include "ledger/grants/rule.h"

#define ACCOUNTS_LINES_MAX 200
#define ACCOUNTS_KM_MAX    1000000

struct accounts_line {
    int32_t line; /* the budget line's number */
    int64_t actual_ore;
    int64_t own_funding_ore; /* beside the actual, never part of it */
    int64_t cut_ore;         /* of the actual: what driving cost above its rate; 0..actual_ore */
    int32_t first;           /* the first day of which one of its costs is */
    int32_t last;
    int64_t before_award_ore; /* of the actual: of days before the award, at own risk */
};

/* Driving in one's own car in one year, paid as part of a line's actual cost. */
struct accounts_drive {
    int32_t line;
    int32_t year;
    int64_t km; /* whole ones */
    int64_t paid_ore;
};

/* The state's low rate of a year, in øre per kilometre. */
struct mileage_rate {
    int32_t year;
    int64_t ore_per_km;
};

struct accounts {
    enum rule_accounts kind;
    int32_t period_to; /* the last day they cover */
    const struct accounts_line *lines;
    size_t line_count; /* at most CONTENT_LINES_MAX */
    const struct accounts_drive *drives;
    size_t drive_count;
    const struct mileage_rate *rates; /* those that are known */
    size_t rate_count;
    bool later_start;  /* as in struct application_context */
    int32_t final_due; /* the day on which final accounts are due; else the project's last */
    int32_t awarded;   /* the day of the award */
    int32_t final_to;  /* the day until which final accounts were sent already; 0: none were */
};

/* What driving cost above its rate: shown, and not documented (calls.md 19). */
int64_t accounts_mileage_cut(int64_t km, int64_t paid_ore, int64_t rate_ore);

/*
 * Adds every violation in a fixed order: kind, period, lines, driving. Part accounts come before
 * the final ones that cover the same days. Final accounts cover the project to its last day; costs
 * are of days that count (due_costs()) and, of part accounts, not after period_to; what of them is
 * before the award is named; driving is for lines whose category allows it, in a year of the
 * project up to period_to that has a rate. SQL's rule.accounts_violations returns the same list.
 */
void accounts_check(const struct call *call, const struct content *budget,
    const struct accounts *accounts, struct violations *violations_out);

/*
 * What counts as documented: the sum over the accounts' lines of the smaller of approved and actual
 * without what is cut, all finance years of a line taken together. STATUS_INVALID, and nothing set,
 * when a line is not in the budget, stands twice or has an amount outside 0..AMOUNT_ORE_MAX.
 */
MUST_CHECK enum status accounts_documented(const struct content *budget,
    const struct accounts_line *lines, size_t line_count, int64_t *documented_ore_out);

/* Reads the fields of an accounts payload: kind, period_to, lines. STATUS_INVALID, STATUS_LIMIT. */
MUST_CHECK enum status accounts_read(
    struct arena *arena, const struct json *json, struct accounts *accounts_out);

#endif
