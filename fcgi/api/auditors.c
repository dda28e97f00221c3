/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit firm of a grant, its signed opinions, and what officers decide about them. */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"

enum status api_read_auditor(struct exchange *x)
{
    return read_by_id(x, READ_AUDITOR, "application");
}

enum status api_list_audits(struct exchange *x)
{
    return reply_read(x, READ_AUDITS, DB_NO_VALUES);
}

enum status api_appoint_auditor(struct exchange *x)
{
    static const struct api_act act = {
        .act = "appoint_auditor",
        .shape = &shape_appointment,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_withdraw_auditor(struct exchange *x)
{
    static const struct api_act act = {
        .act = "withdraw_auditor",
        .shape = &shape_withdrawal,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_endorse_accounts(struct exchange *x)
{
    static const struct api_act act = {
        .act = "endorse_accounts",
        .shape = &shape_opinion,
        .path = {"application", "version"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_opinion(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_opinion",
        .shape = &shape_opinion_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
