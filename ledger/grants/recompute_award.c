/* SPDX-License-Identifier: EUPL-1.2 */
/* Verdicts, awards and what becomes of them, made again. */
#include <inttypes.h>
#include <stdio.h>

#include "ledger/base/moment.h"
#include "ledger/grants/allocation.h"
#include "ledger/grants/amendment.h"
#include "ledger/grants/deadline.h"
#include "ledger/grants/due.h"
#include "ledger/grants/rank.h"
#include "ledger/grants/recompute_internal.h"
#include "ledger/grants/result.h"

enum { RANKED_SCORES_MAX = 1000, RANK_BP = 10000 };

#define PRESS_MAX_US (15 * 60 * MOMENT_SECOND_US) /* a first press waits so long for a login */

/* What a call says of itself when it is published; other documents that come into force say no
 * figure that a rule computes. */
enum recompute_outcome recompute_published(const struct work *work)
{
    const struct recompute *stored = work->stored;
    if (!span_is(json_text(stored->result, "kind"), "call")
        || json_get(stored->result, "pool_ore") == NULL) {
        return RECOMPUTE_NONE;
    }
    if (stored->call == NULL) {
        return recompute_unknown(work, "the call's definition is missing");
    }
    enum recompute_outcome outcome = recompute_same_ore(
        work, "pool_ore", json_int(stored->result, "pool_ore"), stored->call->pool_ore);
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(work, "last_on_time_us",
               json_int(stored->result, "last_on_time_us"), stored->call->deadline.last_on_time_us)
                                     : outcome;
}

/* calls.md 3; act/submit.sql: a first press counts where only the login was missing. */
enum recompute_outcome recompute_submission(const struct work *work)
{
    const struct recompute *stored = work->stored;
    const struct json *result = stored->result;
    int64_t last_us = json_int(result, "last_on_time_us");
    int64_t instant_us = stored->received_us;
    if (stored->deadline_us != 0 && stored->deadline_us != last_us) {
        return recompute_same_ore(work, "last_on_time_us", last_us, stored->deadline_us);
    }
    struct deadline_decision made =
        deadline_decide(instant_us, stored->at_us, last_us, stored->closed);
    if (json_get(result, "pressed") != NULL) {
        int64_t pressed_us = 0;
        if (made.verdict != DEADLINE_LATE || json_get(stored->params, "kept") == NULL
            || moment_parse(json_text(result, "pressed"), &pressed_us) != STATUS_OK
            || pressed_us > last_us || pressed_us > stored->received_us
            || stored->at_us - pressed_us > PRESS_MAX_US) {
            return recompute_differs(work, "a first press that the rule does not count");
        }
        instant_us = pressed_us;
        made = deadline_decide(instant_us, stored->at_us, last_us, stored->closed);
    }
    struct span verdict = json_text(result, "verdict");
    bool back = made.verdict == DEADLINE_ON_TIME && span_is(stored->kind, "withdraw_application");
    const char *name = back ? "withdrawn" : deadline_verdict_name(made.verdict);
    if (!span_is(verdict, name)) {
        return recompute_differs(work, "verdict: %.*s is stored, the rule gives %s",
            (int)verdict.len, verdict.data, name);
    }
    return recompute_same_ore(
        work, "behind_us", json_int(result, "behind_us"), stored->at_us - instant_us);
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

/* Millionths of a point; -1: of no points that assessors can give. */
static int64_t mean_of(const struct json *ranked)
{
    const struct json *scores = json_get(ranked, "scores");
    int64_t points = json_int(ranked, "points");
    if (scores == NULL || scores->count == 0 || scores->count > RANKED_SCORES_MAX || points < 0
        || points > (int64_t)scores->count * RANK_POINTS_MAX * RANK_BP) {
        return -1;
    }
    return rank_mean(points, (int)scores->count);
}

/* Where the points put it; what was proposed by key, or before they were kept, has none. */
static enum recompute_outcome ranked(const struct work *work)
{
    const struct json *result = work->stored->result;
    const struct json *first = json_list(result, "ranking.applications");
    int64_t own = -1;
    int64_t rank = 1;
    int64_t count = 0;
    if (json_get(result, "ranking") == NULL) {
        return RECOMPUTE_SAME;
    }
    for (const struct json *one = first; one != NULL; one = one->next) {
        if (json_int(one, "application") == json_int(work->stored->params, "application")) {
            own = mean_of(one);
        }
    }
    for (const struct json *one = first; one != NULL; one = one->next) {
        if (own < 0 || mean_of(one) < 0) {
            return recompute_differs(work, "ranking: no points that it can rest on");
        }
        rank += mean_of(one) > own;
        count++;
    }
    enum recompute_outcome outcome =
        recompute_same_ore(work, "rank", json_int(result, "rank"), rank);
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(work, "of", json_int(result, "of"), count)
                                     : outcome;
}

enum recompute_outcome recompute_proposed_award(const struct work *work)
{
    const struct recompute *stored = work->stored;
    int64_t sum_ore = 0;
    for (const struct json *line = json_list(stored->params, "lines"); line != NULL;
         line = line->next) {
        sum_ore += json_int(line, "amount_ore");
    }
    if (sum_ore != json_int(stored->params, "amount_ore")) {
        return recompute_same_ore(
            work, "amount_ore", json_int(stored->params, "amount_ore"), sum_ore);
    }
    const struct json *letter = json_get(stored->params, "final_accounts_due");
    int32_t letter_day = DUE_NO_LETTER;
    int32_t day = 0;
    if (letter != NULL && letter->kind == JSON_STRING
        && day_parse(letter->string, &letter_day) != STATUS_OK) {
        return recompute_differs(work, "final_accounts_due is no day");
    }
    bool has_day = due_final(stored->call, letter_day, &day) == STATUS_OK;
    return same_day(json_get(stored->result, "final_accounts_due"), has_day, day)
               ? ranked(work)
               : recompute_differs(work, "final_accounts_due: the rule gives another day");
}

/* What was proposed, and nothing else, is committed. */
enum recompute_outcome recompute_decided_award(const struct work *work)
{
    return recompute_moves(
        work, "amount_ore", recompute_verdict(work, "award") ? work->stored->earlier_ore : 0, 1);
}

enum recompute_outcome recompute_amended(const struct work *work)
{
    const struct recompute *stored = work->stored;
    struct amendment_money money;
    if (amendment_read(json_get(stored->result, "input"), &money) != STATUS_OK) {
        return recompute_differs(work, "its inputs cannot be read");
    }
    if (recompute_verdict(work, "decline")) {
        money.new_ore = money.award_ore; /* what was proposed stays in the inputs */
    }
    struct amendment_effect made = amendment_compute(&money);
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, RECOMPUTE_TREE_MAX);
    json_writer_init(&writer, &text);
    amendment_put(&made, &writer, NULL);
    enum recompute_outcome outcome =
        recompute_same_object(work, json_get(stored->result, "computation"), &text);
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(
               work, "posted_ore", stored->posted_ore, made.commit_ore - made.release_ore)
                                     : outcome;
}

enum recompute_outcome recompute_recorded_result(const struct work *work)
{
    const struct recompute *stored = work->stored;
    const struct call_result *wanted = result_find(stored->call, json_text(stored->params, "code"));
    int32_t day = 0;
    if (wanted == NULL) {
        return recompute_differs(work, "the call counts no such result");
    }
    bool has_day = wanted->first_week != 0;
    if (has_day
        && result_first_week(wanted->first_week, json_text(stored->params, "first_week"), &day)
               != STATUS_OK) {
        return recompute_differs(work, "first_week is no reading");
    }
    return same_day(json_get(stored->result, "first_week"), has_day, day)
               ? RECOMPUTE_SAME
               : recompute_differs(work, "first_week: the rule gives another day");
}

enum recompute_outcome recompute_allocated(const struct work *work)
{
    const struct recompute *stored = work->stored;
    struct allocation made;
    if (allocation_read(work->arena, stored->document, &made) != STATUS_OK) {
        return recompute_differs(work, "its inputs cannot be read");
    }
    int64_t count = 0;
    for (const struct json *award = json_list(stored->params, "awards"); award != NULL;
         award = award->next) {
        char what[64];
        int64_t application = json_int(award, "application");
        (void)snprintf(what, sizeof(what), "award of application %" PRId64, application);
        enum recompute_outcome outcome = recompute_same_ore(
            work, what, json_int(award, "amount_ore"), allocation_award(&made, application));
        if (outcome != RECOMPUTE_SAME) {
            return outcome;
        }
        count++;
    }
    if (made.level_ore != json_int(stored->params, "level.ore")
        || made.level_size != json_int(stored->params, "level.size")) {
        return recompute_differs(work, "level: the rule gives another one");
    }
    enum recompute_outcome outcome =
        recompute_same_ore(work, "awards", count, (int64_t)made.share_count);
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(
               work, "total_ore", json_int(stored->result, "total_ore"), made.total_ore)
                                     : outcome;
}

/* Everything that was left goes back. */
enum recompute_outcome recompute_closed(const struct work *work)
{
    const struct recompute *stored = work->stored;
    enum recompute_outcome outcome = recompute_same_ore(
        work, "returned_ore", json_int(stored->result, "returned_ore"), -stored->posted_ore);
    return outcome == RECOMPUTE_SAME
               ? recompute_same_ore(work, "committed after closing", stored->committed_ore, 0)
               : outcome;
}

/* A grant that ends before its time returns what it has left; a declined proposal moves nothing. */
enum recompute_outcome recompute_ended(const struct work *work)
{
    return recompute_verdict(work, "terminate") ? recompute_closed(work)
                                                : recompute_moves(work, "returned_ore", 0, -1);
}

/* Reopened, a grant has again what its closing gave back; a declined proposal moves nothing. */
enum recompute_outcome recompute_reopened(const struct work *work)
{
    return recompute_moves(work, "committed_ore",
        recompute_verdict(work, "reopen") ? work->stored->earlier_ore : 0, 1);
}

/* What is left of each account is carried over or lapses, to the last øre. */
enum recompute_outcome recompute_year_decided(const struct work *work)
{
    static const char *const sums[] = {"rest_ore", "carried_ore", "lapsed_ore"};
    const struct json *result = work->stored->result;
    int64_t made_ore[3] = {0};
    enum recompute_outcome outcome = RECOMPUTE_SAME;
    for (const struct json *line = json_list(result, "lines");
         line != NULL && outcome == RECOMPUTE_SAME; line = line->next) {
        outcome = recompute_same_ore(work, "carried over and lapsed of a line",
            json_int(line, "carried_ore") + json_int(line, "lapsed_ore"),
            json_int(line, "rest_ore"));
        for (size_t i = 0; i < 3; i++) {
            made_ore[i] += json_int(line, sums[i]);
        }
    }
    for (size_t i = 0; i < 3 && outcome == RECOMPUTE_SAME; i++) {
        outcome = recompute_same_ore(work, sums[i], json_int(result, sums[i]), made_ore[i]);
    }
    return outcome;
}
