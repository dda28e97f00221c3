/* SPDX-License-Identifier: EUPL-1.2 */
/* Changes of a grant: the grantee's signed request, an officer's proposal, another's decision. */
#include "fcgi/pages/changes.h"

#include "fcgi/amendment_effect.h"
#include "fcgi/pages/application_form.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/agency_amendment.h"
#include "fcgi/views/changes.h"
#include "ledger/base/moment.h"

enum { REASON_MAX = 2000 };

int changes_first_year(const struct json *doc)
{
    return definition_year(doc, "definition.project.from");
}

int changes_last_year(const struct json *doc)
{
    return definition_year(doc, "definition.project.to") + 1;
}

size_t changes_rows(const struct json *doc)
{
    size_t count = 0;
    for (const struct json *line = json_list(doc, "budget"); line != NULL; line = line->next) {
        count++;
    }
    return count;
}

int64_t changes_year_ore(const struct json *doc, int year)
{
    for (const struct json *line = json_list(doc, "award.lines"); line != NULL; line = line->next) {
        if (json_int(line, "year") == year) {
            return json_int(line, "amount_ore");
        }
    }
    return 0;
}

int64_t changes_line_ore(const struct json *doc, int64_t number)
{
    for (const struct json *line = json_list(doc, "budget"); line != NULL; line = line->next) {
        if (json_int(line, "line") == number) {
            return budget_total(line);
        }
    }
    return 0;
}

const struct json *changes_request(const struct json *doc)
{
    for (const struct json *item = json_list(doc, "requests"); item != NULL; item = item->next) {
        if (json_bool(item, "open")) {
            return item;
        }
    }
    return NULL;
}

enum status pages_changes(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_CHANGES, "application", &doc);
    if (status != STATUS_OK) {
        return status;
    }
    view_changes(page_view(x), doc, x->match.route->audience == ROUTE_AGENCY);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Changes")));
}

enum status pages_amendment_request(struct exchange *x)
{
    int64_t application = 0;
    int64_t amount_ore = 0;
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = form_amount(&x->form, "amount_ore", true, &amount_ore);
    if (!form_lines(&x->form, "reason", REASON_MAX, true, &reason) || !good) {
        return pages_changes(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "amount_ore", amount_ore);
    json_put_text(&params.json, "reason", reason);
    return params_act(
        x, &params, "request_amendment", "/grants/%s/changes", exchange_param(x, "application"));
}

static enum status show_form(struct exchange *x, const struct json *doc)
{
    view_agency_amendment(page_view(x), doc);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Amend the award")));
}

enum status agency_amendment(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_CHANGES, "application", &doc);
    return status == STATUS_OK ? show_form(x, doc) : status;
}

/* Amounts of 0 in years behind the project's last day are no amounts at all. */
static void put_amounts(
    struct json_writer *json, const struct content_amount *amounts, size_t count, int last_year)
{
    json_open_array(json, "amounts");
    for (size_t i = 0; i < count; i++) {
        if (amounts[i].amount_ore > 0 || amounts[i].year <= last_year) {
            json_open_object(json, NULL);
            json_put_int(json, "year", amounts[i].year);
            json_put_int(json, "amount_ore", amounts[i].amount_ore);
            json_close_object(json);
        }
    }
    json_close_array(json);
}

static bool put_budget(
    struct exchange *x, const struct json *doc, int last_year, struct json_writer *json)
{
    struct content content = {.line_count = 0};
    int first_year = changes_first_year(doc);
    size_t years = (size_t)(changes_last_year(doc) - first_year) + 1;
    if (!application_form_budget(&x->form, first_year, years, changes_rows(doc), &content)) {
        return false;
    }
    json_open_array(json, "budget");
    for (size_t i = 0; i < content.line_count; i++) {
        const struct content_line *line = &content.budget[i];
        json_open_object(json, NULL);
        json_put_int(json, "line", line->line);
        json_put_text(json, "category", line->category);
        json_put_text(json, "text", line->text);
        json_put_text(json, "note", line->note);
        json_put_int(json, "own_funding_ore", line->own_funding_ore);
        put_amounts(json, line->amounts, line->amount_count, last_year);
        json_close_object(json);
    }
    json_close_array(json);
    return true;
}

static bool put_lines(struct exchange *x, const struct json *doc, struct json_writer *json)
{
    bool good = true;
    json_open_array(json, "lines");
    for (int year = changes_first_year(doc); year <= changes_last_year(doc); year++) {
        const char *name = arena_printf(x->arena, "lines.%d", year);
        int64_t ore = 0;
        good = name != NULL && form_amount(&x->form, name, false, &ore) && good;
        if (ore > 0) {
            json_open_object(json, NULL);
            json_put_int(json, "year", year);
            json_put_int(json, "amount_ore", ore);
            json_close_object(json);
        }
    }
    json_close_array(json);
    return good;
}

static void put_request(struct exchange *x, const struct json *doc, struct json_writer *json)
{
    const struct json *request = changes_request(doc);
    if (request != NULL && form_value(&x->form, "request").len > 0) {
        json_put_int(json, "request_entry", json_int(request, "entry"));
    } else {
        json_put_null(json, "request_entry");
    }
}

/* Why the grantee is not heard first; empty when it was, or when the decision is not against it. */
static bool put_unheard(struct exchange *x, struct json_writer *json)
{
    struct span unheard = SPAN("");
    bool good = form_lines(&x->form, "unheard_reason", REASON_MAX, false, &unheard);
    params_text_or_null(json, "unheard_reason", unheard);
    return good;
}

static bool put_proposal(struct exchange *x, const struct json *doc, struct json_writer *json)
{
    int64_t amount_ore = 0;
    int32_t last_day = 0;
    struct span period_to = SPAN("");
    struct span part_due = SPAN("");
    struct span final_due = SPAN("");
    struct span reason = SPAN("");
    bool part = json_text(doc, "award.part_accounts_due").len > 0;
    bool good = form_amount(&x->form, "amount_ore", true, &amount_ore);
    json_put_int(json, "application", json_int(doc, "application"));
    put_request(x, doc, json);
    json_put_int(json, "amount_ore", amount_ore);
    good = put_lines(x, doc, json) && good;
    good = form_day(&x->form, "period_to", true, &period_to) && good;
    good = form_day(&x->form, "part_accounts_due", part, &part_due) && good;
    good = form_day(&x->form, "final_accounts_due", true, &final_due) && good;
    good = form_lines(&x->form, "reason", REASON_MAX, true, &reason) && good;
    good = put_unheard(x, json) && good;
    json_put_text(json, "period_to", period_to);
    params_text_or_null(json, "part_accounts_due", part_due);
    json_put_text(json, "final_accounts_due", final_due);
    int last_year =
        day_parse(period_to, &last_day) == STATUS_OK ? day_civil(last_day).year : INT32_MAX;
    good = put_budget(x, doc, last_year, json) && good;
    json_put_text(json, "reason", reason);
    return good && x->form.error_count == 0;
}

enum status agency_amendment_propose(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_CHANGES, "application", &doc);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    if (!put_proposal(x, doc, &params.json)) {
        params_end(&params);
        return show_form(x, doc);
    }
    status = params_act(x, &params, "propose_amendment", "/agency/grants/%s/changes",
        exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? show_form(x, doc) : status;
}

static enum status put_effect(struct exchange *x, struct json_writer *json)
{
    int64_t application = 0;
    int64_t entry = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK || !form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)) {
        return status != STATUS_OK ? status : STATUS_INVALID;
    }
    if (!put_unheard(x, json)) {
        return STATUS_OK;
    }
    return amendment_effect_put(x, application, entry, json);
}

enum status agency_amendment_decide(struct exchange *x)
{
    static const char *const choices[] = {"amend", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_amendment",
        .subject = "application",
        .choices = choices,
        .reason = "reason",
        .put = put_effect,
        .page = "/agency/grants/%s/changes",
        .again = pages_changes,
    };
    return decision_form_act(x, &decision);
}
