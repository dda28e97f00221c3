/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/duty.h"

#include <string.h>

static const char *const rules[] = {
    N_("nobody acts for the applicant and for the agency on one case"),
    N_("weights are confirmed by another officer"),
    N_("the publisher of a call does not decide its awards"),
    N_("the proposer of an award does not decide it"),
    N_("the signer of accounts did not prepare them"),
    N_("an assessor does not approve payments"),
    N_("the proposer of an award does not approve its payments"),
    N_("the decider of an award does not approve its payments"),
    N_("the preparer of a payment does not approve it"),
    N_("who reconciles payments neither prepared, approved nor released them"),
    N_("an assessor does not release payments"),
    N_("the proposer of an award does not release its payments"),
    N_("the decider of an award does not release its payments"),
    N_("the preparer of a payment does not release it"),
    N_("the approver of a payment does not release it"),
    N_("a ruling is confirmed by another officer"),
    N_("a notice about a call is published by another officer"),
    N_("the proposer of an allocation does not decide it"),
    N_("who shares out a pool does not approve its payments"),
    N_("who shares out a pool does not release its payments"),
    N_("who rules on a call does not decide its awards"),
    N_("who rules on a call does not approve its payments"),
    N_("a result is confirmed by another officer"),
    N_("whoever establishes a result does not approve payments"),
    N_("the proposer of a repayment claim does not decide it"),
    N_("who proposes what becomes of a claim does not decide it"),
    N_("who decided a claim does not give it up"),
    N_("the proposer of a rate of interest does not decide it"),
    N_("accounting months are closed and opened by two"),
    N_("accounting years are closed and opened by two"),
    N_("who closed a year does not open it again"),
    N_("the proposer of an amendment does not decide it"),
    N_("who amends an award does not approve its payments"),
    N_("who amends an award does not release its payments"),
    N_("the proposer of a line does not give it"),
    N_("who gives a line does not approve its payments"),
    N_("who gives a line does not release its payments"),
    N_("the auditor of accounts does not act for the grantee"),
    N_("who accepts an opinion neither approves nor releases"),
    N_("a dispute is resolved by two"),
    N_("who decided or approved does not resolve the dispute"),
    N_("whoever has an interest in a case takes no part in it"),
    N_("the proposer of a refusal does not decide it"),
    N_("a withdrawal is confirmed by another person"),
    N_("the proposer of a termination does not decide it"),
    N_("the proposer of a reopening does not decide it"),
    N_("the proposer of a transfer does not decide it"),
    N_("who transfers a grant does not approve its payments"),
    N_("who transfers a grant does not release its payments"),
    N_("who reopens a grant does not approve its payments"),
    N_("who reopens a grant does not release its payments"),
    N_("what vouchers document is decided by another officer"),
    N_("who judges vouchers does not approve the payments"),
};

#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))

const char *duty_rule(struct span why)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (span_is(why, rules[i])) {
            return rules[i];
        }
    }
    return N_("one person does not do both");
}

const char *const *duty_rules(size_t *count_out)
{
    *count_out = RULE_COUNT;
    return rules;
}

const char *duty_refused(struct exchange *x)
{
    if (strcmp(x->fault.code, "LG402") != 0) {
        return NULL;
    }
    const struct json *detail = exchange_detail(x);
    if (detail == NULL || detail->kind != JSON_OBJECT || json_get(detail, "why") == NULL) {
        return NULL;
    }
    return tr(x->catalogue, duty_rule(json_text(detail, "why")));
}
