/* SPDX-License-Identifier: EUPL-1.2 */
/* Vouchers on request. */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"

enum status api_read_vouchers(struct exchange *x)
{
    return read_by_id(x, READ_VOUCHERS, "application");
}

enum status api_request_vouchers(struct exchange *x)
{
    static const struct api_act act = {
        .act = "request_vouchers",
        .shape = &shape_voucher_request,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_submit_vouchers(struct exchange *x)
{
    static const struct api_act act = {
        .act = "submit_vouchers",
        .shape = &shape_voucher_answer,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
    };
    return api_act(x, &act);
}

enum status api_judge_vouchers(struct exchange *x)
{
    static const struct api_act act = {
        .act = "judge_vouchers",
        .shape = &shape_voucher_judgement,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_vouchers(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_vouchers",
        .shape = &shape_acceptance,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
