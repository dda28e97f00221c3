/* SPDX-License-Identifier: EUPL-1.2 */
/* Amendments: read, asked for, proposed, decided. */
#include "fcgi/amendment_effect.h"
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
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
        .location = "/api/v1/receipts/{entry}",
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
        .location = "/api/v1/agency/receipts/{entry}",
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_amendment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_amendment",
        .shape = &shape_amendment_decision,
        .path = {"application"},
        .location = "/api/v1/agency/receipts/{entry}",
        .refusals = true,
    };
    enum status answer = STATUS_OK;
    if (!api_act_ready(x, act.shape, &answer)) {
        return answer;
    }
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    struct buffer *params = reply_buffer(x, ACT_PARAMS_MAX);
    if (status != STATUS_OK || params == NULL) {
        return status != STATUS_OK ? status : STATUS_LIMIT;
    }
    struct json_writer writer;
    status = api_act_params(x, &act, params, &writer);
    if (status == STATUS_OK) {
        int64_t entry = json_int(x->json, "proposal_entry");
        status = amendment_effect_put(x, application, entry, &writer);
    }
    if (status != STATUS_OK) {
        return status;
    }
    json_close_object(&writer);
    return params->failed ? STATUS_LIMIT : api_act_perform(x, &act, buffer_span(params));
}
