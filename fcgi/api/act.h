/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * act.h - from a POST to one act: Idempotency-Key, form of the body, canonical parameters, the act,
 * its reply; and the record of a refusal where the act wants one.
 */
#ifndef FCGI_API_ACT_H
#define FCGI_API_ACT_H

#include <stdbool.h>

#include "fcgi/api/shape.h"
#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define ACT_PATH_MAX   2
#define ACT_PARAMS_MAX (512 * 1024) /* bytes of an act's parameters */

/* Where the receipt of an entry is read, by those who act for a grantee and by the agency. */
#define GRANTEE_RECEIPT "/api/v1/receipts/{entry}"
#define AGENCY_RECEIPT  "/api/v1/agency/receipts/{entry}"

struct api_act {
    const char *act;
    const struct shape *shape;      /* of the body; its members become parameters */
    const char *path[ACT_PATH_MAX]; /* path parameters that come first; "call" is a name, else id */
    const char *location;           /* see reply_recorded() */
    bool refusals;                  /* a refusal for want of a right is recorded */
};

/* The whole way of an act without computation of its own. */
MUST_CHECK enum status api_act(struct exchange *x, const struct api_act *act);

/*
 * Writes the members that the portal computes, which the database compares with its own, after
 * those of path and body. Its refusal (x->fault) is answered as one of the act.
 */
typedef enum status api_act_put(struct exchange *x, struct json_writer *writer);

/* The whole way of an act with such members. */
MUST_CHECK enum status api_act_computed(
    struct exchange *x, const struct api_act *act, api_act_put *put);

/*
 * The steps, for handlers that add to them. Media types, Idempotency-Key and form of the body: true
 * when all fit; otherwise the problem was sent and *answer_out is the handler's result.
 */
bool api_act_ready(struct exchange *x, const struct shape *shape, enum status *answer_out);

/* The same for what is no act and may be said twice: media types and form of the body. */
bool api_body_ready(struct exchange *x, const struct shape *shape, enum status *answer_out);

/* Opens the parameters in *writer: path parameters and body. STATUS_NOT_FOUND for a bad path. */
MUST_CHECK enum status api_act_params(
    struct exchange *x, const struct api_act *act, struct buffer *out, struct json_writer *writer);

/* Performs the act with these parameters (a whole JSON object) and answers. */
MUST_CHECK enum status api_act_perform(
    struct exchange *x, const struct api_act *act, struct span params);

#endif
