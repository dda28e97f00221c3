/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * entitlement.h - the one payment rule: ceiling = floor(award × basis points / 10000), payable =
 * max(0, min(ceiling, documented) - paid). What differs between calls is only what has been earned.
 */
#ifndef LEDGER_GRANTS_ENTITLEMENT_H
#define LEDGER_GRANTS_ENTITLEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/grants/call.h"
#include "ledger/grants/rule.h"

#define ENTITLEMENT_NO_BP      (-1) /* no split is stated, or the result is not recorded */
#define ENTITLEMENT_NO_CEILING INT64_C(-1)
#define ENTITLEMENT_COUNT_MAX  INT64_C(1000000000) /* people in a group */

/* A confirmed result: counts only, nothing about anybody. */
struct entitlement_result {
    struct span code; /* of a struct call_result */
    int64_t numerator;
    int64_t denominator; /* 1..ENTITLEMENT_COUNT_MAX, numerator 0..denominator */
};

struct entitlement_input {
    enum rule_accounts accounts;
    int64_t award_ore; /* as last amended, 0..AMOUNT_ORE_MAX, like all amounts here */
    int64_t documented_ore;
    int64_t paid_part_ore;  /* on part accounts */
    int64_t paid_final_ore; /* on final accounts */
    const struct entitlement_result *results;
    size_t result_count;
    struct rulings rulings;
};

/* floor(award × basis points / 10000) without overflow. */
int64_t entitlement_share(int64_t award_ore, int basis_points);

/*
 * Basis points earned, parts summed. ENTITLEMENT_NO_BP for a call without a split and for the final
 * accounts of a call with result steps whose result is not recorded.
 */
int entitlement_earned_bp(
    const struct call_payment *payment, const struct entitlement_input *input);

/* The same with every unrecorded independent part counted as reached: what may still be earned. */
int entitlement_possible_bp(
    const struct call_payment *payment, const struct entitlement_input *input);

/* The most that may have been paid in all after this; ENTITLEMENT_NO_CEILING: result missing. */
int64_t entitlement_ceiling(
    const struct call_payment *payment, const struct entitlement_input *input);

/* The ceiling of entitlement_possible_bp(): below it nothing is claimed back. */
int64_t entitlement_possible_ceiling(
    const struct call_payment *payment, const struct entitlement_input *input);

/* max(0, min(ceiling, documented) - paid). */
int64_t entitlement_payable(int64_t ceiling_ore, int64_t documented_ore, int64_t paid_ore);

/* max(0, paid - min(ceiling, documented)): only final accounts are claimed on. */
int64_t entitlement_claim(int64_t ceiling_ore, int64_t documented_ore, int64_t paid_ore);

#endif
