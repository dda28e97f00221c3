/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/agency_links.h"

#include "fcgi/pages/entries_filter.h"
#include "fcgi/pages/links.h"
#include "ledger/base/arena.h"

#define MEAN_PER_HUNDREDTH INT64_C(100000000) /* 10,000 bp × 1,000,000 / 100 */

struct span points_text(struct view *v, int64_t mean)
{
    int64_t hundredths = mean / MEAN_PER_HUNDREDTH;
    const char *point = v->catalogue->language == LANGUAGE_EN ? "." : ",";
    return arena_format(v->arena, "%lld%s%02lld", (long long)(hundredths / 100), point,
        (long long)(hundredths % 100));
}

const struct json *criterion_title(const struct json *doc, struct span criterion)
{
    for (const struct json *row = json_list(doc, "criteria"); row != NULL; row = row->next) {
        if (span_equal(json_text(row, "criterion"), criterion)) {
            return json_get(row, "title");
        }
    }
    return NULL;
}

struct span entry_kind(size_t index)
{
    static const char *const kinds[] = {"submit", "withdraw_application", "propose_withdrawal",
        "confirm_withdrawal", "retract_withdrawal", "close_call", "propose_weights",
        "confirm_weights", "open_applications", "propose_ruling", "confirm_ruling",
        "propose_notice", "decide_notice", "propose_admission", "confirm_admission",
        "declare_impartiality", "open_hearing", "answer_hearing", "score", "propose_refusal",
        "decide_refusal", "propose_award", "decide_award", "submit_accounts", "sign_off",
        "prepare_instalment", "approve_instalment", "release_batch", "import_statement",
        "book_payments", "book_repayment", "explain_alarm", "close_alarm", "confirm_receipt",
        "record_result", "confirm_result", "submit_report", "close_grant", "request_amendment",
        "propose_amendment", "decide_amendment", "propose_termination", "decide_termination",
        "request_vouchers", "draw_vouchers", "submit_vouchers", "judge_vouchers", "decide_vouchers",
        "propose_reopening", "decide_reopening", "propose_transfer", "accept_transfer",
        "decide_transfer", "propose_line", "give_line", "propose_claim", "decide_claim",
        "propose_settlement", "decide_settlement", "remind_claim", "remind_obligation",
        "propose_interest", "decide_interest", "propose_period", "decide_period", "propose_year",
        "decide_year", "propose", "confirm", "propose_factor", "confirm_factor", "activate_factor",
        "appoint_auditor", "withdraw_auditor", "endorse_accounts", "decide_opinion",
        "confirm_statement", "dispute_statement", "propose_resolution", "confirm_resolution",
        "record_refusal", "record_deployment", "bootstrap"};
    return index < sizeof(kinds) / sizeof(kinds[0]) ? span_from(kinds[index]) : SPAN("");
}

bool any_holds(const struct json *row, const char *action)
{
    for (; row != NULL; row = row->next) {
        if (view_holds(json_get(row, "actions"), action)) {
            return true;
        }
    }
    return false;
}

bool scored_by_reader(const struct json *doc)
{
    for (const struct json *row = json_list(doc, "scores"); row != NULL; row = row->next) {
        if (json_bool(row, "mine")) {
            return true;
        }
    }
    return false;
}

const char *points_id(struct view *v, const char *name, int64_t value)
{
    if (value == 0) {
        return name; /* the error summary links to the field's name */
    }
    const char *id = arena_printf(v->arena, "%s-%lld", name, (long long)value);
    return id == NULL ? "" : id;
}

const char *year_field(struct view *v, int64_t year)
{
    const char *name = arena_printf(v->arena, "lines.%lld", (long long)year);
    return name == NULL ? "" : name;
}

struct span entries_link(struct view *v, const char *path, struct span cursor)
{
    return filter_link(v, path, entries_filter_names, cursor);
}

struct span period_text(struct view *v, struct span period)
{
    if (period.len != 7) {
        return period;
    }
    struct span year = {.data = period.data, .len = 4};
    if (period.data[5] == 'Q') {
        struct span quarter = {.data = period.data + 6, .len = 1};
        return view_message(v, N_("quarter %s of %s"), (struct span[]){quarter, year}, 2);
    }
    return view_month(v, period);
}

struct span result_percent(struct view *v, const struct json *row)
{
    enum { WHOLE_BP = 10000 };
    int64_t group = json_int(row, "denominator");
    return group <= 0 ? SPAN("") : percent_text(v, json_int(row, "numerator") * WHOLE_BP / group);
}

const char *source_field(struct view *v, int64_t entry)
{
    const char *name = arena_printf(v->arena, "source-%lld", (long long)entry);
    return name == NULL ? "" : name;
}
