/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts, vouchers, payments, lines, claims and rates, made again. */
#include "ledger/grants/accounts.h"
#include "ledger/grants/instalment.h"
#include "ledger/grants/lines.h"
#include "ledger/grants/recompute_internal.h"
#include "ledger/grants/voucher.h"

static int64_t sum_of(const struct json *list, const char *member)
{
    int64_t sum = 0;
    for (; list != NULL; list = list->next) {
        sum += json_int(list, member);
    }
    return sum;
}

/* What was driven is what the request says, and cut by the rate that the entry names. */
static enum recompute_outcome driven(const struct work *work)
{
    static const char *const said[] = {"line", "year", "km", "paid_ore"};
    const struct json *sent = json_list(work->stored->params, "mileage");
    enum recompute_outcome outcome = RECOMPUTE_SAME;
    for (const struct json *drive = json_list(work->stored->result, "mileage");
         drive != NULL && outcome == RECOMPUTE_SAME; drive = drive->next) {
        for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
            if (!json_equal(json_get(sent, said[i]), json_get(drive, said[i]))) {
                return recompute_differs(work, "mileage: %s is not what was sent", said[i]);
            }
        }
        outcome = recompute_same_ore(work, "cut_ore", json_int(drive, "cut_ore"),
            accounts_mileage_cut(
                json_int(drive, "km"), json_int(drive, "paid_ore"), json_int(drive, "rate_ore")));
        sent = sent->next;
    }
    return outcome == RECOMPUTE_SAME && sent != NULL
               ? recompute_differs(work, "mileage: not all that was sent")
               : outcome;
}

static int64_t cut_of(const struct json *result, int64_t line)
{
    int64_t cut_ore = 0;
    for (const struct json *drive = json_list(result, "mileage"); drive != NULL;
         drive = drive->next) {
        cut_ore += json_int(drive, "line") == line ? json_int(drive, "cut_ore") : 0;
    }
    return cut_ore;
}

/* The lines that were sent, with what is cut of them. */
static struct accounts_line *sent_lines(const struct work *work, size_t *count_out)
{
    const struct json *list = json_get(work->stored->params, "lines");
    size_t count = list == NULL ? 0 : list->count;
    struct accounts_line *lines = count == 0 || count > CONTENT_LINES_MAX
                                      ? NULL
                                      : arena_array(work->arena, count, sizeof(*lines));
    *count_out = 0;
    for (const struct json *sent = lines == NULL ? NULL : list->child; sent != NULL;
         sent = sent->next) {
        int64_t line = json_int(sent, "line");
        lines[(*count_out)++] = (struct accounts_line){.line = (int32_t)line,
            .actual_ore = json_int(sent, "actual_ore"),
            .cut_ore = cut_of(work->stored->result, line)};
    }
    return lines;
}

/* What was approved of each line: of an entry that says it, all finance years together. */
static bool approved_lines(
    const struct work *work, const struct json *list, struct content *budget_out)
{
    size_t count = list->count > CONTENT_LINES_MAX ? 0 : list->count;
    struct content_line *lines = arena_array(work->arena, count + 1, sizeof(*lines));
    struct content_amount *amounts = arena_array(work->arena, count + 1, sizeof(*amounts));
    if (lines == NULL || amounts == NULL) {
        return false; /* uncovered: memory ran out */
    }
    size_t i = 0;
    for (const struct json *line = count == 0 ? NULL : list->child; line != NULL;
         line = line->next) {
        amounts[i] = (struct content_amount){.amount_ore = json_int(line, "approved_ore")};
        lines[i] = (struct content_line){
            .line = (int32_t)json_int(line, "line"), .amounts = &amounts[i], .amount_count = 1};
        i++;
    }
    *budget_out = (struct content){.budget = lines, .line_count = i};
    return true;
}

enum recompute_outcome recompute_accounts(const struct work *work)
{
    const struct json *result = work->stored->result;
    const struct json *approved = json_get(result, "approved");
    struct content budget;
    size_t count = 0;
    int64_t documented_ore = 0;
    enum recompute_outcome outcome = driven(work);
    if (outcome != RECOMPUTE_SAME) {
        return outcome;
    }
    if (approved == NULL) {
        return recompute_unknown(work, "the entry does not say what was approved");
    }
    const struct accounts_line *lines = sent_lines(work, &count);
    if (lines == NULL || !approved_lines(work, approved, &budget)
        || accounts_documented(&budget, lines, count, &documented_ore) != STATUS_OK) {
        return recompute_differs(work, "its lines are not those that were approved");
    }
    return recompute_same_ore(
        work, "documented_ore", json_int(result, "documented_ore"), documented_ore);
}

/* An opinion is a sign-off without more when it is clean, or only emphasises something. */
enum recompute_outcome recompute_opinion(const struct work *work)
{
    struct span opinion = json_text(work->stored->result, "opinion");
    bool satisfies = span_is(opinion, "clean") || span_is(opinion, "emphasis");
    return json_bool(work->stored->result, "satisfies") == satisfies
               ? RECOMPUTE_SAME
               : recompute_differs(work, "satisfies: the rule decides otherwise");
}

enum recompute_outcome recompute_drawn(const struct work *work)
{
    const char *fault = voucher_fault(work->arena, work->stored->result);
    return fault == NULL ? RECOMPUTE_SAME : recompute_differs(work, "%s", fault);
}

/* Of what was drawn last in the case. */
enum recompute_outcome recompute_judged(const struct work *work)
{
    const struct recompute *stored = work->stored;
    enum recompute_outcome outcome =
        recompute_same_ore(work, "accepted_ore", json_int(stored->result, "accepted_ore"),
            sum_of(json_list(stored->params, "lines"), "accepted_ore"));
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(
               work, "asked_ore", json_int(stored->result, "asked_ore"), stored->earlier_ore)
                                     : outcome;
}

/* The computation of a payment or a claim from the inputs that the result holds. */
static enum recompute_outcome computed(
    const struct work *work, const struct json *computation, struct instalment *made_out)
{
    struct instalment_input input;
    if (instalment_read(work->arena, json_get(work->stored->result, "input"), &input)
        != STATUS_OK) {
        return recompute_differs(work, "its inputs cannot be read");
    }
    *made_out = instalment_compute(work->stored->call, &input);
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, RECOMPUTE_TREE_MAX);
    json_writer_init(&writer, &text);
    instalment_put(made_out, &writer, NULL);
    return recompute_same_object(work, computation, &text);
}

enum recompute_outcome recompute_prepared(const struct work *work)
{
    const struct recompute *stored = work->stored;
    struct instalment made = {.paid_ore = 0};
    enum recompute_outcome outcome = computed(work, json_get(stored->result, "computation"), &made);
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(
               work, "amount_ore", json_int(stored->params, "amount_ore"), made.payable_ore)
                                     : outcome;
}

enum recompute_outcome recompute_approved(const struct work *work)
{
    return recompute_moves(work, "amount_ore", work->stored->earlier_ore, -1);
}

/* The line that comes next is the year and the amount of `said`. */
static enum recompute_outcome next_line(const struct work *work, const struct json *said)
{
    struct lines_input input;
    if (lines_read(work->arena, json_get(work->stored->result, "input"), &input) != STATUS_OK) {
        return recompute_differs(work, "its inputs cannot be read");
    }
    struct lines made = lines_compute(&input);
    if (made.next == LINES_NONE) {
        return recompute_differs(work, "every line is given");
    }
    enum recompute_outcome outcome =
        recompute_same_ore(work, "year", json_int(said, "year"), input.lines[made.next].year);
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(
               work, "amount_ore", json_int(said, "amount_ore"), input.lines[made.next].amount_ore)
                                     : outcome;
}

enum recompute_outcome recompute_line(const struct work *work)
{
    enum recompute_outcome outcome = next_line(work, work->stored->params);
    return outcome == RECOMPUTE_SAME ? next_line(work, work->stored->result) : outcome;
}

enum recompute_outcome recompute_line_given(const struct work *work)
{
    const struct recompute *stored = work->stored;
    enum recompute_outcome outcome = recompute_same_ore(
        work, "amount_ore", json_int(stored->result, "amount_ore"), stored->earlier_ore);
    return outcome == RECOMPUTE_SAME && recompute_verdict(work, "give")
               ? next_line(work, stored->result)
               : outcome;
}

/* A claim that follows from final accounts; of any other, officers say the sum. */
enum recompute_outcome recompute_claim(const struct work *work)
{
    const struct recompute *stored = work->stored;
    struct instalment made = {.paid_ore = 0};
    if (!span_is(json_text(stored->params, "cause"), "accounts")) {
        return RECOMPUTE_NONE;
    }
    if (json_get(stored->result, "input") == NULL) {
        return recompute_unknown(work, "the entry does not say what it was computed from");
    }
    enum recompute_outcome outcome = computed(work, json_get(stored->params, "computation"), &made);
    return outcome == RECOMPUTE_SAME ? recompute_same_ore(
               work, "amount_ore", json_int(stored->params, "amount_ore"), made.claim_ore)
                                     : outcome;
}

/* What was proposed, and nothing else, is claimed; declined, nothing is. */
enum recompute_outcome recompute_claim_decided(const struct work *work)
{
    const struct recompute *stored = work->stored;
    int64_t claimed_ore = json_int(stored->result, "amount_ore");
    const struct json *own = json_get(stored->result, "input");
    struct instalment_input input;
    enum recompute_outcome outcome = recompute_same_ore(work, "amount_ore", claimed_ore,
        recompute_verdict(work, "claim") ? stored->earlier_ore : 0);
    if (outcome == RECOMPUTE_SAME) {
        outcome = recompute_same_ore(work, "posted_ore", stored->reclaimed_ore, claimed_ore);
    }
    if (outcome != RECOMPUTE_SAME || own == NULL || own->kind == JSON_NULL) {
        return outcome;
    }
    if (stored->call == NULL) {
        return recompute_unknown(work, "the call's definition is missing");
    }
    return instalment_read(work->arena, own, &input) != STATUS_OK
               ? recompute_differs(work, "its inputs cannot be read")
               : recompute_same_ore(work, "amount_ore", claimed_ore,
                   instalment_compute(stored->call, &input).claim_ore);
}

/* "-1.25" in basis points: digits, a point and two digits of a percent. */
static int64_t basis_points(struct span text)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] >= '0' && text.data[i] <= '9') {
            value = value * 10 + (text.data[i] - '0');
        }
    }
    return text.len > 0 && text.data[0] == '-' ? -value : value;
}

enum recompute_outcome recompute_rate(const struct work *work)
{
    const struct recompute *stored = work->stored;
    return recompute_same_ore(work, "rate_bp", json_int(stored->result, "rate_bp"),
        basis_points(json_text(stored->params, "reference_percent"))
            + json_int(stored->params, "supplement_bp"));
}

enum recompute_outcome recompute_rate_decided(const struct work *work)
{
    return recompute_same_ore(
        work, "rate_bp", json_int(work->stored->result, "rate_bp"), work->stored->earlier_ore);
}
