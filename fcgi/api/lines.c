/* SPDX-License-Identifier: EUPL-1.2 */
/* Finance-year lines of an award that are given later. */
#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"

enum status api_propose_line(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_line",
        .shape = &shape_line,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
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
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
