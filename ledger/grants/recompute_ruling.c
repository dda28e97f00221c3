/* SPDX-License-Identifier: EUPL-1.2 */
/* The effects of a ruling: the figures of every case it was asked about, by both readings. */
#include <inttypes.h>

#include "ledger/grants/allocation.h"
#include "ledger/grants/entitlement.h"
#include "ledger/grants/recompute_internal.h"
#include "ledger/grants/sign_off.h"

#define FIGURES_MAX ((size_t)16 * 1024) /* of one case */

/* What the readings decide about one award. */
struct award {
    int64_t application;
    struct entitlement_input money;
};

static int64_t element(const struct json *list, size_t index)
{
    const struct json *at = list == NULL ? NULL : list->child;
    for (; at != NULL && index > 0; index--) {
        at = at->next;
    }
    return at == NULL ? 0 : at->integer;
}

static struct award award_read(const struct json *json)
{
    return (struct award){.application = element(json, 0),
        .money = {.accounts = RULE_ACCOUNTS_FINAL,
            .award_ore = element(json, 1),
            .paid_part_ore = element(json, 2),
            .paid_final_ore = element(json, 3)}};
}

/* Who signs the final accounts, and how much may have been paid in all at each result. */
static void put_figures(const struct call *call, struct award award, const struct rulings *rulings,
    struct json_writer *writer)
{
    const struct call_payment *payment = &call->payment;
    struct sign_off_decision signs =
        sign_off_require(call, RULE_ACCOUNTS_FINAL, award.money.award_ore, rulings);
    json_open_object(writer, NULL);
    json_put_text(writer, "sign_off", span_from(call_signer_name(signs.required)));
    json_open_array(writer, "ceilings");
    for (size_t i = 0; i < payment->step_count; i++) {
        const struct entitlement_result result = {.code = payment->result.code,
            .numerator = payment->steps[i].numerator,
            .denominator = payment->steps[i].denominator};
        award.money.rulings = *rulings;
        award.money.results = &result;
        award.money.result_count = 1;
        json_open_object(writer, NULL);
        json_put_int(writer, "numerator", payment->steps[i].numerator);
        json_put_int(writer, "denominator", payment->steps[i].denominator);
        json_put_int(writer, "ceiling_ore", entitlement_ceiling(payment, &award.money));
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
}

static const struct json *figures_of(
    const struct work *work, const struct award *award, const struct rulings *rulings)
{
    const struct json *made = NULL;
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, FIGURES_MAX);
    json_writer_init(&writer, &text);
    put_figures(work->stored->call, *award, rulings, &writer);
    struct span copy = arena_copy(work->arena, buffer_span(&text));
    buffer_free(&text);
    return copy.data != NULL && json_parse(work->arena, copy, &made, NULL) == STATUS_OK
               ? made
               : NULL; /* uncovered: memory ran out */
}

/* A share of the pool by one reading; null where the rule refuses. */
static const struct json *share_of(
    const struct work *work, const struct allocation *made, int64_t application)
{
    const struct json *figures = NULL;
    int64_t ore = allocation_award(made, application);
    const char *text = ore < 0 ? "{\"award_ore\":null}"
                               : arena_printf(work->arena, "{\"award_ore\":%" PRId64 "}", ore);
    return text != NULL && json_parse(work->arena, span_from(text), &figures, NULL) == STATUS_OK
               ? figures
               : NULL; /* uncovered: memory ran out */
}

/* One case: listed with both figures when they differ, and only then. */
static enum recompute_outcome effect(const struct work *work, int64_t application,
    const struct json *before, const struct json *after, int64_t *affected)
{
    const struct json *effects = json_get(work->stored->result, "effects");
    if (json_equal(before, after)) {
        return RECOMPUTE_SAME;
    }
    ++*affected;
    if (effects == NULL || effects->kind != JSON_ARRAY) {
        return RECOMPUTE_SAME; /* too long for the entry: only their number is compared */
    }
    const struct json *stored = effects->child;
    while (stored != NULL && json_int(stored, "application") != application) {
        stored = stored->next;
    }
    return json_equal(json_get(stored, "before"), before)
                   && json_equal(json_get(stored, "after"), after)
               ? RECOMPUTE_SAME
               : recompute_differs(
                   work, "effects: the rule gives others of application %" PRId64, application);
}

static enum recompute_outcome award_effects(
    const struct work *work, const struct json *input, int64_t *affected)
{
    struct rulings before;
    struct rulings after;
    enum recompute_outcome outcome = RECOMPUTE_SAME;
    if (work->stored->call == NULL) {
        return recompute_unknown(work, "the call's definition is missing");
    }
    if (rulings_read(json_get(input, "rulings"), &before) != STATUS_OK
        || rulings_read(json_get(input, "ruled"), &after) != STATUS_OK) {
        return recompute_differs(work, "its inputs cannot be read");
    }
    for (const struct json *line = json_list(input, "awards");
         line != NULL && outcome == RECOMPUTE_SAME; line = line->next) {
        struct award award = award_read(line);
        outcome = effect(work, award.application, figures_of(work, &award, &before),
            figures_of(work, &award, &after), affected);
    }
    return outcome;
}

static enum recompute_outcome share_effects(
    const struct work *work, const struct json *input, int64_t *affected)
{
    const struct json *before = json_get(input, "before");
    const struct json *after = json_get(input, "after");
    struct allocation shared[2];
    enum recompute_outcome outcome = RECOMPUTE_SAME;
    if (allocation_read(work->arena, before, &shared[0]) != STATUS_OK
        || allocation_read(work->arena, after, &shared[1]) != STATUS_OK) {
        return recompute_differs(work, "its inputs cannot be read");
    }
    for (const struct json *one = json_list(after, "applicants");
         one != NULL && outcome == RECOMPUTE_SAME; one = one->next) {
        int64_t application = json_int(one, "application");
        outcome = effect(work, application, share_of(work, &shared[0], application),
            share_of(work, &shared[1], application), affected);
    }
    return outcome;
}

enum recompute_outcome recompute_ruling(const struct work *work)
{
    const struct json *result = work->stored->result;
    const struct json *input = json_get(result, "input");
    const struct json *effects = json_get(result, "effects");
    int64_t affected = 0;
    if (input == NULL || input->kind != JSON_OBJECT) {
        return recompute_unknown(work, "the entry does not say what its effects follow from");
    }
    enum recompute_outcome outcome = json_get(input, "awards") != NULL
                                         ? award_effects(work, input, &affected)
                                         : share_effects(work, input, &affected);
    if (outcome == RECOMPUTE_SAME) {
        outcome = recompute_same_ore(work, "affected", json_int(result, "affected"), affected);
    }
    return outcome == RECOMPUTE_SAME && effects != NULL && effects->kind == JSON_ARRAY
               ? recompute_same_ore(work, "effects", (int64_t)effects->count, affected)
               : outcome;
}
