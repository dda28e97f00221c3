/* SPDX-License-Identifier: EUPL-1.2 */
/* A grant goes over to its grantee's successor: an officer proposes, the successor's management
 * accepts over its own signature, another officer decides. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/changes.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"

#define PAGE "/agency/grants/%s/changes"

enum { REASON_MAX = 2000, CVR_LEN = 8 };

enum status agency_transfer_propose(struct exchange *x)
{
    int64_t application = 0;
    struct span successor = SPAN("");
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = form_text(&x->form, "successor", CVR_LEN, true, &successor);
    good = form_lines(&x->form, "transfer_reason", REASON_MAX, true, &reason) && good;
    if (!good) {
        return pages_changes(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_text(&params.json, "successor", successor);
    json_put_text(&params.json, "reason", reason);
    status = params_act(x, &params, "propose_transfer", PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? pages_changes(x) : status;
}

enum status pages_transfer_accept(struct exchange *x)
{
    int64_t application = 0;
    int64_t entry = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK || !form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)) {
        return status != STATUS_OK ? status : STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "proposal_entry", entry);
    return params_act(
        x, &params, "accept_transfer", "/grants/%s/changes", exchange_param(x, "application"));
}

enum status agency_transfer_decide(struct exchange *x)
{
    static const char *const choices[] = {"transfer", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_transfer",
        .subject = "application",
        .choices = choices,
        .reason = "transfer_remark",
        .page = PAGE,
        .again = pages_changes,
    };
    return decision_form_act(x, &decision);
}
