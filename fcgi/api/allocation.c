/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"
#include "fcgi/key_share.h"

enum status api_read_allocation(struct exchange *x)
{
    return read_by_call(x, READ_ALLOCATION);
}

static enum status put_shares(struct exchange *x, struct json_writer *writer)
{
    const struct json *document = NULL;
    enum status status =
        exchange_read(x, READ_ALLOCATION, DB_VALUES(db_text(exchange_param(x, "call"))), &document);
    return status == STATUS_OK ? key_share_put(x, document, writer) : status;
}

enum status api_propose_allocation(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_allocation",
        .shape = &shape_allocation,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act_computed(x, &act, put_shares);
}

enum status api_decide_allocation(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_allocation",
        .shape = &shape_allocation_decision,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
