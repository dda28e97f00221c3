/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/certificate.h"

#include <limits.h>
#include <string.h>

#include <openssl/err.h>

#define PEM_LINE_LEN 64

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

/* nginx escapes everything else, with upper-case digits: other input was not made by it. */
static bool unreserved(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-'
           || c == '.' || c == '_' || c == '~';
}

static void escape(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (unreserved(c)) {
            buffer_putc(out, c);
        } else {
            buffer_printf(out, "%%%02X", (unsigned char)c);
        }
    }
}

static enum auth_reason unescape(struct arena *arena, struct span escaped, struct span *pem_out)
{
    char *pem = arena_alloc(arena, escaped.len);
    if (pem == NULL) {
        return AUTH_INTERNAL;
    }
    size_t len = 0;
    for (size_t i = 0; i < escaped.len; i++) {
        char c = escaped.data[i];
        if (c == '%') {
            int high = escaped.len - i > 2 ? hex_value(escaped.data[i + 1]) : -1;
            int low = high < 0 ? -1 : hex_value(escaped.data[i + 2]);
            if (low < 0 || (high == 0 && low == 0)) {
                return AUTH_ENCODING;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (!unreserved(c)) {
            return AUTH_ENCODING;
        }
        pem[len++] = c;
    }
    *pem_out = (struct span){.data = pem, .len = len};
    return AUTH_OK;
}

/*
 * The base64 text between the two lines, without its line breaks. Stricter than PEM_read_bio(),
 * which skips what it does not know and so accepts many texts for one certificate.
 */
static enum auth_reason armour_strip(struct arena *arena, struct span pem, struct span *base64_out)
{
    const struct span begin = SPAN("-----BEGIN CERTIFICATE-----\n");
    const struct span end = SPAN("-----END CERTIFICATE-----\n");
    if (!span_starts_with(pem, begin) || pem.len < begin.len + end.len) {
        return AUTH_PEM;
    }
    struct span rest = {.data = pem.data + begin.len, .len = pem.len - begin.len};
    char *base64 = arena_alloc(arena, rest.len);
    if (base64 == NULL) {
        return AUTH_INTERNAL;
    }
    size_t len = 0;
    bool last = false;
    while (!span_equal(rest, end)) {
        const char *newline = memchr(rest.data, '\n', rest.len);
        size_t line_len = newline == NULL ? 0 : (size_t)(newline - rest.data);
        if (line_len == 0 || line_len > PEM_LINE_LEN || last) {
            return AUTH_PEM;
        }
        last = line_len < PEM_LINE_LEN;
        (void)memcpy(base64 + len, rest.data, line_len);
        len += line_len;
        rest = (struct span){.data = newline + 1, .len = rest.len - line_len - 1};
    }
    *base64_out = (struct span){.data = base64, .len = len};
    return AUTH_OK;
}

/*
 * DER has one encoding for a value; BER lengths or trailing bytes around the signed part would make
 * many texts for one certificate. The signed part itself is held by the signature.
 */
static bool reencodes(const X509 *x509, struct span der)
{
    unsigned char *again = NULL;
    int len = i2d_X509(x509, &again);
    bool same = len > 0 && (size_t)len == der.len && memcmp(again, der.data, der.len) == 0;
    OPENSSL_free(again);
    return same;
}

static void release(void *x509)
{
    X509_free(x509);
}

static enum auth_reason decode(
    struct arena *arena, struct span der, struct certificate *certificate_out)
{
    const unsigned char *cursor = (const unsigned char *)der.data;
    ensure(der.len <= LONG_MAX);
    ERR_clear_error();
    X509 *x509 = d2i_X509(NULL, &cursor, (long)der.len);
    if (x509 == NULL || !reencodes(x509, der)) {
        X509_free(x509);
        ERR_clear_error();
        return AUTH_DER;
    }
    if (arena_on_reset(arena, release, x509) != STATUS_OK) {
        X509_free(x509);
        return AUTH_INTERNAL;
    }
    *certificate_out = (struct certificate){.x509 = x509, .sha256 = digest_of(der)};
    return AUTH_OK;
}

enum auth_reason certificate_read(
    struct arena *arena, struct span escaped, struct certificate *certificate_out)
{
    ensure(arena != NULL && certificate_out != NULL);
    if (escaped.len == 0) {
        return AUTH_MISSING;
    }
    if (escaped.len > CERTIFICATE_LEN_MAX) {
        return AUTH_TOO_LARGE;
    }
    struct span pem;
    enum auth_reason reason = unescape(arena, escaped, &pem);
    struct span base64;
    if (reason == AUTH_OK) {
        reason = armour_strip(arena, pem, &base64);
    }
    if (reason != AUTH_OK) {
        return reason;
    }
    struct buffer der;
    buffer_init(&der, CERTIFICATE_LEN_MAX);
    reason = base64_decode(base64, &der) == STATUS_OK
                 ? decode(arena, buffer_span(&der), certificate_out)
                 : AUTH_PEM;
    buffer_free(&der);
    return reason;
}

void certificate_escape(struct span der, struct buffer *out)
{
    ensure(out != NULL);
    struct buffer base64;
    buffer_init(&base64, out->max);
    base64_put(&base64, der);
    struct span rest = buffer_span(&base64);
    escape(out, SPAN("-----BEGIN CERTIFICATE-----\n"));
    while (rest.len > 0) {
        struct span line = {
            .data = rest.data, .len = rest.len < PEM_LINE_LEN ? rest.len : PEM_LINE_LEN};
        escape(out, line);
        escape(out, SPAN("\n"));
        rest = (struct span){.data = rest.data + line.len, .len = rest.len - line.len};
    }
    escape(out, SPAN("-----END CERTIFICATE-----\n"));
    out->failed = out->failed || base64.failed;
    buffer_free(&base64);
}
