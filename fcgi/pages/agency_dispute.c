/* SPDX-License-Identifier: EUPL-1.2 */
/* Disputes as officers resolve them, two by two, and an auditor's opinion that does not satisfy. */
#include "fcgi/views/agency_dispute.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/views/agency_disputes.h"

enum { REASON_MAX = 2000 };

static const char *const outcomes[] = {"corrected", "unfounded", NULL};
static const char *const decisions[] = {"accept", "reject", NULL};

enum status agency_disputes(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = exchange_read(x, READ_DISPUTES, DB_NO_VALUES, &document);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_disputes(page_view(x), document);
    return page_send(x, 200, pages_title(x, N_("Disputes")));
}

static enum status show(struct exchange *x, const struct json *grant)
{
    if (json_get(grant, "dispute") == NULL || json_int(grant, "dispute.dispute") == 0) {
        return STATUS_NOT_FOUND;
    }
    view_agency_dispute(page_view(x), grant);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Dispute")));
}

enum status agency_dispute(struct exchange *x)
{
    const struct json *grant = NULL;
    enum status status = pages_read_id(x, READ_AGENCY_GRANT, "application", &grant);
    return status == STATUS_OK ? show(x, grant) : status;
}

enum status agency_dispute_propose(struct exchange *x)
{
    const struct json *grant = NULL;
    int64_t dispute = 0;
    struct span outcome;
    struct span reason = SPAN("");
    enum status status = pages_read_id(x, READ_AGENCY_GRANT, "application", &grant);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "dispute", 1, INT64_MAX, &dispute)) {
        return STATUS_INVALID;
    }
    bool good = form_choice(&x->form, "outcome", outcomes, &outcome);
    good = form_lines(&x->form, "reason", REASON_MAX, true, &reason) && good;
    if (!good) {
        return show(x, grant);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", json_int(grant, "application"));
    json_put_int(&params.json, "dispute", dispute);
    json_put_text(&params.json, "outcome", outcome);
    json_put_text(&params.json, "reason", reason);
    return params_act(x, &params, "propose_resolution", "/agency/grants/%s/dispute",
        exchange_param(x, "application"));
}

enum status agency_dispute_confirm(struct exchange *x)
{
    static const struct decision_form decision = {
        .act = "confirm_resolution",
        .subject = "application",
        .page = "/agency/grants/%s/dispute",
    };
    return decision_form_act(x, &decision);
}

enum status agency_opinion_decide(struct exchange *x)
{
    int64_t application = 0;
    int64_t endorsement = 0;
    struct span decision;
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "endorsement_entry", 1, INT64_MAX, &endorsement)) {
        return STATUS_INVALID;
    }
    bool good = form_choice(&x->form, "decision", decisions, &decision);
    good = form_lines(&x->form, "reason", REASON_MAX, true, &reason) && good;
    if (!good) {
        return agency_accounts(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "endorsement_entry", endorsement);
    json_put_text(&params.json, "decision", decision);
    json_put_text(&params.json, "reason", reason);
    return params_act(
        x, &params, "decide_opinion", "/agency/grants/%s", exchange_param(x, "application"));
}
