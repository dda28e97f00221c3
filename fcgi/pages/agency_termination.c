/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a grant before its time: one officer proposes, another decides. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/changes.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"

#define PAGE "/agency/grants/%s/changes"

enum { REASON_MAX = 2000 };

enum status agency_termination_propose(struct exchange *x)
{
    int64_t application = 0;
    struct span ground = SPAN("");
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = form_lines(&x->form, "termination_ground", REASON_MAX, true, &ground);
    good = form_lines(&x->form, "termination_reason", REASON_MAX, true, &reason) && good;
    if (!good) {
        return pages_changes(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_text(&params.json, "ground", ground);
    json_put_text(&params.json, "reason", reason);
    status = params_act(x, &params, "propose_termination", PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? pages_changes(x) : status;
}

enum status agency_termination_decide(struct exchange *x)
{
    static const char *const choices[] = {"terminate", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_termination",
        .subject = "application",
        .choices = choices,
        .reason = "termination_remark",
        .page = PAGE,
        .again = pages_changes,
    };
    return decision_form_act(x, &decision);
}
