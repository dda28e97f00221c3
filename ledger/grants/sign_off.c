/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/sign_off.h"

static struct sign_off_decision at_threshold(
    const struct call_sign_off *sign_off, enum rule_gap ruling)
{
    const enum call_signer signers[] = {
        [RULE_GAP_OPEN] = sign_off->at,
        [RULE_GAP_MANAGEMENT] = CALL_SIGNER_MANAGEMENT,
        [RULE_GAP_AUDITOR] = CALL_SIGNER_AUDITOR,
    };
    return (struct sign_off_decision){.required = signers[ruling], .reason = SIGN_OFF_AT};
}

struct sign_off_decision sign_off_require(const struct call *call, enum rule_accounts accounts,
    int64_t award_ore, const struct rulings *rulings)
{
    ensure(call != NULL);
    static const struct rulings none = {.reversed = RULE_REVERSED_OPEN};
    const struct call_sign_off *sign_off = &call->sign_off;
    rulings = rulings == NULL ? &none : rulings;
    if (accounts == RULE_ACCOUNTS_PART) {
        return (struct sign_off_decision){
            .required = sign_off->part,
            .reason =
                sign_off->part == CALL_SIGNER_NONE ? SIGN_OFF_NO_SUCH_ACCOUNTS : SIGN_OFF_PART,
        };
    }
    if (!sign_off->threshold) {
        return (struct sign_off_decision){.required = sign_off->over, .reason = SIGN_OFF_ALWAYS};
    }
    enum call_signer over = sign_off->over;
    enum call_signer under = sign_off->under;
    if (over < under && rulings->reversed == RULE_REVERSED_OPEN) {
        return (struct sign_off_decision){
            .required = CALL_SIGNER_AUDITOR, .reason = SIGN_OFF_REVERSED_OPEN};
    }
    if (over < under && rulings->reversed == RULE_REVERSED_CORRECTED) {
        over = sign_off->under;
        under = sign_off->over;
    }
    if (award_ore == sign_off->threshold_ore) {
        return at_threshold(sign_off, rulings->gap);
    }
    if (award_ore > sign_off->threshold_ore) {
        return (struct sign_off_decision){.required = over, .reason = SIGN_OFF_OVER};
    }
    return (struct sign_off_decision){.required = under, .reason = SIGN_OFF_UNDER};
}

bool sign_off_satisfies(enum call_signer given, enum call_signer required)
{
    return given >= required;
}
