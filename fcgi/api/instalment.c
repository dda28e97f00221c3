/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"
#include "fcgi/computation.h"

static enum status put_computation(struct exchange *x, struct json_writer *writer)
{
    struct instalment_wanted wanted = {.version = json_int(x->json, "accounts_version"),
        .amount_ore = json_int(x->json, "amount_ore")};
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    return status == STATUS_OK ? computation_put(x, application, &wanted, writer) : status;
}

enum status api_prepare_instalment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "prepare_instalment",
        .shape = &shape_instalment,
        .path = {"application"},
        .location = "/api/v1/agency/instalments/{entry}",
        .refusals = true,
    };
    return api_act_computed(x, &act, put_computation);
}
