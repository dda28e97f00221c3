/* SPDX-License-Identifier: EUPL-1.2 */
/* Amendments: read, asked for, proposed, decided. */
#include "fcgi/amendment_effect.h"
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"

enum status api_read_changes(struct exchange *x)
{
    return read_by_id(x, READ_CHANGES, "application");
}

enum status api_request_amendment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "request_amendment",
        .shape = &shape_amendment_request,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_answer_hearing(struct exchange *x)
{
    static const struct api_act act = {
        .act = "answer_hearing",
        .shape = &shape_hearing_answer,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_amendment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_amendment",
        .shape = &shape_amendment_proposal,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

static enum status put_effect(struct exchange *x, struct json_writer *writer)
{
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    return status == STATUS_OK
               ? amendment_effect_put(x, application, json_int(x->json, "proposal_entry"), writer)
               : status;
}

enum status api_decide_amendment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_amendment",
        .shape = &shape_amendment_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act_computed(x, &act, put_effect);
}

enum status api_propose_transfer(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_transfer",
        .shape = &shape_transfer,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_accept_transfer(struct exchange *x)
{
    static const struct api_act act = {
        .act = "accept_transfer",
        .shape = &shape_transfer_acceptance,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_transfer(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_transfer",
        .shape = &shape_transfer_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
