/* SPDX-License-Identifier: EUPL-1.2 */
/* Yearly statements that grantees answered, counted again from the entries before them. */
#include <stdio.h>
#include <string.h>

#include "ledger/base/moment.h"
#include "ledger/verify/decisions.h"
#include "tests/harness.h"

#define LINES_MAX 4

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
    arena = arena_create((size_t)16 * 1024 * 1024);
    ck_assert_int_eq(decisions_init(&decisions, document, NULL), STATUS_OK);
}

static void teardown(void)
{
    decisions_free(&decisions);
    arena_destroy(arena);
}

struct row {
    const char *stream;
    const char *kind;
    const char *day;
    const char *result;
    struct {
        const char *account;
        int64_t ore;
    } lines[LINES_MAX];
};

static enum decision take(const struct row *row, const char *params, struct decision_told *told)
{
    const struct json *result = NULL;
    struct leaf_posting postings[LINES_MAX];
    size_t count = 0;
    int32_t day = 0;
    ck_assert_int_eq(json_parse(arena, span_from(row->result), &result, NULL), STATUS_OK);
    ck_assert_int_eq(day_parse(span_from(row->day), &day), STATUS_OK);
    for (; count < LINES_MAX && row->lines[count].account != NULL; count++) {
        postings[count].account = span_from(row->lines[count].account);
        postings[count].amount_ore = row->lines[count].ore;
    }
    struct leaf leaf = {
        .kind = span_from(row->kind),
        .stream = span_from(row->stream),
        .request = span_from(arena_printf(arena, "{\"params\":%s}", params)),
        .result = result,
        .effective_day = day,
        .postings = postings,
        .posting_count = count,
    };
    enum decision decision = DECISION_NONE;
    ck_assert_int_eq(decisions_take(&decisions, arena, &leaf, told, &decision), STATUS_OK);
    return decision;
}

/* 10.00 awarded in 2019; 6.00 approved and paid in 2020, 2.00 of it claimed; in 2021 it comes back
 * with 0.30 of interest, and 0.12 is given up; what was paid comes back but for the claim, is paid
 * again, and 0.50 is set off. What is beside it belongs to no grant, or another. */
static const struct row history[] = {
    {"grant:7", "posted", "2019-11-01", "{}",
        {{"call:c:available", -1000}, {"grant:7:committed", 1000}}},
    {"grant:7", "prepare_instalment", "2020-02-28", "{}", {{NULL, 0}}},
    {"grant:7", "approve_instalment", "2020-03-01", "{\"amount_ore\":600}",
        {{"grant:7:committed", -600}, {"grant:7:payable", 600}}},
    {"grant:7", "book_payments", "2020-03-05", "{}",
        {{"grant:7:payable", -600}, {"grant:7:paid", 600}}},
    {"grant:7", "propose_claim", "2020-05-01", "{}", {{NULL, 0}}},
    {"grant:7", "decide_claim", "2020-06-01", "{\"verdict\":\"claim\",\"amount_ore\":200}",
        {{"grant:7:paid", -200}, {"grant:7:reclaimed", 200}}},
    {"grant:7", "book_repayment", "2021-01-10", "{}",
        {{"grant:7:reclaimed", -200}, {"call:c:available", 200},
            {"appropriation:interest.c:source", -30},
            {"appropriation:interest.c:unallocated", 30}}},
    {"grant:7", "decide_settlement", "2021-02-01",
        "{\"verdict\":\"accept\",\"change\":\"write_off_interest\",\"amount_ore\":12}",
        {{NULL, 0}}},
    {"grant:7", "decide_settlement", "2021-02-02",
        "{\"verdict\":\"decline\",\"change\":\"write_off_interest\",\"amount_ore\":1}",
        {{NULL, 0}}},
    {"grant:7", "decide_settlement", "2021-02-03",
        "{\"verdict\":\"accept\",\"change\":\"plan\",\"amount_ore\":5}", {{NULL, 0}}},
    {"grant:7", "book_payments", "2021-02-10", "{}",
        {{"grant:7:paid", -400}, {"grant:7:payable", 400}}},
    {"grant:7", "book_payments", "2021-02-12", "{}",
        {{"grant:7:payable", -400}, {"grant:7:paid", 400}}},
    {"grant:7", "decide_settlement", "2021-02-20",
        "{\"verdict\":\"accept\",\"change\":\"set_off\",\"amount_ore\":50}",
        {{"grant:7:reclaimed", -50}, {"grant:7:paid", 50}}},
    {"grant:8", "posted", "2018-11-01", "{}", {{"call:c:available", -9}, {"grant:8:committed", 9}}},
    {"grant:x", "decide_settlement", "2021-02-01",
        "{\"verdict\":\"accept\",\"change\":\"write_off_interest\",\"amount_ore\":12}",
        {{"grant:x:paid", -5}, {"grant:x:payable", 5}}},
    {"batch:year-2020", "posted", "2021-02-01", "{}",
        {{"appropriation:interest.c:unallocated", -1}, {"appropriation:a-2020:source", 1}}},
};

/* The statements that follow from it. Interest that is charged: 0.40 in 2020, 0.05 in 2021. */
static const char of_2020[] =
    "{\"v\": 1, \"year\": 2020, \"application\": 7, \"in_year\": {\"awarded_ore\": 0, "
    "\"approved_ore\": 600, \"paid_ore\": 600, \"claimed_ore\": 200}, \"in_all\": "
    "{\"awarded_ore\": 1000, \"approved_ore\": 600, \"paid_ore\": 600, \"claimed_ore\": 200}}";
static const char of_2021[] =
    "{\"v\": 2, \"year\": 2021, \"application\": 7, \"in_year\": {\"awarded_ore\": 0, "
    "\"approved_ore\": 0, \"paid_ore\": 0, \"claimed_ore\": 0, \"interest_ore\": 5, "
    "\"interest_paid_ore\": 30, \"interest_set_off_ore\": 0, \"interest_written_off_ore\": 12}, "
    "\"in_all\": {\"awarded_ore\": 1000, \"approved_ore\": 600, \"paid_ore\": 600, "
    "\"claimed_ore\": 200, \"interest_ore\": 45, \"interest_paid_ore\": 30, "
    "\"interest_set_off_ore\": 0, \"interest_written_off_ore\": 12}, \"interest_owed_ore\": 3}";
/* As version 1 counted it: what went out again twice, what was set off as paid. */
static const char first_2021[] =
    "{\"v\": 1, \"year\": 2021, \"application\": 7, \"in_year\": {\"awarded_ore\": 0, "
    "\"approved_ore\": 400, \"paid_ore\": 450, \"claimed_ore\": 0}, \"in_all\": "
    "{\"awarded_ore\": 1000, \"approved_ore\": 1000, \"paid_ore\": 1050, \"claimed_ore\": 200}}";
static const char unknown[] =
    "{\"v\": 2, \"year\": 2019, \"application\": 7, \"in_year\": {\"awarded_ore\": 1000, "
    "\"approved_ore\": 0, \"paid_ore\": 0, \"claimed_ore\": 0, \"interest_ore\": null, "
    "\"interest_paid_ore\": 0, \"interest_set_off_ore\": 0, \"interest_written_off_ore\": 0}, "
    "\"in_all\": {\"awarded_ore\": 1000, \"approved_ore\": 0, \"paid_ore\": 0, \"claimed_ore\": 0, "
    "\"interest_ore\": null, \"interest_paid_ore\": 0, \"interest_set_off_ore\": 0, "
    "\"interest_written_off_ore\": 0}, \"interest_owed_ore\": null}";

/* None differs; that what was prepared follows from a call is not asked, since there is none. */
static void told_so_far(void)
{
    struct decision_told told = {.under = 0};
    for (size_t i = 0; i < sizeof(history) / sizeof(history[0]); i++) {
        bool prepared = strcmp(history[i].kind, "prepare_instalment") == 0;
        const char *params = prepared ? "{\"amount_ore\":600}" : "{\"amount_ore\":200}";
        enum decision decision = take(&history[i], params, &told);
        ck_assert_msg(decision != DECISION_DIFFERS, "%zu: %s", i, told.text);
    }
}

/* Answered with the hash of `named`. */
static enum decision answered(
    const char *statement, const char *named, int year, struct decision_told *told)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(span_from(named));
    digest_hex(&digest, hex);
    const struct row row = {"grant:7", year == 2020 ? "dispute_statement" : "confirm_statement",
        "2021-03-01", arena_printf(arena, "{\"statement\":%s}", statement), {{NULL, 0}}};
    return take(&row, arena_printf(arena, "{\"year\":%d,\"sha256\":\"%s\"}", year, hex), told);
}

START_TEST(what_was_recorded_is_found_again)
{
    struct decision_told told = {.under = 0};
    told_so_far();
    ck_assert_int_eq(answered(of_2020, of_2020, 2020, &told), DECISION_SAME);
    ck_assert_int_eq(answered(of_2021, of_2021, 2021, &told), DECISION_SAME);
    ck_assert_int_eq(answered(first_2021, first_2021, 2021, &told), DECISION_SAME);
    ck_assert_int_eq(answered(unknown, unknown, 2019, &told), DECISION_SAME);
    ck_assert_int_eq((int64_t)decisions.made_again, 6); /* and approval and claim */
}
END_TEST

static const char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s", from);
    return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static const struct {
    const char *statement;
    int year;
    const char *from;
    const char *to;
    const char *fault;
} planted[] = {
    {of_2021, 2021, "\"approved_ore\": 0", "\"approved_ore\": 1", "in_year is not what"},
    {of_2021, 2021, "\"interest_paid_ore\": 30", "\"interest_paid_ore\": 29", "in_year is not"},
    {of_2021, 2021, ", \"interest_written_off_ore\": 12", "", "in_year is not what"},
    {of_2021, 2021, "\"awarded_ore\": 1000", "\"awarded_ore\": 999", "in_all is not what"},
    {of_2021, 2021, "\"claimed_ore\": 200", "\"claimed_ore\": \"200\"", "in_all is not what"},
    {of_2021, 2021, "\"interest_owed_ore\": 3", "\"interest_owed_ore\": 2", "interest_owed_ore"},
    {of_2021, 2021, "\"interest_owed_ore\": 3", "\"interest_owed_ore\": null", "interest_owed_ore"},
    {of_2021, 2021, "\"interest_owed_ore\": 3", "\"owed_ore\": 3", "interest_owed_ore"},
    {of_2021, 2021, "\"interest_ore\": 5", "\"interest_ore\": 46", "interest_owed_ore"},
    {of_2021, 2021, "\"interest_ore\": 5", "\"interest_ore\": -1", "interest_owed_ore"},
    {of_2021, 2021, "\"interest_ore\": 45", "\"interest_ore\": 46", "interest_owed_ore"},
    {of_2021, 2021, "\"v\": 2", "\"v\": 3", "version that this program does not have"},
    {of_2021, 2020, "\"v\": 2", "\"v\": 2", "of another grant or year"},
    {of_2021, 2021, "\"application\": 7", "\"application\": 8", "of another grant or year"},
    {of_2020, 2020, "\"claimed_ore\": 200", "\"claimed_ore\": 0", "in_year is not what"},
    {of_2021, 2021, "\"paid_ore\": 0", "\"paid_ore\": 450", "in_year is not what"},
    {first_2021, 2021, "\"paid_ore\": 450", "\"paid_ore\": 0", "in_year is not what"},
};

START_TEST(another_figure_is_found)
{
    struct decision_told told = {.under = 0};
    told_so_far();
    const char *wrong = replaced(planted[_i].statement, planted[_i].from, planted[_i].to);
    ck_assert_int_eq(answered(wrong, wrong, planted[_i].year, &told), DECISION_DIFFERS);
    ck_assert_msg(strstr(told.text, planted[_i].fault) != NULL, "%s", told.text);
}
END_TEST

START_TEST(another_hash_is_found)
{
    struct decision_told told = {.under = 0};
    told_so_far();
    ck_assert_int_eq(answered(of_2020, of_2021, 2020, &told), DECISION_DIFFERS);
    ck_assert_ptr_nonnull(strstr(told.text, "not the one whose hash was answered"));
    const struct row nothing = {"grant:7", "confirm_statement", "2021-03-01", "{}", {{NULL, 0}}};
    ck_assert_int_eq(take(&nothing, "{\"sha256\":\"x\"}", &told), DECISION_DIFFERS);
}
END_TEST

START_TEST(nothing_is_counted_of_a_grant_that_never_moved)
{
    struct decision_told told = {.under = 0};
    const char *early = replaced(unknown, "1000", "0");
    early = replaced(early, "1000", "0");
    for (int i = 0; i < 3; i++) {
        early = replaced(early, "null", "0");
    }
    ck_assert_int_eq(answered(early, early, 2019, &told), DECISION_SAME);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("statements");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, what_was_recorded_is_found_again);
    tcase_add_loop_test(cases, another_figure_is_found, 0, sizeof(planted) / sizeof(planted[0]));
    tcase_add_test(cases, another_hash_is_found);
    tcase_add_test(cases, nothing_is_counted_of_a_grant_that_never_moved);
    return harness_run("ledger/verify/statements", cases);
}
