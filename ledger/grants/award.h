/* SPDX-License-Identifier: EUPL-1.2 */
/* award.h - may this sum be awarded, in these finance years and with these days? */
#ifndef LEDGER_GRANTS_AWARD_H
#define LEDGER_GRANTS_AWARD_H

#include "ledger/grants/call.h"
#include "ledger/grants/content.h"
#include "ledger/grants/rule.h"

#define AWARD_NO_DAY    INT32_MIN
#define AWARD_CAP_UNSET (-1)
#define AWARD_LINES_MAX 16

/* Conditions of one award, as grants.check_conditions() has them: lines, so that they can be
 * numbered. */
#define AWARD_CONDITIONS_MAX 20
#define AWARD_CONDITION_MAX  500 /* characters */

struct award {
    int64_t amount_ore;
    const struct content_amount *lines; /* one per finance year */
    size_t line_count;                  /* at most AWARD_LINES_MAX */
    int32_t part_accounts_due;          /* AWARD_NO_DAY: not set */
    int32_t final_accounts_due;
};

struct award_context {
    int64_t applied_ore;
    int64_t units;   /* ambassadors applied for */
    int64_t cap_ore; /* from the annex; AWARD_CAP_UNSET: the annex has none for this CVR */
    const struct span *annexes; /* names of those imported and confirmed */
    size_t annex_count;
    bool later_start;                  /* the lead is in the annex of those who start later */
    const struct content_line *budget; /* applied for; an amendment's is checked as a budget */
    size_t budget_count;
};

/*
 * Adds every violation in a fixed order: sum, lines, days, annexes, costs before the first day of
 * who starts later, whose annex may be confirmed long after the application was sent. SQL's
 * rule.award_violations returns the same list. Pool and appropriation are not asked here: their
 * balances are the limit.
 */
void award_check(const struct call *call, const struct award *award,
    const struct award_context *context, struct violations *violations_out);

#endif
