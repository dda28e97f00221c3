/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking for access, and deciding on it. */
#include "fcgi/views/access.h"

#include <string.h>

#include "fcgi/enrol.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/choices.h"
#include "fcgi/pages/pages.h"
#include "fcgi/refused_act.h"
#include "fcgi/views/access_request.h"
#include "fcgi/views/access_requests.h"

enum { UNIT_MAX = 80, TEXT_MAX = 200 };

static enum status show_asking(struct exchange *x, int http, const char *refused)
{
    struct span text;
    const struct json *document = NULL;
    enum status status = enrol_identify(x, &text, &document);
    if (status != STATUS_OK) {
        return status;
    }
    if (!view_truth(json_get(document, "organisation"))) {
        /* the other pool's: its pages are under the other address */
        bool agency = span_is(json_text(document, "audience"), "agency");
        response_redirect(&x->response, agency ? SPAN("/agency/access") : SPAN("/access"));
        return STATUS_OK;
    }
    view_access(page_view(x), document, x->credential->common_name, refused);
    return page_send(x, http, pages_title(x, N_("Request access")));
}

static enum status lead_home(struct exchange *x)
{
    response_redirect(
        &x->response, x->config->audience == ROUTE_AGENCY ? SPAN("/agency/") : SPAN("/"));
    return STATUS_OK;
}

enum status pages_access(struct exchange *x)
{
    return x->stranger ? show_asking(x, 200, NULL) : lead_home(x);
}

enum status pages_access_ask(struct exchange *x)
{
    struct span unit;
    struct span answer;
    if (!x->stranger) {
        return lead_home(x); /* enrolled in the meantime */
    }
    if (!form_text(&x->form, "unit", UNIT_MAX, false, &unit)) {
        return show_asking(x, 422, NULL);
    }
    enum status status = enrol_ask(x, unit, &answer);
    if (status == STATUS_DENIED && strcmp(x->fault.code, "LG406") == 0) {
        return show_asking(x, 429,
            tr(x->catalogue, N_("Too many have asked for your organisation lately, or you have "
                                "asked too often. Try again in an hour.")));
    }
    if (status != STATUS_OK) {
        return status;
    }
    response_redirect(&x->response,
        x->config->audience == ROUTE_AGENCY ? SPAN("/agency/access") : SPAN("/access"));
    return STATUS_OK;
}

enum status pages_access_requests(struct exchange *x)
{
    const struct json *requests = NULL;
    enum status status = exchange_read(x, READ_ACCESS_REQUESTS, DB_NO_VALUES, &requests);
    if (status != STATUS_OK) {
        return status;
    }
    view_access_requests(page_view(x), requests);
    return page_send(x, 200, pages_title(x, N_("Requests for access")));
}

enum status pages_find_request(struct exchange *x, const struct json **request_out)
{
    int64_t wanted = 0;
    const struct json *requests = NULL;
    enum status status = exchange_param_id(x, "request", &wanted);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_ACCESS_REQUESTS, DB_NO_VALUES, &requests);
    }
    if (status != STATUS_OK) {
        return status;
    }
    for (const struct json *row = json_list(requests, "requests"); row != NULL; row = row->next) {
        if (json_int(row, "request") == wanted) {
            *request_out = row;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

enum status pages_show_request(struct exchange *x, const struct json *request)
{
    view_access_request(page_view(x), request);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Request for access")));
}

enum status pages_access_request(struct exchange *x)
{
    const struct json *request = NULL;
    enum status status = pages_find_request(x, &request);
    return status == STATUS_OK ? pages_show_request(x, request) : status;
}

/* What the form says, with every error in it. */
static bool take_grant(struct exchange *x, struct enrol_grant *wanted)
{
    struct form *form = &x->form;
    bool good = form_text(form, "proof", TEXT_MAX, true, &wanted->proof);
    wanted->applicant = form_has(form, "applicant", "true");
    wanted->management = form_has(form, "management", "true");
    if (!wanted->applicant && !wanted->management) {
        form_error_add(form, "roles", N_("Choose at least one role."), SPAN(""));
        good = false;
    }
    good = form_text(form, "unit", UNIT_MAX, false, &wanted->unit) && good;
    return form_day(form, "until", false, &wanted->until) && good;
}

/* After an act: the form again when what it says was refused, else on to `pattern`. */
static enum status after(struct exchange *x, enum status status, const struct json *request,
    const struct act_reply *reply)
{
    if (status == STATUS_INVALID && exchange_violations(x, NULL) > 0) {
        return pages_show_request(x, request);
    }
    if (status == STATUS_DENIED) {
        return refused_act_record(x, "grant_access", status);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *result = NULL;
    if (json_parse(x->arena, reply->result, &result, NULL) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    struct span person = arena_format(x->arena, "%lld", (long long)json_int(result, "person"));
    return page_redirect(x, "/people/%s", &person, 1);
}

enum status pages_access_grant(struct exchange *x)
{
    const struct json *request = NULL;
    struct enrol_grant wanted;
    struct act_reply reply;
    struct span key;
    memset(&wanted, 0, sizeof(wanted));
    enum status status = pages_find_request(x, &request);
    if (status == STATUS_OK) {
        status = page_key(x, &key);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (!take_grant(x, &wanted)) {
        return pages_show_request(x, request);
    }
    wanted.request = json_int(request, "request");
    status = enrol_grant(x, &wanted, key, &reply);
    return after(x, status, request, &reply);
}

enum status pages_access_refuse(struct exchange *x)
{
    const struct json *request = NULL;
    struct span reason;
    enum status status = pages_find_request(x, &request);
    if (status != STATUS_OK) {
        return status;
    }
    if (!choices_take(&x->form, "reason", choices_refusal, true, &reason)) {
        return pages_show_request(x, request);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "request", json_int(request, "request"));
    json_put_text(&params.json, "reason", reason);
    return params_act(x, &params, "refuse_access",
        x->config->audience == ROUTE_AGENCY ? "/agency/access-requests" : "/access-requests",
        SPAN(""));
}
