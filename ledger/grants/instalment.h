/* SPDX-License-Identifier: EUPL-1.2 */
/* instalment.h - one payment computed from all its conditions, with what is missing and from whom.
 */
#ifndef LEDGER_GRANTS_INSTALMENT_H
#define LEDGER_GRANTS_INSTALMENT_H

#include "ledger/grants/call.h"
#include "ledger/grants/entitlement.h"
#include "ledger/grants/sign_off.h"

struct instalment_input {
    struct entitlement_input money;
    enum call_signer sign_off; /* what has been given over these very accounts */
    bool lines_given;          /* every finance-year line of the award */
    bool final_report;
    bool status_report;
    bool case_review; /* shown in this or an earlier status report */
    int part_number;  /* from 1: the how manieth payment on part accounts this would be */
};

enum instalment_missing {
    INSTALMENT_NO_PART_PAYMENT, /* the call pays nothing on part accounts */
    INSTALMENT_PART_PAYMENTS_USED,
    INSTALMENT_SIGN_OFF_MANAGEMENT,
    INSTALMENT_SIGN_OFF_AUDITOR,
    INSTALMENT_STATUS_REPORT,
    INSTALMENT_CASE_REVIEW,
    INSTALMENT_FINAL_REPORT,
    INSTALMENT_LINES_GIVEN,
    INSTALMENT_RESULT,
    INSTALMENT_MISSING_COUNT
};

/* The whole decision and its reasons. While anything is missing payable and claim are 0. */
struct instalment {
    struct instalment_input input;
    struct sign_off_decision sign_off;
    int earned_bp;
    int64_t ceiling_ore; /* ENTITLEMENT_NO_CEILING while the result is missing */
    int64_t paid_ore;
    int64_t payable_ore;
    int64_t claim_ore; /* only on final accounts */
    bool missing[INSTALMENT_MISSING_COUNT];
    bool complete; /* nothing missing */
};

/* SQL's rule.instalment decides the same. */
struct instalment instalment_compute(const struct call *call, const struct instalment_input *input);

/* "sign_off", "status_report" … and who can supply it: "management", "applicant", "officer" … */
const char *instalment_missing_code(enum instalment_missing missing);
const char *instalment_missing_who(enum instalment_missing missing);

/* Writes the decision as the object that goes into the record (value of `key`, or the root). */
void instalment_put(
    const struct instalment *instalment, struct json_writer *writer, const char *key);

/*
 * Reads the inputs as the database gives them (rule.instalment's p_input). STATUS_INVALID for a
 * missing field, an amount outside 0..AMOUNT_ORE_MAX or a result that cannot be; STATUS_LIMIT.
 */
MUST_CHECK enum status instalment_read(
    struct arena *arena, const struct json *json, struct instalment_input *input_out);

#endif
