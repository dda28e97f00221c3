/* SPDX-License-Identifier: EUPL-1.2 */
/* Withdrawing an application: what it means, and the act with a code. */
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/application_withdraw.h"

enum { REASON_MAX = 2000 };

enum status pages_withdraw(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    pages_deadline(x, json_get(application, "call"));
    view_application_withdraw(v, application);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Withdraw the application")));
}

static enum status withdraw(struct exchange *x, const char *act)
{
    int64_t application = 0;
    int64_t submission = 0;
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK || !form_int(&x->form, "submission_entry", 1, INT64_MAX, &submission)) {
        return status != STATUS_OK ? status : STATUS_INVALID;
    }
    if (!form_lines(&x->form, "reason", REASON_MAX, false, &reason)) {
        return pages_withdraw(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "submission_entry", submission);
    params_text_or_null(&params.json, "reason", reason);
    status = params_act(x, &params, act, NULL, SPAN(""));
    return pages_code_refused(x, status) || pages_typed_wrong(x, status) ? pages_withdraw(x)
                                                                         : status;
}

enum status pages_withdraw_send(struct exchange *x)
{
    return withdraw(x, "withdraw_application");
}

/* After the deadline: proposed by one, confirmed by another, or taken back. */
enum status pages_withdraw_propose(struct exchange *x)
{
    return withdraw(x, "propose_withdrawal");
}

static enum status answer(struct exchange *x, const char *act)
{
    int64_t application = 0;
    int64_t proposal = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK || !form_int(&x->form, "proposal_entry", 1, INT64_MAX, &proposal)) {
        return status != STATUS_OK ? status : STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "proposal_entry", proposal);
    status = params_act(x, &params, act, NULL, SPAN(""));
    return pages_code_refused(x, status) ? pages_withdraw(x) : status;
}

enum status pages_withdraw_confirm(struct exchange *x)
{
    return answer(x, "confirm_withdrawal");
}

enum status pages_withdraw_retract(struct exchange *x)
{
    return answer(x, "retract_withdrawal");
}
