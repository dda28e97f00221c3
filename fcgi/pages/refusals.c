/* SPDX-License-Identifier: EUPL-1.2 */
/* Refusals of applications: hearing, one officer's proposal, another's decision, the letter. */
#include "fcgi/letter.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/changes.h"
#include "fcgi/pages/choices.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/receipt_proof.h"
#include "fcgi/views/letter.h"
#include "fcgi/views/log_proof.h"
#include "fcgi/views/refusal_letter.h"
#include "ledger/base/moment.h"

enum { REASON_MAX = 2000 };

static enum status read_case(struct exchange *x, bool agency, const struct json **case_out)
{
    return pages_read_id(
        x, agency ? READ_AGENCY_APPLICATION : READ_APPLICATION, "application", case_out);
}

enum status pages_letter(struct exchange *x)
{
    bool agency = x->match.route->audience == ROUTE_AGENCY;
    const struct json *application = NULL;
    enum status status = read_case(x, agency, &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct span back = arena_format(x->arena, "%s/applications/%lld", agency ? "/agency" : "",
        (long long)json_int(application, "application"));
    if (!agency) {
        pages_deadline(x, json_get(application, "call")); /* nothing is decided while it is open */
    }
    view_letter(page_view(x), application, back);
    return page_send(x, 200, pages_title(x, N_("Decision")));
}

/* The newest decision that refuses the application. */
enum status pages_letter_pdf(struct exchange *x)
{
    const struct json *application = NULL;
    struct span proof = SPAN("");
    int64_t at_us = 0;
    enum status status = read_case(x, x->match.route->audience == ROUTE_AGENCY, &application);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *refusal = json_list(application, "refusals");
    if (refusal == NULL) {
        return STATUS_NOT_FOUND;
    }
    status = receipt_proof(x, refusal, SPAN(""), &proof);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND) {
        status = moment_parse(json_text(refusal, "at"), &at_us);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    struct span number = view_int(v, json_int(application, "application"));
    view_refusal_letter(v, refusal, application);
    view_log_proof(v, json_get(refusal, "log"), proof);
    const struct letter letter = {
        .title = view_message(v, N_("Decision on application %s"), &number, 1),
        .name = "decision",
        .number = json_int(application, "application"),
        .entry = json_int(refusal, "entry"),
        .leaf_hash = json_text(refusal, "leaf_hash"),
        .at_us = at_us,
        .proof = proof,
    };
    return letter_send(x, &letter);
}

/* The answer, from the form on the page of the application or of its grant. */
static enum status hearing_answer(
    struct exchange *x, enum status (*again)(struct exchange *x), const char *page)
{
    int64_t application = 0;
    int64_t hearing = 0;
    struct span answer = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "hearing", 1, INT64_MAX, &hearing)) {
        return STATUS_INVALID;
    }
    if (!form_lines(&x->form, "hearing_answer", REASON_MAX, true, &answer)) {
        return again(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "hearing", hearing);
    json_put_text(&params.json, "answer", answer);
    return params_act(x, &params, "answer_hearing", page, exchange_param(x, "application"));
}

enum status pages_hearing_answer(struct exchange *x)
{
    return hearing_answer(x, pages_application, "/applications/%s");
}

/* Who took the grant over has no page of the application. */
enum status pages_grant_hearing_answer(struct exchange *x)
{
    return hearing_answer(x, pages_changes, "/grants/%s/changes");
}

enum status agency_hearing_open(struct exchange *x)
{
    int64_t application = 0;
    struct span facts = SPAN("");
    struct span answer_by = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = form_lines(&x->form, "facts", REASON_MAX, true, &facts);
    good = form_day(&x->form, "answer_by", true, &answer_by) && good;
    if (!good) {
        return agency_application(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_text(&params.json, "facts", facts);
    json_put_text(&params.json, "answer_by", answer_by);
    status = params_act(
        x, &params, "open_hearing", "/agency/applications/%s", exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? agency_application(x) : status;
}

enum status agency_refusal_propose(struct exchange *x)
{
    int64_t application = 0;
    struct span ground = SPAN("");
    struct span reason = SPAN("");
    struct span unheard = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = choices_take(&x->form, "refusal_ground", choices_refusal_ground, true, &ground);
    good = form_lines(&x->form, "refusal_reason", REASON_MAX, true, &reason) && good;
    good = form_lines(&x->form, "unheard_reason", REASON_MAX, false, &unheard) && good;
    if (!good) {
        return agency_application(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_text(&params.json, "ground", ground);
    json_put_text(&params.json, "reason", reason);
    params_text_or_null(&params.json, "unheard_reason", unheard);
    status = params_act(
        x, &params, "propose_refusal", "/agency/applications/%s", exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? agency_application(x) : status;
}

enum status agency_refusal_decide(struct exchange *x)
{
    static const char *const choices[] = {"refuse", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_refusal",
        .subject = "application",
        .choices = choices,
        .reason = "refusal_remark",
        .page = "/agency/applications/%s",
        .again = agency_application,
    };
    return decision_form_act(x, &decision);
}
