/* SPDX-License-Identifier: EUPL-1.2 */
/* A pool shared by its key: both readings before the decision, proposal and decision. */
#include "fcgi/views/agency_allocation.h"

#include "fcgi/key_share.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"

enum { REASON_MAX = 2000 };

#define PAGE "/agency/calls/%s/allocation"

static enum status show(struct exchange *x, const struct json *call)
{
    struct view *v = page_view(x);
    page_deadline(x, view_local(v, json_get(call, "title")), json_get(call, "deadline"));
    view_agency_allocation(v, call);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Allocation")));
}

enum status agency_allocation(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_ALLOCATION, "call", &call);
    return status == STATUS_OK ? show(x, call) : status;
}

enum status agency_allocation_propose(struct exchange *x)
{
    const struct json *call = NULL;
    struct span reason = SPAN("");
    enum status status = pages_read_name(x, READ_ALLOCATION, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_lines(&x->form, "reason", REASON_MAX, true, &reason)) {
        return show(x, call);
    }
    struct params params;
    params_begin(&params);
    json_put_text(&params.json, "call", exchange_param(x, "call"));
    json_put_int(&params.json, "pool_ore", json_int(key_share_input(call), "pool_ore"));
    json_put_text(&params.json, "reason", reason);
    status = key_share_put(x, call, &params.json);
    if (status != STATUS_OK) {
        params_end(&params);
        return status;
    }
    return params_act(x, &params, "propose_allocation", PAGE, exchange_param(x, "call"));
}

enum status agency_allocation_decide(struct exchange *x)
{
    static const char *const choices[] = {"allocate", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_allocation",
        .subject = "call",
        .choices = choices,
        .reason = "decision_reason",
        .page = PAGE,
        .again = agency_allocation,
    };
    return decision_form_act(x, &decision);
}
