/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Decisions as acts store them, made again; each changed so that it is another. Builds with one
 * rule changed are asked over what the tests of the database recorded:
 * tests/sql/lib/recompute.bash.
 */
#include <stdio.h>
#include <string.h>

#include "ledger/verify/decisions.h"
#include "ledger/verify/file.h"
#include "tests/harness.h"
#include "tests/ledger/verify/money_rows.h"

static struct arena *arena;
static struct decisions decisions;
static struct span fsm2; /* definitions, as published */
static struct span ressource;
static struct span inputs; /* of an allocation */
static bool documents_lost;

static enum status document(void *context, const struct digest *sha256, struct buffer *out)
{
    const struct span all[] = {fsm2, ressource, inputs};
    (void)context;
    for (size_t i = 0; i < COUNT_OF(all) && !documents_lost; i++) {
        struct digest own = digest_of(all[i]);
        if (memcmp(own.bytes, sha256->bytes, DIGEST_LEN) == 0) {
            buffer_put(out, all[i]);
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

static struct span definition(const char *name)
{
    struct buffer bytes;
    buffer_init(&bytes, CALL_TEXT_MAX);
    ck_assert_int_eq(file_take("sql/calls", span_from(name), &bytes), STATUS_OK);
    struct span text = arena_copy(arena, buffer_span(&bytes));
    buffer_free(&bytes);
    return text;
}

static void setup(void)
{
    arena = arena_create((size_t)16 * 1024 * 1024);
    fsm2 = definition("fsm2-2019.json");
    ressource = definition("ressource-2019.json");
    /* 1000 øre, each its minimum of 100, the other 800 by sizes 3 and 1: 700 and 300. */
    inputs =
        SPAN("{\"pool_ore\":1000,\"reading\":\"floor_first\",\"applicants\":["
             "{\"application\":1,\"cvr\":\"10000001\",\"municipalities\":1,\"applied_ore\":900,"
             "\"guarantee_ore\":100,\"size\":3},{\"application\":2,\"cvr\":\"10000002\","
             "\"municipalities\":1,\"applied_ore\":800,\"guarantee_ore\":100,\"size\":1}]}");
    ck_assert_int_eq(decisions_init(&decisions, document, NULL), STATUS_OK);
}

static void teardown(void)
{
    decisions_free(&decisions);
    arena_destroy(arena);
}

#define LAST INT64_C(1571911200000000) /* 24-10-2019 at 12.00 Danish time */

static enum decision take(const struct row *row, struct decision_told *told)
{
    const struct json *result = NULL;
    bool claims = strcmp(row->kind, "decide_claim") == 0;
    struct leaf_posting posting = {
        .account = claims ? SPAN("grant:1:reclaimed") : SPAN("grant:1:committed"),
        .amount_ore = row->posted_ore};
    ck_assert_int_eq(json_parse(arena, span_from(row->result), &result, NULL), STATUS_OK);
    struct leaf leaf = {
        .kind = span_from(row->kind),
        .call = span_from(row->call),
        .stream = SPAN("grant:1"),
        .request = span_from(arena_printf(arena, "{\"params\":%s}", row->params)),
        .result = result,
        .at_us = row->at_us,
        .received_us = row->at_us - 1000,
        .postings = &posting,
        .posting_count = row->posted_ore != 0,
    };
    enum decision decision = DECISION_NONE;
    ck_assert_int_eq(decisions_take(&decisions, arena, &leaf, told, &decision), STATUS_OK);
    return decision;
}

static void publish(const char *call, struct span text)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest sha256 = digest_of(text);
    struct decision_told told = {.under = 0};
    digest_hex(&sha256, hex);
    struct row row = {
        .kind = "confirm",
        .call = call,
        .params = "{}",
        .result = arena_printf(arena,
            "{\"kind\":\"call\",\"verdict\":\"effective\",\"call\":\"%s\",\"sha256\":\"%s\"}", call,
            hex),
    };
    ck_assert_int_eq(take(&row, &told), DECISION_NONE);
}

#define AWARD_PARAMS                                                                               \
    "{\"application\":1,\"amount_ore\":100,\"lines\":[{\"year\":2020,\"amount_ore\":55},"          \
    "{\"year\":2021,\"amount_ore\":45}],\"final_accounts_due\":null}"
#define INPUT                                                                                      \
    "\"input\":{\"results\":[],\"rulings\":{},\"accounts\":\"part\",\"sign_off\":\"management\","  \
    "\"award_ore\":100,\"case_review\":false,\"lines_given\":true,\"part_number\":1,"              \
    "\"final_report\":false,\"paid_part_ore\":0,\"status_report\":false,\"documented_ore\":62,"    \
    "\"paid_final_ore\":0}"
/* Half of 100 øre at most on part accounts; 62 are documented. */
#define COMPUTED(payable)                                                                          \
    "\"computation\":{\"missing\":[],\"accounts\":\"part\",\"paid_ore\":0,\"award_ore\":100,"      \
    "\"claim_ore\":0,\"earned_bp\":5000,\"ceiling_ore\":50,\"payable_ore\":" payable               \
    ",\"rule_version\":1,\"documented_ore\":62,\"required_sign_off\":\"management\"}"
#define ORE(ore)      "{\"amount_ore\":" ore "}"
#define MADE(payable) "{" INPUT "," COMPUTED(payable) ",\"rule_version\":1}"
#define AMENDED                                                                                    \
    "\"input\":{\"award_ore\":1000,\"new_ore\":700,\"committed_ore\":100,\"paid_ore\":50,"         \
    "\"counted_ore\":900}"
#define EFFECT(claim)                                                                              \
    "\"computation\":{\"rule_version\":1,\"wait\":true,\"claim_ore\":" claim                       \
    ",\"commit_ore\":0,\"release_ore\":100}"
#define YEAR(lapses, rest)                                                                         \
    "{\"lines\":[{\"rest_ore\":9,\"carried_ore\":7,\"lapsed_ore\":" lapses "}],\"rest_ore\":" rest \
    ",\"carried_ore\":7,\"lapsed_ore\":2}"
#define ALLOCATED(first, ore)                                                                      \
    "{\"level\":{\"ore\":" ore ",\"size\":4},\"awards\":[{\"application\":1,\"amount_ore\":" first \
    "},{\"application\":2,\"amount_ore\":300}]}"
#define ENDED(verdict, ore)    "{\"verdict\":\"" verdict "\",\"returned_ore\":" ore "}"
#define REOPENED(verdict, ore) "{\"verdict\":\"" verdict "\",\"committed_ore\":" ore "}"
#define DUE(day)               "{\"rule_version\":1,\"final_accounts_due\":" day "}"
#define OF_RANK(rank, of, one, other)                                                              \
    "{\"rule_version\":1,\"final_accounts_due\":\"2022-02-28\",\"rank\":" rank ",\"of\":" of       \
    ",\"ranking\":{\"weights\":5,\"applications\":[{\"application\":1," one                        \
    ",\"declarations\":[]},{\"application\":2," other ",\"declarations\":[]}]}}"
#define POINTS(points, scores) "\"points\":" points ",\"scores\":[" scores "]"
#define AWARDED(verdict, ore)                                                                      \
    "{\"verdict\":\"" verdict "\",\"amount_ore\":" ore ",\"rule_version\":1}"
#define SENT(verdict, behind)                                                                      \
    "{\"verdict\":\"" verdict "\",\"last_on_time_us\":1571911200000000,\"behind_us\":" behind "}"
#define PRESSED(verdict, behind, at)                                                               \
    "{\"verdict\":\"" verdict "\",\"last_on_time_us\":1571911200000000,\"behind_us\":" behind      \
    ",\"pressed\":\"" at "\"}"

/* In the order in which they are taken: a proposal is what the decision behind it is made from. */
static const struct row rows[] = {
    {"score", "fsm2-2019", "{}", "{}", 0, 0, DECISION_NONE, ""},
    {"decide_reopening", "x", "{}", REOPENED("reopen", "30"), 30, 0, DECISION_DIFFERS, "gives -1"},
    {"submit", "fsm2-2019", "{}", SENT("on_time", "1000"), 0, LAST, DECISION_SAME, ""},
    {"submit", "fsm2-2019", "{}", SENT("on_time", "1000"), 0, LAST + 1001, DECISION_DIFFERS,
        "verdict: on_time is stored, the rule gives late"},
    {"submit", "fsm2-2019", "{}", SENT("late", "1000"), 0, LAST + 1001, DECISION_SAME, ""},
    {"submit", "fsm2-2019", "{}", SENT("late", "999"), 0, LAST + 1001, DECISION_DIFFERS, "behind"},
    {"submit", "fsm2-2019", "{}", "{\"last_on_time_us\":1571911200000001}", 0, LAST,
        DECISION_DIFFERS, "last_on_time_us: 1571911200000001 is stored"},
    /* Pressed in time, signed in a minute later. */
    {"submit", "fsm2-2019", "{\"kept\":7}",
        PRESSED("on_time", "61000000", "2019-10-24T09:59:59.000000Z"), 0, LAST + 60000000,
        DECISION_SAME, ""},
    {"submit", "fsm2-2019", "{\"kept\":7}",
        PRESSED("contested", "121000000", "2019-10-24T09:59:59.000000Z"), 0, LAST + 120000000,
        DECISION_SAME, ""},
    {"submit", "fsm2-2019", "{}", PRESSED("on_time", "61000000", "2019-10-24T09:59:59.000000Z"), 0,
        LAST + 60000000, DECISION_DIFFERS, "a first press that the rule does not count"},
    {"propose_award", "fsm2-2019", AWARD_PARAMS, DUE("\"2022-02-28\""), 0, 0, DECISION_SAME, ""},
    {"propose_award", "fsm2-2019", AWARD_PARAMS, DUE("\"2022-03-01\""), 0, 0, DECISION_DIFFERS,
        "final_accounts_due: the rule gives another day"},
    {"propose_award", "fsm2-2019", AWARD_PARAMS, DUE("null"), 0, 0, DECISION_DIFFERS, "final_"},
    {"propose_award", "fsm2-2019",
        "{\"amount_ore\":100,\"lines\":[{\"amount_ore\":100}],\"final_accounts_due\":\"x\"}",
        "{\"rule_version\":1}", 0, 0, DECISION_DIFFERS, "final_accounts_due is no day"},
    {"propose_award", "fsm2-2019", "{\"amount_ore\":101,\"lines\":[{\"amount_ore\":100}]}",
        "{\"rule_version\":1}", 0, 0, DECISION_DIFFERS, "101 is stored, the rule gives 100"},
    {"propose_award", "fsm2-2019", AWARD_PARAMS, DUE("\"2022-02-28\""), 0, 0, DECISION_SAME, ""},
    {"decide_award", "fsm2-2019", "{}", AWARDED("award", "100"), 100, 0, DECISION_SAME, ""},
    {"decide_award", "fsm2-2019", "{}", AWARDED("award", "900"), 900, 0, DECISION_DIFFERS,
        "amount_ore: 900 is stored, the rule gives 100"},
    {"decide_award", "fsm2-2019", "{}", AWARDED("award", "100"), 900, 0, DECISION_DIFFERS,
        "posted"},
    {"decide_award", "fsm2-2019", "{}", AWARDED("decline", "0"), 0, 0, DECISION_SAME, ""},
    {"decide_award", "fsm2-2019", "{}",
        "{\"verdict\":\"award\",\"amount_ore\":100,\"rule_version\":7}", 100, 0, DECISION_DIFFERS,
        "it names rule version 7, which this program does not have"},
    {"prepare_instalment", "fsm2-2019", ORE("50"), MADE("50"), 0, 0, DECISION_SAME, ""},
    {"prepare_instalment", "fsm2-2019", ORE("62"), MADE("62"), 0, 0, DECISION_DIFFERS, "gives 50"},
    {"prepare_instalment", "fsm2-2019", ORE("62"), MADE("50"), 0, 0, DECISION_DIFFERS, "amount"},
    {"prepare_instalment", "fsm2-2019", ORE("50"),
        "{" INPUT ",\"computation\":{\"accounts\":\"part\"},\"rule_version\":1}", 0, 0,
        DECISION_DIFFERS, "is stored, the rule gives"},
    {"prepare_instalment", "fsm2-2019", ORE("50"), "{" INPUT ",\"rule_version\":1}", 0, 0,
        DECISION_DIFFERS, "nothing is stored"},
    {"prepare_instalment", "fsm2-2019", ORE("50"), MADE("50,\"more\":1"), 0, 0, DECISION_DIFFERS,
        "the computation has members that the rule does not give"},
    {"prepare_instalment", "fsm2-2019", ORE("50"), "{\"rule_version\":1}", 0, 0, DECISION_DIFFERS,
        "its inputs cannot be read"},
    {"prepare_instalment", "fsm2-2019", ORE("50"), MADE("50"), 0, 0, DECISION_SAME, ""},
    {"approve_instalment", "fsm2-2019", "{}", ORE("50"), -50, 0, DECISION_SAME, ""},
    {"approve_instalment", "fsm2-2019", "{}", ORE("51"), -51, 0, DECISION_DIFFERS, "51 is stored"},
    {"decide_amendment", "fsm2-2019", "{}", "{\"verdict\":\"amend\"," AMENDED "," EFFECT("200") "}",
        -100, 0, DECISION_SAME, ""},
    {"decide_amendment", "fsm2-2019", "{}", "{\"verdict\":\"amend\"," AMENDED "," EFFECT("0") "}",
        -100, 0, DECISION_DIFFERS, "claim_ore: 0 is stored, the rule gives 200"},
    {"decide_amendment", "fsm2-2019", "{}",
        "{\"verdict\":\"decline\"," AMENDED ",\"computation\":{\"rule_version\":1,\"wait\":false,"
        "\"claim_ore\":0,\"commit_ore\":0,\"release_ore\":0}}",
        0, 0, DECISION_SAME, ""},
    {"decide_amendment", "x", "{}", "{\"verdict\":\"amend\"}", 0, 0, DECISION_DIFFERS, "be read"},
    {"record_result", "fsm2-2019", "{\"code\":\"nothing\"}", "{\"rule_version\":1}", 0, 0,
        DECISION_DIFFERS, "the call counts no such result"},
    {"record_result", "ressource-2019", "{\"code\":\"RESULT\",\"first_week\":\"iso\"}",
        "{\"rule_version\":1,\"first_week\":\"2019-12-30\"}", 0, 0, DECISION_SAME, ""},
    {"record_result", "ressource-2019", "{\"code\":\"RESULT\",\"first_week\":\"first_full\"}",
        "{\"rule_version\":1,\"first_week\":\"2019-12-30\"}", 0, 0, DECISION_DIFFERS,
        "first_week: the rule gives another day"},
    {"record_result", "ressource-2019", "{\"code\":\"RESULT\",\"first_week\":\"last\"}",
        "{\"rule_version\":1}", 0, 0, DECISION_DIFFERS, "first_week is no reading"},
    {"propose_allocation", "x", ALLOCATED("700", "800"),
        "{\"rule_version\":1,\"total_ore\":1000,\"input_sha256\":\"INPUTS\"}", 0, 0, DECISION_SAME,
        ""},
    {"propose_allocation", "x", ALLOCATED("701", "800"),
        "{\"rule_version\":1,\"total_ore\":1000,\"input_sha256\":\"INPUTS\"}", 0, 0,
        DECISION_DIFFERS, "award of application 1: 701 is stored, the rule gives 700"},
    {"propose_allocation", "x", ALLOCATED("700", "801"),
        "{\"rule_version\":1,\"total_ore\":1000,\"input_sha256\":\"INPUTS\"}", 0, 0,
        DECISION_DIFFERS, "level: the rule gives another one"},
    {"propose_allocation", "x", ALLOCATED("700", "800"),
        "{\"rule_version\":1,\"total_ore\":1000,\"input_sha256\":\"FSM2\"}", 0, 0, DECISION_DIFFERS,
        "its inputs cannot be read"},
    {"propose_allocation", "x", ALLOCATED("700", "800"), "{\"rule_version\":1,\"total_ore\":1000}",
        0, 0, DECISION_UNKNOWN, "the allocation's inputs are missing"},
    {"propose_award", "unknown", AWARD_PARAMS, "{\"rule_version\":1}", 0, 0, DECISION_UNKNOWN,
        "the call's definition is missing"},
    {"close_grant", "fsm2-2019", "{}", ENDED("done", "30"), -30, 0, DECISION_SAME, ""},
    {"close_grant", "x", "{\"returned_ore\":30}", ENDED("", "30"), -20, 0, DECISION_DIFFERS, "re"},
    {"decide_reopening", "x", "{}", REOPENED("decline", "0"), 0, 0, DECISION_SAME, ""},
    {"decide_reopening", "x", "{}", REOPENED("reopen", "30"), 30, 0, DECISION_SAME, ""},
    {"decide_reopening", "x", "{}", REOPENED("reopen", "40"), 40, 0, DECISION_DIFFERS, "gives 30"},
    {"decide_reopening", "x", "{}", REOPENED("reopen", "30"), 40, 0, DECISION_DIFFERS, "posted"},
    {"withdraw_application", "x", "{}", SENT("withdrawn", "1000"), 0, LAST, DECISION_SAME, ""},
    {"withdraw_application", "x", "{}", SENT("late", "1000"), 0, LAST, DECISION_DIFFERS, "gives"},
    {"decide_termination", "x", "{}", ENDED("terminate", "30"), -30, 0, DECISION_SAME, ""},
    {"decide_termination", "x", "{}", ENDED("terminate", "30"), -20, 0, DECISION_DIFFERS, "retu"},
    {"decide_termination", "x", "{}", ENDED("decline", "0"), 0, 0, DECISION_SAME, ""},
    {"decide_termination", "x", "{}", ENDED("decline", "30"), 0, 0, DECISION_DIFFERS, "returned"},
    {"decide_termination", "x", "{}", ENDED("decline", "0"), -20, 0, DECISION_DIFFERS, "posted"},
    {"decide_year", "", "{}", YEAR("2", "9"), 0, 0, DECISION_SAME, ""},
    {"decide_year", "", "{}", YEAR("3", "9"), 0, 0, DECISION_DIFFERS, "line: 10 is stored"},
    {"decide_year", "", "{}", YEAR("2", "8"), 0, 0, DECISION_DIFFERS, "rest_ore: 8 is stored"},
    {"draw_vouchers", "fsm2-2019", "{}", "{\"rule_version\":1}", 0, 0, DECISION_DIFFERS, "read"},
    {"close_call", "fsm2-2019", "{}", "{}", 0, 0, DECISION_NONE, ""},
    {"submit", "fsm2-2019", "{}", SENT("contested", "1000"), 0, LAST, DECISION_SAME, ""},
    /* 25,000 of each of two is more than 20,000 of each of three, and as much as of another two */
    {"propose_award", "fsm2-2019", AWARD_PARAMS,
        OF_RANK("1", "2", POINTS("50000", "7,8"), POINTS("60000", "9,10,11")), 0, 0, DECISION_SAME,
        ""},
    {"propose_award", "fsm2-2019", AWARD_PARAMS,
        OF_RANK("1", "2", POINTS("50000", "7,8"), POINTS("50000", "9,10")), 0, 0, DECISION_SAME,
        ""},
    {"propose_award", "fsm2-2019", AWARD_PARAMS,
        OF_RANK("1", "2", POINTS("50000", "7,8"), POINTS("50001", "9,10")), 0, 0, DECISION_DIFFERS,
        "rank: 1 is stored, the rule gives 2"},
    {"propose_award", "fsm2-2019", AWARD_PARAMS,
        OF_RANK("1", "3", POINTS("50000", "7,8"), POINTS("60000", "9,10,11")), 0, 0,
        DECISION_DIFFERS, "of: 3 is stored, the rule gives 2"},
    {"propose_award", "fsm2-2019", AWARD_PARAMS,
        OF_RANK("1", "2", POINTS("100001", "7,8"), POINTS("1", "9,10")), 0, 0, DECISION_DIFFERS,
        "ranking: no points that it can rest on"},
    {"propose_award", "fsm2-2019", AWARD_PARAMS,
        OF_RANK("1", "2", POINTS("5", "7,8"), POINTS("-1", "9,10")), 0, 0, DECISION_DIFFERS,
        "ranking: no points"},
    {"propose_award", "fsm2-2019", AWARD_PARAMS,
        OF_RANK("1", "2", POINTS("5", "7,8"), POINTS("0", "")), 0, 0, DECISION_DIFFERS,
        "ranking: no points"},
};

/* Codes and hashes that the rows name by a word. */
static const char *filled(const char *text)
{
    char hex[2][DIGEST_HEX_LEN + 1];
    struct digest of_inputs = digest_of(inputs);
    struct digest of_fsm2 = digest_of(fsm2);
    digest_hex(&of_inputs, hex[0]);
    digest_hex(&of_fsm2, hex[1]);
    const char *words[][2] = {
        {"INPUTS", hex[0]}, {"FSM2", hex[1]}, {"\"RESULT\"", "\"placement\""}};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const char *at = strstr(text, words[i][0]);
        if (at != NULL) {
            return arena_printf(
                arena, "%.*s%s%s", (int)(at - text), text, words[i][1], at + strlen(words[i][0]));
        }
    }
    return text;
}

static void publish_both(void)
{
    publish("fsm2-2019", fsm2);
    publish("ressource-2019", ressource);
}

static void take_all(const struct row *all, size_t count)
{
    publish_both();
    for (size_t i = 0; i < count; i++) {
        struct row row = all[i];
        struct decision_told told = {.under = 0};
        row.params = filled(row.params);
        row.result = filled(row.result);
        enum decision decision = take(&row, &told);
        ck_assert_msg(
            decision == row.decision, "row %zu, %s: %d %s", i, row.kind, (int)decision, told.text);
        ck_assert_msg(row.text[0] == '\0' || strstr(told.text, row.text) != NULL, "row %zu: %s", i,
            told.text);
    }
}

START_TEST(each_is_made_again)
{
    take_all(rows, COUNT_OF(rows));
    ck_assert_uint_eq(decisions.unknown, 2);
}
END_TEST

START_TEST(money_is_made_again)
{
    take_all(money_rows, COUNT_OF(money_rows));
    ck_assert_uint_eq(decisions.unknown, 6);
}
END_TEST

/* What was decided from a changed entry follows from it. */
START_TEST(what_follows_is_folded)
{
    struct row proposal = rows[10];
    struct row decided = rows[17];
    ck_assert_str_eq(proposal.kind, "propose_award");
    ck_assert_str_eq(decided.kind, "decide_award");
    publish_both();
    struct decision_told told = {.under = 3};
    (void)take(&proposal, &told);
    told = (struct decision_told){.under = 0};
    ck_assert_int_eq(take(&decided, &told), DECISION_DIFFERS);
    ck_assert_uint_eq(told.under, 3);
}
END_TEST

START_TEST(without_documents_nothing_is_accused)
{
    struct row proposal = rows[10];
    struct decision_told told = {.under = 0};
    documents_lost = true;
    publish_both();
    ck_assert_int_eq(take(&proposal, &told), DECISION_UNKNOWN);
    documents_lost = false;
    /* A published hash that is none leads to no document either. */
    struct row odd = {.kind = "confirm",
        .call = "odd",
        .params = "{}",
        .result = "{\"kind\":\"call\",\"verdict\":\"effective\",\"sha256\":\"x\"}"};
    ck_assert_int_eq(take(&odd, &told), DECISION_NONE);
    odd.call = "";
    ck_assert_int_eq(take(&odd, &told), DECISION_NONE);
    proposal.call = "odd";
    ck_assert_int_eq(take(&proposal, &told), DECISION_UNKNOWN);
}
END_TEST

/* More calls than are kept at once are read again each time. */
START_TEST(any_number_of_calls)
{
    struct row proposal = rows[10];
    for (int i = 0; i < DECISIONS_CALLS_MAX + 2; i++) {
        struct decision_told told = {.under = 0};
        proposal.call = arena_printf(arena, "call-%d", i);
        publish(proposal.call, fsm2);
        ck_assert_int_eq(take(&proposal, &told), DECISION_SAME);
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("decisions");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, each_is_made_again);
    tcase_add_test(cases, money_is_made_again);
    tcase_add_test(cases, what_follows_is_folded);
    tcase_add_test(cases, without_documents_nothing_is_accused);
    tcase_add_test(cases, any_number_of_calls);
    return harness_run("ledger/verify/decisions", cases);
}
