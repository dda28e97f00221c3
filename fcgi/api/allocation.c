/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/key_share.h"

#define RECEIPT_LOCATION "/api/v1/agency/receipts/{entry}"

enum status api_read_allocation(struct exchange *x)
{
    return read_by_call(x, READ_ALLOCATION);
}

enum status api_propose_allocation(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_allocation",
        .shape = &shape_allocation,
        .path = {"call"},
        .location = RECEIPT_LOCATION,
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
    const struct json *document = NULL;
    enum status status = api_act_params(x, &act, params, &writer);
    if (status == STATUS_OK) {
        status = exchange_read(
            x, READ_ALLOCATION, DB_VALUES(db_text(exchange_param(x, "call"))), &document);
    }
    if (status == STATUS_OK) {
        status = key_share_put(x, document, &writer);
    }
    if (status != STATUS_OK) {
        return status == STATUS_CONFLICT ? reply_refused(x, status) : status;
    }
    json_close_object(&writer);
    return params->failed ? STATUS_LIMIT : api_act_perform(x, &act, buffer_span(params));
}

enum status api_decide_allocation(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_allocation",
        .shape = &shape_allocation_decision,
        .path = {"call"},
        .location = RECEIPT_LOCATION,
        .refusals = true,
    };
    return api_act(x, &act);
}
