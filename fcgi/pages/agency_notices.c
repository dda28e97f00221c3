/* SPDX-License-Identifier: EUPL-1.2 */
/* Notices about a published call: proposed by one officer, published or declined by another. */
#include "fcgi/views/agency_notices.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/field.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"

#define PAGE "/agency/calls/%s/notices"

enum { REASON_MAX = 2000, ANSWER_MAX = 4000, TIME_MAX = 5 };

enum status agency_notices(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_CALL_NOTICES, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    page_deadline(x, view_local(v, json_get(call, "title")), json_get(call, "deadline"));
    view_agency_notices(v, call);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Notices about the call")));
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A time of day as people write it, 9.30 or 09:30; whether the hour exists is the act's to say. */
static bool read_time(struct exchange *x, struct span *time_out)
{
    struct span typed = SPAN("");
    if (!form_text(&x->form, "time", TIME_MAX, false, &typed)) {
        return false;
    }
    *time_out = SPAN("");
    if (typed.len == 0) {
        return true;
    }
    size_t hour = typed.len == TIME_MAX ? 2 : 1;
    bool good = typed.len == hour + 3 && is_digit(typed.data[0]) && is_digit(typed.data[hour - 1])
                && (typed.data[hour] == '.' || typed.data[hour] == ':')
                && is_digit(typed.data[hour + 1]) && is_digit(typed.data[hour + 2]);
    if (!good) {
        form_error_add(
            &x->form, "time", N_("Write a time of day such as 12.00, or nothing."), SPAN(""));
        return false;
    }
    *time_out = arena_format(x->arena, "T%s%.*s:%.2s", hour == 1 ? "0" : "", (int)hour, typed.data,
        typed.data + hour + 1);
    return true;
}

/* The params of a proposal up to what is changed. */
static void change_begin(struct exchange *x, struct params *params, const char *kind)
{
    params_begin(params);
    json_put_text(&params->json, "call", exchange_param(x, "call"));
    json_put_text(&params->json, "kind", span_from(kind));
    json_open_object(&params->json, "change");
}

/* The rest of them, proposed; the page again when the act found something typed wrong. */
static enum status change_propose(struct exchange *x, struct params *params, struct span reason)
{
    json_close_object(&params->json);
    json_put_text(&params->json, "reason", reason);
    enum status status = params_act(x, params, "propose_notice", PAGE, exchange_param(x, "call"));
    return pages_typed_wrong(x, status) ? agency_notices(x) : status;
}

enum status agency_notice_propose(struct exchange *x)
{
    struct span day = SPAN("");
    struct span time = SPAN("");
    struct span reason = SPAN("");
    bool good = form_day(&x->form, "change.local", true, &day);
    good = read_time(x, &time) && good;
    good = form_lines(&x->form, "deadline_reason", REASON_MAX, true, &reason) && good;
    if (!good) {
        return agency_notices(x);
    }
    struct params params;
    change_begin(x, &params, "deadline");
    json_put_text(&params.json, "local",
        arena_format(x->arena, "%.*s%.*s", (int)day.len, day.data, (int)time.len, time.data));
    json_put_bool(&params.json, "end_of_day", time.len == 0);
    return change_propose(x, &params, reason);
}

static const struct field_choice askers[] = {{"municipality", N_("a municipality")},
    {"region", N_("a region")}, {"other", N_("somebody else")}, {NULL, NULL}};

const struct field_choice *notice_askers(void)
{
    return askers;
}

enum status agency_notice_answer(struct exchange *x)
{
    static const char *const kinds[] = {"municipality", "region", "other", NULL};
    struct span question = SPAN("");
    struct span answer = SPAN("");
    struct span asker = SPAN("");
    struct span reason = SPAN("");
    int64_t replaces = 0;
    bool good = form_lines(&x->form, "change.question", REASON_MAX, true, &question);
    good = form_choice(&x->form, "change.asked_by", kinds, &asker) && good;
    good = form_lines(&x->form, "change.answer", ANSWER_MAX, true, &answer) && good;
    good = (form_value(&x->form, "change.replaces").len == 0
               || form_int(&x->form, "change.replaces", 1, INT32_MAX, &replaces))
           && good;
    good = form_lines(&x->form, "answer_reason", REASON_MAX, true, &reason) && good;
    if (!good) {
        return agency_notices(x);
    }
    struct params params;
    change_begin(x, &params, "answer");
    json_put_text(&params.json, "question", question);
    json_put_text(&params.json, "answer", answer);
    json_put_text(&params.json, "asked_by", asker);
    params_int_or_null(&params.json, "replaces", replaces);
    return change_propose(x, &params, reason);
}

static const struct field_choice fields[] = {{"contact", N_("Mailbox for questions")},
    {"expected_answer", N_("Expected answer")}, {"title.da", N_("Title, in Danish")},
    {"title.en", N_("Title, in English")}, {"summary.da", N_("Summary, in Danish")},
    {"summary.en", N_("Summary, in English")}, {NULL, NULL}};

const struct field_choice *notice_fields(void)
{
    return fields;
}

/* How the field reads now, as the page showed it. */
static struct span text_of(const struct json *call, struct span field)
{
    const struct json *row = json_list(call, "texts");
    while (row != NULL && !span_equal(json_text(row, "field"), field)) {
        row = row->next;
    }
    return json_text(row, "text");
}

enum status agency_notice_correct(struct exchange *x)
{
    const struct json *call = NULL;
    struct span after = SPAN("");
    struct span reason = SPAN("");
    struct span field = form_value(&x->form, "change.field");
    enum status status = pages_read_name(x, READ_CALL_NOTICES, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = form_lines(&x->form, "change.after", REASON_MAX, true, &after);
    good = form_lines(&x->form, "correction_reason", REASON_MAX, true, &reason) && good;
    if (!good) {
        return agency_notices(x);
    }
    struct params params;
    change_begin(x, &params, "correction");
    json_put_text(&params.json, "field", field);
    json_put_text(&params.json, "before", text_of(call, field));
    json_put_text(&params.json, "after", after);
    return change_propose(x, &params, reason);
}

static enum status put_shown(struct exchange *x, struct json_writer *json)
{
    struct span shown = SPAN("");
    bool good = form_sha256(&x->form, "change_sha256", &shown);
    json_put_text(json, "change_sha256", shown);
    return good ? STATUS_OK : STATUS_INVALID;
}

enum status agency_notice_decide(struct exchange *x)
{
    static const char *const choices[] = {"publish", "decline", NULL};
    int64_t entry = 0;
    if (!form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)) {
        return STATUS_INVALID;
    }
    const struct decision_form decision = {
        .act = "decide_notice",
        .subject = "call",
        .choices = choices,
        .reason = field_name(page_view(x), "notice", (size_t)entry, "agree"),
        .put = put_shown,
        .page = PAGE,
        .again = agency_notices,
    };
    return decision_form_act(x, &decision);
}
