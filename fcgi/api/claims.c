/* SPDX-License-Identifier: EUPL-1.2 */
/* Repayment claims, what becomes of them, and the rates of interest on late ones. */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/computation.h"

enum status api_read_claims(struct exchange *x)
{
    return read_by_id(x, READ_CLAIMS, "application");
}

enum status api_list_claims(struct exchange *x)
{
    return reply_read(x, READ_AGENCY_CLAIMS, DB_NO_VALUES);
}

static enum status put_computation(struct exchange *x, struct json_writer *writer)
{
    int64_t application = 0;
    const struct json *claims = NULL;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_CLAIMS, DB_VALUES(db_int8(application)), &claims);
    }
    return status == STATUS_OK
               ? claim_computation_put(x, claims, json_text(x->json, "cause"), writer)
               : status;
}

enum status api_propose_claim(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_claim",
        .shape = &shape_claim,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act_computed(x, &act, put_computation);
}

enum status api_decide_claim(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_claim",
        .shape = &shape_claim_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_settlement(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_settlement",
        .shape = &shape_settlement,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_settlement(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_settlement",
        .shape = &shape_acceptance,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_interest(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_interest",
        .shape = &shape_interest,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_interest(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_interest",
        .shape = &shape_acceptance,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
