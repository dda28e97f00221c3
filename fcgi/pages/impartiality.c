/* SPDX-License-Identifier: EUPL-1.2 */
/* What an officer declares about one case: impartial, as the first part of assessing it, or not. */
#include "fcgi/pages/impartiality.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/choices.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"

static void put(struct json_writer *json, int64_t application, const char *declared)
{
    json_put_int(json, "application", application);
    json_put_text(json, "declared", span_from(declared));
}

bool impartiality_ticked(struct exchange *x, const struct json *application)
{
    if (json_at(application, "impartiality.declared") != NULL
        || form_checkbox(&x->form, "impartial")) {
        return true;
    }
    form_error_add(&x->form, "impartial",
        N_("Tick that you are impartial in this case, or declare your interest below."), SPAN(""));
    return false;
}

enum status impartiality_declare(struct exchange *x, const struct json *application)
{
    if (json_at(application, "impartiality.declared") != NULL) {
        return STATUS_OK;
    }
    struct span key = SPAN("");
    enum status status = page_key(x, &key);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    put(&params.json, json_int(application, "application"), "impartial");
    json_put_null(&params.json, "ground");
    json_close_object(&params.json);
    struct act_reply reply;
    /* a press of its own: the form's key is the assessment's */
    struct span own = arena_format(x->arena, "%.*s-impartial", (int)key.len, key.data);
    status = params.text.failed ? STATUS_LIMIT
                                : exchange_act(x, "declare_impartiality", buffer_span(&params.text),
                                    own, SPAN(""), &reply);
    params_end(&params);
    return status;
}

enum status agency_interest_declare(struct exchange *x)
{
    int64_t application = 0;
    struct span ground = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!choices_take(&x->form, "ground", choices_ground, true, &ground)) {
        return agency_application(x);
    }
    struct params params;
    params_begin(&params);
    put(&params.json, application, "interest");
    json_put_text(&params.json, "ground", ground);
    return params_act(x, &params, "declare_impartiality", "/agency/applications/%s",
        exchange_param(x, "application"));
}
