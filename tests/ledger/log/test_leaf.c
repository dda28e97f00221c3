/* SPDX-License-Identifier: EUPL-1.2 */
/* Leaves as ledger.append() writes them, and everything that differs from them by one thing. */
#include <string.h>

#include "ledger/log/leaf.h"
#include "tests/harness.h"

#define HEX32 "0123456789abcdef0123456789abcdef"
#define HEX64 HEX32 HEX32

static const char person_leaf[] =
    "{\"v\":1,\"stream\":\"grant:17\",\"version\":3,\"prev\":\"" HEX64
    "\",\"kind\":\"decide_award\","
    "\"at\":\"2019-12-02T09:00:00.000001Z\",\"effective\":\"2019-12-02\","
    "\"received\":\"2019-12-02T08:59:59.500000Z\",\"began\":\"2019-12-02T08:59:59.000000Z\","
    "\"actor\":{\"human\":4,\"person\":9,\"organisation\":\"12345678\",\"role\":\"officer\","
    "\"certificate\":\"" HEX64 "\"},\"call\":\"fsm2-2019\","
    "\"request\":\"{\\\"v\\\":1}\",\"attest\":\"0123abcd:x\",\"signature\":\"" HEX64 "\","
    "\"result\":{\"verdict\": \"award\", \"n\": 2},\"idem\":\"" HEX64 "\",\"nonce\":\"" HEX32 "\","
    "\"postings\":[{\"account\":\"call:fsm2-2019:available\",\"amount\":-500},"
    "{\"account\":\"grant:17:committed\",\"amount\":500}]}";

static struct arena *arena;

static void setup(void)
{
    arena = arena_create((size_t)1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

/* The leaf with the first `from` in it replaced. */
static struct span with(const char *from, const char *to)
{
    const char *at = strstr(person_leaf, from);
    ck_assert_msg(at != NULL, "%s", from);
    return arena_format(
        arena, "%.*s%s%s", (int)(at - person_leaf), person_leaf, to, at + strlen(from));
}

START_TEST(every_field_is_read)
{
    struct leaf leaf;
    const char *reason = "";
    ck_assert_int_eq(leaf_parse(arena, span_from(person_leaf), &leaf, &reason), STATUS_OK);
    ck_assert(span_is(leaf.stream, "grant:17"));
    ck_assert_int_eq(leaf.version, 3);
    ck_assert(leaf.has_prev);
    ck_assert_int_eq(leaf.prev.bytes[1], 0x23);
    ck_assert(span_is(leaf.kind, "decide_award"));
    /* 2019-12-02 is day 18,232 of 1970: 18,232 * 86,400 + 9 * 3,600 s = 1,575,277,200 s. */
    ck_assert_int_eq(leaf.at_us, INT64_C(1575277200000001));
    ck_assert_int_eq(leaf.effective_day, 18232);
    ck_assert_int_eq(leaf.received_us, INT64_C(1575277199500000));
    ck_assert_int_eq(leaf.began_us, INT64_C(1575277199000000));
    ck_assert_int_eq(leaf.actor, LEAF_PERSON);
    ck_assert(leaf.human == 4 && leaf.person == 9);
    ck_assert(span_is(leaf.organisation, "12345678") && span_is(leaf.role, "officer"));
    ck_assert(span_is(leaf.certificate, HEX64));
    ck_assert(span_is(leaf.call, "fsm2-2019"));
    ck_assert(span_is(leaf.request, "{\"v\":1}"));
    ck_assert(span_is(leaf.attest, "0123abcd:x"));
    ck_assert(span_is(leaf.signature, HEX64) && span_is(leaf.idem, HEX64));
    ck_assert(span_is(leaf.nonce, HEX32));
    ck_assert(span_is(json_text(leaf.result, "verdict"), "award"));
    ck_assert_uint_eq(leaf.posting_count, 2);
    ck_assert(span_is(leaf.postings[0].account, "call:fsm2-2019:available"));
    ck_assert_int_eq(leaf.postings[0].amount_ore, -500);
    ck_assert_int_eq(leaf.postings[1].amount_ore, 500);
}
END_TEST

static const struct {
    const char *from;
    const char *to;
} good[] = {
    {"\"grant:17\"", "\"system\""},
    {"\"grant:17\"", "\"log:2\""},
    {"\"version\":3,\"prev\":\"" HEX64 "\"", "\"version\":1,\"prev\":null"},
    {"\"received\":\"2019-12-02T08:59:59.500000Z\",\"began\":\"2019-12-02T08:59:59.000000Z\"",
        "\"received\":null,\"began\":null"},
    {"\"role\":\"officer\"", "\"role\":null"},
    {"\"call\":\"fsm2-2019\"", "\"call\":null"},
    {"\"signature\":\"" HEX64 "\"", "\"signature\":null"},
    {"\"idem\":\"" HEX64 "\"", "\"idem\":null"},
    {"\"amount\":-500},{\"account\":\"grant:17:committed\",\"amount\":500}",
        "\"amount\":-999999999999999999},{\"account\":\"x\",\"amount\":999999999999999999}"},
    {"{\"verdict\": \"award\", \"n\": 2}", "{}"},
};

START_TEST(leaves_without_something_are_read)
{
    struct leaf leaf;
    const char *reason = "";
    ck_assert_msg(leaf_parse(arena, with(good[_i].from, good[_i].to), &leaf, &reason) == STATUS_OK,
        "%s: %s", good[_i].to, reason);
}
END_TEST

#define ACTOR                                                                                      \
    "{\"human\":4,\"person\":9,\"organisation\":\"12345678\",\"role\":\"officer\","                \
    "\"certificate\":\"" HEX64 "\"}"

static const struct {
    const char *from;
    const char *to;
    const char *reason; /* NULL: the parser's */
} bad[] = {
    {"{\"v\":1", "{\"v\":2", "v is not 1"},
    {"{\"v\":1", "{\"v\":\"1\"", "v is not 1"},
    {"{\"v\":1", "[\"v\":1", NULL},
    {"{\"v\":1,\"stream\":\"grant:17\"", "{\"stream\":\"grant:17\",\"v\":1",
        "not the keys of a leaf"},
    {"\"idem\"", "\"idem\":null,\"idem\"", NULL},
    {",\"postings\"", ",\"more\":1,\"postings\"", "not the keys of a leaf"},
    {"grant:17", "grant:", "stream"},
    {"grant:17", "grants:17", "stream"},
    {"grant:17", "grant:1/7", "stream"},
    {"grant:17", "systems", "stream"},
    {"\"grant:17\"", "17", "stream"},
    {"\"version\":3", "\"version\":0", "version"},
    {"\"version\":3", "\"version\":2147483648", "version"},
    {"\"version\":3", "\"version\":\"3\"", "version"},
    {"\"version\":3", "\"version\":1", "prev"},
    {"\"prev\":\"" HEX64 "\"", "\"prev\":null", "prev"},
    {"\"prev\":\"0", "\"prev\":\"G", "prev"},
    {"\"prev\":\"0", "\"prev\":\"", "prev"},
    {"decide_award", "_decide", "kind"},
    {"decide_award", "Decide", "kind"},
    {"\"decide_award\"", "null", "kind"},
    {"decide_award", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "kind"},
    {"09:00:00.000001Z", "09:00:00Z", "at"},
    {"\"2019-12-02T09:00:00.000001Z\"", "null", "at"},
    {"2019-12-02T09:00:00.000001Z", "1999-12-02T09:00:00.000001Z", "at"},
    {"2019-12-02T09:00:00.000001Z", "2019-13-02T09:00:00.000001Z", "at"},
    {"\"effective\":\"2019-12-02\"", "\"effective\":\"2019-02-29\"", "effective"},
    {"\"effective\":\"2019-12-02\"", "\"effective\":null", "effective"},
    {"08:59:59.500000Z", "09:00:00.000002Z", "received"},
    {"08:59:59.500000Z", "08:59:59.5Z", "received"},
    {"08:59:59.000000Z", "08:59:59.500001Z", "began"},
    {"\"2019-12-02T08:59:59.000000Z\"", "7", "began"},
    {ACTOR, "null", "actor"},
    {ACTOR, "{\"system\":\"\"}", "actor"},
    {ACTOR, "{\"system\":7}", "actor"},
    {ACTOR, "{\"operator\":\"root\"}", "actor"},
    {ACTOR, "{\"operator\":\"root\",\"host\":\"\"}", "actor"},
    {ACTOR, "{\"host\":\"h\",\"operator\":\"root\"}", "actor"},
    {"\"human\":4", "\"human\":0", "actor"},
    {"\"person\":9", "\"person\":\"9\"", "actor"},
    {"\"organisation\":\"12345678\"", "\"organisation\":12345678", "actor"},
    {"\"organisation\":\"12345678\"", "\"organisation\":\"\"", "actor"},
    {"\"role\":\"officer\"", "\"role\":\"\"", "actor"},
    {"\"role\":\"officer\"", "\"role\":7", "actor"},
    {"\"certificate\":\"0", "\"certificate\":\"", "actor"},
    {"\"call\":\"fsm2-2019\"", "\"call\":\"fsm2 2019\"", "call"},
    {"\"call\":\"fsm2-2019\"", "\"call\":2019", "call"},
    {"\"request\":\"{\\\"v\\\":1}\"", "\"request\":{\"v\":1}", "request"},
    {"\"request\":\"{\\\"v\\\":1}\"", "\"request\":\"\"", "request"},
    {"\"attest\":\"0123abcd:x\"", "\"attest\":null", "attest"},
    {"\"signature\":\"0", "\"signature\":\"", "signature"},
    {"\"signature\":\"" HEX64 "\"", "\"signature\":7", "signature"},
    {"{\"verdict\": \"award\", \"n\": 2}", "null", "result"},
    {"\"n\": 2", "\"n\": 2.5", NULL},
    {"\"n\": 2", "\"n\": 2, \"n\": 2", NULL},
    {"\"idem\":\"0", "\"idem\":\"A", "idem"},
    {"\"nonce\":\"0", "\"nonce\":\"", "nonce"},
    {"\"nonce\":\"" HEX32 "\"", "\"nonce\":null", "nonce"},
    {"\"postings\":[", "\"postings\":[null,", "postings"},
    {"\"postings\":[{\"account\":\"call:fsm2-2019:available\",\"amount\":-500},"
     "{\"account\":\"grant:17:committed\",\"amount\":500}]",
        "\"postings\":7", "postings"},
    {"\"amount\":-500", "\"amount\":-501", "postings do not sum to zero"},
    {"\"amount\":-500", "\"amount\":0", "postings"},
    {"\"amount\":-500", "\"amount\":1000000000000000000", "postings"},
    {"\"account\":\"grant:17:committed\"", "\"account\":\"\"", "postings"},
    {"\"account\":\"grant:17:committed\"", "\"account\":null", "postings"},
    {"grant:17:committed", HEX64 HEX32 "0", "postings"},
    {"\"award\"", "\"aw\tard\"", "a control character"},
    {"\"award\"",
        "\"aw\x7F"
        "ard\"",
        "a control character"},
};

START_TEST(every_other_leaf_is_refused)
{
    struct leaf leaf = {.version = 77};
    const char *reason = NULL;
    ck_assert_msg(
        leaf_parse(arena, with(bad[_i].from, bad[_i].to), &leaf, &reason) == STATUS_INVALID, "%s",
        bad[_i].to);
    ck_assert_int_eq(leaf.version, 77);
    ck_assert_ptr_nonnull(reason);
    if (bad[_i].reason != NULL) {
        ck_assert_str_eq(reason, bad[_i].reason);
    }
}
END_TEST

/* Looked for in words: at every place in one, and in what is left behind the last. */
START_TEST(control_characters_are_found_wherever_they_stand)
{
    static const char controls[] = {'\0', '\n', 0x1F, 0x7F};
    char text[sizeof(person_leaf)];
    for (size_t at = 0; at < sizeof(text) - 1; at++) {
        for (size_t i = 0; i < sizeof(controls); i++) {
            struct leaf leaf;
            const char *reason = "";
            (void)memcpy(text, person_leaf, sizeof(text));
            text[at] = controls[i];
            struct span bytes = {.data = text, .len = sizeof(text) - 1};
            ck_assert_int_eq(leaf_parse(arena, bytes, &leaf, &reason), STATUS_INVALID);
            ck_assert_str_eq(reason, "a control character");
        }
    }
}
END_TEST

START_TEST(other_actors_are_read)
{
    struct leaf leaf;
    const char *reason = "";
    ck_assert_int_eq(
        leaf_parse(arena, with(ACTOR, "{\"operator\":\"root\",\"host\":\"h\"}"), &leaf, &reason),
        STATUS_OK);
    ck_assert_int_eq(leaf.actor, LEAF_OPERATOR);
    ck_assert(span_is(leaf.operator_user, "root") && span_is(leaf.operator_host, "h"));
    ck_assert_int_eq(
        leaf_parse(arena, with(ACTOR, "{\"system\":\"tilsagn-sequencer\"}"), &leaf, &reason),
        STATUS_OK);
    ck_assert_int_eq(leaf.actor, LEAF_SYSTEM);
    ck_assert(span_is(leaf.program, "tilsagn-sequencer") && leaf.person == 0);
}
END_TEST

/* Postings whose sum would pass what 64 bits hold. */
START_TEST(sums_do_not_overflow)
{
    struct buffer postings;
    buffer_init(&postings, 4096);
    for (int i = 0; i < 12; i++) {
        buffer_puts(&postings, "{\"account\":\"x\",\"amount\":999999999999999999},");
    }
    struct leaf leaf;
    const char *reason = "";
    struct span text = with("{\"account\":\"call",
        arena_format(arena, "%.*s{\"account\":\"call", (int)postings.len, postings.data).data);
    ck_assert_int_eq(leaf_parse(arena, text, &leaf, &reason), STATUS_INVALID);
    ck_assert_str_eq(reason, "postings do not sum to zero");
    buffer_free(&postings);
}
END_TEST

START_TEST(limits_are_kept)
{
    static char text[LEAF_LEN_MAX + 1];
    struct leaf leaf;
    const char *reason = "";
    ck_assert_int_eq(
        leaf_parse(arena, (struct span){text, sizeof(text)}, &leaf, &reason), STATUS_LIMIT);
    enum status status = STATUS_LIMIT;
    for (size_t size = 512; status == STATUS_LIMIT; size += 16) {
        struct arena *small = arena_create(size);
        status = leaf_parse(small, span_from(person_leaf), &leaf, &reason);
        arena_destroy(small);
    }
    ck_assert_int_eq(status, STATUS_OK);
}
END_TEST

int main(void)
{
    TCase *leaf = tcase_create("leaf");
    tcase_add_checked_fixture(leaf, setup, teardown);
    tcase_add_test(leaf, limits_are_kept);
    tcase_add_test(leaf, every_field_is_read);
    tcase_add_loop_test(leaf, leaves_without_something_are_read, 0, (int)COUNT_OF(good));
    tcase_add_loop_test(leaf, every_other_leaf_is_refused, 0, (int)COUNT_OF(bad));
    tcase_add_test(leaf, control_characters_are_found_wherever_they_stand);
    tcase_add_test(leaf, other_actors_are_read);
    tcase_add_test(leaf, sums_do_not_overflow);
    return harness_run("ledger/log/leaf", leaf);
}
