/* SPDX-License-Identifier: EUPL-1.2 */
/* The unclear points of a call: which reading holds, proposed by one officer, confirmed by another.
 */
#include "fcgi/views/agency_rulings.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/field.h"
#include "fcgi/pages/pages.h"

enum { REASON_MAX = 2000 };

static enum status show(struct exchange *x, const struct json *call)
{
    struct view *v = page_view(x);
    page_deadline(x, view_local(v, json_get(call, "title")), json_get(call, "deadline"));
    view_agency_rulings(v, call);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Unclear points")));
}

enum status agency_rulings(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_CALL_RULINGS, "call", &call);
    return status == STATUS_OK ? show(x, call) : status;
}

/* The member of `list` whose text `member` is `value`, or NULL. */
static const struct json *find(const struct json *row, const char *member, struct span value)
{
    while (row != NULL && !span_equal(json_text(row, member), value)) {
        row = row->next;
    }
    return row;
}

/* The reading that the form chose, with what the officer was shown; false with errors in the form.
 */
static bool put_choice(struct exchange *x, const struct json *anomaly, struct json_writer *json)
{
    struct view *v = page_view(x);
    struct span code = json_text(anomaly, "anomaly");
    const char *choice_name = field_name_code(v, "choice", code);
    const char *reason_name = field_name_code(v, "reason", code);
    struct span reason = SPAN("");
    const struct json *choice =
        find(json_list(anomaly, "choices"), "choice", form_value(&x->form, choice_name));
    bool good = choice != NULL;
    if (!good) {
        form_error_add(&x->form, choice_name, N_("Choose one of the readings."), SPAN(""));
    }
    good = form_lines(&x->form, reason_name, REASON_MAX, true, &reason) && good;
    json_put_text(json, "anomaly", code);
    json_put_text(json, "choice", json_text(choice, "choice"));
    json_put_text(json, "reason", reason);
    json_put_text(json, "effects_sha256", json_text(choice, "effects_sha256"));
    return good;
}

enum status agency_ruling_propose(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_CALL_RULINGS, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *anomaly =
        find(json_list(call, "anomalies"), "anomaly", form_value(&x->form, "anomaly"));
    if (anomaly == NULL) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_text(&params.json, "call", exchange_param(x, "call"));
    if (!put_choice(x, anomaly, &params.json)) {
        params_end(&params);
        return show(x, call);
    }
    return params_act(
        x, &params, "propose_ruling", "/agency/calls/%s/rulings", exchange_param(x, "call"));
}

/* The anomaly whose open proposal has this entry, or NULL. */
static const struct json *proposed(const struct json *call, int64_t entry)
{
    const struct json *row = json_list(call, "anomalies");
    while (row != NULL && json_int(row, "proposal.entry") != entry) {
        row = row->next;
    }
    return row;
}

/* What the form showed. */
static enum status put_shown(struct exchange *x, struct json_writer *json)
{
    struct span shown = SPAN("");
    bool good = form_sha256(&x->form, "effects_sha256", &shown);
    json_put_text(json, "effects_sha256", shown);
    return good ? STATUS_OK : STATUS_INVALID;
}

enum status agency_ruling_confirm(struct exchange *x)
{
    const struct json *call = NULL;
    int64_t entry = 0;
    enum status status = pages_read_name(x, READ_CALL_RULINGS, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)) {
        return STATUS_INVALID;
    }
    const struct json *anomaly = proposed(call, entry);
    if (anomaly == NULL) {
        return STATUS_CONFLICT;
    }
    const struct decision_form decision = {
        .act = "confirm_ruling",
        .subject = "call",
        .reason = field_name_code(page_view(x), "confirm", json_text(anomaly, "anomaly")),
        .put = put_shown,
        .page = "/agency/calls/%s/rulings",
        .again = agency_rulings,
    };
    return decision_form_act(x, &decision);
}
