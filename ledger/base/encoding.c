/* SPDX-License-Identifier: EUPL-1.2 */
/* Hexadecimal and base64 of digest.h; libcrypto's decoders accept more than we want to. */
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/base/hex.h"

static const char hex_digits[] = "0123456789abcdef";
/* One more than a digit's value; 0: no digit. */
static const uint8_t hex_values[256] = {['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16};
static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void digest_hex(const struct digest *digest, char hex_out[static DIGEST_HEX_LEN + 1])
{
    ensure(digest != NULL);
    for (size_t i = 0; i < DIGEST_LEN; i++) {
        hex_out[2 * i] = hex_digits[digest->bytes[i] >> 4U];
        hex_out[2 * i + 1] = hex_digits[digest->bytes[i] & 0xFU];
    }
    hex_out[DIGEST_HEX_LEN] = '\0';
}

bool hex_is(struct span text, size_t count)
{
    bool all = text.len == count;
    for (size_t i = 0; i < text.len; i++) {
        all = all && hex_values[(uint8_t)text.data[i]] > 0;
    }
    return all;
}

/* The value of a base64 digit, or 64 when it is none. */
static unsigned value_of(char c)
{
    const char *found = memchr(base64_digits, c, 64);
    return found == NULL ? 64 : (unsigned)(found - base64_digits);
}

enum status digest_from_hex(struct span hex, struct digest *digest_out)
{
    ensure(digest_out != NULL);
    if (!hex_is(hex, DIGEST_HEX_LEN)) {
        return STATUS_INVALID;
    }
    struct digest digest;
    for (size_t i = 0; i < DIGEST_LEN; i++) {
        unsigned high = hex_values[(uint8_t)hex.data[2 * i]] - 1U;
        unsigned low = hex_values[(uint8_t)hex.data[2 * i + 1]] - 1U;
        digest.bytes[i] = (uint8_t)(high << 4U | low);
    }
    *digest_out = digest;
    return STATUS_OK;
}

void hex_put(struct buffer *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t byte = (uint8_t)bytes.data[i];
        buffer_putc(out, hex_digits[byte >> 4U]);
        buffer_putc(out, hex_digits[byte & 0xFU]);
    }
}

void base64_put(struct buffer *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)(uint8_t)bytes.data[i] << 16U;
        group |= left > 1 ? (uint32_t)(uint8_t)bytes.data[i + 1] << 8U : 0;
        group |= left > 2 ? (uint32_t)(uint8_t)bytes.data[i + 2] : 0;
        char text[4] = {base64_digits[group >> 18U], base64_digits[group >> 12U & 0x3FU],
            left > 1 ? base64_digits[group >> 6U & 0x3FU] : '=',
            left > 2 ? base64_digits[group & 0x3FU] : '='};
        buffer_put(out, (struct span){.data = text, .len = sizeof(text)});
    }
}

/* Decodes four characters of which the last `padding` are "="; false for anything else. */
static bool decode_group(const char *text, size_t padding, char bytes_out[static 3])
{
    uint32_t group = 0;
    for (size_t i = 0; i < 4; i++) {
        unsigned value = 0;
        if (i < 4 - padding) {
            value = value_of(text[i]);
        }
        if (value == 64) {
            return false;
        }
        group = group << 6U | value;
    }
    bytes_out[0] = (char)(group >> 16U);
    bytes_out[1] = (char)(group >> 8U & 0xFFU);
    bytes_out[2] = (char)(group & 0xFFU);
    /* Bits behind the last byte must be zero, or two texts would decode to the same bytes. */
    return (padding < 1 || bytes_out[2] == 0) && (padding < 2 || bytes_out[1] == 0);
}

static size_t padding_of(struct span text)
{
    if (text.len == 0 || text.data[text.len - 1] != '=') {
        return 0;
    }
    return text.data[text.len - 2] == '=' ? 2 : 1;
}

enum status base64_decode(struct span text, struct buffer *out)
{
    ensure(out != NULL);
    if (text.len % 4 != 0) {
        return STATUS_INVALID;
    }
    size_t len_before = out->len;
    size_t padding = padding_of(text);
    for (size_t i = 0; i < text.len; i += 4) {
        size_t missing = i + 4 == text.len ? padding : 0;
        char bytes[3];
        if (!decode_group(text.data + i, missing, bytes)) {
            out->len = len_before;
            return STATUS_INVALID;
        }
        buffer_put(out, (struct span){.data = bytes, .len = 3 - missing});
    }
    return out->failed ? STATUS_LIMIT : STATUS_OK;
}
