/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/base/hex.h"
#include "tests/harness.h"

static const char *const bad_digests[] = {
    "",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
    "E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g",
    " 3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};

START_TEST(refuses_each_bad_digest)
{
    struct digest digest;
    memset(digest.bytes, 0x55, DIGEST_LEN);
    struct digest before = digest;
    ck_assert_int_eq(digest_from_hex(span_from(bad_digests[_i]), &digest), STATUS_INVALID);
    ck_assert_mem_eq(digest.bytes, before.bytes, DIGEST_LEN);
}
END_TEST

START_TEST(hex_reads_back)
{
    struct digest digest;
    for (size_t i = 0; i < DIGEST_LEN; i++) {
        digest.bytes[i] = (uint8_t)(i * 9);
    }
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&digest, hex);
    struct digest back;
    ck_assert_int_eq(digest_from_hex(span_from(hex), &back), STATUS_OK);
    ck_assert_mem_eq(back.bytes, digest.bytes, DIGEST_LEN);
    struct buffer out;
    buffer_init(&out, 100);
    hex_put(&out, (struct span){.data = (const char *)digest.bytes, .len = DIGEST_LEN});
    ck_assert(span_is(buffer_span(&out), hex));
    buffer_free(&out);
}
END_TEST

START_TEST(sixteen_characters_are_hexadecimal)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char text[2] = {'0', (char)(uint8_t)byte};
        bool digit = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
        ck_assert_int_eq(hex_is((struct span){.data = text, .len = 2}, 2), digit);
    }
    ck_assert(!hex_is(SPAN("00"), 1));
    ck_assert(!hex_is(SPAN("00"), 3));
    ck_assert(hex_is((struct span){.data = NULL, .len = 0}, 0));
}
END_TEST

static const char *const bad_base64[] = {"Z", "Zg", "Zg=", "=",
    "====", "Z===", "Zg==Zg==", "Zh==", "Zm9=", "Zm9v\n", "Zm 9", "Zm9-", "Zm9v=AAA", "Z=9v",
    "Zg=A"};

START_TEST(refuses_each_bad_base64)
{
    struct buffer out;
    buffer_init(&out, 100);
    buffer_puts(&out, "before");
    ck_assert_int_eq(base64_decode(span_from(bad_base64[_i]), &out), STATUS_INVALID);
    ck_assert(span_is(buffer_span(&out), "before"));
    ck_assert(!out.failed);
    buffer_free(&out);
}
END_TEST

START_TEST(base64_into_a_full_buffer_is_a_limit)
{
    struct buffer out;
    buffer_init(&out, 5);
    ck_assert_int_eq(base64_decode(SPAN("Zm9vYmFy"), &out), STATUS_LIMIT);
    buffer_free(&out);
}
END_TEST

/* RFC 4648 section 10. */
static const struct {
    const char *plain;
    const char *base64;
} pairs[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xFF\xFE\xFB", "//77"},
    {"\xFB\xEF\xBE", "++++"}};

START_TEST(base64_both_ways)
{
    struct buffer out;
    buffer_init(&out, 100);
    base64_put(&out, span_from(pairs[_i].plain));
    ck_assert(span_is(buffer_span(&out), pairs[_i].base64));
    buffer_clear(&out);
    ck_assert_int_eq(base64_decode(span_from(pairs[_i].base64), &out), STATUS_OK);
    ck_assert(span_is(buffer_span(&out), pairs[_i].plain));
    buffer_free(&out);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("encoding");
    tcase_add_loop_test(cases, refuses_each_bad_digest, 0, (int)COUNT_OF(bad_digests));
    tcase_add_test(cases, hex_reads_back);
    tcase_add_test(cases, sixteen_characters_are_hexadecimal);
    tcase_add_loop_test(cases, refuses_each_bad_base64, 0, (int)COUNT_OF(bad_base64));
    tcase_add_test(cases, base64_into_a_full_buffer_is_a_limit);
    tcase_add_loop_test(cases, base64_both_ways, 0, (int)COUNT_OF(pairs));
    return harness_run("ledger/base/encoding", cases);
}
