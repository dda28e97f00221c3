/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/amendment.h"
#include "tests/ledger/grants/fixture.h"

#define NO_DAY NULL

/* fsm2-2019, 2019-11-01 to 2021-11-30: an award of 1,000 kr. in 2020 with one line of 1,200 kr. */
static const struct {
    int64_t amount_ore;
    int64_t line_ore;
    const char *category;
    const char *period_to;
    const char *final;
    int64_t asked_ore;
    const char *covered_to;
    const char *violations;
} rows[] = {
    {KR(1000), KR(1200), "job_broker", "2021-11-30", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY, ""},
    {KR(900), KR(1200), "job_broker", "2021-11-30", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY, ""},
    {KR(1000) + 1, KR(1200), "job_broker", "2021-11-30", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY,
        "amount_ore not_requested"},
    {KR(1100), KR(1200), "job_broker", "2021-11-30", "2022-02-28", KR(1100), NO_DAY, ""},
    {KR(1100) + 1, KR(1200), "job_broker", "2021-11-30", "2022-02-28", KR(1100), NO_DAY,
        "amount_ore not_requested"},
    {KR(2000) + 1, KR(3000), "job_broker", "2021-11-30", "2022-02-28", KR(3000), NO_DAY,
        "amount_ore above_cap"},
    {KR(1000), KR(1000), "job_broker", "2021-11-30", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY, ""},
    {KR(1000), KR(1000) - 1, "job_broker", "2021-11-30", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY,
        "budget above_budget"},
    {KR(1000), KR(1200), "audit", "2021-11-30", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY,
        "budget line_gone"},
    {KR(1000), KR(1200), "job_broker", "2022-02-28", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY,
        "final_accounts_due before_end"},
    {KR(1000), KR(1200), "job_broker", "2022-02-27", "2022-02-28", AMENDMENT_NOT_ASKED, NO_DAY, ""},
    {KR(1000), KR(1200), "job_broker", "2020-12-31", "2021-03-31", AMENDMENT_NOT_ASKED,
        "2020-12-31", ""},
    {KR(1000), KR(1200), "job_broker", "2020-12-31", "2021-03-31", AMENDMENT_NOT_ASKED,
        "2021-01-01", "period_to outside_period"},
    {KR(1000), KR(1200), "job_broker", "2019-10-31", "2021-03-31", AMENDMENT_NOT_ASKED, NO_DAY,
        "period_to outside_period"},
};

static const char *listed(const struct violations *violations)
{
    const char *text = "";
    for (const struct violation *v = violations->first; v != NULL; v = v->next) {
        text = arena_printf(fixture_arena, "%s%s%.*s %s", text, text[0] == '\0' ? "" : ", ",
            (int)v->field.len, v->field.data, v->code);
        ck_assert_ptr_nonnull(text);
    }
    return text;
}

START_TEST(checks_each_row)
{
    const struct call *call = fixture_call("fsm2-2019");
    const struct span annexes[] = {SPAN("caps"), SPAN("frontrunner")};
    const struct content_amount had[] = {{2020, KR(1200)}};
    const struct content_amount has[] = {{2020, rows[_i].line_ore}};
    const struct content_amount year[] = {{2020, rows[_i].amount_ore}};
    struct content_line before = {.line = 1,
        .category = SPAN("job_broker"),
        .text = SPAN("Løn"),
        .note = SPAN("Jobcenter, 37 timer"),
        .amounts = had,
        .amount_count = 1};
    struct content_line after = before;
    after.category = span_from(rows[_i].category);
    after.amounts = has;
    const struct amendment now = {
        .award = {.amount_ore = KR(1000)}, .budget = &before, .line_count = 1};
    const struct amendment new_terms = {
        .award = {.amount_ore = rows[_i].amount_ore,
            .lines = year,
            .line_count = 1,
            .part_accounts_due = fixture_day("2020-11-30"),
            .final_accounts_due = fixture_day(rows[_i].final)},
        .period_to = fixture_day(rows[_i].period_to),
        .budget = &after,
        .line_count = 1,
    };
    const struct amendment_context context = {
        .award = {.applied_ore = KR(1200),
            .cap_ore = KR(2000),
            .annexes = annexes,
            .annex_count = COUNT_OF(annexes)},
        .asked_ore = rows[_i].asked_ore,
        .covered_to = rows[_i].covered_to == NULL ? AWARD_NO_DAY : fixture_day(rows[_i].covered_to),
    };
    struct violations violations;
    violations_init(&violations, fixture_arena);
    amendment_check(call, &now, &new_terms, &context, &violations);
    ck_assert_str_eq(listed(&violations), rows[_i].violations);
}
END_TEST

/* award, new, committed, paid, counted: commit, release, claim, wait; worked out by hand */
static const struct {
    struct amendment_money money;
    struct amendment_effect effect;
} sums[] = {
    /* nothing changes */
    {{100, 100, 100, 0, 0}, {0, 0, 0, false}},
    /* one øre up, one øre down */
    {{100, 101, 100, 0, 0}, {1, 0, 0, false}},
    {{100, 99, 100, 0, 0}, {0, 1, 0, false}},
    /* 60 paid of 100: down to 60 frees the 40 left, one øre less claims one øre */
    {{100, 60, 40, 60, 60}, {0, 40, 0, false}},
    {{100, 59, 40, 60, 60}, {0, 40, 1, false}},
    /* the claimed øre is approved and not paid: wait; 59 of 60 paid is enough for it */
    {{100, 59, 40, 0, 60}, {0, 40, 1, true}},
    {{100, 59, 40, 1, 60}, {0, 40, 1, false}},
    /* 80 approved, 30 claimed back already: 50 count; down to 40 claims 10 */
    {{100, 40, 20, 50, 50}, {0, 20, 10, false}},
    /* up never claims, although more counts than the award */
    {{100, 110, 0, 120, 120}, {10, 0, 0, false}},
    {{AMOUNT_ORE_MAX, 1, AMOUNT_ORE_MAX, 0, 0}, {0, AMOUNT_ORE_MAX - 1, 0, false}},
};

START_TEST(moves_each_sum)
{
    struct amendment_effect effect = amendment_compute(&sums[_i].money);
    ck_assert_int_eq(effect.commit_ore, sums[_i].effect.commit_ore);
    ck_assert_int_eq(effect.release_ore, sums[_i].effect.release_ore);
    ck_assert_int_eq(effect.claim_ore, sums[_i].effect.claim_ore);
    ck_assert_int_eq(effect.wait, sums[_i].effect.wait);
}
END_TEST

START_TEST(reads_what_the_database_gives_and_writes_the_effect)
{
    static const char *const bad[] = {"{}",
        "{\"award_ore\":1,\"new_ore\":-1,\"committed_ore\":1,\"paid_ore\":0,\"counted_ore\":0}",
        "{\"award_ore\":1,\"new_ore\":1,\"committed_ore\":1,\"paid_ore\":0}"};
    const struct json *json = NULL;
    struct json_error error;
    struct amendment_money money = {.new_ore = -7};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ck_assert_int_eq(json_parse(fixture_arena, span_from(bad[i]), &json, &error), STATUS_OK);
        ck_assert_int_eq(amendment_read(json, &money), STATUS_INVALID);
        ck_assert_int_eq(money.new_ore, -7);
    }
    ck_assert_int_eq(json_parse(fixture_arena,
                         SPAN("{\"award_ore\":100,\"new_ore\":59,\"committed_ore\":40,"
                              "\"paid_ore\":0,\"counted_ore\":60}"),
                         &json, &error),
        STATUS_OK);
    ck_assert_int_eq(amendment_read(json, &money), STATUS_OK);
    struct amendment_effect effect = amendment_compute(&money);
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, 1000);
    json_writer_init(&writer, &text);
    amendment_put(&effect, &writer, NULL);
    ck_assert_str_eq(arena_text(fixture_arena, buffer_span(&text)),
        "{\"rule_version\":1,\"commit_ore\":0,\"release_ore\":40,\"claim_ore\":1,\"wait\":true}");
    buffer_free(&text);
}
END_TEST

int main(void)
{
    TCase *amendment = fixture_case("amendment");
    tcase_add_loop_test(amendment, checks_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(amendment, moves_each_sum, 0, (int)COUNT_OF(sums));
    tcase_add_test(amendment, reads_what_the_database_gives_and_writes_the_effect);
    return harness_run("ledger/grants/amendment", amendment);
}
