/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/content.h"
#include "tests/ledger/grants/fixture.h"

/* Canonical: parsing and writing it again gives the same bytes. */
static const char whole[] =
    "{\"v\":1,\"title\":\"Æbler & \\\"ører\\\"\",\"description\":\"a\\nb\\tc\","
    "\"parties\":[\"10000002\",\"10000003\"],\"unit_hours\":[300,250],\"applied_ore\":100000000,"
    "\"budget\":[{\"line\":1,\"category\":\"job_broker\",\"text\":\"t\",\"note\":\"n\\nm\","
    "\"own_funding_ore\":0,\"amounts\":[{\"year\":2019,\"amount_ore\":1},"
    "{\"year\":2020,\"amount_ore\":99999999}]},{\"line\":2,\"category\":\"\",\"text\":\"\","
    "\"note\":\"\",\"own_funding_ore\":-5,\"amounts\":[]}],"
    "\"answers\":[{\"code\":\"case_loads\",\"text\":\"x\"}]}";

static const char empty[] = "{\"v\":1,\"title\":\"\",\"description\":\"\",\"parties\":[],"
                            "\"unit_hours\":[],\"applied_ore\":0,\"budget\":[],\"answers\":[]}";

static void check_same(const char *text, const char *expected)
{
    struct content content;
    struct buffer out;
    ck_assert_int_eq(content_parse(fixture_arena, span_from(text), &content), STATUS_OK);
    buffer_init(&out, CONTENT_TEXT_MAX);
    content_put(&content, &out);
    ck_assert(!out.failed);
    ck_assert_msg(span_is(buffer_span(&out), expected), "%.*s", (int)out.len, out.data);
    buffer_free(&out);
}

START_TEST(writes_the_same_text_again)
{
    check_same(whole, whole);
    check_same(empty, empty);
    /* another order and white space become canonical */
    check_same(" {\"answers\":[ ],\"budget\":[],\"applied_ore\":0,\"unit_hours\":[],"
               "\"parties\":[],\"description\":\"\",\"title\":\"\",\"v\":1}\n",
        empty);
}
END_TEST

START_TEST(reads_every_field)
{
    struct content content;
    ck_assert_int_eq(content_parse(fixture_arena, span_from(whole), &content), STATUS_OK);
    ck_assert(span_is(content.title, "Æbler & \"ører\""));
    ck_assert_uint_eq(content.party_count, 2);
    ck_assert_uint_eq(content.unit_count, 2);
    ck_assert_int_eq(content.unit_hours[1], 250);
    ck_assert_int_eq(content.applied_ore, KR(1000000));
    ck_assert_uint_eq(content.line_count, 2);
    ck_assert_int_eq(content_line_ore(&content.budget[0]), KR(1000000));
    ck_assert_int_eq(content_line_ore(&content.budget[1]), 0);
    ck_assert_int_eq(content.budget[1].own_funding_ore, -5);
    ck_assert(span_is(content.answers[0].code, "case_loads"));
}
END_TEST

START_TEST(leaves_impossible_amounts_out_of_the_sum)
{
    const struct content_amount amounts[] = {
        {2019, -1}, {2020, AMOUNT_ORE_MAX + 1}, {2021, AMOUNT_ORE_MAX}};
    struct content_line line = {.amounts = amounts, .amount_count = 3};
    ck_assert_int_eq(content_line_ore(&line), AMOUNT_ORE_MAX);
}
END_TEST

static const struct {
    const char *old;
    const char *new;
} faults[] = {
    {"{\"v\":1", "[{\"v\":1"},
    {"\"v\":1", "\"v\":2"},
    {"\"v\":1,", ""},
    {"\"v\":1,", "\"v\":1,\"w\":1,"},
    {"\"title\":\"", "\"title\":\"\\n"},
    {"\"title\":\"", "\"title\":\"\\u202e"},
    {"\"description\":\"a", "\"description\":\"\\u0007"},
    {"\"applied_ore\":100000000", "\"applied_ore\":1.5"},
    {"\"applied_ore\":100000000", "\"applied_ore\":\"1\""},
    {"[\"10000002\",\"10000003\"]", "[10000002]"},
    {"[\"10000002\",\"10000003\"]", "[\"100000022\"]"},
    {"[\"10000002\",\"10000003\"]", "null"},
    {"[300,250]", "[\"300\"]"},
    {"[300,250]", "300"},
    {"\"line\":1", "\"line\":-1"},
    {"\"line\":1", "\"line\":2147483648"},
    {"\"line\":1,", ""},
    {"\"note\":\"n", "\"nota\":\"n"},
    {"{\"year\":2020,", "{"},
    {"{\"year\":2020,\"amount_ore\":99999999}", "7"},
    {"{\"code\":\"case_loads\",\"text\":\"x\"}", "{\"code\":\"case_loads\"}"},
    {"{\"code\":\"case_loads\",\"text\":\"x\"}", "\"x\""},
};

START_TEST(refuses_each_fault)
{
    struct content content = {.applied_ore = 7};
    struct span text = fixture_change(span_from(whole), faults[_i].old, faults[_i].new, NULL);
    ck_assert_int_eq(content_parse(fixture_arena, text, &content), STATUS_INVALID);
    ck_assert_int_eq(content.applied_ore, 7);
}
END_TEST

START_TEST(refuses_long_lists)
{
    struct content content;
    struct buffer out;
    buffer_init(&out, CONTENT_TEXT_MAX);
    buffer_puts(&out, "[1");
    for (size_t i = 0; i < CONTENT_UNITS_MAX; i++) {
        buffer_puts(&out, ",1");
    }
    buffer_puts(&out, "]");
    struct span text = fixture_change(
        span_from(whole), "[300,250]", arena_text(fixture_arena, buffer_span(&out)), NULL);
    ck_assert_int_eq(content_parse(fixture_arena, text, &content), STATUS_INVALID);
    buffer_free(&out);
}
END_TEST

START_TEST(refuses_what_is_too_large)
{
    char *text = calloc(1, CONTENT_TEXT_MAX + 1);
    ck_assert_ptr_nonnull(text);
    struct content content;
    struct span span = {.data = text, .len = CONTENT_TEXT_MAX + 1};
    ck_assert_int_eq(content_parse(fixture_arena, span, &content), STATUS_LIMIT);
    free(text);
}
END_TEST

START_TEST(survives_every_exhausted_arena)
{
    enum status status = STATUS_LIMIT;
    for (size_t limit = 16; status != STATUS_OK; limit += 16) {
        struct arena *arena = arena_create(limit);
        struct content content;
        status = content_parse(arena, span_from(whole), &content);
        ck_assert(status == STATUS_OK || status == STATUS_LIMIT);
        arena_destroy(arena);
    }
}
END_TEST

int main(void)
{
    TCase *content = fixture_case("content");
    tcase_add_test(content, writes_the_same_text_again);
    tcase_add_test(content, reads_every_field);
    tcase_add_test(content, leaves_impossible_amounts_out_of_the_sum);
    tcase_add_loop_test(content, refuses_each_fault, 0, (int)COUNT_OF(faults));
    tcase_add_test(content, refuses_long_lists);
    tcase_add_test(content, refuses_what_is_too_large);
    tcase_add_test(content, survives_every_exhausted_arena);
    return harness_run("ledger/grants/content", content);
}
