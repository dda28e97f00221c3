/* SPDX-License-Identifier: EUPL-1.2 */
/* The text around a certificate: one form only. */
#include <string.h>

#include "auth/certificate.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END   "-----END CERTIFICATE-----\n"

static struct arena *arena;
static struct span good; /* PEM */
static struct buffer text;

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    good = pki_file(arena, "people/applicant-1.crt");
    buffer_init(&text, 65536);
}

static void teardown(void)
{
    buffer_free(&text);
    arena_destroy(arena);
}

static enum auth_reason read_escaped(struct span escaped)
{
    struct certificate certificate = {.x509 = NULL};
    enum auth_reason reason = certificate_read(arena, escaped, &certificate);
    ck_assert_int_eq(reason == AUTH_OK, certificate.x509 != NULL);
    return reason;
}

/* The reason for what has been put into `text`. */
static enum auth_reason read_text(void)
{
    return read_escaped(text_escaped(arena, buffer_span(&text)));
}

START_TEST(refuses_other_encodings)
{
    ck_assert_int_eq(read_escaped((struct span){NULL, 0}), AUTH_MISSING);
    static const char *const rows[] = {
        "%", "%2", "%2G", "%G2", "%2b", "%00", "a b", "a+b", "a/b", "a=b", "a\nb", "\xC3\xB8"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ck_assert_int_eq(read_escaped(span_from(rows[i])), AUTH_ENCODING);
    }
    char long_text[CERTIFICATE_LEN_MAX + 1];
    (void)memset(long_text, 'a', sizeof(long_text));
    struct span span = {long_text, sizeof(long_text)};
    ck_assert_int_eq(read_escaped(span), AUTH_TOO_LARGE);
    span.len--;
    ck_assert_int_eq(read_escaped(span), AUTH_PEM);
}
END_TEST

START_TEST(refuses_other_armour)
{
    static const struct {
        const char *before;
        const char *after;
    } rows[] = {
        {"", "x"},
        {"", "\n"},
        {" ", ""},
        {"\n", ""},
        {"subject=CN = x\n", ""},
        {BEGIN END, ""},
        {"", BEGIN END},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        buffer_clear(&text);
        buffer_puts(&text, rows[i].before);
        buffer_put(&text, good);
        buffer_puts(&text, rows[i].after);
        ck_assert_int_eq(read_text(), AUTH_PEM);
    }
    buffer_clear(&text); /* two of them */
    buffer_put(&text, good);
    buffer_put(&text, good);
    ck_assert_int_eq(read_text(), AUTH_PEM);
    static const char *const others[] = {
        "garbage",
        (BEGIN),
        (END),
        (BEGIN "AAAA"),
        (BEGIN "\n" END),
        (BEGIN "AAA\n" END),
        (BEGIN "AAA*\n" END),
        (BEGIN "AAAA\nAAAA\n" END),
        (BEGIN "AAAA" END),
        (BEGIN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" END),
        ("-----BEGIN X509 CRL-----\nAAAA\n" END),
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        buffer_clear(&text);
        buffer_puts(&text, others[i]);
        ck_assert_int_eq(read_text(), AUTH_PEM);
    }
}
END_TEST

/* Puts PEM of DER bytes into `text`. */
static void armour(struct span der)
{
    struct buffer base64;
    buffer_init(&base64, 65536);
    base64_put(&base64, der);
    buffer_clear(&text);
    buffer_puts(&text, BEGIN);
    for (size_t i = 0; i < base64.len; i += 64) {
        size_t len = base64.len - i < 64 ? base64.len - i : 64;
        buffer_put(&text, (struct span){base64.data + i, len});
        buffer_putc(&text, '\n');
    }
    buffer_puts(&text, END);
    buffer_free(&base64);
}

START_TEST(refuses_other_der)
{
    armour(SPAN("no certificate"));
    ck_assert_int_eq(read_text(), AUTH_DER);
    armour((struct span){NULL, 0});
    ck_assert_int_eq(read_text(), AUTH_DER);

    X509 *x509 = certificate_cook(&(struct recipe){.key = KEY_EC});
    unsigned char *der = NULL;
    int len = i2d_X509(x509, &der);
    ck_assert_int_gt(len, 0);
    struct buffer bytes;
    buffer_init(&bytes, 65536);
    buffer_put(&bytes, (struct span){(const char *)der, (size_t)len});
    armour(buffer_span(&bytes));
    ck_assert_int_eq(read_text(), AUTH_OK);
    buffer_putc(&bytes, '\0'); /* trailing data */
    armour(buffer_span(&bytes));
    ck_assert_int_eq(read_text(), AUTH_DER);
    bytes.len -= 2; /* cut */
    armour(buffer_span(&bytes));
    ck_assert_int_eq(read_text(), AUTH_DER);
    /* BER: the same certificate with its length in one byte more. */
    ck_assert_mem_eq(der, "\x30\x82", 2);
    buffer_clear(&bytes);
    buffer_put(&bytes, SPAN("\x30\x83\0"));
    buffer_put(&bytes, (struct span){(const char *)der + 2, (size_t)len - 2});
    armour(buffer_span(&bytes));
    ck_assert_int_eq(read_text(), AUTH_DER);
    buffer_free(&bytes);
    OPENSSL_free(der);
    X509_free(x509);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("certificate");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, refuses_other_encodings);
    tcase_add_test(tests, refuses_other_armour);
    tcase_add_test(tests, refuses_other_der);
    return harness_run("auth/certificate", tests);
}
