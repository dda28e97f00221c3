/* SPDX-License-Identifier: EUPL-1.2 */
/* B07: what a file or a server gives is one list or PEM of lists, whole, and nothing else. */
#include <string.h>

#include "auth/crl_compile.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"
#include "tests/support/lists.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(16 * 1024 * 1024);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static int read_count(struct span text)
{
    STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
    struct fault fault;
    fault_clear(&fault);
    enum status status = crl_read(text, lists, &fault);
    int count = status == STATUS_OK ? sk_X509_CRL_num(lists) : -1;
    ck_assert(status == STATUS_OK || (status == STATUS_INVALID && sk_X509_CRL_num(lists) == 0));
    ck_assert(status == STATUS_OK || strstr(fault.text, "neither") != NULL);
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
    return count;
}

START_TEST(reads_der_and_pem_and_nothing_else) /* B07 */
{
    const struct list_recipe recipe = {.many = 10};
    X509_CRL *crl = list_cook(&recipe);
    struct span der = list_der(arena, crl);
    struct span pem = list_pem(arena, crl);
    X509_CRL_free(crl);
    ck_assert_int_eq(read_count(der), 1);
    ck_assert_int_eq(read_count(pem), 1);
    ck_assert_int_eq(read_count(pki_file(arena, "crl.pem")), 2);
    ck_assert_int_eq(read_count((struct span){.len = 0}), -1);
    ck_assert_int_eq(read_count(SPAN("<!doctype html><title>404</title>")), -1);
    ck_assert_int_eq(read_count(SPAN("0 is no list")), -1);
    for (size_t cut = 1; cut < der.len; cut += 7) {
        ck_assert_int_eq(read_count((struct span){.data = der.data, .len = cut}), -1);
    }
    for (size_t cut = 1; cut < pem.len - 1; cut += 13) {
        ck_assert_int_eq(read_count((struct span){.data = pem.data, .len = cut}), -1);
    }
    struct span twice =
        arena_format(arena, "%.*s%.*s", (int)pem.len, pem.data, (int)pem.len, pem.data);
    ck_assert_int_eq(read_count(twice), 2);
    char *longer = arena_alloc(arena, der.len + 1);
    memcpy(longer, der.data, der.len);
    ck_assert_int_eq(read_count((struct span){.data = longer, .len = der.len + 1}), -1);
    struct span certificate = pki_file(arena, "issuing.crt");
    ck_assert_int_eq(read_count(certificate), -1);
    ck_assert_int_eq(read_count(arena_format(arena, "%.*s%.*s", (int)pem.len, pem.data,
                         (int)certificate.len, certificate.data)),
        -1);
}
END_TEST

START_TEST(reads_authorities_and_nothing_else)
{
    STACK_OF(X509) *authorities = NULL;
    ck_assert_int_eq(
        crl_authorities_read(pki_file(arena, "trust.pem"), &authorities, NULL), STATUS_OK);
    ck_assert_int_eq(sk_X509_num(authorities), 2);
    sk_X509_pop_free(authorities, X509_free);
    authorities = NULL;
    struct span root = pki_file(arena, "root.crt");
    struct span key = pki_file(arena, "foreign-ca.key");
    const struct span wrong[] = {
        SPAN(""),
        SPAN("no PEM"),
        {.data = root.data, .len = root.len - 30},
        pki_file(arena, "crl.pem"),
        arena_format(arena, "%s%s", root.data, root.data),
        arena_format(arena, "%s%s", root.data, key.data),
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ck_assert_int_eq(crl_authorities_read(wrong[i], &authorities, NULL), STATUS_INVALID);
        ck_assert_ptr_null(authorities);
    }
}
END_TEST

START_TEST(knows_its_limit)
{
    STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
    static char large[CRL_BYTES_MAX + 1];
    ck_assert_int_eq(
        crl_read((struct span){.data = large, .len = sizeof(large)}, lists, NULL), STATUS_LIMIT);
    sk_X509_CRL_free(lists);
}
END_TEST

START_TEST(names_are_cut_and_escaped)
{
    char text[CRL_NAME_LEN_MAX];
    X509_NAME *name = X509_NAME_new();
    ck_assert_int_eq(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                         (const unsigned char *)"A\nB\xc3\xb8,serialNumber=x", -1, -1, 0),
        1);
    crl_authority_name(name, text);
    ck_assert_str_eq(text, "CN=A\\0AB\\C3\\B8\\,serialNumber=x");
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(
            X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
                (const unsigned char *)"012345678901234567890123456789012345678901", -1, -1, 0),
            1);
    }
    crl_authority_name(name, text);
    ck_assert_uint_eq(strlen(text), CRL_NAME_LEN_MAX - 1);
    X509_NAME_free(name);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("crl_read");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, reads_der_and_pem_and_nothing_else);
    tcase_add_test(tests, reads_authorities_and_nothing_else);
    tcase_add_test(tests, knows_its_limit);
    tcase_add_test(tests, names_are_cut_and_escaped);
    return harness_run("auth/crl_read", tests);
}
