/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/award.h"
#include "tests/ledger/grants/fixture.h"

#define NO NULL /* a day that is not set */

static const struct {
    const char *call;
    int64_t amount_ore;
    struct content_amount lines[3];
    size_t line_count;
    const char *part;
    const char *final;
    int64_t applied_ore;
    int64_t cap_ore;
    const char *annexes;
    const char *violations;
} rows[] = {
    {"fsm2-2019", 100, {{2020, 60}, {2021, 40}}, 2, "2020-11-15", NO, 100, 100, "caps frontrunner",
        ""},
    {"fsm2-2019", 100, {{2019, 100}}, 1, "2019-11-01", "2021-12-01", 100, 100, "caps frontrunner",
        ""},
    {"fsm2-2019", 0, {{2020, 0}}, 1, "2020-11-15", NO, 100, 100, "caps frontrunner",
        "amount_ore not_positive"},
    {"fsm2-2019", 101, {{2020, 101}}, 1, "2020-11-15", NO, 100, 100, "caps frontrunner",
        "amount_ore above_applied, amount_ore above_cap"},
    {"fsm2-2019", 100, {{2020, 100}}, 1, "2020-11-15", NO, 100, AWARD_CAP_UNSET, "frontrunner",
        "amount_ore above_cap, annexes.caps missing"},
    {"fsm2-2019", 100, {{2020, 100}}, 1, "2020-11-15", NO, 100, 100, "",
        "annexes.caps missing, annexes.frontrunner missing"},
    {"fsm2-2019", 100, {{0}}, 0, "2020-11-15", NO, 100, 100, "caps frontrunner", "lines missing"},
    {"fsm2-2019", 100, {{2020, 99}}, 1, "2020-11-15", NO, 100, 100, "caps frontrunner",
        "lines sum_differs"},
    {"fsm2-2019", 100, {{2018, 60}, {2018, 40}}, 2, "2020-11-15", NO, 100, 100, "caps frontrunner",
        "lines.0.year outside_period, lines.1.year outside_period"},
    {"fsm2-2019", 100, {{2020, 60}, {2020, 40}}, 2, "2020-11-15", NO, 100, 100, "caps frontrunner",
        "lines.1.year not_ascending"},
    {"fsm2-2019", 100, {{2020, 100}, {2021, -1}}, 2, "2020-11-15", NO, 100, 100, "caps frontrunner",
        "lines.1.amount_ore negative"},
    {"fsm2-2019", 100, {{2020, 100}, {2021, AMOUNT_ORE_MAX + 1}}, 2, "2020-11-15", NO, 100, 100,
        "caps frontrunner", "lines.1.amount_ore too_large"},
    {"fsm2-2019", 100, {{2020, 100}}, 1, NO, NO, 100, 100, "caps frontrunner",
        "part_accounts_due missing"},
    {"fsm2-2019", 100, {{2020, 100}}, 1, "2019-10-31", NO, 100, 100, "caps frontrunner",
        "part_accounts_due outside_period"},
    {"fsm2-2019", 100, {{2020, 100}}, 1, "2021-12-01", NO, 100, 100, "caps frontrunner",
        "part_accounts_due outside_period"},
    {"fsm2-2019", 100, {{2020, 100}}, 1, "2020-11-15", "2021-11-30", 100, 100, "caps frontrunner",
        "final_accounts_due before_end"},
    {"opkval-2017", 100, {{2017, 50}, {2018, 50}}, 2, NO, "2019-02-01", 100, AWARD_CAP_UNSET,
        "target_groups", ""},
    {"opkval-2017", 100, {{2018, 100}}, 1, "2018-06-01", NO, 100, AWARD_CAP_UNSET, "target_groups",
        "part_accounts_due not_allowed, final_accounts_due missing"},
    {"ambassadoer-2018", KR(300000), {{2018, KR(300000)}}, 1, NO, NO, KR(400000), AWARD_CAP_UNSET,
        "", ""},
    {"ambassadoer-2018", KR(300000) + 1, {{2018, KR(300000) + 1}}, 1, NO, NO, KR(400000),
        AWARD_CAP_UNSET, "", "amount_ore above_cap"},
    {"ressource-2019", 100, {{2021, 100}}, 1, NO, NO, 100, 100, "caps",
        "part_accounts_due missing"},
    {"rehab-2016", 100, {{2016, 100}}, 1, NO, NO, 100, AWARD_CAP_UNSET, "",
        "part_accounts_due missing"},
};

static int32_t day_or_none(const char *text)
{
    return text == NULL ? AWARD_NO_DAY : fixture_day(text);
}

/* Costs of 2019 and 2020, of somebody who may begin in 2020 or not. */
static const struct {
    const char *call;
    bool later_start;
    int64_t first_ore;
    const char *violations;
} starts[] = {
    {"fsm2-2019", false, 1, ""},
    {"fsm2-2019", true, 1, "budget.1.amounts.0.amount_ore before_first_day"},
    {"fsm2-2019", true, 0, ""}, {"fsm2-2019", true, -1, ""},
    {"ressource-2019", true, 1, ""}, /* nobody begins later in this call */
};

static const char *listed(const struct violations *violations)
{
    char *list = arena_text(fixture_arena, SPAN(""));
    for (const struct violation *at = violations->first; at != NULL; at = at->next) {
        list = arena_printf(fixture_arena, "%s%s%.*s %s", list, list[0] == '\0' ? "" : ", ",
            (int)at->field.len, at->field.data, at->code);
    }
    return list;
}

START_TEST(keeps_the_first_day_of_who_begins_later)
{
    const struct span annexes[] = {SPAN("caps"), SPAN("frontrunner")};
    const struct content_amount late[] = {{2020, 100}};
    const struct content_amount early[] = {{2019, starts[_i].first_ore}, {2020, 100}};
    const struct content_line budget[] = {
        {.line = 1, .amounts = late, .amount_count = 1},
        {.line = 2, .amounts = early, .amount_count = 2},
    };
    const struct award award = {.amount_ore = 100,
        .lines = late,
        .line_count = 1,
        .part_accounts_due = fixture_day("2020-11-15"),
        .final_accounts_due = AWARD_NO_DAY};
    const struct award_context context = {.applied_ore = 100,
        .cap_ore = 100,
        .annexes = annexes,
        .annex_count = COUNT_OF(annexes),
        .later_start = starts[_i].later_start,
        .budget = budget,
        .budget_count = COUNT_OF(budget)};
    struct violations violations;
    violations_init(&violations, fixture_arena);
    award_check(fixture_call(starts[_i].call), &award, &context, &violations);
    ck_assert_str_eq(listed(&violations), starts[_i].violations);
}
END_TEST

START_TEST(holds_an_award_to_the_call)
{
    struct span annexes[4];
    struct span rest = span_from(rows[_i].annexes);
    struct award award = {.amount_ore = rows[_i].amount_ore,
        .lines = rows[_i].lines,
        .line_count = rows[_i].line_count,
        .part_accounts_due = day_or_none(rows[_i].part),
        .final_accounts_due = day_or_none(rows[_i].final)};
    struct award_context context = {.applied_ore = rows[_i].applied_ore,
        .units = 2,
        .cap_ore = rows[_i].cap_ore,
        .annexes = annexes};
    while (span_split(&rest, ' ', &annexes[context.annex_count])) {
        context.annex_count++;
    }
    struct violations violations;
    violations_init(&violations, fixture_arena);
    award_check(fixture_call(rows[_i].call), &award, &context, &violations);
    ck_assert_str_eq(listed(&violations), rows[_i].violations);
}
END_TEST

int main(void)
{
    TCase *award = fixture_case("award");
    tcase_add_loop_test(award, holds_an_award_to_the_call, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(award, keeps_the_first_day_of_who_begins_later, 0, (int)COUNT_OF(starts));
    return harness_run("ledger/grants/award", award);
}
