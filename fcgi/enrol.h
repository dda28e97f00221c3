/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * enrol.h - the acts of enrolment around which names and proofs are kept outside the record. For
 * pages and API. What is kept first and the act are two transactions: what was kept without its act
 * is nobody's record, is kept again without harm, and the act refuses when it changed between.
 */
#ifndef FCGI_ENROL_H
#define FCGI_ENROL_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/exchange.h"

/* What a manager decides about a request for access. */
struct enrol_grant {
    int64_t request;
    struct span proof; /* what the manager knows the person by; never in the record */
    bool applicant;
    bool management;
    struct span unit;  /* "" for none */
    struct span until; /* YYYY-MM-DD; "" for no end */
};

/* Act grant_access. Statuses as exchange_act() and access_proof(). */
MUST_CHECK enum status enrol_grant(struct exchange *x, const struct enrol_grant *wanted,
    struct span key, struct act_reply *reply_out);

/*
 * Puts a register document up for confirmation (act propose). `title` names nobody, `subject` is
 * [0-9A-Za-z._-]{1,64}. Statuses as exchange_act() and register_keep().
 */
MUST_CHECK enum status enrol_propose(struct exchange *x, struct span subject, struct span title,
    struct span document, struct span key, struct act_reply *reply_out);

/* Asks for access with the stranger's certificate; `unit` may be empty. As access_request(). */
MUST_CHECK enum status enrol_ask(struct exchange *x, struct span unit, struct span *answer_out);

/* What the database knows of the certificate at hand: read.identify(). */
MUST_CHECK enum status enrol_identify(
    struct exchange *x, struct span *text_out, const struct json **document_out);

#endif
