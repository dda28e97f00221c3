/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/payment.h"

#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"

static enum status put_file(struct exchange *x, struct json_writer *writer)
{
    return payment_put(x, json_get(x->json, "instalments")->source, writer);
}

enum status api_release_batch(struct exchange *x)
{
    static const struct api_act act = {
        .act = "release_batch",
        .shape = &shape_batch,
        .location = "/api/v1/agency/batches/{batch}",
        .refusals = true,
    };
    return api_act_computed(x, &act, put_file);
}
