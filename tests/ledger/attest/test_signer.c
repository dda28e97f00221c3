/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/signer.h"
#include "ledger/log/attest.h"
#include "ledger/log/receipt_body.h"
#include "tests/harness.h"

#define ID "0123456789abcdef0123456789abcdef"
#define REQUEST                                                                                    \
    "{\"v\":1,\"act\":\"close_call\",\"audience\":\"system\",\"request_id\":\"" ID                 \
    "\",\"person\":null,\"role\":null,\"certificate\":null,\"actor\":{\"program\":\"p\"},"         \
    "\"received_us\":null,\"duration_us\":null,\"idem\":null,\"second_factor\":null,"              \
    "\"params\":{}}"
#define RECEIPT                                                                                    \
    "tilsagn receipt v1\norigin test.example\nentry 51\n"                                          \
    "leaf AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nkind submit\nverdict late\nreceived -\n"   \
    "at 2019-10-24T09:59:59.200000Z\npromise 2019-10-24T10:00:59.200000Z\n"

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

START_TEST(signs_receipts_of_its_own_log)
{
    struct span text;
    ck_assert_int_eq(ask("grantee", FRAME_RECEIPT, SPAN(RECEIPT)), SIGNER_RECEIPT);
    ck_assert_int_eq(note_open(content, &signer.verifier, 1, &text), STATUS_OK);
    ck_assert(span_is(text, RECEIPT));
    char *other = arena_text(arena, SPAN(RECEIPT));
    strstr(other, "test.example")[0] = 'b';
    ck_assert_int_eq(ask("grantee", FRAME_RECEIPT, span_from(other)), SIGNER_NO_RECEIPT);
    ck_assert_int_eq(ask("grantee", FRAME_RECEIPT, SPAN("text\n")), SIGNER_NO_RECEIPT);
}
END_TEST

START_TEST(gives_applicants_no_receipt_of_the_agency)
{
    char *decided = arena_text(arena, SPAN(RECEIPT));
    memcpy(strstr(decided, "submit"), "decide", strlen("decide"));
    ck_assert_int_eq(ask("grantee", FRAME_RECEIPT, span_from(decided)), SIGNER_OTHER_AUDIENCE);
    ck_assert_int_eq(ask("agency", FRAME_RECEIPT, span_from(decided)), SIGNER_RECEIPT);
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
    tcase_add_test(tests, signs_receipts_of_its_own_log);
    tcase_add_test(tests, gives_applicants_no_receipt_of_the_agency);
    tcase_add_test(tests, tells_its_public_key);
    return harness_run("ledger/attest/signer", tests);
}
