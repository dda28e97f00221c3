/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a year: what is left, and what becomes of it; one of finance proposes, another
 * decides. */
#include "fcgi/views/agency_year.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/field.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "ledger/grants/reader.h"

#define PAGE "/agency/year/%s"

enum { REASON_MAX = 2000, GROUND_MAX = 500 };

static enum status read_year(struct exchange *x, const struct json **document_out)
{
    int32_t year = 0;
    enum status status = exchange_param_int4(x, "year", READER_YEAR_MAX, &year);
    return status == STATUS_OK ? exchange_read(x, READ_YEAR, DB_VALUES(db_int4(year)), document_out)
                               : status;
}

static enum status show(struct exchange *x, const struct json *year)
{
    view_agency_year(page_view(x), year);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Year-end")));
}

enum status agency_year(struct exchange *x)
{
    const struct json *year = NULL;
    enum status status = read_year(x, &year);
    return status == STATUS_OK ? show(x, year) : status;
}

/* What lapses of one line was typed, and why; the rest of it is carried over. */
static bool put_line(
    struct exchange *x, size_t index, const struct json *row, struct json_writer *json)
{
    const char *lapsed = arena_printf(x->arena, "lines.%zu.lapsed_ore", index);
    const char *ground = arena_printf(x->arena, "lines.%zu.ground", index);
    struct span text = SPAN("");
    int64_t lapsed_ore = 0;
    int64_t rest_ore = json_int(row, "rest_ore");
    if (lapsed == NULL || ground == NULL) {
        return false;
    }
    bool good = span_is(json_text(row, "what"), "committed")
                || form_amount(&x->form, lapsed, false, &lapsed_ore);
    if (lapsed_ore > rest_ore) {
        form_error_add(&x->form, lapsed, N_("This is more than what is left."), SPAN(""));
        good = false;
    }
    good = form_lines(&x->form, ground, GROUND_MAX, true, &text) && good;
    json_open_object(json, NULL);
    json_put_text(json, "appropriation", json_text(row, "appropriation"));
    json_put_text(json, "what", json_text(row, "what"));
    params_text_or_null(json, "call", json_text(row, "call"));
    json_put_int(json, "rest_ore", rest_ore);
    json_put_int(json, "carried_ore", good ? rest_ore - lapsed_ore : 0);
    json_put_int(json, "lapsed_ore", lapsed_ore);
    json_put_text(json, "ground", text);
    json_close_object(json);
    return good;
}

static bool put_lines(struct exchange *x, const struct json *year, struct json_writer *json)
{
    bool good = true;
    size_t index = 0;
    for (const struct json *row = json_list(year, "rest"); row != NULL; row = row->next) {
        good = put_line(x, index, row, json) && good;
        index++;
    }
    return good;
}

/* The reason in `field`, and the act; the page again when something was typed wrong. */
static enum status perform(struct exchange *x, const struct json *year, struct params *params,
    const char *act, const char *field, bool good)
{
    struct span reason = SPAN("");
    if (!form_lines(&x->form, field, REASON_MAX, true, &reason) || !good) {
        params_end(params);
        return show(x, year);
    }
    json_put_text(&params->json, "reason", reason);
    enum status status = params_act(x, params, act, PAGE, exchange_param(x, "year"));
    return pages_typed_wrong(x, status) ? show(x, year) : status;
}

enum status agency_year_propose(struct exchange *x)
{
    static const char *const changes[] = {"close", "open", NULL};
    const struct json *year = NULL;
    struct span change = SPAN("");
    enum status status = read_year(x, &year);
    if (status != STATUS_OK || !form_choice(&x->form, "change", changes, &change)) {
        return status == STATUS_OK ? STATUS_INVALID : status;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "year", json_int(year, "year"));
    json_put_text(&params.json, "change", change);
    json_open_array(&params.json, "lines");
    bool good = !span_is(change, "close") || put_lines(x, year, &params.json);
    json_close_array(&params.json);
    return perform(x, year, &params, "propose_year", "reason", good);
}

enum status agency_year_decide(struct exchange *x)
{
    static const char *const decisions[] = {"accept", "decline", NULL};
    const struct json *year = NULL;
    struct span decision = SPAN("");
    int64_t entry = 0;
    enum status status = read_year(x, &year);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "proposal_entry", 1, INT64_MAX, &entry)
        || !form_choice(&x->form, "decision", decisions, &decision)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "proposal_entry", entry);
    json_put_text(&params.json, "decision", decision);
    return perform(x, year, &params, "decide_year", "decision_reason", true);
}
