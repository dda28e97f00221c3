/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/payment.h"

#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"

enum status api_release_batch(struct exchange *x)
{
    static const struct api_act act = {
        .act = "release_batch",
        .shape = &shape_batch,
        .location = "/api/v1/agency/batches/{batch}",
        .refusals = true,
    };
    enum status answer = STATUS_OK;
    if (!api_act_ready(x, act.shape, &answer)) {
        return answer;
    }
    struct buffer *params = reply_buffer(x, ACT_PARAMS_MAX);
    if (params == NULL) {
        return STATUS_LIMIT;
    }
    struct json_writer writer;
    enum status status = api_act_params(x, &act, params, &writer);
    if (status == STATUS_OK) {
        status = payment_put(x, json_get(x->json, "instalments")->source, &writer);
    }
    if (status != STATUS_OK) {
        return reply_refused(x, status);
    }
    json_close_object(&writer);
    return params->failed ? STATUS_LIMIT : api_act_perform(x, &act, buffer_span(params));
}
