/* SPDX-License-Identifier: EUPL-1.2 */
/* Reminders of accounts and reports, held to what the case's earlier entries say of them. */
#include <stdio.h>
#include <string.h>

#include "ledger/base/moment.h"
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

struct act {
    const char *kind;
    const char *params;
    const char *result;
    const char *at;
};

static enum decision take(const struct act *act, struct decision_told *told)
{
    const struct json *result = NULL;
    struct leaf leaf = {.kind = span_from(act->kind),
        .stream = SPAN("grant:1"),
        .role = SPAN("officer"),
        .request = span_from(arena_printf(arena, "{\"params\":%s}", act->params))};
    ck_assert_int_eq(json_parse(arena, span_from(act->result), &result, NULL), STATUS_OK);
    ck_assert_int_eq(moment_parse(span_from(act->at), &leaf.at_us), STATUS_OK);
    leaf.result = result;
    *told = (struct decision_told){.under = 7};
    enum decision decision = DECISION_NONE;
    ck_assert_int_eq(decisions_take(&decisions, arena, &leaf, told, &decision), STATUS_OK);
    return decision;
}

/* The acts before the reminders; what rules make again of them is another test's. */
static const struct act award[] = {
    {"propose_award", "{\"part_accounts_due\":\"2020-06-30\"}",
        "{\"final_accounts_due\":\"2022-03-31\"}", "2019-12-14T08:00:00Z"},
    {"decide_award", "{}", "{\"verdict\":\"award\"}", "2019-12-15T08:00:00Z"},
};
static const struct act amendment[] = {
    {"propose_amendment",
        "{\"part_accounts_due\":\"2020-09-30\",\"final_accounts_due\":\"2022-06-30\"}", "{}",
        "2020-06-01T08:00:00Z"},
    {"decide_amendment", "{}", "{\"verdict\":\"amend\"}", "2020-06-02T08:00:00Z"},
};
static const struct act declined = {
    "decide_amendment", "{}", "{\"verdict\":\"decline\"}", "2020-06-02T08:00:00Z"};

static void before(const struct act *acts, size_t count)
{
    struct decision_told told;
    for (size_t i = 0; i < count; i++) {
        (void)take(&acts[i], &told);
    }
}

static const char *remind_by(
    const char *asked, const char *what, const char *due, int days, const char *at)
{
    struct decision_told told;
    const struct act act = {"remind_obligation", arena_printf(arena, "{\"what\":\"%s\"}", asked),
        arena_printf(arena, "{\"what\":\"%s\",\"due\":\"%s\",\"days\":%d}", what, due, days), at};
    uint64_t made = decisions.made_again;
    enum decision decision = take(&act, &told);
    ck_assert_uint_eq(decisions.made_again, made + 1);
    if (decision == DECISION_SAME) {
        return "";
    }
    ck_assert_int_eq(decision, DECISION_DIFFERS);
    ck_assert_uint_eq(told.under, 0);
    return arena_printf(arena, "%s", told.text);
}

static const char *remind(const char *what, const char *due, int days, const char *at)
{
    return remind_by(what, what, due, days, at);
}

#define DUE     "due: not the day of the award as last amended"
#define DAYS    "days: not those since it was due"
#define SENT    "what it reminds of had been sent"
#define SHORTLY "it was reminded of shortly before"

static const struct {
    const char *what;
    const char *due;
    int days;
    const char *at;
    const char *fault;
} rows[] = {
    {"part_accounts", "2020-06-30", 1, "2020-06-30T22:00:00Z", ""}, /* midnight in Denmark */
    {"part_accounts", "2020-06-30", 0, "2020-06-30T21:59:59Z", DAYS},
    {"part_accounts", "2020-06-30", -1, "2020-06-29T08:00:00Z", DAYS},
    {"part_accounts", "2020-06-30", 2, "2020-07-01T08:00:00Z", DAYS},
    {"part_accounts", "2020-06-29", 2, "2020-07-01T08:00:00Z", DUE},
    {"part_accounts", "soon", 1, "2020-07-01T08:00:00Z", DUE},
    {"part_accounts", "2022-03-31", 1, "2022-04-01T08:00:00Z", DUE},
    {"status_report", "2020-06-30", 1, "2020-07-01T08:00:00Z", ""},
    {"final_accounts", "2022-03-31", 1, "2022-04-01T08:00:00Z", ""},
    {"final_report", "2022-03-31", 10, "2022-04-10T08:00:00Z", ""},
    {"final_report", "2020-06-30", 1, "2020-07-01T08:00:00Z", DUE},
    {"part_report", "2020-06-30", 1, "2020-07-01T08:00:00Z", "what: not what the request names"},
};

START_TEST(reminds_of_what_the_award_said)
{
    before(award, COUNT_OF(award));
    ck_assert_str_eq(
        remind(rows[_i].what, rows[_i].due, rows[_i].days, rows[_i].at), rows[_i].fault);
}
END_TEST

START_TEST(reminds_of_what_was_asked)
{
    before(award, COUNT_OF(award));
    ck_assert_str_eq(
        remind_by("status_report", "part_accounts", "2020-06-30", 1, "2020-07-01T08:00:00Z"),
        "what: not what the request names");
}
END_TEST

START_TEST(an_amendment_moves_the_day)
{
    before(award, COUNT_OF(award));
    before(amendment, 1);
    before(&declined, 1);
    ck_assert_str_eq(remind("part_accounts", "2020-06-30", 1, "2020-07-01T08:00:00Z"), "");
    before(amendment, COUNT_OF(amendment));
    ck_assert_str_eq(remind("part_accounts", "2020-06-30", 93, "2020-10-01T08:00:00Z"), DUE);
    ck_assert_str_eq(remind("status_report", "2020-09-30", 1, "2020-10-01T08:00:00Z"), "");
    ck_assert_str_eq(remind("final_accounts", "2022-06-30", 1, "2022-07-01T08:00:00Z"), "");
}
END_TEST

START_TEST(an_award_without_part_accounts_has_none)
{
    static const struct act without[] = {
        {"propose_award", "{\"part_accounts_due\":null}", "{\"final_accounts_due\":\"2019-03-31\"}",
            "2017-11-15T08:00:00Z"},
        {"decide_award", "{}", "{\"verdict\":\"award\"}", "2017-11-16T08:00:00Z"},
    };
    before(without, COUNT_OF(without));
    ck_assert_str_eq(remind("part_accounts", "2019-03-31", 1, "2019-04-01T08:00:00Z"), DUE);
    ck_assert_str_eq(remind("final_accounts", "2019-03-31", 1, "2019-04-01T08:00:00Z"), "");
}
END_TEST

START_TEST(thirty_days_apart)
{
    before(award, COUNT_OF(award));
    ck_assert_str_eq(remind("part_accounts", "2020-06-30", 1, "2020-07-01T08:00:00Z"), "");
    ck_assert_str_eq(remind("part_accounts", "2020-06-30", 30, "2020-07-30T21:59:59Z"), SHORTLY);
    ck_assert_str_eq(remind("status_report", "2020-06-30", 30, "2020-07-30T08:00:00Z"), "");
    ck_assert_str_eq(remind("part_accounts", "2020-06-30", 60, "2020-08-29T08:00:00Z"), "");
}
END_TEST

#define SENDING(act, params)                                                                       \
    {                                                                                              \
        act, params, "{}", "2020-07-01T08:00:00Z"                                                  \
    }

static const struct {
    struct act sent;
    const char *what;
    const char *other;
    const char *due;
    int days; /* on 2022-04-01 */
} sendings[] = {
    {SENDING("submit_accounts", "{\"kind\":\"part\"}"), "part_accounts", "status_report",
        "2020-06-30", 640},
    {SENDING("submit_accounts", "{\"kind\":\"final\"}"), "final_accounts", "final_report",
        "2022-03-31", 1},
    {SENDING("submit_accounts", "{\"kind\":\"final\"}"), "part_accounts", "status_report",
        "2020-06-30", 640},
    {SENDING("submit_report", "{\"report\":\"status\"}"), "status_report", "part_accounts",
        "2020-06-30", 640},
    {SENDING("submit_report", "{\"report\":\"final\"}"), "final_report", "final_accounts",
        "2022-03-31", 1},
};

START_TEST(not_of_what_was_sent)
{
    const char *due = sendings[_i].due;
    int days = sendings[_i].days;
    before(award, COUNT_OF(award));
    before(&sendings[_i].sent, 1);
    ck_assert_str_eq(remind(sendings[_i].what, due, days, "2022-04-01T08:00:00Z"), SENT);
    ck_assert_str_eq(remind(sendings[_i].other, due, days, "2022-04-01T08:00:00Z"), "");
}
END_TEST

START_TEST(not_while_the_grant_is_closed)
{
    static const struct act ends[] = {
        {"close_grant", "{}", "{}", "2020-07-01T08:00:00Z"},
        {"decide_termination", "{}", "{\"verdict\":\"terminate\"}", "2020-07-01T08:00:00Z"},
    };
    static const struct act stays = {
        "decide_reopening", "{}", "{\"verdict\":\"decline\"}", "2020-07-02T08:00:00Z"};
    static const struct act again = {
        "decide_reopening", "{}", "{\"verdict\":\"reopen\"}", "2020-07-03T08:00:00Z"};
    before(award, COUNT_OF(award));
    before(&ends[_i], 1);
    before(&stays, 1);
    ck_assert_str_eq(
        remind("part_accounts", "2020-06-30", 2, "2020-07-02T08:00:00Z"), "the grant was closed");
    before(&again, 1);
    ck_assert_str_eq(remind("status_report", "2020-06-30", 3, "2020-07-03T08:00:00Z"), "");
}
END_TEST

/* Its award stands in a former log: the day is taken as it is, all else is held. */
START_TEST(a_grant_of_before)
{
    ck_assert_str_eq(remind("part_accounts", "2020-06-30", 1, "2020-07-01T08:00:00Z"), "");
    ck_assert_str_eq(remind("part_accounts", "2020-06-30", 2, "2020-07-02T08:00:00Z"), SHORTLY);
    ck_assert_str_eq(remind("final_accounts", "2020-06-30", 2, "2020-07-01T08:00:00Z"), DAYS);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("reminders");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, reminds_of_what_the_award_said, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, reminds_of_what_was_asked);
    tcase_add_test(tests, an_amendment_moves_the_day);
    tcase_add_test(tests, an_award_without_part_accounts_has_none);
    tcase_add_test(tests, thirty_days_apart);
    tcase_add_loop_test(tests, not_of_what_was_sent, 0, (int)COUNT_OF(sendings));
    tcase_add_loop_test(tests, not_while_the_grant_is_closed, 0, 2);
    tcase_add_test(tests, a_grant_of_before);
    return harness_run("ledger/verify/reminders", tests);
}
