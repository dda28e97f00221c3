/* SPDX-License-Identifier: EUPL-1.2 */
/* decision_form.h - by which a second person decides or confirms what a first one proposed. */
#ifndef FCGI_PAGES_DECISION_FORM_H
#define FCGI_PAGES_DECISION_FORM_H

#include "fcgi/exchange.h"
#include "fcgi/web/route.h"
#include "ledger/base/json.h"

/* Writes what the portal computes or was shown, behind the members of the form. */
typedef enum status decision_form_put(struct exchange *x, struct json_writer *json);

struct decision_form {
    const char *act;
    const char *subject;        /* path parameter, the act's first member: "call" or a number's;
                                   NULL: the proposal's entry is enough */
    const char *const *choices; /* of the field "decision", NULL last; NULL: it is confirmed only */
    const char *reason;         /* the field of the reason; NULL: none is asked for */
    decision_form_put *put;     /* NULL: nothing more */
    const char *page;           /* where it leads; %s is the subject */
    route_handler *again;       /* the page with the form; may be NULL without a reason */
};

/*
 * Performs the act with subject, proposal_entry, decision and reason. STATUS_INVALID for a form
 * that no page of ours makes; with a reason that is missing, or refused by the act for what was
 * typed, the page is shown again.
 */
MUST_CHECK enum status decision_form_act(struct exchange *x, const struct decision_form *decision);

#endif
