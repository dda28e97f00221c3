/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/recompute.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/moment.h"
#include "ledger/grants/allocation.h"
#include "ledger/grants/amendment.h"
#include "ledger/grants/deadline.h"
#include "ledger/grants/due.h"
#include "ledger/grants/instalment.h"
#include "ledger/grants/result.h"
#include "ledger/grants/voucher.h"

#define TREE_TEXT_MAX ((size_t)64 * 1024)
#define PRESS_MAX_US  (15 * 60 * MOMENT_SECOND_US) /* a first press waits so long for a login */

struct work {
    struct arena *arena;
    const struct recompute *stored;
    char *text;
};

static enum recompute_outcome differs(const struct work *work, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum recompute_outcome differs(const struct work *work, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(work->text, RECOMPUTE_TEXT_MAX, format, arguments); /* cut when longer */
    va_end(arguments);
    return RECOMPUTE_DIFFERS;
}

static enum recompute_outcome unknown(const struct work *work, const char *what)
{
    (void)differs(work, "%s", what);
    return RECOMPUTE_UNKNOWN;
}

static enum recompute_outcome same_ore(
    const struct work *work, const char *what, int64_t stored_ore, int64_t made_ore)
{
    if (stored_ore == made_ore) {
        return RECOMPUTE_SAME;
    }
    return differs(
        work, "%s: %" PRId64 " is stored, the rule gives %" PRId64, what, stored_ore, made_ore);
}

/* Two objects member by member, so that the first that differs can be named. Frees `made_text`. */
static enum recompute_outcome same_object(
    const struct work *work, const struct json *stored, struct buffer *made_text)
{
    const struct json *made = NULL;
    struct span copy = arena_copy(work->arena, buffer_span(made_text));
    buffer_free(made_text);
    if (copy.data == NULL || json_parse(work->arena, copy, &made, NULL) != STATUS_OK) {
        return unknown(work, "memory ran out"); /* uncovered: a few hundred bytes */
    }
    for (const struct json *member = made->child; member != NULL; member = member->next) {
        const struct json *other = stored == NULL ? NULL : stored->child;
        while (other != NULL && !span_equal(other->key, member->key)) {
            other = other->next;
        }
        if (!json_equal(member, other)) {
            return differs(work, "%.*s: %.*s is stored, the rule gives %.*s", (int)member->key.len,
                member->key.data, other == NULL ? 7 : (int)other->source.len,
                other == NULL ? "nothing" : other->source.data, (int)member->source.len,
                member->source.data);
        }
    }
    return made->count == (stored == NULL ? 0 : stored->count)
               ? RECOMPUTE_SAME
               : differs(work, "the computation has members that the rule does not give");
}

/* calls.md 3; act/submit.sql: a first press counts where only the login was missing. */
static enum recompute_outcome submission(const struct work *work)
{
    const struct recompute *stored = work->stored;
    const struct json *result = stored->result;
    int64_t last_us = json_int(result, "last_on_time_us");
    int64_t instant_us = stored->received_us;
    if (stored->deadline_us != 0 && stored->deadline_us != last_us) {
        return same_ore(work, "last_on_time_us", last_us, stored->deadline_us);
    }
    struct deadline_decision made =
        deadline_decide(instant_us, stored->at_us, last_us, stored->closed);
    if (json_get(result, "pressed") != NULL) {
        int64_t pressed_us = 0;
        if (made.verdict != DEADLINE_LATE || json_get(stored->params, "kept") == NULL
            || moment_parse(json_text(result, "pressed"), &pressed_us) != STATUS_OK
            || pressed_us > last_us || pressed_us > stored->received_us
            || stored->at_us - pressed_us > PRESS_MAX_US) {
            return differs(work, "a first press that the rule does not count");
        }
        instant_us = pressed_us;
        made = deadline_decide(instant_us, stored->at_us, last_us, stored->closed);
    }
    struct span verdict = json_text(result, "verdict");
    bool back = made.verdict == DEADLINE_ON_TIME && span_is(stored->kind, "withdraw_application");
    const char *name = back ? "withdrawn" : deadline_verdict_name(made.verdict);
    if (!span_is(verdict, name)) {
        return differs(work, "verdict: %.*s is stored, the rule gives %s", (int)verdict.len,
            verdict.data, name);
    }
    return same_ore(work, "behind_us", json_int(result, "behind_us"), stored->at_us - instant_us);
}

static bool same_day(const struct json *stored, bool has_day, int32_t day)
{
    int32_t found = 0;
    if (stored == NULL || stored->kind == JSON_NULL) {
        return !has_day;
    }
    return has_day && stored->kind == JSON_STRING && day_parse(stored->string, &found) == STATUS_OK
           && found == day;
}

static enum recompute_outcome proposed_award(const struct work *work)
{
    const struct recompute *stored = work->stored;
    int64_t sum_ore = 0;
    for (const struct json *line = json_list(stored->params, "lines"); line != NULL;
         line = line->next) {
        sum_ore += json_int(line, "amount_ore");
    }
    if (sum_ore != json_int(stored->params, "amount_ore")) {
        return same_ore(work, "amount_ore", json_int(stored->params, "amount_ore"), sum_ore);
    }
    const struct json *letter = json_get(stored->params, "final_accounts_due");
    int32_t letter_day = DUE_NO_LETTER;
    int32_t day = 0;
    if (letter != NULL && letter->kind == JSON_STRING
        && day_parse(letter->string, &letter_day) != STATUS_OK) {
        return differs(work, "final_accounts_due is no day");
    }
    bool has_day = due_final(stored->call, letter_day, &day) == STATUS_OK;
    return same_day(json_get(stored->result, "final_accounts_due"), has_day, day)
               ? RECOMPUTE_SAME
               : differs(work, "final_accounts_due: the rule gives another day");
}

/* The result's member is what the rule gives, and is posted on the grant's committed. */
static enum recompute_outcome moves(const struct work *work, const char *what, int64_t ore, int by)
{
    int64_t stored_ore = json_int(work->stored->result, what);
    enum recompute_outcome outcome = same_ore(work, what, stored_ore, ore);
    return outcome == RECOMPUTE_SAME
               ? same_ore(work, "posted_ore", work->stored->posted_ore, by * stored_ore)
               : outcome;
}

static bool decided(const struct work *work, const char *verdict)
{
    return span_is(json_text(work->stored->result, "verdict"), verdict);
}

/* What was proposed, and nothing else, is committed. */
static enum recompute_outcome decided_award(const struct work *work)
{
    return moves(work, "amount_ore", decided(work, "award") ? work->stored->earlier_ore : 0, 1);
}

static enum recompute_outcome prepared(const struct work *work)
{
    const struct recompute *stored = work->stored;
    struct instalment_input input;
    if (instalment_read(work->arena, json_get(stored->result, "input"), &input) != STATUS_OK) {
        return differs(work, "its inputs cannot be read");
    }
    struct instalment made = instalment_compute(stored->call, &input);
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, TREE_TEXT_MAX);
    json_writer_init(&writer, &text);
    instalment_put(&made, &writer, NULL);
    enum recompute_outcome outcome =
        same_object(work, json_get(stored->result, "computation"), &text);
    return outcome == RECOMPUTE_SAME ? same_ore(
               work, "amount_ore", json_int(stored->params, "amount_ore"), made.payable_ore)
                                     : outcome;
}

static enum recompute_outcome approved(const struct work *work)
{
    return moves(work, "amount_ore", work->stored->earlier_ore, -1);
}

static enum recompute_outcome amended(const struct work *work)
{
    const struct recompute *stored = work->stored;
    struct amendment_money money;
    if (amendment_read(json_get(stored->result, "input"), &money) != STATUS_OK) {
        return differs(work, "its inputs cannot be read");
    }
    if (decided(work, "decline")) {
        money.new_ore = money.award_ore; /* what was proposed stays in the inputs */
    }
    struct amendment_effect made = amendment_compute(&money);
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, TREE_TEXT_MAX);
    json_writer_init(&writer, &text);
    amendment_put(&made, &writer, NULL);
    enum recompute_outcome outcome =
        same_object(work, json_get(stored->result, "computation"), &text);
    return outcome == RECOMPUTE_SAME ? same_ore(
               work, "posted_ore", stored->posted_ore, made.commit_ore - made.release_ore)
                                     : outcome;
}

static enum recompute_outcome recorded_result(const struct work *work)
{
    const struct recompute *stored = work->stored;
    const struct call_result *wanted = result_find(stored->call, json_text(stored->params, "code"));
    int32_t day = 0;
    if (wanted == NULL) {
        return differs(work, "the call counts no such result");
    }
    bool has_day = wanted->first_week != 0;
    if (has_day
        && result_first_week(wanted->first_week, json_text(stored->params, "first_week"), &day)
               != STATUS_OK) {
        return differs(work, "first_week is no reading");
    }
    return same_day(json_get(stored->result, "first_week"), has_day, day)
               ? RECOMPUTE_SAME
               : differs(work, "first_week: the rule gives another day");
}

static enum recompute_outcome allocated(const struct work *work)
{
    const struct recompute *stored = work->stored;
    struct allocation made;
    if (allocation_read(work->arena, stored->document, &made) != STATUS_OK) {
        return differs(work, "its inputs cannot be read");
    }
    int64_t count = 0;
    for (const struct json *award = json_list(stored->params, "awards"); award != NULL;
         award = award->next) {
        char what[64];
        int64_t application = json_int(award, "application");
        (void)snprintf(what, sizeof(what), "award of application %" PRId64, application);
        enum recompute_outcome outcome = same_ore(
            work, what, json_int(award, "amount_ore"), allocation_award(&made, application));
        if (outcome != RECOMPUTE_SAME) {
            return outcome;
        }
        count++;
    }
    if (made.level_ore != json_int(stored->params, "level.ore")
        || made.level_size != json_int(stored->params, "level.size")) {
        return differs(work, "level: the rule gives another one");
    }
    enum recompute_outcome outcome = same_ore(work, "awards", count, (int64_t)made.share_count);
    return outcome == RECOMPUTE_SAME
               ? same_ore(work, "total_ore", json_int(stored->result, "total_ore"), made.total_ore)
               : outcome;
}

/* Everything that was left goes back. */
static enum recompute_outcome closed(const struct work *work)
{
    const struct recompute *stored = work->stored;
    enum recompute_outcome outcome = same_ore(
        work, "returned_ore", json_int(stored->result, "returned_ore"), -stored->posted_ore);
    return outcome == RECOMPUTE_SAME
               ? same_ore(work, "committed after closing", stored->committed_ore, 0)
               : outcome;
}

/* A grant that ends before its time returns what it has left; a declined proposal moves nothing. */
static enum recompute_outcome ended(const struct work *work)
{
    return decided(work, "terminate") ? closed(work) : moves(work, "returned_ore", 0, -1);
}

/* Reopened, a grant has again what its closing gave back; a declined proposal moves nothing. */
static enum recompute_outcome reopened(const struct work *work)
{
    return moves(work, "committed_ore", decided(work, "reopen") ? work->stored->earlier_ore : 0, 1);
}

/* What is left of each account is carried over or lapses, to the last øre. */
static enum recompute_outcome year_decided(const struct work *work)
{
    static const char *const sums[] = {"rest_ore", "carried_ore", "lapsed_ore"};
    const struct json *result = work->stored->result;
    int64_t made_ore[3] = {0};
    enum recompute_outcome outcome = RECOMPUTE_SAME;
    for (const struct json *line = json_list(result, "lines");
         line != NULL && outcome == RECOMPUTE_SAME; line = line->next) {
        outcome = same_ore(work, "carried over and lapsed of a line",
            json_int(line, "carried_ore") + json_int(line, "lapsed_ore"),
            json_int(line, "rest_ore"));
        for (size_t i = 0; i < 3; i++) {
            made_ore[i] += json_int(line, sums[i]);
        }
    }
    for (size_t i = 0; i < 3 && outcome == RECOMPUTE_SAME; i++) {
        outcome = same_ore(work, sums[i], json_int(result, sums[i]), made_ore[i]);
    }
    return outcome;
}

static enum recompute_outcome drawn(const struct work *work)
{
    const char *fault = voucher_fault(work->arena, work->stored->result);
    return fault == NULL ? RECOMPUTE_SAME : differs(work, "%s", fault);
}

static const struct rule {
    const char *kind;
    enum recompute_outcome (*make)(const struct work *work);
    bool needs_call;
    bool needs_document;
    const char *proposes; /* parameter that the next decision is made from; NULL: none */
} rules[] = {
    {"submit", submission, false, false, NULL},
    {"withdraw_application", submission, false, false, NULL},
    {"propose_award", proposed_award, true, false, "amount_ore"},
    {"decide_award", decided_award, false, false, NULL},
    {"prepare_instalment", prepared, true, false, "amount_ore"},
    {"approve_instalment", approved, false, false, NULL},
    {"decide_amendment", amended, false, false, NULL},
    {"record_result", recorded_result, true, false, NULL},
    {"propose_allocation", allocated, false, true, NULL},
    {"close_grant", closed, false, false, "returned_ore"},
    {"decide_termination", ended, false, false, NULL},
    {"decide_reopening", reopened, false, false, NULL},
    {"decide_year", year_decided, false, false, NULL},
    {"draw_vouchers", drawn, false, false, NULL},
};

static const struct rule *rule_of(struct span kind)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (span_is(kind, rules[i].kind)) {
            return &rules[i];
        }
    }
    return NULL;
}

bool recompute_known(struct span kind)
{
    return rule_of(kind) != NULL;
}

int64_t recompute_proposed(const struct recompute *stored)
{
    const struct rule *rule = rule_of(stored->kind);
    return rule != NULL && rule->proposes != NULL ? json_int(stored->params, rule->proposes)
                                                  : RECOMPUTE_NOTHING;
}

/* The version that the decision names; those that name none are older than naming it. */
static int64_t version_of(const struct json *result)
{
    const struct json *own = json_get(result, "rule_version");
    const struct json *named = own != NULL ? own : json_at(result, "computation.rule_version");
    return named == NULL ? RULE_VERSION : named->integer;
}

static enum recompute_outcome make(const struct work *work)
{
    const struct recompute *stored = work->stored;
    const struct rule *rule = rule_of(stored->kind);
    if (rule == NULL) {
        return RECOMPUTE_NONE; /* uncovered: who asks has asked recompute_known() */
    }
    if (version_of(stored->result) != RULE_VERSION) {
        return differs(work, "it names rule version %" PRId64 ", which this program does not have",
            version_of(stored->result));
    }
    if (rule->needs_call && stored->call == NULL) {
        return unknown(work, "the call's definition is missing");
    }
    if (rule->needs_document && stored->document == NULL) {
        return unknown(work, "the allocation's inputs are missing");
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
