/* SPDX-License-Identifier: EUPL-1.2 */
/* sign_off.h - who must sign accounts before they can be paid on. */
#ifndef LEDGER_GRANTS_SIGN_OFF_H
#define LEDGER_GRANTS_SIGN_OFF_H

#include "ledger/grants/call.h"
#include "ledger/grants/rule.h"

/* Why somebody must sign, for the page. */
enum sign_off_reason {
    SIGN_OFF_NO_SUCH_ACCOUNTS, /* the call has no part accounts */
    SIGN_OFF_PART,             /* part accounts */
    SIGN_OFF_ALWAYS,           /* the same signer whatever the amount */
    SIGN_OFF_UNDER,
    SIGN_OFF_AT, /* exactly the threshold, which no text covers */
    SIGN_OFF_OVER,
    SIGN_OFF_REVERSED_OPEN /* published the other way round and no ruling yet: the stricter */
};

struct sign_off_decision {
    enum call_signer required; /* NONE only for SIGN_OFF_NO_SUCH_ACCOUNTS */
    enum sign_off_reason reason;
};

/*
 * The requirement for accounts of the given kind on an award of `award_ore`: the award as last
 * amended, all its finance-year lines, evaluated when paying, so that neither splitting nor
 * amending goes round it. `rulings` NULL: none.
 */
struct sign_off_decision sign_off_require(const struct call *call, enum rule_accounts accounts,
    int64_t award_ore, const struct rulings *rulings);

/* An auditor's sign-off satisfies a requirement of management, never the reverse. */
bool sign_off_satisfies(enum call_signer given, enum call_signer required);

#endif
