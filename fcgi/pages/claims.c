/* SPDX-License-Identifier: EUPL-1.2 */
/* What is to be paid back: claims by two officers, what becomes of them by an officer and finance.
 */
#include "fcgi/pages/claims.h"

#include "fcgi/computation.h"
#include "fcgi/pages/agency_links.h"
#include "fcgi/pages/choices.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/links.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/agency_claims.h"
#include "fcgi/views/claims.h"
#include "ledger/base/amount.h"
#include "ledger/base/moment.h"

enum { REASON_MAX = 2000, SOURCE_MAX = 500, PARTS_MAX = 36, PERCENT = 100, RATE_MAX_CHARS = 8 };

#define PAGE "/agency/grants/%s/repayment"

const struct field_choice claims_causes[] = {
    {"accounts", N_("More was paid than the final accounts show")},
    {"terms", N_("The terms of the grant were not kept")},
    {"termination", N_("The grant was ended")},
    {NULL, NULL},
};

const struct field_choice claims_changes[] = {
    {"plan", N_("Pay in instalments, one a month")},
    {"set_off", N_("Set off against the next payment of the grant")},
    {"write_off", N_("Write off")},
    {"write_off_interest", N_("Write off interest alone")},
    {NULL, NULL},
};

static const char *const accept_or_decline[] = {"accept", "decline", NULL};

int64_t claims_computed_ore(const struct json *doc)
{
    return json_int(doc, "computed.computation.claim_ore");
}

bool claims_settleable(const struct json *doc)
{
    bool open = false;
    for (const struct json *row = json_list(doc, "claims"); row != NULL; row = row->next) {
        if (json_int(row, "proposal.entry") > 0) {
            return false;
        }
        open = open || json_int(row, "open_ore") > 0 || json_int(row, "interest_ore") > 0;
    }
    return open;
}

bool claims_interest_unknown(const struct json *row)
{
    const struct json *interest = json_get(row, "interest_ore");
    return interest == NULL || interest->kind == JSON_NULL;
}

struct span claims_rate_text(struct view *v, int64_t basis_points)
{
    struct span text = percent_text(v, basis_points < 0 ? -basis_points : basis_points);
    return basis_points < 0 ? arena_format(v->arena, "-%.*s", (int)text.len, text.data) : text;
}

static enum status show(struct exchange *x, const struct json *doc)
{
    view_claims(page_view(x), doc, x->match.route->audience == ROUTE_AGENCY);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Repayment")));
}

enum status pages_claims(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_CLAIMS, "application", &doc);
    return status == STATUS_OK ? show(x, doc) : status;
}

enum status agency_claim_propose(struct exchange *x)
{
    const struct json *doc = NULL;
    int64_t amount_ore = 0;
    struct span cause = SPAN("");
    struct span due = SPAN("");
    struct span reason = SPAN("");
    struct span unheard = SPAN("");
    enum status status = pages_read_id(x, READ_CLAIMS, "application", &doc);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = choices_take(&x->form, "cause", claims_causes, true, &cause);
    good = form_amount(&x->form, "amount_ore", true, &amount_ore) && good;
    good = form_day(&x->form, "due", true, &due) && good;
    good = form_lines(&x->form, "reason", REASON_MAX, true, &reason) && good;
    good = form_lines(&x->form, "unheard_reason", REASON_MAX, false, &unheard) && good;
    if (!good) {
        return show(x, doc);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", json_int(doc, "application"));
    json_put_text(&params.json, "cause", cause);
    json_put_int(&params.json, "amount_ore", amount_ore);
    json_put_text(&params.json, "due", due);
    json_put_text(&params.json, "reason", reason);
    params_text_or_null(&params.json, "unheard_reason", unheard);
    status = claim_computation_put(x, doc, cause, &params.json);
    if (status != STATUS_OK) {
        params_end(&params);
        return status;
    }
    status = params_act(x, &params, "propose_claim", PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? show(x, doc) : status;
}

enum status agency_claim_decide(struct exchange *x)
{
    static const char *const choices[] = {"claim", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_claim",
        .subject = "application",
        .choices = choices,
        .reason = "decision_reason",
        .page = PAGE,
        .again = pages_claims,
    };
    return decision_form_act(x, &decision);
}

/* Equal parts a month apart; the last one takes what does not divide. */
static void put_parts(
    struct arena *arena, struct json_writer *json, int64_t ore, int64_t parts, int32_t first_day)
{
    json_open_array(json, "instalments");
    for (int64_t i = 0; i < parts; i++) {
        struct civil due = day_civil(day_add_months(first_day, (int)i));
        json_open_object(json, NULL);
        json_put_text(
            json, "due", arena_format(arena, "%04d-%02d-%02d", due.year, due.month, due.day));
        json_put_int(json, "amount_ore", i + 1 < parts ? ore / parts : ore - ore / parts * i);
        json_close_object(json);
    }
    json_close_array(json);
}

static bool put_settlement(struct exchange *x, struct json_writer *json)
{
    struct form *form = &x->form;
    int64_t amount_ore = 0;
    int64_t parts = 0;
    int32_t first_day = 0;
    struct span change = SPAN("");
    struct span first = SPAN("");
    struct span reason = SPAN("");
    bool good = choices_take(form, "change", claims_changes, true, &change);
    bool plan = span_is(change, "plan");
    good = form_amount(form, "settled_ore", true, &amount_ore) && good;
    if (plan) {
        good = form_int(form, "parts", 1, PARTS_MAX, &parts) && good;
        good = form_day(form, "first_due", true, &first) && good
               && day_parse(first, &first_day) == STATUS_OK;
    }
    good = form_lines(form, "settlement_reason", REASON_MAX, true, &reason) && good;
    json_put_text(json, "change", change);
    put_parts(x->arena, json, amount_ore, parts, first_day);
    json_put_int(json, "amount_ore", amount_ore);
    json_put_text(json, "reason", reason);
    return good;
}

enum status agency_settlement_propose(struct exchange *x)
{
    int64_t application = 0;
    int64_t claim = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "claim", 1, INT64_MAX, &claim)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "claim", claim);
    if (!put_settlement(x, &params.json)) {
        params_end(&params);
        return pages_claims(x);
    }
    status = params_act(x, &params, "propose_settlement", PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? pages_claims(x) : status;
}

enum status agency_settlement_decide(struct exchange *x)
{
    static const struct decision_form decision = {
        .act = "decide_settlement",
        .subject = "application",
        .choices = accept_or_decline,
        .reason = "change_reason",
        .page = PAGE,
        .again = pages_claims,
    };
    enum status status = decision_form_act(x, &decision);
    return pages_code_refused(x, status) ? pages_claims(x) : status;
}

enum status agency_claims(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = exchange_read(x, READ_AGENCY_CLAIMS, DB_NO_VALUES, &doc);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_claims(page_view(x), doc);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Repayments")));
}

/* "0,05", and "-0,45" where `negative` allows it, in hundredths. */
static bool take_rate(struct form *form, const char *name, bool negative, int64_t *bp_out)
{
    struct span text = SPAN("");
    if (!form_text(form, name, RATE_MAX_CHARS, true, &text)) {
        return false;
    }
    bool minus = negative && text.data[0] == '-';
    int64_t bp = 0;
    struct span digits = {.data = text.data + (minus ? 1 : 0), .len = text.len - (minus ? 1 : 0)};
    if (amount_parse(digits, &bp) != STATUS_OK || bp >= (int64_t)PERCENT * PERCENT) {
        form_error_add(form, name, N_("Write a rate as 0,05 or 8,00."), SPAN(""));
        return false;
    }
    *bp_out = minus ? -bp : bp;
    return true;
}

enum status agency_interest_propose(struct exchange *x)
{
    struct form *form = &x->form;
    int64_t reference_bp = 0;
    int64_t supplement_bp = 0;
    struct span from = SPAN("");
    struct span to = SPAN("");
    struct span source = SPAN("");
    bool good = form_day(form, "from", true, &from);
    good = form_day(form, "to", true, &to) && good;
    good = take_rate(form, "reference_percent", true, &reference_bp) && good;
    good = take_rate(form, "supplement_bp", false, &supplement_bp) && good;
    good = form_lines(form, "source", SOURCE_MAX, true, &source) && good;
    if (!good) {
        return agency_claims(x);
    }
    int64_t size = reference_bp < 0 ? -reference_bp : reference_bp;
    struct params params;
    params_begin(&params);
    json_put_text(&params.json, "from", from);
    json_put_text(&params.json, "to", to);
    json_put_text(&params.json, "reference_percent",
        arena_format(x->arena, "%s%lld.%02lld", reference_bp < 0 ? "-" : "",
            (long long)(size / PERCENT), (long long)(size % PERCENT)));
    json_put_int(&params.json, "supplement_bp", supplement_bp);
    json_put_text(&params.json, "source", source);
    enum status status = params_act(x, &params, "propose_interest", "/agency/claims", SPAN(""));
    return pages_typed_wrong(x, status) ? agency_claims(x) : status;
}

enum status agency_interest_decide(struct exchange *x)
{
    static const struct decision_form decision = {
        .act = "decide_interest",
        .choices = accept_or_decline,
        .reason = "rate_reason",
        .page = "/agency/claims",
        .again = agency_claims,
    };
    return decision_form_act(x, &decision);
}
