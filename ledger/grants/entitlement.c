/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/entitlement.h"

#include "ledger/base/amount.h"

_Static_assert(AMOUNT_ORE_MAX / CALL_BP_WHOLE < INT64_MAX / CALL_BP_WHOLE, "shares never overflow");

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t entitlement_share(int64_t award_ore, int basis_points)
{
    int64_t whole = award_ore / CALL_BP_WHOLE * basis_points;
    return whole + award_ore % CALL_BP_WHOLE * basis_points / CALL_BP_WHOLE;
}

static const struct entitlement_result *recorded(
    const struct entitlement_input *input, struct span code)
{
    for (size_t i = 0; i < input->result_count; i++) {
        if (span_equal(input->results[i].code, code)) {
            return &input->results[i];
        }
    }
    return NULL;
}

/* Whole numbers: 14.999… per cent is never rounded up to 15. */
static bool reached(const struct entitlement_result *result, int numerator, int denominator)
{
    return result->numerator * denominator >= result->denominator * numerator;
}

/* The last step reached; NULL when none is, or no result is recorded. */
static const struct call_step *step_reached(
    const struct call_payment *payment, const struct entitlement_input *input)
{
    const struct entitlement_result *result = recorded(input, payment->result.code);
    const struct call_step *found = NULL;
    for (size_t i = 0; result != NULL && i < payment->step_count; i++) {
        if (reached(result, payment->steps[i].numerator, payment->steps[i].denominator)) {
            found = &payment->steps[i];
        }
    }
    return found;
}

static int steps_bp(const struct call_payment *payment, const struct entitlement_input *input)
{
    if (input->accounts == RULE_ACCOUNTS_PART) {
        return payment->part_bp;
    }
    if (recorded(input, payment->result.code) == NULL) {
        return ENTITLEMENT_NO_BP;
    }
    const struct call_step *step = step_reached(payment, input);
    return step == NULL ? payment->part_bp : step->total_bp;
}

static int parts_bp(const struct call_payment *payment, const struct entitlement_input *input,
    bool count_unrecorded)
{
    int sum = payment->part_bp;
    bool final = input->accounts == RULE_ACCOUNTS_FINAL;
    for (size_t i = 0; final && i < payment->part_count; i++) {
        const struct call_part *part = &payment->parts[i];
        const struct entitlement_result *result = recorded(input, part->result.code);
        bool earned =
            result == NULL ? count_unrecorded : reached(result, part->numerator, part->denominator);
        sum += earned ? part->bp : 0;
    }
    return sum;
}

static int earned_bp(const struct call_payment *payment, const struct entitlement_input *input,
    bool count_unrecorded)
{
    if (payment->kind == CALL_FINAL_ONLY) {
        return input->accounts == RULE_ACCOUNTS_FINAL ? CALL_BP_WHOLE : 0;
    }
    if (payment->kind == CALL_RESULT_STEPS) {
        return steps_bp(payment, input);
    }
    if (payment->kind == CALL_INDEPENDENT_PARTS) {
        return parts_bp(payment, input, count_unrecorded);
    }
    return ENTITLEMENT_NO_BP;
}

int entitlement_earned_bp(const struct call_payment *payment, const struct entitlement_input *input)
{
    ensure(payment != NULL && input != NULL);
    return earned_bp(payment, input, false);
}

int entitlement_possible_bp(
    const struct call_payment *payment, const struct entitlement_input *input)
{
    ensure(payment != NULL && input != NULL);
    return earned_bp(payment, input, true);
}

/*
 * A middle step ("40 per cent of the whole") after a low first instalment: as a total, or as a
 * limit of its own on one final payment. Without a ruling the lower of both, which is the limit.
 */
static int64_t middle_ceiling(const struct call_payment *payment, const struct call_step *step,
    const struct entitlement_input *input)
{
    int64_t total = entitlement_share(input->award_ore, step->total_bp);
    if (input->rulings.forty == RULE_FORTY_CUMULATIVE) {
        return total;
    }
    int64_t limit = total;
    if (input->paid_part_ore != entitlement_share(input->award_ore, payment->part_bp)) {
        limit = smaller(
            total, input->paid_part_ore + entitlement_share(input->award_ore, step->adds_bp));
    }
    if (input->paid_final_ore > 0) {
        limit = smaller(limit, input->paid_part_ore + input->paid_final_ore);
    }
    return limit;
}

static int64_t steps_ceiling(
    const struct call_payment *payment, const struct entitlement_input *input)
{
    const struct call_step *step = step_reached(payment, input);
    if (step == NULL) {
        /* Nothing more is paid; what was paid stays, up to the award. */
        return smaller(input->award_ore, input->paid_part_ore + input->paid_final_ore);
    }
    return step->total_bp < CALL_BP_WHOLE ? middle_ceiling(payment, step, input) : input->award_ore;
}

static int64_t ceiling(const struct call_payment *payment, const struct entitlement_input *input,
    bool count_unrecorded)
{
    if (payment->kind == CALL_NO_SPLIT) {
        return input->award_ore;
    }
    int bp = earned_bp(payment, input, count_unrecorded);
    if (bp == ENTITLEMENT_NO_BP) {
        return ENTITLEMENT_NO_CEILING;
    }
    if (payment->kind == CALL_RESULT_STEPS && input->accounts == RULE_ACCOUNTS_FINAL) {
        return steps_ceiling(payment, input);
    }
    return entitlement_share(input->award_ore, bp);
}

int64_t entitlement_ceiling(
    const struct call_payment *payment, const struct entitlement_input *input)
{
    ensure(payment != NULL && input != NULL);
    return ceiling(payment, input, false);
}

int64_t entitlement_possible_ceiling(
    const struct call_payment *payment, const struct entitlement_input *input)
{
    ensure(payment != NULL && input != NULL);
    return ceiling(payment, input, true);
}

int64_t entitlement_payable(int64_t ceiling_ore, int64_t documented_ore, int64_t paid_ore)
{
    int64_t entitled = smaller(ceiling_ore, documented_ore);
    return entitled > paid_ore ? entitled - paid_ore : 0;
}

int64_t entitlement_claim(int64_t ceiling_ore, int64_t documented_ore, int64_t paid_ore)
{
    int64_t entitled = smaller(ceiling_ore, documented_ore);
    return paid_ore > entitled ? paid_ore - entitled : 0;
}
