/* SPDX-License-Identifier: EUPL-1.2 */
/* The contested submissions of a call: whether each counts, proposed by one officer over its facts,
 * confirmed by another. */
#include "fcgi/views/agency_contested.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/field.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"

#define PAGE "/agency/calls/%s/contested"

enum { REASON_MAX = 2000 };

enum status agency_contested(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_CONTESTED, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    page_deadline(x, view_local(v, json_get(call, "title")), json_get(call, "deadline"));
    view_agency_contested(v, call);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Contested submissions")));
}

/* Fields are named by the submission's entry: the page has a form for each. */
static const char *field(struct exchange *x, int64_t entry, const char *leaf)
{
    return field_name(page_view(x), "contested", (size_t)entry, leaf);
}

static enum status put_shown(struct exchange *x, struct json_writer *json)
{
    struct span shown = SPAN("");
    bool good = form_sha256(&x->form, "facts_sha256", &shown);
    json_put_text(json, "facts_sha256", shown);
    return good ? STATUS_OK : STATUS_INVALID;
}

enum status agency_admission_propose(struct exchange *x)
{
    static const char *const choices[] = {"admit", "refuse", NULL};
    int64_t entry = 0;
    struct span choice = SPAN("");
    struct span reason = SPAN("");
    if (!form_int(&x->form, "submission_entry", 1, INT64_MAX, &entry)) {
        return STATUS_INVALID;
    }
    bool good = form_choice(&x->form, field(x, entry, "choice"), choices, &choice);
    good = form_lines(&x->form, field(x, entry, "reason"), REASON_MAX, true, &reason) && good;
    if (!good) {
        return agency_contested(x);
    }
    struct params params;
    params_begin(&params);
    json_put_text(&params.json, "call", exchange_param(x, "call"));
    json_put_int(&params.json, "submission_entry", entry);
    json_put_text(&params.json, "choice", choice);
    json_put_text(&params.json, "reason", reason);
    enum status status = put_shown(x, &params.json);
    if (status != STATUS_OK) {
        params_end(&params);
        return status;
    }
    status = params_act(x, &params, "propose_admission", PAGE, exchange_param(x, "call"));
    return pages_typed_wrong(x, status) ? agency_contested(x) : status;
}

/* The submission whose waiting proposal has this entry, or NULL. */
static const struct json *proposed(const struct json *call, int64_t entry)
{
    const struct json *row = json_list(call, "submissions");
    while (row != NULL && json_int(row, "proposal.entry") != entry) {
        row = row->next;
    }
    return row;
}

enum status agency_admission_confirm(struct exchange *x)
{
    const struct json *call = NULL;
    int64_t entry = 0;
    enum status status = pages_read_name(x, READ_CONTESTED, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)) {
        return STATUS_INVALID;
    }
    const struct json *row = proposed(call, entry);
    if (row == NULL) {
        return STATUS_CONFLICT;
    }
    const struct decision_form decision = {
        .act = "confirm_admission",
        .subject = "call",
        .reason = field(x, json_int(row, "entry"), "agree"),
        .put = put_shown,
        .page = PAGE,
        .again = agency_contested,
    };
    return decision_form_act(x, &decision);
}
