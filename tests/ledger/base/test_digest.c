/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <openssl/crypto.h>

#include "ledger/base/digest.h"
#include "tests/harness.h"

static void *no_memory(size_t size, const char *file, int line)
{
    (void)size;
    (void)file;
    (void)line;
    return NULL;
}

static void *no_realloc(void *memory, size_t size, const char *file, int line)
{
    (void)memory;
    return no_memory(size, file, line);
}

static void no_free(void *memory, const char *file, int line)
{
    (void)no_memory(0, file, line);
    ck_assert_ptr_null(memory);
}

START_TEST(begin_without_memory_gives_null)
{
    ck_assert_int_eq(CRYPTO_set_mem_functions(no_memory, no_realloc, no_free), 1);
    ck_assert_ptr_null(digest_begin());
}
END_TEST

START_TEST(adding_to_nothing_stops)
{
    digest_add(NULL, SPAN("x"));
}
END_TEST

/* FIPS 180-4 examples. */
static const struct {
    const char *text;
    const char *hex;
} rows[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

START_TEST(known_answers_at_once_and_in_pieces)
{
    struct span text = span_from(rows[_i].text);
    char hex[DIGEST_HEX_LEN + 1];
    struct digest whole = digest_of(text);
    digest_hex(&whole, hex);
    ck_assert_str_eq(hex, rows[_i].hex);

    struct digest_stream *stream = digest_begin();
    ck_assert_ptr_nonnull(stream);
    digest_add(stream, span_from(NULL));
    for (size_t i = 0; i < text.len; i++) {
        digest_add(stream, (struct span){.data = text.data + i, .len = 1});
    }
    struct digest pieces = digest_end(stream);
    ck_assert_mem_eq(pieces.bytes, whole.bytes, DIGEST_LEN);
}
END_TEST

START_TEST(null_span_is_the_empty_text)
{
    struct digest null = digest_of(span_from(NULL));
    struct digest empty = digest_of(SPAN(""));
    ck_assert_mem_eq(null.bytes, empty.bytes, DIGEST_LEN);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("digest");
    tcase_add_test(cases, begin_without_memory_gives_null);
    tcase_add_test_raise_signal(cases, adding_to_nothing_stops, SIGABRT);
    tcase_add_loop_test(cases, known_answers_at_once_and_in_pieces, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, null_span_is_the_empty_text);
    return harness_run("ledger/base/digest", cases);
}
