/* SPDX-License-Identifier: EUPL-1.2 */
/* Finance-year lines of an award that are given later: proposed by one officer, decided by another.
 */
#include "fcgi/pages/agency_lines.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "ledger/base/amount.h"
#include "ledger/grants/lines.h"

enum { REASON_MAX = 2000, LINE_YEAR_MAX = 2099 };

enum status agency_lines_next(
    struct exchange *x, const struct json *grant, const struct content_amount **next_out)
{
    struct lines_input input;
    enum status status = lines_read(x->arena, json_at(grant, "lines.input"), &input);
    if (status != STATUS_OK) {
        return status == STATUS_INVALID ? STATUS_INTERNAL : status;
    }
    struct lines lines = lines_compute(&input);
    *next_out = lines.next == LINES_NONE ? NULL : &input.lines[lines.next];
    return STATUS_OK;
}

enum status agency_line_propose(struct exchange *x)
{
    int64_t application = 0;
    int64_t year = 0;
    int64_t amount_ore = 0;
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "year", 1, LINE_YEAR_MAX, &year)
        || !form_int(&x->form, "amount_ore", 1, AMOUNT_ORE_MAX, &amount_ore)) {
        return STATUS_INVALID;
    }
    if (!form_lines(&x->form, "reason", REASON_MAX, true, &reason)) {
        return agency_grant(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "year", year);
    json_put_int(&params.json, "amount_ore", amount_ore);
    json_put_text(&params.json, "reason", reason);
    return params_act(
        x, &params, "propose_line", "/agency/grants/%s", exchange_param(x, "application"));
}

enum status agency_line_decide(struct exchange *x)
{
    static const char *const decisions[] = {"give", "decline", NULL};
    static const struct decision_form form = {.act = "give_line",
        .subject = "application",
        .choices = decisions,
        .reason = "reason",
        .page = "/agency/grants/%s",
        .again = agency_grant};
    return decision_form_act(x, &form);
}
