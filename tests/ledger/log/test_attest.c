/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/log/attest.h"
#include "tests/harness.h"

#define ID           "0123456789abcdef0123456789abcdef"
#define HEX          ID ID
#define HEAD         "{\"v\":1,\"act\":\"submit\",\"audience\":\"grantee\",\"request_id\":\"" ID "\","
#define PERSON       "\"person\":12,\"role\":\"applicant\",\"certificate\":\"" HEX "\",\"actor\":null,"
#define NOBODY       "\"person\":null,\"role\":null,\"certificate\":null,"
#define TIMES        "\"received_us\":1571911199123000,\"duration_us\":12000,"
#define FACTOR       "\"second_factor\":null,"
#define TAIL         "\"idem\":null," FACTOR "\"params\":{\"application\":17}}"
#define GOOD         HEAD PERSON TIMES TAIL
#define SYSTEM       "{\"v\":1,\"act\":\"close_call\",\"audience\":\"system\",\"request_id\":\"" ID "\","
#define OFFICE       "{\"v\":1,\"act\":\"propose\",\"audience\":\"operator\",\"request_id\":\"" ID "\","
#define WITH(factor) HEAD PERSON TIMES "\"idem\":null,\"second_factor\":" factor ",\"params\":{}}"
#define NO_TIME      "\"received_us\":null,\"duration_us\":null,"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static const struct {
    const char *request;
    enum status status;
} rows[] = {
    {GOOD, STATUS_OK},
    {SYSTEM NOBODY "\"actor\":{\"program\":\"tilsagn-sequencer\"}," NO_TIME "\"idem\":\"" HEX
                   "\"," FACTOR "\"params\":{}}",
        STATUS_OK},
    {OFFICE NOBODY "\"actor\":{\"user\":\"root\",\"host\":\"portal\"}," NO_TIME TAIL, STATUS_OK},
    {"", STATUS_INVALID},
    {"[]", STATUS_INVALID},
    {"{}", STATUS_INVALID},
    {GOOD "x", STATUS_INVALID},
    {HEAD PERSON TIMES "\"params\":{},\"idem\":null," FACTOR "}", STATUS_INVALID},
    {HEAD PERSON TIMES "\"idem\":null,\"params\":{}," FACTOR "\"more\":1}", STATUS_INVALID},
    {HEAD PERSON TIMES FACTOR "\"idem\":null,\"params\":{}}", STATUS_INVALID}, /* another order */
    {HEAD PERSON TIMES "\"idem\":null,\"params\":{}}", STATUS_INVALID},
    {HEAD PERSON TIMES "\"idem\":null," FACTOR "\"params\":[]}", STATUS_INVALID},
    {HEAD PERSON TIMES "\"idem\":\"" ID "\"," FACTOR "\"params\":{}}", STATUS_INVALID},
    {WITH("{\"totp_step\":52694400}"), STATUS_OK},
    {WITH("{\"signature\":true}"), STATUS_OK},
    {WITH("{\"signature\":false}"), STATUS_INVALID},
    {WITH("{\"totp_step\":0}"), STATUS_INVALID},
    {WITH("{\"totp_step\":\"1\"}"), STATUS_INVALID},
    {WITH("{\"totp_step\":1,\"signature\":true}"), STATUS_INVALID},
    {WITH("{}"), STATUS_INVALID},
    {WITH("1"), STATUS_INVALID},
    {SYSTEM NOBODY "\"actor\":{\"program\":\"p\"}," NO_TIME
                   "\"idem\":null,\"second_factor\":{\"totp_step\":1},\"params\":{}}",
        STATUS_INVALID},
    {HEAD PERSON "\"received_us\":0,\"duration_us\":null," TAIL, STATUS_INVALID},
    {HEAD PERSON "\"received_us\":1,\"duration_us\":-1," TAIL, STATUS_INVALID},
    {HEAD PERSON "\"received_us\":\"1\",\"duration_us\":null," TAIL, STATUS_INVALID},
    {HEAD NOBODY "\"actor\":null," TIMES TAIL, STATUS_INVALID}, /* grantee without a person */
    {HEAD "\"person\":12,\"role\":null,\"certificate\":null,\"actor\":null," TIMES TAIL,
        STATUS_INVALID},
    {HEAD "\"person\":0,\"role\":null,\"certificate\":\"" HEX "\",\"actor\":null," TIMES TAIL,
        STATUS_INVALID},
    {HEAD "\"person\":12,\"role\":\"App\",\"certificate\":\"" HEX "\",\"actor\":null," TIMES TAIL,
        STATUS_INVALID},
    {HEAD "\"person\":12,\"role\":null,\"certificate\":\"" HEX
          "\",\"actor\":{\"program\":\"x\"}," TIMES TAIL,
        STATUS_INVALID},
    {OFFICE PERSON NO_TIME TAIL, STATUS_INVALID}, /* operator with a certificate */
    {OFFICE NOBODY "\"actor\":{\"program\":\"x\"}," NO_TIME TAIL, STATUS_INVALID},
    {OFFICE NOBODY "\"actor\":{\"user\":\"\",\"host\":\"h\"}," NO_TIME TAIL, STATUS_INVALID},
    {SYSTEM NOBODY "\"actor\":{\"user\":\"root\",\"host\":\"h\"}," NO_TIME TAIL, STATUS_INVALID},
    {SYSTEM NOBODY "\"actor\":null," NO_TIME TAIL, STATUS_INVALID},
    {"{\"v\":2,\"act\":\"submit\",\"audience\":\"grantee\",\"request_id\":\"" ID
     "\"," PERSON TIMES TAIL,
        STATUS_INVALID},
    {"{\"v\":1,\"act\":\"Submit\",\"audience\":\"grantee\",\"request_id\":\"" ID
     "\"," PERSON TIMES TAIL,
        STATUS_INVALID},
    {"{\"v\":1,\"act\":\"\",\"audience\":\"grantee\",\"request_id\":\"" ID "\"," PERSON TIMES TAIL,
        STATUS_INVALID},
    {"{\"v\":1,\"act\":\"submit\",\"audience\":\"public\",\"request_id\":\"" ID "\"," NOBODY
     "\"actor\":{\"program\":\"x\"}," TIMES TAIL,
        STATUS_INVALID},
    {"{\"v\":1,\"act\":\"submit\",\"audience\":\"grantee\",\"request_id\":\"0\"," PERSON TIMES TAIL,
        STATUS_INVALID},
    {"{\"v\":1,\"act\":\"submit\",\"audience\":\"grantee\","
     "\"request_id\":\"0123456789ABCDEF0123456789abcdef\"," PERSON TIMES TAIL,
        STATUS_INVALID},
};

START_TEST(reads_or_refuses_each_request)
{
    struct attest_claim claim = {.person = -7};
    ck_assert_int_eq(
        attest_claim_read(arena, span_from(rows[_i].request), &claim), rows[_i].status);
    ck_assert(rows[_i].status == STATUS_OK || claim.person == -7);
}
END_TEST

START_TEST(reads_all_that_an_entry_is_held_to)
{
    struct attest_claim claim;
    ck_assert_int_eq(
        attest_claim_read(arena,
            SPAN(HEAD PERSON TIMES "\"idem\":\"" HEX
                                   "\",\"second_factor\":{\"signature\":true},\"params\":{}}"),
            &claim),
        STATUS_OK);
    ck_assert(span_is(claim.role, "applicant") && span_is(claim.idem, HEX) && claim.signs);
    ck_assert(claim.received_us == 1571911199123000 && claim.duration_us == 12000);
    ck_assert(claim.user.len == 0 && claim.host.len == 0 && claim.program.len == 0);
    ck_assert_int_eq(attest_claim_read(arena, SPAN(WITH("{\"totp_step\":1}")), &claim), STATUS_OK);
    ck_assert(claim.idem.len == 0 && !claim.signs);
    ck_assert_int_eq(
        attest_claim_read(arena,
            SPAN(OFFICE NOBODY "\"actor\":{\"user\":\"u\",\"host\":\"h\"}," NO_TIME TAIL), &claim),
        STATUS_OK);
    ck_assert(span_is(claim.user, "u") && span_is(claim.host, "h") && claim.role.len == 0);
    ck_assert_int_eq(attest_claim_read(arena,
                         SPAN(SYSTEM NOBODY "\"actor\":{\"program\":\"p\"}," NO_TIME TAIL), &claim),
        STATUS_OK);
    ck_assert(span_is(claim.program, "p") && claim.received_us == -1 && claim.duration_us == -1);
}
END_TEST

START_TEST(refuses_what_is_too_long)
{
    static char large[ATTEST_REQUEST_LEN_MAX + 1];
    struct attest_claim claim;
    ck_assert_int_eq(
        attest_claim_read(arena, (struct span){large, sizeof(large)}, &claim), STATUS_LIMIT);
    struct arena *small = arena_create(64);
    ck_assert_int_eq(attest_claim_read(small, SPAN(GOOD), &claim), STATUS_LIMIT);
    arena_destroy(small);
}
END_TEST

START_TEST(writes_the_text_that_is_signed)
{
    struct attest_claim claim;
    struct buffer text;
    buffer_init(&text, 4096);
    ck_assert_int_eq(attest_claim_read(arena, SPAN(GOOD), &claim), STATUS_OK);
    attest_put_message(&text, &claim);
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(SPAN(GOOD));
    digest_hex(&digest, hex);
    const char *expected = arena_printf(arena,
        "tilsagn/attest/v1\ngrantee\nsubmit\n12\n" HEX "\n1571911199123000\n" ID "\n%s\n", hex);
    ck_assert(span_is(buffer_span(&text), expected));

    buffer_clear(&text);
    ck_assert_int_eq(attest_claim_read(arena,
                         SPAN(SYSTEM NOBODY "\"actor\":{\"program\":\"x\"}," NO_TIME TAIL), &claim),
        STATUS_OK);
    attest_put_message(&text, &claim);
    ck_assert(span_starts_with(
        buffer_span(&text), SPAN("tilsagn/attest/v1\nsystem\nclose_call\n-\n-\n-\n" ID "\n")));
    buffer_free(&text);
}
END_TEST

START_TEST(verifies_what_it_signs_and_nothing_else)
{
    struct ed25519_key *key = NULL;
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    struct note_verifier verifier = {.name = SPAN("test")};
    ed25519_public(key, verifier.public_key);
    note_key_id(verifier.name, verifier.public_key, verifier.key_id);
    struct attest_claim claim;
    ck_assert_int_eq(attest_claim_read(arena, SPAN(GOOD), &claim), STATUS_OK);
    struct buffer attest;
    buffer_init(&attest, 256);
    attest_put(&attest, &claim, verifier.key_id, key);
    ck_assert_uint_eq(attest.len, ATTEST_TEXT_LEN);
    struct span text = buffer_span(&attest);
    ck_assert_int_eq(attest_verify(text, &claim, &verifier), STATUS_OK);

    struct attest_claim other = claim;
    other.person = 13;
    ck_assert_int_eq(attest_verify(text, &other, &verifier), STATUS_DENIED);
    other = claim;
    other.request = digest_of(SPAN("another"));
    ck_assert_int_eq(attest_verify(text, &other, &verifier), STATUS_DENIED);
    struct note_verifier stranger = verifier;
    stranger.key_id[0] ^= 1;
    ck_assert_int_eq(attest_verify(text, &claim, &stranger), STATUS_NOT_FOUND);
    stranger = verifier;
    stranger.public_key[0] ^= 1;
    ck_assert_int_eq(attest_verify(text, &claim, &stranger), STATUS_DENIED);
    struct span cut = {text.data, text.len - 1};
    ck_assert_int_eq(attest_verify(cut, &claim, &verifier), STATUS_INVALID);
    attest.data[8] = '.';
    ck_assert_int_eq(attest_verify(text, &claim, &verifier), STATUS_INVALID);
    attest.data[8] = ':';
    attest.data[50] = '*';
    ck_assert_int_eq(attest_verify(text, &claim, &verifier), STATUS_INVALID);
    buffer_free(&attest);
    ed25519_free(key);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("attest");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, refuses_what_is_too_long);
    tcase_add_loop_test(tests, reads_or_refuses_each_request, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, reads_all_that_an_entry_is_held_to);
    tcase_add_test(tests, writes_the_text_that_is_signed);
    tcase_add_test(tests, verifies_what_it_signs_and_nothing_else);
    return harness_run("ledger/log/attest", tests);
}
