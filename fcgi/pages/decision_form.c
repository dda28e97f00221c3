/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/decision_form.h"

#include <string.h>

#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"

enum { REASON_MAX = 2000 };

static enum status put_subject(struct exchange *x, const char *name, struct json_writer *json)
{
    if (name == NULL) {
        return STATUS_OK;
    }
    if (strcmp(name, "call") == 0) {
        json_put_text(json, name, exchange_param(x, name));
        return STATUS_OK;
    }
    int64_t id = 0;
    enum status status = exchange_param_id(x, name, &id);
    json_put_int(json, name, id);
    return status;
}

static enum status put_choice(
    struct exchange *x, const struct decision_form *decision, struct json_writer *json)
{
    int64_t entry = 0;
    struct span choice = SPAN("");
    if (!form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)) {
        return STATUS_INVALID;
    }
    json_put_int(json, "proposal_entry", entry);
    if (decision->choices == NULL) {
        return STATUS_OK;
    }
    if (!form_choice(&x->form, "decision", decision->choices, &choice)) {
        return STATUS_INVALID;
    }
    json_put_text(json, "decision", choice);
    return STATUS_OK;
}

/* Everything of the request; STATUS_OK with errors in the form: the reason is missing. */
static enum status put_all(
    struct exchange *x, const struct decision_form *decision, struct json_writer *json)
{
    struct span reason = SPAN("");
    enum status status = put_subject(x, decision->subject, json);
    if (status == STATUS_OK) {
        status = put_choice(x, decision, json);
    }
    if (status == STATUS_OK && decision->reason != NULL) {
        if (!form_lines(&x->form, decision->reason, REASON_MAX, true, &reason)) {
            return STATUS_OK;
        }
        json_put_text(json, "reason", reason);
    }
    return status == STATUS_OK && decision->put != NULL ? decision->put(x, json) : status;
}

enum status decision_form_act(struct exchange *x, const struct decision_form *decision)
{
    struct params params;
    params_begin(&params);
    enum status status = put_all(x, decision, &params.json);
    if (status != STATUS_OK || x->form.error_count > 0) {
        params_end(&params);
        return status == STATUS_OK ? decision->again(x) : status;
    }
    struct span subject =
        decision->subject == NULL ? SPAN("") : exchange_param(x, decision->subject);
    status = params_act(x, &params, decision->act, decision->page, subject);
    bool wrong = decision->again != NULL && pages_typed_wrong(x, status);
    return wrong ? decision->again(x) : status;
}
