/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ledger/grants/recompute_internal.h"

enum recompute_outcome recompute_differs(const struct work *work, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(work->text, RECOMPUTE_TEXT_MAX, format, arguments); /* cut when longer */
    va_end(arguments);
    return RECOMPUTE_DIFFERS;
}

enum recompute_outcome recompute_unknown(const struct work *work, const char *what)
{
    (void)recompute_differs(work, "%s", what);
    return RECOMPUTE_UNKNOWN;
}

enum recompute_outcome recompute_same_ore(
    const struct work *work, const char *what, int64_t stored_ore, int64_t made_ore)
{
    if (stored_ore == made_ore) {
        return RECOMPUTE_SAME;
    }
    return recompute_differs(
        work, "%s: %" PRId64 " is stored, the rule gives %" PRId64, what, stored_ore, made_ore);
}

enum recompute_outcome recompute_same_object(
    const struct work *work, const struct json *stored, struct buffer *made_text)
{
    const struct json *made = NULL;
    struct span copy = arena_copy(work->arena, buffer_span(made_text));
    buffer_free(made_text);
    if (copy.data == NULL || json_parse(work->arena, copy, &made, NULL) != STATUS_OK) {
        return recompute_unknown(work, "memory ran out"); /* uncovered: a few hundred bytes */
    }
    for (const struct json *member = made->child; member != NULL; member = member->next) {
        const struct json *other = stored == NULL ? NULL : stored->child;
        while (other != NULL && !span_equal(other->key, member->key)) {
            other = other->next;
        }
        if (!json_equal(member, other)) {
            return recompute_differs(work, "%.*s: %.*s is stored, the rule gives %.*s",
                (int)member->key.len, member->key.data, other == NULL ? 7 : (int)other->source.len,
                other == NULL ? "nothing" : other->source.data, (int)member->source.len,
                member->source.data);
        }
    }
    return made->count == (stored == NULL ? 0 : stored->count)
               ? RECOMPUTE_SAME
               : recompute_differs(work, "the computation has members that the rule does not give");
}

enum recompute_outcome recompute_moves(
    const struct work *work, const char *what, int64_t ore, int by)
{
    int64_t stored_ore = json_int(work->stored->result, what);
    enum recompute_outcome outcome = recompute_same_ore(work, what, stored_ore, ore);
    return outcome == RECOMPUTE_SAME
               ? recompute_same_ore(work, "posted_ore", work->stored->posted_ore, by * stored_ore)
               : outcome;
}

bool recompute_verdict(const struct work *work, const char *verdict)
{
    return span_is(json_text(work->stored->result, "verdict"), verdict);
}

/* What a decision needs beside its entry. */
enum { ALONE, NEEDS_CALL, NEEDS_DOCUMENT };

static int64_t params_amount(const struct recompute *stored)
{
    return json_int(stored->params, "amount_ore");
}

static int64_t params_returned(const struct recompute *stored)
{
    return json_int(stored->params, "returned_ore");
}

static int64_t result_rate(const struct recompute *stored)
{
    return json_int(stored->result, "rate_bp");
}

static int64_t drawn_ore(const struct recompute *stored)
{
    int64_t ore = 0;
    for (const struct json *line = json_list(stored->result, "sample"); line != NULL;
         line = line->next) {
        ore += json_int(line, "ore");
    }
    return ore;
}

/*
 * Every kind that a rule decides, by the version of the rules that decided it. When a rule changes,
 * its rows of the version before stay and call what it was; a kind without a row of a version was
 * never decided by it.
 */
static const struct rule {
    const char *kind;
    int64_t version;
    enum recompute_outcome (*make)(const struct work *work);
    int needs;
    const char *matter; /* of a case: what is proposed of one is decided from that alone */
    int64_t (*proposes)(const struct recompute *stored); /* NULL: nothing */
} rules[] = {
    {"confirm", 1, recompute_published, ALONE, "", NULL},
    {"submit", 1, recompute_submission, ALONE, "", NULL},
    {"withdraw_application", 1, recompute_submission, ALONE, "", NULL},
    {"propose_ruling", 1, recompute_ruling, ALONE, "", NULL},
    {"confirm_ruling", 1, recompute_ruling, ALONE, "", NULL},
    {"propose_allocation", 1, recompute_allocated, NEEDS_DOCUMENT, "", NULL},
    {"propose_award", 1, recompute_proposed_award, NEEDS_CALL, "", params_amount},
    {"decide_award", 1, recompute_decided_award, ALONE, "", NULL},
    {"propose_line", 1, recompute_line, ALONE, ":line", params_amount},
    {"give_line", 1, recompute_line_given, ALONE, ":line", NULL},
    {"decide_amendment", 1, recompute_amended, ALONE, "", NULL},
    {"submit_accounts", 1, recompute_accounts, ALONE, "", NULL},
    {"endorse_accounts", 1, recompute_opinion, ALONE, "", NULL},
    {"record_result", 1, recompute_recorded_result, NEEDS_CALL, "", NULL},
    {"draw_vouchers", 1, recompute_drawn, ALONE, ":vouchers", drawn_ore},
    {"judge_vouchers", 1, recompute_judged, ALONE, ":vouchers", NULL},
    {"prepare_instalment", 1, recompute_prepared, NEEDS_CALL, "", params_amount},
    {"approve_instalment", 1, recompute_approved, ALONE, "", NULL},
    {"propose_claim", 1, recompute_claim, NEEDS_CALL, ":claim", params_amount},
    {"decide_claim", 1, recompute_claim_decided, ALONE, ":claim", NULL},
    {"propose_interest", 1, recompute_rate, ALONE, "", result_rate},
    {"decide_interest", 1, recompute_rate_decided, ALONE, "", NULL},
    {"close_grant", 1, recompute_closed, ALONE, "", params_returned},
    {"decide_termination", 1, recompute_ended, ALONE, "", NULL},
    {"decide_reopening", 1, recompute_reopened, ALONE, "", NULL},
    {"decide_year", 1, recompute_year_decided, ALONE, "", NULL},
};

#define ANY_VERSION INT64_C(0)

static const struct rule *rule_of(struct span kind, int64_t version)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (span_is(kind, rules[i].kind)
            && (version == ANY_VERSION || rules[i].version == version)) {
            return &rules[i];
        }
    }
    return NULL;
}

bool recompute_known(struct span kind)
{
    return rule_of(kind, ANY_VERSION) != NULL;
}

const char *recompute_matter(struct span kind)
{
    const struct rule *rule = rule_of(kind, ANY_VERSION);
    ensure(rule != NULL);
    return rule->matter;
}

/* The version that the decision names; those that name none are older than naming it. */
static int64_t version_of(const struct json *result)
{
    const struct json *own = json_get(result, "rule_version");
    const struct json *named = own != NULL ? own : json_at(result, "computation.rule_version");
    return named == NULL ? 1 : named->integer;
}

int64_t recompute_proposed(const struct recompute *stored)
{
    const struct rule *rule = rule_of(stored->kind, version_of(stored->result));
    return rule != NULL && rule->proposes != NULL ? rule->proposes(stored) : RECOMPUTE_NOTHING;
}

static enum recompute_outcome make(const struct work *work)
{
    const struct recompute *stored = work->stored;
    int64_t version = version_of(stored->result);
    const struct rule *rule = rule_of(stored->kind, version);
    if (rule == NULL || version == ANY_VERSION) {
        return recompute_differs(
            work, "it names rule version %" PRId64 ", which this program does not have", version);
    }
    if (rule->needs == NEEDS_CALL && stored->call == NULL) {
        return recompute_unknown(work, "the call's definition is missing");
    }
    if (rule->needs == NEEDS_DOCUMENT && stored->document == NULL) {
        return recompute_unknown(work, "the allocation's inputs are missing");
    }
    return rule->make(work);
}

enum recompute_outcome recompute_decision(
    struct arena *arena, const struct recompute *stored, char text_out[static RECOMPUTE_TEXT_MAX])
{
    ensure(arena != NULL && stored != NULL);
    char text[RECOMPUTE_TEXT_MAX] = "";
    const struct work work = {.arena = arena, .stored = stored, .text = text};
    enum recompute_outcome outcome = make(&work);
    (void)memcpy(text_out, text, sizeof(text));
    return outcome;
}
