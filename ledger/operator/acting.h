/* SPDX-License-Identifier: EUPL-1.2 */
/* acting.h - the operator's acts: who is at the keyboard, on which host, attested like any other.
 */
#ifndef LEDGER_OPERATOR_ACTING_H
#define LEDGER_OPERATOR_ACTING_H

#include "ledger/acts.h"
#include "ledger/base/span.h"
#include "ledger/operator/operator.h"
#include "ledger/service.h"

/*
 * Reads the settings and connects as the operator. Anything but OUTCOME_OK has said why; otherwise
 * the caller ends with service_close().
 */
enum outcome acting_open(struct operator_run *op, struct service **service_out);

/* Keeps `document` in the store; the same bytes twice are one. Statuses as db_one(). */
MUST_CHECK enum status acting_store(
    struct operator_run *op, struct service *service, struct span document);

/*
 * Performs `act` with `params` in the name of the system user on this host. `key` makes a
 * repetition the same act; empty: every call is a new one. Statuses as act_transaction().
 */
MUST_CHECK enum status acting_perform(struct operator_run *op, struct service *service,
    const char *act, struct span params, struct span key, struct act_reply *reply_out);

/*
 * The same request and its attestation, in the arena, without performing it: for the superuser, who
 * performs it together with something else. Statuses as act_attest().
 */
MUST_CHECK enum status acting_attest(struct operator_run *op, struct service *service,
    const char *act, struct span params, struct span *request_out, struct span *attest_out);

/* The hash of the installed schema, as hex in the arena. Statuses as db_one(). */
MUST_CHECK enum status acting_catalogue(
    struct operator_run *op, struct service *service, struct span *hash_out);

#endif
