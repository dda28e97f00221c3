/* SPDX-License-Identifier: EUPL-1.2 */
/* The agency's first page, proposals, calls and grants. */
#include "fcgi/confirmer.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/agency_lines.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/views/agency_call.h"
#include "fcgi/views/agency_calls.h"
#include "fcgi/views/agency_grant.h"
#include "fcgi/views/agency_grants.h"
#include "fcgi/views/agency_home.h"
#include "fcgi/views/proposal.h"
#include "fcgi/views/proposals.h"

enum { PER_CENT = 100 };

enum status agency_home(struct exchange *x)
{
    const struct json *tasks = NULL;
    const struct json *me = NULL;
    enum status status = exchange_read(x, READ_ME, DB_NO_VALUES, &me);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_TASKS, DB_NO_VALUES, &tasks);
    }
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_home(page_view(x), tasks, me);
    return page_send(x, 200, pages_title(x, N_("Home")));
}

enum status agency_proposals(struct exchange *x)
{
    const struct json *proposals = NULL;
    enum status status = exchange_read(x, READ_PROPOSALS, DB_NO_VALUES, &proposals);
    if (status != STATUS_OK) {
        return status;
    }
    view_proposals(page_view(x), proposals);
    return page_send(x, 200, pages_title(x, N_("Proposals")));
}

static enum status show_proposal(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = pages_read_id(x, READ_PROPOSAL, "proposal", &document);
    if (status != STATUS_OK) {
        return status;
    }
    /* null: names and proofs of the register are not for everybody in the agency */
    const struct json *content = json_get(document, "document");
    if (content == NULL) {
        return STATUS_INTERNAL;
    }
    view_proposal(page_view(x), document, content, json_get(document, "people"));
    return page_send(x, x->form.error_count > 0 ? 422 : 200, json_text(document, "proposal.title"));
}

enum status agency_proposal(struct exchange *x)
{
    return show_proposal(x);
}

/* The register may have changed since it was proposed: then the page says what does not fit. */
static enum status confirmed(struct exchange *x, enum status status)
{
    if (status != STATUS_INVALID || exchange_violations(x, NULL) == 0) {
        return status;
    }
    for (size_t i = 0; i < x->form.error_count; i++) {
        struct form_error *error = &x->form.errors[i];
        error->label = error->field;
        error->field = SPAN("content");
    }
    return show_proposal(x);
}

enum status agency_proposal_confirm(struct exchange *x)
{
    struct span sha256;
    int64_t proposal = 0;
    const char *act = NULL;
    enum status status = exchange_param_id(x, "proposal", &proposal);
    if (status == STATUS_OK) {
        status = confirmer_act_as(x, proposal, &act);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_sha256(&x->form, "sha256", &sha256)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "proposal", proposal);
    json_put_text(&params.json, "sha256", sha256);
    return confirmed(
        x, params_act(x, &params, act, "/agency/proposals/%s", exchange_param(x, "proposal")));
}

/* One of the agency's deciding roles is enough; the first that the person holds is taken. */
enum status agency_recovery_stop(struct exchange *x)
{
    int64_t proposal = 0;
    struct params params;
    enum status status = exchange_param_id(x, "proposal", &proposal);
    if (status != STATUS_OK) {
        return status;
    }
    params_begin(&params);
    json_put_int(&params.json, "proposal", proposal);
    return params_act(
        x, &params, "stop_recovery", "/agency/proposals/%s", exchange_param(x, "proposal"));
}

enum status agency_calls(struct exchange *x)
{
    const struct json *calls = NULL;
    enum status status = exchange_read(x, READ_AGENCY_CALLS, DB_NO_VALUES, &calls);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_calls(page_view(x), calls);
    return page_send(x, 200, pages_title(x, N_("Calls")));
}

enum status agency_call(struct exchange *x)
{
    const struct json *call = NULL;
    const struct json *list = NULL;
    const struct json *ranking = NULL;
    enum status status = pages_read_name(x, READ_AGENCY_CALL, "call", &call);
    if (status == STATUS_OK) {
        status = pages_read_name(x, READ_AGENCY_APPLICATIONS, "call", &list);
    }
    if (status == STATUS_OK) {
        status = pages_read_name(x, READ_RANKING, "call", &ranking);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    struct span title = view_local(v, json_at(call, "definition.title"));
    page_deadline(x, title, json_get(call, "deadline"));
    view_agency_call(v, call, list, ranking);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, title);
}

/* The weights of the form, in per cent, as basis points; false with errors in the form. */
static bool put_weights(struct exchange *x, const struct json *call, struct json_writer *json)
{
    int64_t sum = 0;
    bool good = true;
    json_open_array(json, "weights");
    for (const struct json *item = json_list(call, "definition.criteria"); item != NULL;
         item = item->next) {
        struct span code = json_text(item, "code");
        const char *name = arena_printf(x->arena, "weights.%.*s", (int)code.len, code.data);
        int64_t per_cent = 0;
        if (name == NULL || !form_int(&x->form, name, 0, PER_CENT, &per_cent)) {
            good = false;
            continue;
        }
        sum += per_cent;
        json_open_object(json, NULL);
        json_put_text(json, "criterion", code);
        json_put_int(json, "weight_bp", per_cent * PER_CENT);
        json_close_object(json);
    }
    json_close_array(json);
    if (good && sum != PER_CENT) {
        form_error_add(&x->form, "weights", N_("The weights add up to %s, not to 100."),
            arena_format(x->arena, "%lld", (long long)sum));
    }
    return good && sum == PER_CENT;
}

enum status agency_weights_propose(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_AGENCY_CALL, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    json_put_text(&params.json, "call", exchange_param(x, "call"));
    if (!put_weights(x, call, &params.json)) {
        params_end(&params);
        return agency_call(x);
    }
    return params_act(x, &params, "propose_weights", "/agency/calls/%s", exchange_param(x, "call"));
}

enum status agency_weights_confirm(struct exchange *x)
{
    static const struct decision_form decision = {
        .act = "confirm_weights",
        .subject = "call",
        .page = "/agency/calls/%s",
    };
    return decision_form_act(x, &decision);
}

enum status agency_open(struct exchange *x)
{
    struct params params;
    params_begin(&params);
    json_put_text(&params.json, "call", exchange_param(x, "call"));
    return params_act(
        x, &params, "open_applications", "/agency/calls/%s", exchange_param(x, "call"));
}

enum status agency_grants(struct exchange *x)
{
    const struct json *grants = NULL;
    enum status status = exchange_read(x, READ_AGENCY_GRANTS, DB_NO_VALUES, &grants);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_grants(page_view(x), grants);
    return page_send(x, 200, pages_title(x, N_("Grants")));
}

enum status agency_grant(struct exchange *x)
{
    const struct json *grant = NULL;
    enum status status = pages_read_id(x, READ_AGENCY_GRANT, "application", &grant);
    if (status != STATUS_OK) {
        return status;
    }
    const struct content_amount *next = NULL;
    status = agency_lines_next(x, grant, &next);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_grant(page_view(x), grant, next, exchange_holds(x, "auditor"));
    return page_send(x, x->form.error_count > 0 ? 422 : 200, json_text(grant, "title"));
}

enum status agency_obligation_remind(struct exchange *x)
{
    static const char *const obligations[] = {
        "part_accounts", "final_accounts", "status_report", "final_report", NULL};
    int64_t application = 0;
    struct span what = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_choice(&x->form, "what", obligations, &what)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_text(&params.json, "what", what);
    return params_act(
        x, &params, "remind_obligation", "/agency/grants/%s", exchange_param(x, "application"));
}
