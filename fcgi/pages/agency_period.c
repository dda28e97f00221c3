/* SPDX-License-Identifier: EUPL-1.2 */
/* A month's payments, and whether the month is closed: one of finance proposes, another decides. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/agency_month.h"

#define PAGE "/agency/month?month=%s"

enum { REASON_MAX = 2000, MONTH_LEN = 7 };

enum status agency_month(struct exchange *x)
{
    const struct json *month = NULL;
    struct span which = form_value(&x->form, "month");
    enum status status = exchange_read(x, READ_MONTH, DB_VALUES(db_text(which)), &month);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_month(page_view(x), month);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Month-end")));
}

/* The reason in `field`, and the act; the page again when something was typed wrong. */
static enum status perform(
    struct exchange *x, struct params *params, const char *act, const char *field)
{
    struct span month = form_value(&x->form, "month");
    struct span reason = SPAN("");
    if (month.len != MONTH_LEN || !form_lines(&x->form, field, REASON_MAX, true, &reason)) {
        params_end(params);
        return month.len == MONTH_LEN ? agency_month(x) : STATUS_INVALID;
    }
    json_put_text(&params->json, "reason", reason);
    enum status status = params_act(x, params, act, PAGE, month);
    return pages_typed_wrong(x, status) ? agency_month(x) : status;
}

enum status agency_period_propose(struct exchange *x)
{
    static const char *const changes[] = {"close", "open", NULL};
    struct span change = SPAN("");
    if (!form_choice(&x->form, "change", changes, &change)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_text(&params.json, "month", form_value(&x->form, "month"));
    json_put_text(&params.json, "change", change);
    return perform(x, &params, "propose_period", "reason");
}

enum status agency_period_decide(struct exchange *x)
{
    static const char *const decisions[] = {"accept", "decline", NULL};
    struct span decision = SPAN("");
    int64_t entry = 0;
    if (!form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)
        || !form_choice(&x->form, "decision", decisions, &decision)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "proposal_entry", entry);
    json_put_text(&params.json, "decision", decision);
    return perform(x, &params, "decide_period", "decision_reason");
}
