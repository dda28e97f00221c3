/* SPDX-License-Identifier: EUPL-1.2 */
/* amendment.h - may an award become this, and what does that do to the money? */
#ifndef LEDGER_GRANTS_AMENDMENT_H
#define LEDGER_GRANTS_AMENDMENT_H

#include "ledger/grants/application.h"
#include "ledger/grants/award.h"

#define AMENDMENT_NOT_ASKED (-1) /* the grantee has no open request */

/* An award with everything that an amendment may change. */
struct amendment {
    struct award award;
    int32_t period_to;
    const struct content_line *budget;
    size_t line_count;
};

struct amendment_context {
    struct award_context award;
    bool later_start;   /* as in struct application_context */
    int64_t asked_ore;  /* the whole award the grantee asked for; AMENDMENT_NOT_ASKED */
    int32_t covered_to; /* last day that part accounts cover; AWARD_NO_DAY: none were sent */
};

/*
 * Adds every violation of `new_terms`: an amount above both the award now and what was asked for, a
 * day given up that accounts cover (then nothing else is asked), the rules of awards and budgets
 * with the new last day, a budget below the award, a line of `now` that is gone or changed its
 * category. SQL's rule.amendment_violations returns the same list.
 */
void amendment_check(const struct call *call, const struct amendment *now,
    const struct amendment *new_terms, const struct amendment_context *context,
    struct violations *violations_out);

struct amendment_money {
    int64_t award_ore; /* all 0..AMOUNT_ORE_MAX */
    int64_t new_ore;
    int64_t committed_ore; /* balance of the grant's committed */
    int64_t paid_ore;      /* balance of its paid */
    int64_t counted_ore;   /* approved less claimed back */
};

struct amendment_effect {
    int64_t commit_ore;  /* from the call's available */
    int64_t release_ore; /* back to it */
    int64_t claim_ore;   /* to be paid back */
    bool wait;           /* part of the claim is approved and not paid yet */
};

/* What the amendment moves. SQL's rule.amended decides the same. */
struct amendment_effect amendment_compute(const struct amendment_money *money);

/* Reads rule.amended's input. STATUS_INVALID for a missing amount or one out of bounds. */
MUST_CHECK enum status amendment_read(const struct json *json, struct amendment_money *money_out);

/* Writes the effect as the object that goes into the record (value of `key`, or the root). */
void amendment_put(
    const struct amendment_effect *effect, struct json_writer *writer, const char *key);

#endif
