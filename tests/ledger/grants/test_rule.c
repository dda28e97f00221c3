/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/rule.h"
#include "tests/ledger/grants/fixture.h"

static const struct {
    const char *json;
    enum status status;
    struct rulings rulings;
} rows[] = {
    {"{}", STATUS_OK, {0}},
    {"{\"THRESHOLD_REVERSED\":\"literal\"}", STATUS_OK, {.reversed = RULE_REVERSED_LITERAL}},
    {"{\"THRESHOLD_REVERSED\":\"corrected\",\"THRESHOLD_GAP\":\"management\"}", STATUS_OK,
        {.reversed = RULE_REVERSED_CORRECTED, .gap = RULE_GAP_MANAGEMENT}},
    {"{\"THRESHOLD_GAP\":\"auditor\",\"INSTALMENT_40_PCT\":\"cumulative\"}", STATUS_OK,
        {.gap = RULE_GAP_AUDITOR, .forty = RULE_FORTY_CUMULATIVE}},
    {"{\"INSTALMENT_40_PCT\":\"at_most_40\"}", STATUS_OK, {.forty = RULE_FORTY_AT_MOST}},
    {"[]", STATUS_INVALID, {0}},
    {"{\"THRESHOLD_GAP\":\"literal\"}", STATUS_INVALID, {0}},
    {"{\"THRESHOLD_GAP\":null}", STATUS_INVALID, {0}},
    {"{\"CHANNEL_MAIL\":\"literal\"}", STATUS_INVALID, {0}},
};

START_TEST(reads_rulings)
{
    const struct json *json = NULL;
    struct json_error error;
    struct rulings rulings = {.reversed = RULE_REVERSED_OPEN};
    ck_assert_int_eq(json_parse(fixture_arena, span_from(rows[_i].json), &json, &error), STATUS_OK);
    ck_assert_int_eq(rulings_read(json, &rulings), rows[_i].status);
    ck_assert_uint_eq(rulings.reversed, rows[_i].rulings.reversed);
    ck_assert_uint_eq(rulings.gap, rows[_i].rulings.gap);
    ck_assert_uint_eq(rulings.forty, rows[_i].rulings.forty);
    ck_assert_int_eq(rulings_read(NULL, &rulings), STATUS_INVALID);
}
END_TEST

START_TEST(keeps_violations_in_order)
{
    struct violations violations;
    struct buffer out;
    struct json_writer writer;
    violations_init(&violations, fixture_arena);
    violations_add(&violations, "missing", "title");
    violations_add(&violations, "not_eligible", "budget.%d.category", 2);
    violations_add_text(&violations, SPAN("fin"), 3, "budget.%d.text", 2);
    violations_add_text(&violations, SPAN("født 010190-1234"), 16, "budget.%d.note", 2);
    violations_add_text(&violations, SPAN("født 010190-1234"), 15, "description");
    violations_add_text(&violations, SPAN(" \n"), 15, "answers.0.text");
    ck_assert_uint_eq(violations.count, 5);
    buffer_init(&out, 1000);
    json_writer_init(&writer, &out);
    json_open_object(&writer, NULL);
    violations_put(&violations, &writer, "violations");
    json_close_object(&writer);
    ck_assert(span_is(buffer_span(&out),
        "{\"violations\":[{\"field\":\"title\",\"code\":\"missing\"},"
        "{\"field\":\"budget.2.category\",\"code\":\"not_eligible\"},"
        "{\"field\":\"budget.2.note\",\"code\":\"personal_number\",\"place\":6},"
        "{\"field\":\"description\",\"code\":\"too_long\"},"
        "{\"field\":\"answers.0.text\",\"code\":\"missing\"}]}"));
    buffer_free(&out);
}
END_TEST

START_TEST(says_when_the_list_is_incomplete)
{
    struct arena *arena = arena_create(1);
    struct violations violations;
    violations_init(&violations, arena);
    violations_add(&violations, "missing", "title");
    ck_assert(violations.failed);
    ck_assert_uint_eq(violations.count, 0);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *rule = fixture_case("rule");
    tcase_add_loop_test(rule, reads_rulings, 0, (int)COUNT_OF(rows));
    tcase_add_test(rule, keeps_violations_in_order);
    tcase_add_test(rule, says_when_the_list_is_incomplete);
    return harness_run("ledger/grants/rule", rule);
}
