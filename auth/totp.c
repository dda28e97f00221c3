/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/totp.h"

#include <liboath/oath.h>
#include <stdbool.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#define BASE32_LEN ((TOTP_SEED_LEN * 8) / 5)

_Static_assert(TOTP_SEED_LEN % 5 == 0, "base32 needs no padding");

void totp_seed_make(struct totp_seed *seed_out)
{
    /* OpenSSL's private generator is seeded from getrandom() and reseeds itself. */
    ensure(RAND_priv_bytes(seed_out->bytes, TOTP_SEED_LEN) == 1);
}

void totp_forget(struct totp_seed *seed)
{
    OPENSSL_cleanse(seed, sizeof(*seed));
}

/* The digits without the spaces between them. */
static bool digits_take(struct span code, char digits[static TOTP_DIGITS])
{
    size_t count = 0;
    if (code.len > TOTP_CODE_LEN_MAX) {
        return false;
    }
    for (size_t i = 0; i < code.len; i++) {
        char c = code.data[i];
        if (c == ' ') {
            continue;
        }
        if (c < '0' || c > '9' || count == TOTP_DIGITS) {
            return false;
        }
        digits[count++] = c;
    }
    return count == TOTP_DIGITS;
}

/* Whether `digits` is the code of this step; takes the same time when it is not. */
static bool step_is(
    const struct totp_seed *seed, int64_t step, const char digits[static TOTP_DIGITS])
{
    char expected[TOTP_DIGITS + 1];
    int made = oath_hotp_generate((const char *)seed->bytes, TOTP_SEED_LEN, (uint64_t)step,
        TOTP_DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION, expected);
    ensure(made == OATH_OK);
    bool same = CRYPTO_memcmp(expected, digits, TOTP_DIGITS) == 0;
    OPENSSL_cleanse(expected, sizeof(expected));
    return same;
}

enum status totp_match(
    const struct totp_seed *seed, struct span code, int64_t now_s, int64_t drift, int64_t *step_out)
{
    ensure(seed != NULL && step_out != NULL);
    char digits[TOTP_DIGITS];
    int64_t centre = now_s / TOTP_STEP_S + drift;
    if (drift < -TOTP_DRIFT_MAX || drift > TOTP_DRIFT_MAX || now_s < 0 || centre < TOTP_WINDOW) {
        return STATUS_LIMIT;
    }
    if (!digits_take(code, digits)) {
        return STATUS_INVALID;
    }
    int64_t found = -1;
    for (int64_t step = centre - TOTP_WINDOW; step <= centre + TOTP_WINDOW; step++) {
        if (step_is(seed, step, digits)) {
            found = step;
        }
    }
    if (found < 0) {
        return STATUS_DENIED;
    }
    *step_out = found;
    return STATUS_OK;
}

static void base32_take(const struct totp_seed *seed, char text[static BASE32_LEN])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t at = 0;
    for (size_t i = 0; i < TOTP_SEED_LEN; i += 5) {
        uint64_t group = 0;
        for (size_t j = 0; j < 5; j++) {
            group = group << 8 | seed->bytes[i + j];
        }
        for (unsigned shift = 40; shift > 0; shift -= 5) {
            text[at++] = alphabet[group >> (shift - 5) & 31U];
        }
    }
}

void totp_put_secret(struct buffer *out, const struct totp_seed *seed)
{
    char text[BASE32_LEN];
    base32_take(seed, text);
    for (size_t i = 0; i < BASE32_LEN; i += 4) {
        if (i > 0) {
            buffer_putc(out, ' ');
        }
        buffer_put(out, (struct span){.data = text + i, .len = 4});
    }
    OPENSSL_cleanse(text, sizeof(text));
}

/* RFC 3986: what is not unreserved is encoded, so no app can take a part for another. */
static void put_encoded(struct buffer *out, struct span text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                     || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            buffer_putc(out, (char)c);
        } else {
            buffer_putc(out, '%');
            buffer_putc(out, hex[c >> 4]);
            buffer_putc(out, hex[c & 15U]);
        }
    }
}

void totp_put_uri(
    struct buffer *out, const struct totp_seed *seed, struct span issuer, struct span account)
{
    char text[BASE32_LEN];
    base32_take(seed, text);
    buffer_puts(out, "otpauth://totp/");
    put_encoded(out, issuer);
    buffer_putc(out, ':');
    put_encoded(out, account);
    buffer_puts(out, "?secret=");
    buffer_put(out, (struct span){.data = text, .len = sizeof(text)});
    buffer_puts(out, "&issuer=");
    put_encoded(out, issuer);
    buffer_printf(out, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_STEP_S);
    OPENSSL_cleanse(text, sizeof(text));
}
