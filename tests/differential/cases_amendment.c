/* SPDX-License-Identifier: EUPL-1.2 */
/* Random amendments: the whole award as it is to be, against the award and budget as they are. */
#include "ledger/base/amount.h"
#include "ledger/base/moment.h"
#include "ledger/grants/amendment.h"
#include "ledger/grants/interest.h"
#include "ledger/grants/lines.h"
#include "tests/differential/cases.h"

#define LINES_MAX 3
#define YEARS     2

static void put_day(struct cases *cases, const char *key, int32_t day)
{
    struct civil civil = day_civil(day);
    json_put_text(cases->input, key,
        arena_format(cases->arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day));
}

/* A day that likes the edges of the project. */
static int32_t any_day(struct cases *cases, const struct call *call)
{
    int32_t edge = cases_rarely(cases, 3) ? call->project.from : call->project.to;
    return edge + (int32_t)cases_number(cases, -1, 1)
           + (cases_rarely(cases, 3) ? (int32_t)cases_number(cases, 0, 400) : 0);
}

static int32_t put_any_day(struct cases *cases, const struct call *call, const char *key, int64_t n)
{
    if (cases_rarely(cases, n)) {
        json_put_null(cases->input, key);
        return AWARD_NO_DAY;
    }
    int32_t day = any_day(cases, call);
    put_day(cases, key, day);
    return day;
}

void cases_put_amounts(
    struct cases *cases, const char *key, const struct content_amount *amounts, size_t count)
{
    json_open_array(cases->input, key);
    for (size_t i = 0; i < count; i++) {
        json_open_object(cases->input, NULL);
        json_put_int(cases->input, "year", amounts[i].year);
        json_put_int(cases->input, "amount_ore", amounts[i].amount_ore);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
}

static void any_budget(struct cases *cases, const struct call *call, struct amendment *amendment)
{
    struct content_line *lines = arena_array(cases->arena, LINES_MAX, sizeof(*lines));
    ensure(lines != NULL);
    amendment->line_count = (size_t)cases_number(cases, cases_rarely(cases, 9) ? 0 : 1, LINES_MAX);
    amendment->budget = lines;
    json_open_array(cases->input, "budget");
    for (size_t i = 0; i < amendment->line_count; i++) {
        struct content_amount *amounts = arena_array(cases->arena, YEARS, sizeof(*amounts));
        ensure(amounts != NULL);
        int64_t category = cases_number(cases, 0, cases_rarely(cases, 3) ? 2 : 0);
        lines[i] = (struct content_line){
            .line = (int32_t)(cases_rarely(cases, 8) ? cases_number(cases, 0, 4) : (int64_t)i + 1),
            .category = call->categories[category].code,
            .text = SPAN("Løn"),
            .note = SPAN("37 timer"),
            .amounts = amounts,
            .amount_count = YEARS,
        };
        for (size_t y = 0; y < YEARS; y++) {
            amounts[y].year =
                day_civil(call->project.from).year + (int32_t)y + (cases_rarely(cases, 20) ? 1 : 0);
            amounts[y].amount_ore = cases_amount(cases);
        }
        json_open_object(cases->input, NULL);
        json_put_int(cases->input, "line", lines[i].line);
        json_put_text(cases->input, "category", lines[i].category);
        json_put_text(cases->input, "text", lines[i].text);
        json_put_text(cases->input, "note", lines[i].note);
        json_put_int(cases->input, "own_funding_ore", 0);
        cases_put_amounts(cases, "amounts", amounts, YEARS);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
}

/* The award as it is: only its sum and its budget are asked. */
static struct amendment any_now(struct cases *cases, const struct call *call)
{
    struct amendment now = {.award = {.amount_ore = cases_amount(cases)}};
    json_open_object(cases->input, "now");
    json_put_int(cases->input, "amount_ore", now.award.amount_ore);
    any_budget(cases, call, &now);
    json_close_object(cases->input);
    return now;
}

static struct amendment any_new(
    struct cases *cases, const struct call *call, int64_t near_ore, struct content_amount *lines)
{
    struct amendment amendment = {.award = {.lines = lines, .line_count = 1}};
    int64_t amount_ore =
        cases_rarely(cases, 3) ? cases_amount(cases) : near_ore + cases_number(cases, -1, 1);
    lines[0].year = day_civil(call->project.to).year + (cases_rarely(cases, 8) ? 1 : 0);
    lines[0].amount_ore = amount_ore + (cases_rarely(cases, 8) ? 1 : 0);
    amendment.award.amount_ore = amount_ore;
    json_open_object(cases->input, "new");
    json_put_int(cases->input, "amount_ore", amount_ore);
    cases_put_amounts(cases, "lines", lines, 1);
    amendment.period_to = any_day(cases, call);
    put_day(cases, "period_to", amendment.period_to);
    amendment.award.part_accounts_due = put_any_day(cases, call, "part_accounts_due", 3);
    amendment.award.final_accounts_due = put_any_day(cases, call, "final_accounts_due", 9);
    any_budget(cases, call, &amendment);
    json_close_object(cases->input);
    return amendment;
}

void cases_amendment_violations(struct cases *cases)
{
    const struct call *call = cases_call(cases);
    struct content_amount lines[1];
    struct amendment now = any_now(cases, call);
    struct amendment new_terms = any_new(cases, call, now.award.amount_ore, lines);
    struct amendment_context context = {
        .award = {.applied_ore = cases_amount(cases), .units = cases_number(cases, 0, 10)},
        .asked_ore = AMENDMENT_NOT_ASKED,
        .later_start = cases_rarely(cases, 3),
    };
    json_open_object(cases->input, "context");
    json_put_int(cases->input, "applied_ore", context.award.applied_ore);
    json_put_int(cases->input, "units", context.award.units);
    json_open_array(cases->input, "annexes");
    json_close_array(cases->input);
    json_put_bool(cases->input, "later_start", context.later_start);
    if (cases_rarely(cases, 2)) {
        context.asked_ore = new_terms.award.amount_ore + cases_number(cases, -1, 1);
        json_put_int(cases->input, "asked_ore", context.asked_ore);
    } else {
        json_put_null(cases->input, "asked_ore");
    }
    context.award.cap_ore = AWARD_CAP_UNSET;
    json_put_null(cases->input, "cap_ore");
    context.covered_to = put_any_day(cases, call, "covered_to", 2);
    json_close_object(cases->input);
    struct violations violations;
    violations_init(&violations, cases->arena);
    amendment_check(call, &now, &new_terms, &context, &violations);
    ensure(!violations.failed);
    violations_put(&violations, cases->expected, NULL);
}

void cases_amended(struct cases *cases)
{
    struct amendment_money money = {.award_ore = cases_amount(cases)};
    money.new_ore =
        cases_rarely(cases, 2) ? cases_amount(cases) : money.award_ore + cases_number(cases, -1, 1);
    money.new_ore = money.new_ore < 0 ? 0 : money.new_ore;
    money.counted_ore = cases_number(cases, 0, money.award_ore);
    money.committed_ore = money.award_ore - money.counted_ore;
    money.paid_ore =
        cases_rarely(cases, 2) ? money.counted_ore : cases_number(cases, 0, money.counted_ore);
    json_put_int(cases->input, "award_ore", money.award_ore);
    json_put_int(cases->input, "new_ore", money.new_ore);
    json_put_int(cases->input, "committed_ore", money.committed_ore);
    json_put_int(cases->input, "paid_ore", money.paid_ore);
    json_put_int(cases->input, "counted_ore", money.counted_ore);
    struct amendment_effect effect = amendment_compute(&money);
    amendment_put(&effect, cases->expected, NULL);
}

/* Few years and amounts that meet: what is asked is whether enough was given for a line. */
static const struct content_amount *put_years(
    struct cases *cases, const char *key, size_t count, int64_t near_ore)
{
    struct content_amount *amounts = arena_array(cases->arena, count + 1, sizeof(*amounts));
    ensure(amounts != NULL);
    for (size_t i = 0; i < count; i++) {
        amounts[i].year = (int32_t)cases_number(cases, 2017, 2020);
        amounts[i].amount_ore =
            cases_rarely(cases, 4) ? cases_amount(cases) : near_ore + cases_number(cases, 0, 2);
    }
    cases_put_amounts(cases, key, amounts, count);
    return amounts;
}

void cases_lines(struct cases *cases)
{
    int64_t near_ore = cases_number(cases, 0, AMOUNT_ORE_MAX - 2);
    struct lines_input input = {.year_by_year = !cases_rarely(cases, 8)};
    json_put_bool(cases->input, "year_by_year", input.year_by_year);
    input.line_count = (size_t)cases_number(cases, 0, 4);
    input.lines = put_years(cases, "lines", input.line_count, near_ore);
    input.given_count = (size_t)cases_number(cases, 0, 5);
    input.given = put_years(cases, "given", input.given_count, near_ore);
    struct lines lines = lines_compute(&input);
    lines_put(&input, &lines, cases->expected, NULL);
}

/* Two rates that touch, rarely leave a gap or overlap, around a due day. */
void cases_interest(struct cases *cases)
{
    int64_t ore = cases_amount(cases);
    int32_t due = (int32_t)cases_number(cases, 17000, 19000);
    int32_t to = due + (int32_t)cases_number(cases, -2, 400);
    int32_t turn = due + (int32_t)cases_number(cases, -5, 405);
    int32_t gap = cases_rarely(cases, 8) ? (int32_t)cases_number(cases, -1, 1) : 0;
    const struct interest_rate rates[] = {
        {due - (int32_t)cases_number(cases, -1, 9), turn, (int)cases_number(cases, 0, 10000)},
        {turn + 1 + gap, turn + 401, (int)cases_number(cases, 0, 1200)}};
    json_put_int(cases->input, "ore", ore);
    put_day(cases, "due", due);
    put_day(cases, "to", to);
    json_open_array(cases->input, "rates");
    for (size_t i = 0; i < 2; i++) {
        json_open_object(cases->input, NULL);
        put_day(cases, "from", rates[i].from);
        json_put_int(cases->input, "rate_bp", rates[i].rate_bp);
        put_day(cases, "to", rates[i].to);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    int64_t interest = 0;
    if (interest_compute(ore, due, to, rates, 2, &interest) == STATUS_OK) {
        json_put_int(cases->expected, NULL, interest);
    } else {
        json_put_null(cases->expected, NULL);
    }
}
