/* SPDX-License-Identifier: EUPL-1.2 */
/* Letters of awards, held to what was proposed. */
#include <stdio.h>

#include "ledger/verify/decisions.h"
#include "tests/harness.h"

static struct arena *arena;
static struct decisions decisions;

static enum status document(void *context, const struct digest *sha256, struct buffer *out)
{
    (void)context;
    (void)sha256;
    (void)out;
    return STATUS_NOT_FOUND;
}

static void setup(void)
{
    arena = arena_create((size_t)1024 * 1024);
    ck_assert_int_eq(decisions_init(&decisions, document, NULL), STATUS_OK);
}

static void teardown(void)
{
    decisions_free(&decisions);
    arena_destroy(arena);
}

/* What is wrong with the entry; "" when nothing is that this module looks at. */
static const char *take(const char *stream, const char *kind, const char *params, const char *said)
{
    const struct json *result = NULL;
    struct decision_told told = {.under = 7};
    enum decision decision = DECISION_NONE;
    struct leaf leaf = {.kind = span_from(kind),
        .stream = span_from(stream),
        .role = SPAN("officer"),
        .request = span_from(arena_printf(arena, "{\"params\":%s}", params))};
    ck_assert_int_eq(json_parse(arena, span_from(said), &result, NULL), STATUS_OK);
    leaf.result = result;
    uint64_t made = decisions.made_again;
    ck_assert_int_eq(decisions_take(&decisions, arena, &leaf, &told, &decision), STATUS_OK);
    if (decision != DECISION_DIFFERS
        || (!span_starts_with(span_from(told.text), SPAN("letter: "))
            && !span_starts_with(span_from(told.text), SPAN("predecessor: ")))) {
        return ""; /* or what the rules make again, which is another test's */
    }
    ck_assert_uint_eq(told.under, 0);
    ck_assert_uint_eq(decisions.made_again, made + 1);
    return arena_printf(arena, "%s", told.text);
}

#define LETTER(members) "{\"verdict\":\"award\",\"letter\":{" members "}}"
#define OTHER           "letter: not the conditions that were proposed"

static const struct {
    const char *proposed;
    const char *decided;
    const char *fault;
} rows[] = {
    {"{}", "{\"verdict\":\"award\"}", ""},
    {"{}", LETTER(""), ""},
    {"{\"conditions\":null}", LETTER("\"conditions\":[]"), ""},
    {"{\"conditions\":null}", LETTER("\"conditions\":[\"a\"]"), OTHER},
    {"{\"conditions\":[\"\\u00e5\"]}", LETTER("\"conditions\":[\"å\"]"), ""},
    {"{\"conditions\":[\"a\"]}", "{\"verdict\":\"award\",\"letter\":null}", OTHER},
    {"{\"conditions\":[\"a\"]}", LETTER(""), OTHER},
    {"{\"conditions\":[\"a\",\"b\"]}", LETTER("\"conditions\":[\"a\",\"b\"]"), ""},
    {"{\"conditions\":[\"a\",\"b\"]}", LETTER("\"conditions\":[\"b\",\"a\"]"), OTHER},
    {"{\"conditions\":[\"a\",\"b\"]}", LETTER("\"conditions\":[\"a\"]"), OTHER},
    {"{\"conditions\":[\"a\",\"b\"]}", LETTER("\"conditions\":[\"a\\\",\\\"b\"]"), OTHER},
    {"{\"conditions\":[\"a\"]}", "{\"verdict\":\"decline\",\"letter\":null}", ""},
};

START_TEST(the_letter_has_the_conditions)
{
    ck_assert_str_eq(take("grant:1", "propose_award", rows[_i].proposed, "{}"), "");
    ck_assert_str_eq(take("grant:1", "decide_award", "{}", rows[_i].decided), rows[_i].fault);
}
END_TEST

START_TEST(those_of_the_last_proposal_of_the_grant)
{
    (void)take("grant:1", "propose_award", "{\"conditions\":[\"a\"]}", "{}");
    (void)take("grant:1", "propose_award", "{\"conditions\":[\"b\"]}", "{}");
    (void)take("grant:2", "propose_award", "{\"conditions\":[\"c\"]}", "{}");
    ck_assert_str_eq(
        take("grant:1", "decide_award", "{}", LETTER("\"conditions\":[\"a\"]")), OTHER);
    ck_assert_str_eq(take("grant:1", "decide_award", "{}", LETTER("\"conditions\":[\"b\"]")), "");
}
END_TEST

START_TEST(what_a_former_log_proposed_is_taken_as_it_is)
{
    ck_assert_str_eq(take("grant:1", "decide_award", "{}", LETTER("\"conditions\":[\"a\"]")), "");
}
END_TEST

#define CONTINUES(n) "{\"continues\":" n "}"
#define AFTER(n)     "{\"verdict\":\"award\",\"predecessor\":" n "}"
#define NAMED        "predecessor: not the grant that was named"
#define EARLY        "predecessor: it had not been awarded"

static const struct {
    const char *proposed;
    const char *decided;
    const char *fault;
} links[] = {
    {CONTINUES("1"), AFTER("1"), ""},
    {CONTINUES("null"), AFTER("null"), ""},
    {"{}", "{\"verdict\":\"award\"}", ""},
    {CONTINUES("1"), "{\"verdict\":\"award\"}", NAMED},
    {"{}", AFTER("1"), NAMED},
    {CONTINUES("1"), AFTER("7"), NAMED},
    {CONTINUES("2"), AFTER("2"), EARLY}, /* only proposed */
    {CONTINUES("3"), AFTER("3"), EARLY}, /* itself */
    {CONTINUES("7"), AFTER("7"), ""},    /* of a former log */
    {CONTINUES("7"), "{\"verdict\":\"decline\"}", ""},
};

START_TEST(continues_the_grant_that_was_named)
{
    ck_assert_str_eq(take("grant:1", "propose_award", "{}", "{}"), "");
    ck_assert_str_eq(take("grant:1", "decide_award", "{}", LETTER("")), "");
    ck_assert_str_eq(take("grant:2", "propose_award", "{}", "{}"), "");
    ck_assert_str_eq(take("grant:3", "propose_award", links[_i].proposed, "{}"), "");
    ck_assert_str_eq(take("grant:3", "decide_award", "{}", links[_i].decided), links[_i].fault);
}
END_TEST

int main(void)
{
    TCase *awards = tcase_create("awards");
    tcase_add_checked_fixture(awards, setup, teardown);
    tcase_add_loop_test(awards, the_letter_has_the_conditions, 0, (int)COUNT_OF(rows));
    tcase_add_test(awards, those_of_the_last_proposal_of_the_grant);
    tcase_add_loop_test(awards, continues_the_grant_that_was_named, 0, (int)COUNT_OF(links));
    tcase_add_test(awards, what_a_former_log_proposed_is_taken_as_it_is);
    return harness_run("ledger/verify/awards", awards);
}
