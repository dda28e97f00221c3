/* SPDX-License-Identifier: EUPL-1.2 */
/* Several instalments, one decision: chosen, shown with their number and sum, approved or none. */
#include "fcgi/views/agency_approvals.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/instalments.h"
#include "fcgi/pages/pages.h"
#include "ledger/base/amount.h"

/* The page with what the form chose; `http` when nothing is wrong in the form. */
static enum status show(struct exchange *x, struct span chosen, int http)
{
    const struct json *list = NULL;
    int64_t done = 0;
    struct db_value decided = db_null();
    if (form_value(&x->form, "done").len > 0 && form_int(&x->form, "done", 1, INT64_MAX, &done)) {
        decided = db_int8(done);
    }
    enum status status = exchange_read(
        x, READ_APPROVALS, DB_VALUES(chosen.len > 0 ? db_text(chosen) : db_null(), decided), &list);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_approvals(page_view(x), list, http != 200);
    return page_send(
        x, x->form.error_count > 0 ? 422 : http, pages_title(x, N_("Approve instalments")));
}

enum status agency_approvals(struct exchange *x)
{
    struct span chosen = SPAN("");
    bool any = form_value(&x->form, "instalment").len > 0;
    if (any && !instalments_list(x, &chosen)) {
        return STATUS_INVALID;
    }
    if (!any && form_has(&x->form, "step", "chosen")) {
        form_error_add(&x->form, "choose", N_("Choose at least one instalment."), SPAN(""));
    }
    return show(x, chosen, 200);
}

/* What the page showed, row by row: the amount beside each number is the one that was read. */
static bool put_decision(struct exchange *x, struct json_writer *json)
{
    int64_t total_ore = 0;
    size_t count = instalments_put_amounts(x, json, "instalments");
    if (count == 0 || count > INSTALMENTS_DECIDED_MAX
        || !form_int(&x->form, "total_ore", 1, AMOUNT_ORE_MAX, &total_ore)) {
        return false;
    }
    json_put_int(json, "count", (int64_t)count);
    json_put_int(json, "total_ore", total_ore);
    return true;
}

enum status agency_approvals_decide(struct exchange *x)
{
    struct span chosen = SPAN("");
    struct params params;
    params_begin(&params);
    if (!instalments_list(x, &chosen) || !put_decision(x, &params.json)) {
        params_end(&params);
        return STATUS_INVALID;
    }
    enum status status =
        params_act_entry(x, &params, "approve_instalment", "/agency/approvals?done=%s");
    if (pages_code_refused(x, status)) {
        return show(x, chosen, 422);
    }
    if (json_get(exchange_detail(x), "refused") == NULL) {
        return status;
    }
    fault_clear(&x->fault);
    return show(x, chosen, status == STATUS_DENIED ? 403 : 409);
}
