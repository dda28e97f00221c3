/* SPDX-License-Identifier: EUPL-1.2 */
/* Finance-year lines of an award that are given later. */
#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"

#define RECEIPT_LOCATION "/api/v1/agency/receipts/{entry}"

enum status api_propose_line(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_line",
        .shape = &shape_line,
        .path = {"application"},
        .location = RECEIPT_LOCATION,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_give_line(struct exchange *x)
{
    static const struct api_act act = {
        .act = "give_line",
        .shape = &shape_line_decision,
        .path = {"application"},
        .location = RECEIPT_LOCATION,
        .refusals = true,
    };
    return api_act(x, &act);
}
