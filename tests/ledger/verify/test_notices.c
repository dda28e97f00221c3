/* SPDX-License-Identifier: EUPL-1.2 */
/* Notices about a call: their chain, and the deadline by which what follows is judged. */
#include <stdio.h>
#include <string.h>

#include "ledger/verify/decisions.h"
#include "ledger/verify/file.h"
#include "tests/harness.h"

#define LAST INT64_C(1571911200000000) /* 24-10-2019 at 12.00 Danish time */

static struct arena *arena;
static struct decisions decisions;
static struct span fsm2; /* as published */

static enum status document(void *context, const struct digest *sha256, struct buffer *out)
{
    struct digest own = digest_of(fsm2);
    (void)context;
    if (memcmp(own.bytes, sha256->bytes, DIGEST_LEN) != 0) {
        return STATUS_NOT_FOUND;
    }
    buffer_put(out, fsm2);
    return STATUS_OK;
}

static void setup(void)
{
    struct buffer bytes;
    arena = arena_create((size_t)16 * 1024 * 1024);
    buffer_init(&bytes, CALL_TEXT_MAX);
    ck_assert_int_eq(file_take("sql/calls", SPAN("fsm2-2019.json"), &bytes), STATUS_OK);
    fsm2 = arena_copy(arena, buffer_span(&bytes));
    buffer_free(&bytes);
    ck_assert_int_eq(decisions_init(&decisions, document, NULL), STATUS_OK);
}

static void teardown(void)
{
    decisions_free(&decisions);
    arena_destroy(arena);
}

struct row {
    const char *kind;
    const char *call;
    const char *params;
    const char *result;
    int64_t at_us;
};

static enum decision take(const struct row *row, struct decision_told *told)
{
    const struct json *result = NULL;
    ck_assert_int_eq(json_parse(arena, span_from(row->result), &result, NULL), STATUS_OK);
    struct leaf leaf = {
        .kind = span_from(row->kind),
        .call = span_from(row->call),
        .stream = SPAN("grant:1"),
        .request = span_from(arena_printf(arena, "{\"params\":%s}", row->params)),
        .result = result,
        .at_us = row->at_us,
        .received_us = row->at_us - 1000,
    };
    enum decision decision = DECISION_NONE;
    ck_assert_int_eq(decisions_take(&decisions, arena, &leaf, told, &decision), STATUS_OK);
    return decision;
}

/* What a notice says, its hash, and that of the chain behind it. */
#define LATER(local) "{\"local\":\"" local "\",\"end_of_day\":false}"
#define WEEK         (INT64_C(7) * 86400 * 1000000)
#define MOVED        (LAST + WEEK + INT64_C(3600) * 1000000)

static const char *hex_of(struct span bytes)
{
    static char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(bytes);
    digest_hex(&digest, hex);
    return arena_printf(arena, "%s", hex);
}

static void publish_call(void)
{
    struct decision_told told = {.under = 0};
    const struct row row = {.kind = "confirm",
        .call = "fsm2-2019",
        .params = "{}",
        .result = arena_printf(arena,
            "{\"kind\":\"call\",\"verdict\":\"effective\",\"sha256\":\"%s\","
            "\"last_on_time_us\":%lld}",
            hex_of(fsm2), (long long)LAST)};
    ck_assert_int_eq(take(&row, &told), DECISION_NONE);
}

static const char *says(const char *change)
{
    return hex_of(span_from(arena_printf(arena, "deadline\n%s", change)));
}

static const char *link_of(const char *previous, const char *change_hex)
{
    struct digest both[2];
    ck_assert_int_eq(digest_from_hex(span_from(previous), &both[0]), STATUS_OK);
    ck_assert_int_eq(digest_from_hex(span_from(change_hex), &both[1]), STATUS_OK);
    return hex_of((struct span){(const char *)both, sizeof(both)});
}

static enum decision notice_proposed(
    const char *change, const char *change_hex, int64_t last_us, struct decision_told *told)
{
    const struct row row = {.kind = "propose_notice",
        .call = "fsm2-2019",
        .params = arena_printf(arena, "{\"kind\":\"deadline\",\"change\":%s}", change),
        .result = arena_printf(arena, "{\"change_sha256\":\"%s\",\"last_on_time_us\":%lld}",
            change_hex, (long long)last_us)};
    return take(&row, told);
}

struct published {
    const char *change;
    int64_t at_us;
    int64_t last_us;
    int number;
    const char *previous;
    const char *sha256;
};

static enum decision notice_published(const struct published *as, struct decision_told *told)
{
    const struct row row = {.kind = "decide_notice",
        .call = "fsm2-2019",
        .params = "{}",
        .at_us = as->at_us,
        .result = arena_printf(arena,
            "{\"verdict\":\"publish\",\"change_sha256\":\"%s\",\"number\":%d,\"previous_sha256\":"
            "\"%s\",\"sha256\":\"%s\",\"last_on_time_us\":%lld,\"from_last_on_time_us\":%lld}",
            says(as->change), as->number, as->previous, as->sha256, (long long)as->last_us,
            (long long)LAST)};
    return take(&row, told);
}

#define SENT_BY(last, verdict)                                                                     \
    arena_printf(arena, "{\"verdict\":\"%s\",\"last_on_time_us\":%lld,\"behind_us\":1000}",        \
        verdict, (long long)(last))

/* Published with its deadline, and moved once, at the last microsecond. */
static void setup_moved(struct published *as)
{
    struct decision_told told = {.under = 0};
    const char *first = LATER("2019-10-31T12:00");
    publish_call();
    const char *head = hex_of(fsm2);
    *as = (struct published){first, LAST, MOVED, 1, head, link_of(head, says(first))};
    ck_assert_int_eq(notice_proposed(first, says(first), MOVED, &told), DECISION_NONE);
}

START_TEST(a_notice_moves_the_deadline_of_what_follows)
{
    struct decision_told told = {.under = 0};
    struct published as;
    setup_moved(&as);
    struct row sent = {.kind = "submit",
        .call = "fsm2-2019",
        .params = "{}",
        .result = SENT_BY(LAST, "on_time"),
        .at_us = LAST};
    ck_assert_int_eq(take(&sent, &told), DECISION_SAME);
    ck_assert_int_eq(notice_published(&as, &told), DECISION_SAME);
    ck_assert_int_eq(take(&sent, &told), DECISION_DIFFERS);
    ck_assert_ptr_nonnull(strstr(told.text, "last_on_time_us"));
    sent.at_us = LAST + 1001;
    sent.result = SENT_BY(MOVED, "on_time");
    ck_assert_int_eq(take(&sent, &told), DECISION_SAME);
    sent.at_us = MOVED + 1001;
    ck_assert_int_eq(take(&sent, &told), DECISION_DIFFERS);
    sent.result = SENT_BY(MOVED, "late");
    ck_assert_int_eq(take(&sent, &told), DECISION_SAME);
    const struct row declined = {.kind = "decide_notice",
        .call = "fsm2-2019",
        .params = "{}",
        .result = "{\"verdict\":\"decline\"}"};
    ck_assert_int_eq(take(&declined, &told), DECISION_SAME);
}
END_TEST

/* An answer is the next notice of its call, and moves no deadline. */
START_TEST(an_answer_leaves_the_deadline)
{
    static const char change[] =
        "{\"question\":\"?\",\"answer\":\".\",\"asked_by\":\"region\",\"replaces\":null}";
    struct decision_told told = {.under = 0};
    publish_call();
    const char *head = hex_of(fsm2);
    const char *own = hex_of(span_from(arena_printf(arena, "answer\n%s", change)));
    const struct row asked = {.kind = "propose_notice",
        .call = "fsm2-2019",
        .params = arena_printf(arena, "{\"kind\":\"answer\",\"change\":%s}", change),
        .result = arena_printf(arena, "{\"change_sha256\":\"%s\",\"last_on_time_us\":null}", own)};
    ck_assert_int_eq(take(&asked, &told), DECISION_NONE);
    const struct row answered = {.kind = "decide_notice",
        .call = "fsm2-2019",
        .params = "{}",
        .at_us = LAST,
        .result = arena_printf(arena,
            "{\"verdict\":\"publish\",\"change_sha256\":\"%s\",\"number\":1,\"previous_sha256\":\"%s\","
            "\"sha256\":\"%s\",\"last_on_time_us\":null,\"from_last_on_time_us\":%lld}",
            own, head, link_of(head, own), (long long)LAST)};
    ck_assert_int_eq(take(&answered, &told), DECISION_SAME);
    struct row sent = {.kind = "submit",
        .call = "fsm2-2019",
        .params = "{}",
        .result = SENT_BY(LAST, "on_time"),
        .at_us = LAST};
    ck_assert_int_eq(take(&sent, &told), DECISION_SAME);
    sent.result = SENT_BY(MOVED, "on_time");
    ck_assert_int_eq(take(&sent, &told), DECISION_DIFFERS);
}
END_TEST

START_TEST(a_notice_that_could_not_be_is_found)
{
    static const char *const faults[] = {"nobody proposed", "another deadline", "next in the chain",
        "next in the chain", "next in the chain", "next in the chain", "after it had passed"};
    struct published as;
    setup_moved(&as);
    struct published wrong = as;
    switch (_i) {
    case 0:
        wrong.change = LATER("2019-11-30T12:00");
        break;
    case 1:
        wrong.last_us = MOVED + 1;
        break;
    case 2:
        wrong.number = 2;
        break;
    case 3:
        wrong.previous = as.sha256;
        break;
    case 4:
        wrong.sha256 = as.previous;
        break;
    case 5:
        wrong.sha256 = "x";
        break;
    default:
        wrong.at_us = LAST + 1;
        break;
    }
    struct decision_told told = {.under = 0};
    ck_assert_int_eq(notice_published(&wrong, &told), DECISION_DIFFERS);
    ck_assert_msg(strstr(told.text, faults[_i]) != NULL, "%s", told.text);
}
END_TEST

START_TEST(an_earlier_deadline_is_found)
{
    struct decision_told told = {.under = 0};
    struct published as;
    setup_moved(&as);
    ck_assert_int_eq(notice_published(&as, &told), DECISION_SAME);
    const char *back = LATER("2019-10-30T12:00");
    ck_assert_int_eq(notice_proposed(back, says(back), MOVED - 1, &told), DECISION_NONE);
    struct published next = {back, LAST, MOVED - 1, 2, as.sha256, link_of(as.sha256, says(back))};
    ck_assert_int_eq(notice_published(&next, &told), DECISION_DIFFERS);
    ck_assert_ptr_nonnull(strstr(told.text, "not to a later time"));
}
END_TEST

START_TEST(a_proposal_that_says_something_else_is_found)
{
    struct decision_told told = {.under = 0};
    publish_call();
    ck_assert_int_eq(
        notice_proposed(LATER("2019-10-31T12:00"), says("{}"), MOVED, &told), DECISION_DIFFERS);
    ck_assert_ptr_nonnull(strstr(told.text, "its hash is not that of what it says"));
    const struct row nothing = {
        .kind = "propose_notice", .call = "fsm2-2019", .params = "{}", .result = "{}"};
    ck_assert_int_eq(take(&nothing, &told), DECISION_DIFFERS);
    const struct row nowhere = {
        .kind = "propose_notice", .call = "", .params = "{}", .result = "{}"};
    ck_assert_int_eq(take(&nowhere, &told), DECISION_DIFFERS);
    ck_assert_ptr_nonnull(strstr(told.text, "about no call"));
}
END_TEST

/* The call was published in a former log: its first notice here is taken as it stands. */
START_TEST(a_former_log_s_call_is_followed_from_its_first_notice)
{
    struct decision_told told = {.under = 0};
    const char *first = LATER("2019-10-31T12:00");
    const char *head = hex_of(SPAN("what the former log held"));
    struct published as = {first, LAST, MOVED, 3, head, link_of(head, says(first))};
    ck_assert_int_eq(notice_published(&as, &told), DECISION_SAME);
    ck_assert_int_eq(notice_published(&as, &told), DECISION_DIFFERS);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("notices");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_notice_moves_the_deadline_of_what_follows);
    tcase_add_test(cases, an_answer_leaves_the_deadline);
    tcase_add_loop_test(cases, a_notice_that_could_not_be_is_found, 0, 7);
    tcase_add_test(cases, an_earlier_deadline_is_found);
    tcase_add_test(cases, a_proposal_that_says_something_else_is_found);
    tcase_add_test(cases, a_former_log_s_call_is_followed_from_its_first_notice);
    return harness_run("ledger/verify/notices", cases);
}
