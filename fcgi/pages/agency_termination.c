/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a grant before its time, and the reopening of a closed one: one officer proposes on a
 * ground, another decides. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/changes.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"

#define PAGE "/agency/grants/%s/changes"

enum { REASON_MAX = 2000 };

static enum status propose(
    struct exchange *x, const char *act, const char *ground_field, const char *reason_field)
{
    int64_t application = 0;
    struct span ground = SPAN("");
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = form_lines(&x->form, ground_field, REASON_MAX, true, &ground);
    good = form_lines(&x->form, reason_field, REASON_MAX, true, &reason) && good;
    if (!good) {
        return pages_changes(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_text(&params.json, "ground", ground);
    json_put_text(&params.json, "reason", reason);
    status = params_act(x, &params, act, PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? pages_changes(x) : status;
}

enum status agency_termination_propose(struct exchange *x)
{
    return propose(x, "propose_termination", "termination_ground", "termination_reason");
}

enum status agency_reopening_propose(struct exchange *x)
{
    return propose(x, "propose_reopening", "reopening_ground", "reopening_reason");
}

enum status agency_reopening_decide(struct exchange *x)
{
    static const char *const choices[] = {"reopen", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_reopening",
        .subject = "application",
        .choices = choices,
        .reason = "reopening_remark",
        .page = PAGE,
        .again = pages_changes,
    };
    return decision_form_act(x, &decision);
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
