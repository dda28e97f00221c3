/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/receipt_body.h"
#include "tests/harness.h"

#define LEAF "leaf AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
#define HEAD "tilsagn receipt v1\norigin demo.tilsagn.example\nentry 51\n" LEAF
#define AT   "at 2019-10-24T09:59:59.200000Z\npromise 2019-10-24T10:00:59.200000Z\n"
#define GOOD HEAD "kind submit\nverdict on_time\nreceived 2019-10-24T09:59:59.123000Z\n" AT
#define BARE HEAD "kind sign_off\nverdict -\nreceived -\n" AT

static const char *const bad[] = {
    "",
    "tilsagn receipt v1",
    "tilsagn receipt v1\norigin a\nentry 5",
    "tilsagn receipt v2\n",
    (GOOD "\n"),
    (GOOD "more -\n"),
    "tilsagn receipt v1\norigin \nentry 51\n" LEAF "kind submit\nverdict -\nreceived -\n" AT,
    "tilsagn receipt v1\norigin a b\nentry 51\n" LEAF "kind submit\nverdict -\nreceived -\n" AT,
    "tilsagn receipt v1\norigin a\nentry 051\n" LEAF "kind submit\nverdict -\nreceived -\n" AT,
    "tilsagn receipt v1\norigin a\nentry 0\n" LEAF "kind submit\nverdict -\nreceived -\n" AT,
    "tilsagn receipt v1\norigin a\nentry 5a\n" LEAF "kind submit\nverdict -\nreceived -\n" AT,
    "tilsagn receipt v1\norigin a\nentry 9999999999999999999\n" LEAF
    "kind submit\nverdict -\nreceived -\n" AT,
    "tilsagn receipt v1\norigin a\nentry 5\nleaf AAEC\nkind submit\nverdict -\nreceived -\n" AT,
    "tilsagn receipt v1\norigin a\nentry 5\nleaf *\nkind submit\nverdict -\nreceived -\n" AT,
    (HEAD "kind Submit\nverdict -\nreceived -\n" AT),
    (HEAD "kind -\nverdict -\nreceived -\n" AT),
    (HEAD "kind submit\nverdict on time\nreceived -\n" AT),
    (HEAD "kind submit\nverdict -\nreceived 2019-10-24\n" AT),
    (HEAD "kind submit\nverdict -\nreceived 2019-10-24T09:59:59Z\n" AT),
    (HEAD "kind submit\nreceived -\nverdict -\n" AT),
    (HEAD "kind submit\nverdict -\nreceived -\nat -\npromise -\n"),
    /* a promise of two minutes, and one that is missing */
    (HEAD "kind submit\nverdict -\nreceived -\nat 2019-10-24T09:59:59.200000Z\n"
          "promise 2019-10-24T10:01:59.200000Z\n"),
    (HEAD "kind submit\nverdict -\nreceived -\nat 2019-10-24T09:59:59.200000Z\n"),
};

static struct receipt_body example(void)
{
    struct receipt_body body = {
        .origin = SPAN("demo.tilsagn.example"),
        .entry = 51,
        .kind = SPAN("submit"),
        .verdict = SPAN("on_time"),
        .received_us = INT64_C(1571911199123000),
        .at_us = INT64_C(1571911199200000),
    };
    for (uint8_t i = 0; i < DIGEST_LEN; i++) {
        body.leaf.bytes[i] = i;
    }
    return body;
}

START_TEST(writes_the_text)
{
    struct receipt_body body = example();
    struct buffer text;
    buffer_init(&text, RECEIPT_BODY_LEN_MAX);
    receipt_body_put(&text, &body);
    ck_assert(span_is(buffer_span(&text), GOOD));
    buffer_clear(&text);
    body.kind = SPAN("sign_off");
    body.verdict.len = 0;
    body.received_us = -1;
    receipt_body_put(&text, &body);
    ck_assert(span_is(buffer_span(&text), BARE));
    buffer_free(&text);
}
END_TEST

START_TEST(reads_it_back)
{
    struct receipt_body body;
    struct receipt_body expected = example();
    ck_assert_int_eq(receipt_body_parse(SPAN(GOOD), &body), STATUS_OK);
    ck_assert(span_equal(body.origin, expected.origin));
    ck_assert_int_eq(body.entry, expected.entry);
    ck_assert_mem_eq(body.leaf.bytes, expected.leaf.bytes, DIGEST_LEN);
    ck_assert(span_equal(body.kind, expected.kind));
    ck_assert(span_equal(body.verdict, expected.verdict));
    ck_assert_int_eq(body.received_us, expected.received_us);
    ck_assert_int_eq(body.at_us, expected.at_us);
    ck_assert_int_eq(receipt_body_parse(SPAN(BARE), &body), STATUS_OK);
    ck_assert_uint_eq(body.verdict.len, 0);
    ck_assert_int_eq(body.received_us, -1);
}
END_TEST

START_TEST(refuses_everything_else)
{
    struct receipt_body body = {.entry = -7};
    ck_assert_int_eq(receipt_body_parse(span_from(bad[_i]), &body), STATUS_INVALID);
    ck_assert_int_eq(body.entry, -7);
}
END_TEST

START_TEST(refuses_what_is_too_long)
{
    static char large[RECEIPT_BODY_LEN_MAX + 1];
    struct receipt_body body;
    ck_assert_int_eq(
        receipt_body_parse((struct span){large, sizeof(large)}, &body), STATUS_INVALID);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("receipt_body");
    tcase_add_test(tests, writes_the_text);
    tcase_add_test(tests, reads_it_back);
    tcase_add_loop_test(tests, refuses_everything_else, 0, (int)COUNT_OF(bad));
    tcase_add_test(tests, refuses_what_is_too_long);
    return harness_run("ledger/log/receipt_body", tests);
}
