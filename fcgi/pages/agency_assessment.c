/* SPDX-License-Identifier: EUPL-1.2 */
/* An opened application: assessments, proposal and decision. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/impartiality.h"
#include "fcgi/pages/pages.h"
#include "fcgi/views/agency_application.h"
#include "ledger/base/utf8.h"
#include "ledger/grants/award.h"

enum {
    POINTS_MAX = 5,
    REASON_MAX = 2000,
    CONDITIONS_MAX = AWARD_CONDITIONS_MAX * (AWARD_CONDITION_MAX + 1),
};

enum status agency_application(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_AGENCY_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    view_agency_application(v, application);
    struct span title = view_message(v, N_("Application %s"),
        (struct span[]){view_int(v, json_int(application, "application"))}, 1);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, title);
}

/* The act, or the page again with what must be corrected. */
static enum status act_or_again(struct exchange *x, struct params *params, const char *act)
{
    enum status status =
        params_act(x, params, act, "/agency/applications/%s", exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? agency_application(x) : status;
}

/* One criterion's points and reason; false with errors in the form. */
static bool put_score(struct exchange *x, struct json_writer *json, struct span criterion)
{
    const char *points_name =
        arena_printf(x->arena, "points.%.*s", (int)criterion.len, criterion.data);
    const char *reason_name =
        arena_printf(x->arena, "reason.%.*s", (int)criterion.len, criterion.data);
    int64_t points = 0;
    struct span reason = SPAN("");
    if (points_name == NULL || reason_name == NULL) {
        return false;
    }
    bool good = form_int(&x->form, points_name, 0, POINTS_MAX, &points);
    good = form_lines(&x->form, reason_name, REASON_MAX, true, &reason) && good;
    json_open_object(json, NULL);
    json_put_text(json, "criterion", criterion);
    json_put_int(json, "points", points);
    json_put_text(json, "reason", reason);
    json_close_object(json);
    return good;
}

enum status agency_score(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_AGENCY_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", json_int(application, "application"));
    json_open_array(&params.json, "scores");
    bool good = impartiality_ticked(x, application);
    for (const struct json *item = json_list(application, "criteria"); item != NULL;
         item = item->next) {
        good = put_score(x, &params.json, json_text(item, "criterion")) && good;
    }
    json_close_array(&params.json);
    if (!good) {
        params_end(&params);
        return agency_application(x);
    }
    status = impartiality_declare(x, application);
    if (status != STATUS_OK) {
        params_end(&params);
        return status;
    }
    return act_or_again(x, &params, "score");
}

/* The lines per finance year; years without an amount are left out. */
static bool put_lines(struct exchange *x, const struct json *application, struct json_writer *json)
{
    bool good = true;
    json_open_array(json, "lines");
    for (const struct json *year = json_list(application, "needs.years"); year != NULL;
         year = year->next) {
        const char *name = arena_printf(x->arena, "lines.%lld", (long long)year->integer);
        int64_t ore = 0;
        good = name != NULL && form_amount(&x->form, name, false, &ore) && good;
        if (ore > 0) {
            json_open_object(json, NULL);
            json_put_int(json, "year", year->integer);
            json_put_int(json, "amount_ore", ore);
            json_close_object(json);
        }
    }
    json_close_array(json);
    return good;
}

/* One condition a line; none is null. */
static bool put_conditions(struct exchange *x, struct json_writer *json)
{
    struct span text = SPAN("");
    struct span line;
    bool good = form_lines(&x->form, "conditions", CONDITIONS_MAX, false, &text);
    if (text.len == 0) {
        json_put_null(json, "conditions");
        return good;
    }
    size_t count = 0;
    json_open_array(json, "conditions");
    while (span_split(&text, '\n', &line)) {
        line = span_trim(line);
        if (line.len > 0) {
            count++;
            good = good && utf8_length(line) <= AWARD_CONDITION_MAX;
            json_put_text(json, NULL, line);
        }
    }
    json_close_array(json);
    if (!good || count > AWARD_CONDITIONS_MAX) {
        form_error_add(&x->form, "conditions",
            N_("At most 20 conditions, one a line, each of at most 500 characters."), SPAN(""));
        return false;
    }
    return true;
}

/* The grant that it continues, chosen on the page; null: none. */
static bool put_continues(struct exchange *x, struct json_writer *json)
{
    int64_t former = 0;
    bool good = form_value(&x->form, "continues").len == 0
                || form_int(&x->form, "continues", 1, INT64_C(999999999999999999), &former);
    params_int_or_null(json, "continues", former);
    return good;
}

static bool put_proposal(
    struct exchange *x, const struct json *application, struct json_writer *json)
{
    int64_t amount_ore = 0;
    struct span part_due = SPAN("");
    struct span final_due = SPAN("");
    struct span reason = SPAN("");
    struct span deviation = SPAN("");
    bool deviates = json_bool(application, "needs.deviation_reason");
    bool good = form_amount(&x->form, "amount_ore", true, &amount_ore);
    json_put_int(json, "application", json_int(application, "application"));
    json_put_int(json, "amount_ore", amount_ore);
    good = put_lines(x, application, json) && good;
    good = form_day(&x->form, "part_accounts_due",
               json_bool(application, "needs.part_accounts_due"), &part_due)
           && good;
    good = form_day(&x->form, "final_accounts_due", false, &final_due) && good;
    good = form_lines(&x->form, "reason", REASON_MAX, true, &reason) && good;
    good = form_lines(&x->form, "deviation_reason", REASON_MAX, deviates, &deviation) && good;
    params_text_or_null(json, "part_accounts_due", part_due);
    bool follows = span_equal(final_due, json_text(application, "needs.final_accounts_due"));
    params_text_or_null(json, "final_accounts_due", follows ? SPAN("") : final_due);
    json_put_text(json, "reason", reason);
    params_text_or_null(json, "deviation_reason", deviation);
    good = put_continues(x, json) && good;
    return put_conditions(x, json) && good;
}

enum status agency_award_propose(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_AGENCY_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    if (!put_proposal(x, application, &params.json)) {
        params_end(&params);
        return agency_application(x);
    }
    return act_or_again(x, &params, "propose_award");
}

enum status agency_award_decide(struct exchange *x)
{
    static const char *const choices[] = {"award", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_award",
        .subject = "application",
        .choices = choices,
        .reason = "reason",
        .page = "/agency/applications/%s",
        .again = agency_application,
    };
    return decision_form_act(x, &decision);
}
