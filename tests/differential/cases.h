/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * cases.h - random cases for one rule: each writes the rule's arguments as JSON and C's answer as
 * JSON. SQL answers the same arguments; every difference is a failure.
 */
#ifndef TESTS_DIFFERENTIAL_CASES_H
#define TESTS_DIFFERENTIAL_CASES_H

#include "ledger/base/json.h"
#include "ledger/grants/accounts.h"
#include "ledger/grants/call.h"
#include "ledger/grants/content.h"
#include "ledger/grants/rule.h"

#define CASES_CALLS 5

struct cases {
    uint64_t state; /* xorshift64*: the same seed gives the same cases everywhere */
    struct arena *arena;
    const struct call *calls[CASES_CALLS];
    struct json_writer *input;    /* an open object */
    struct json_writer *expected; /* exactly one value is to be written */
};

/* A number within low..high, both included. */
int64_t cases_number(struct cases *cases, int64_t low, int64_t high);

/* True once in `n`. */
bool cases_rarely(struct cases *cases, int64_t n);

/* An amount of 0..10^15 that likes the thresholds, the edges and their neighbours. */
int64_t cases_amount(struct cases *cases);

/* One of the five calls; its name goes into the input as "call". */
const struct call *cases_call(struct cases *cases);

struct rulings cases_rulings(struct cases *cases, const char *key);
enum rule_accounts cases_accounts(struct cases *cases);
void cases_text(struct json_writer *writer, const char *key, const char *text);

/* A text that may be blank, ordinary, hold a CPR number, or be just above `limit` characters. */
struct span cases_any_text(struct cases *cases, size_t limit);

/* "rates" and "mileage" of accounts whose lines and period are there already; into both. */
void cases_put_mileage(struct cases *cases, const struct call *call, struct accounts *accounts);

/* A list of {"year","amount_ore"}. */
void cases_put_amounts(
    struct cases *cases, const char *key, const struct content_amount *amounts, size_t count);

typedef void cases_write(struct cases *cases);

cases_write cases_deadline, cases_add_months, cases_due_final, cases_sign_off, cases_satisfies,
    cases_rank_score, cases_rank_mean, cases_earned_bp, cases_ceiling, cases_payable, cases_claim,
    cases_instalment, cases_documented, cases_mileage_cut, cases_accounts_violations,
    cases_award_violations, cases_application_violations, cases_hands_missing,
    cases_personal_number, cases_result_violations, cases_amendment_violations, cases_amended,
    cases_allocation, cases_report_violations, cases_lines, cases_interest, cases_voucher_sample;

#endif
