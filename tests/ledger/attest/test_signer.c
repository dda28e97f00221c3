/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/signer.h"
#include "ledger/base/json.h"
#include "ledger/log/attest.h"
#include "ledger/log/receipt_body.h"
#include "tests/harness.h"

#define ID "0123456789abcdef0123456789abcdef"
#define REQUEST                                                                                    \
    "{\"v\":1,\"act\":\"close_call\",\"audience\":\"system\",\"request_id\":\"" ID                 \
    "\",\"person\":null,\"role\":null,\"certificate\":null,\"actor\":{\"program\":\"p\"},"         \
    "\"received_us\":null,\"duration_us\":null,\"idem\":null,\"second_factor\":null,"              \
    "\"params\":{}}"
/* Of the entry that REQUEST became; the attestation goes between the two. */
#define RECORD                                                                                     \
    "51\n{\"v\":1,\"stream\":\"call:c\",\"version\":1,\"prev\":null,\"kind\":\"close_call\","      \
    "\"at\":\"2019-10-24T10:02:00.000000Z\",\"effective\":\"2019-10-24\",\"received\":null,"       \
    "\"began\":null,\"actor\":{\"system\":\"p\"},\"call\":null,\"request\":"
#define RECORD_END ",\"idem\":null,\"nonce\":\"" ID "\",\"postings\":[]}"
#define RECEIPT    "tilsagn receipt v1\norigin test.example\nentry 51\nleaf "

static struct arena *arena;
static struct signer signer;
static struct buffer answer;
static char type;
static struct span content;

static void setup(void)
{
    struct ed25519_key *key = NULL;
    arena = arena_create(1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    ck_assert_int_eq(signer_init(&signer, SPAN("a name"), key), STATUS_INVALID);
    ck_assert_int_eq(signer_init(&signer, SPAN("test.example"), key), STATUS_OK);
    buffer_init(&answer, FRAME_HEAD_LEN + FRAME_LEN_MAX);
}

static void teardown(void)
{
    buffer_free(&answer);
    signer_free(&signer);
    arena_destroy(arena);
}

static enum signer_outcome ask(const char *audience, char question, struct span text)
{
    buffer_clear(&answer);
    enum signer_outcome outcome = signer_answer(&signer, arena, audience, question, text, &answer);
    ck_assert_int_eq(frame_look(buffer_span(&answer), &type, &content), FRAME_COMPLETE);
    ck_assert_int_eq(type, outcome <= SIGNER_KEY ? FRAME_GOOD : FRAME_REFUSED);
    return outcome;
}

START_TEST(attests_a_request_of_the_audience)
{
    struct attest_claim claim;
    ck_assert_int_eq(ask("system", FRAME_ATTEST, SPAN(REQUEST)), SIGNER_ATTESTED);
    ck_assert_int_eq(attest_claim_read(arena, SPAN(REQUEST), &claim), STATUS_OK);
    ck_assert_int_eq(attest_verify(content, &claim, &signer.verifier), STATUS_OK);
}
END_TEST

START_TEST(attests_nothing_else)
{
    ck_assert_int_eq(ask("grantee", FRAME_ATTEST, SPAN(REQUEST)), SIGNER_OTHER_AUDIENCE);
    ck_assert(span_is(content, signer_outcome_name(SIGNER_OTHER_AUDIENCE)));
    ck_assert_int_eq(ask("system", FRAME_ATTEST, SPAN("{}")), SIGNER_NO_REQUEST);
    ck_assert_int_eq(ask("system", FRAME_ATTEST, SPAN(RECEIPT)), SIGNER_NO_REQUEST);
    /* the very text that would be signed */
    ck_assert_int_eq(
        ask("system", FRAME_ATTEST, SPAN("tilsagn/attest/v1\nsystem\n")), SIGNER_NO_REQUEST);
    ck_assert_int_eq(ask("system", 'X', SPAN(REQUEST)), SIGNER_UNKNOWN_QUESTION);
    ck_assert_int_eq(ask("system", FRAME_KEY, SPAN("x")), SIGNER_UNKNOWN_QUESTION);
}
END_TEST

/* The record of REQUEST with this `result`, attested by the signer itself. */
static struct span record_of(const char *result)
{
    ck_assert_int_eq(ask("system", FRAME_ATTEST, SPAN(REQUEST)), SIGNER_ATTESTED);
    struct buffer record;
    struct json_writer writer;
    buffer_init(&record, 4096);
    buffer_puts(&record, RECORD);
    json_writer_init(&writer, &record);
    json_put_text(&writer, NULL, SPAN(REQUEST));
    json_put_text(&writer, "attest", content);
    json_put_null(&writer, "signature");
    json_put_raw(&writer, "result", span_from(result));
    buffer_puts(&record, RECORD_END);
    ck_assert(!record.failed);
    struct span text = arena_copy(arena, buffer_span(&record));
    buffer_free(&record);
    return text;
}

START_TEST(signs_the_receipt_of_what_it_attested)
{
    struct span text;
    struct receipt_body body;
    ck_assert_int_eq(ask("system", FRAME_RECEIPT, record_of("{}")), SIGNER_RECEIPT);
    ck_assert_int_eq(note_open(content, &signer.verifier, 1, &text), STATUS_OK);
    ck_assert(span_starts_with(text, SPAN(RECEIPT)));
    ck_assert_int_eq(receipt_body_parse(text, &body), STATUS_OK);
    ck_assert(span_is(body.kind, "close_call"));
    ck_assert_int_eq(ask("grantee", FRAME_RECEIPT, record_of("{}")), SIGNER_OTHER_AUDIENCE);
    ck_assert_int_eq(ask("grantee", FRAME_RECEIPT, SPAN("text\n")), SIGNER_NO_RECORD);
    ck_assert(span_is(content, signer_outcome_name(SIGNER_NO_RECORD)));
    /* a verdict that would be another line of the receipt */
    ck_assert_int_eq(ask("system", FRAME_RECEIPT, record_of("{\"verdict\":\"x\\nreceived y\"}")),
        SIGNER_NOT_AS_ATTESTED);
    static char large[1000];
    (void)memset(large, 'a', sizeof(large) - 1);
    ck_assert_int_eq(
        ask("system", FRAME_RECEIPT, record_of(arena_printf(arena, "{\"verdict\":\"%s\"}", large))),
        SIGNER_NOT_AS_ATTESTED);
}
END_TEST

START_TEST(tells_its_public_key)
{
    struct note_verifier verifier;
    ck_assert_int_eq(ask("agency", FRAME_KEY, SPAN("")), SIGNER_KEY);
    ck_assert_int_eq(note_verifier_parse(content, &verifier), STATUS_OK);
    ck_assert_mem_eq(verifier.public_key, signer.verifier.public_key, ED25519_PUBLIC_LEN);
    ck_assert(span_is(verifier.name, "test.example"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("signer");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, attests_nothing_else);
    tcase_add_test(tests, attests_a_request_of_the_audience);
    tcase_add_test(tests, signs_the_receipt_of_what_it_attested);
    tcase_add_test(tests, tells_its_public_key);
    return harness_run("ledger/attest/signer", tests);
}
