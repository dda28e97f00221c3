/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/computation.h"

enum status api_prepare_instalment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "prepare_instalment",
        .shape = &shape_instalment,
        .path = {"application"},
        .location = "/api/v1/agency/instalments/{entry}",
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
        status = computation_put(x, application, json_int(x->json, "accounts_version"), &writer);
    }
    if (status != STATUS_OK) {
        return status;
    }
    json_close_object(&writer);
    return params->failed ? STATUS_LIMIT : api_act_perform(x, &act, buffer_span(params));
}
