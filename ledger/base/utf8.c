/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/utf8.h"

#include "ledger/base/status.h"
#include "ledger/base/word.h"

#define INVALID_CODE_POINT UINT32_MAX

/* The smallest code point that needs this many bytes: anything below is an overlong form. */
static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

static size_t sequence_length(uint8_t lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        return 3;
    }
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/* Decodes the code point at *at and moves *at behind it. */
static uint32_t next_code_point(struct span text, size_t *at)
{
    uint8_t lead = (uint8_t)text.data[*at];
    size_t len = sequence_length(lead);
    if (len == 0 || len > text.len - *at) {
        return INVALID_CODE_POINT;
    }
    uint32_t code_point = len == 1 ? lead : lead & (0x7FU >> len);
    for (size_t i = 1; i < len; i++) {
        uint8_t byte = (uint8_t)text.data[*at + i];
        if ((byte & 0xC0U) != 0x80) {
            return INVALID_CODE_POINT;
        }
        code_point = code_point << 6U | (byte & 0x3FU);
    }
    bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < smallest[len] || surrogate || code_point > 0x10FFFF) {
        return INVALID_CODE_POINT;
    }
    *at += len;
    return code_point;
}

bool utf8_valid(struct span text)
{
    for (size_t at = 0; at < text.len;) {
        if (text.len - at >= WORD_LEN && !word_beyond_ascii(word_at(text.data + at))) {
            at += WORD_LEN;
        } else if (next_code_point(text, &at) == INVALID_CODE_POINT) {
            return false;
        }
    }
    return true;
}

static bool printable(uint32_t code_point, bool multiline)
{
    if (code_point == '\t' || code_point == '\n' || code_point == '\r') {
        return multiline;
    }
    bool control = code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
    bool direction = (code_point >= 0x202A && code_point <= 0x202E)
                     || (code_point >= 0x2066 && code_point <= 0x2069);
    return !control && !direction && code_point != INVALID_CODE_POINT;
}

bool utf8_printable(struct span text, bool multiline)
{
    for (size_t at = 0; at < text.len;) {
        if (!printable(next_code_point(text, &at), multiline)) {
            return false;
        }
    }
    return true;
}

size_t utf8_length(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((uint8_t)text.data[i] & 0xC0U) != 0x80;
    }
    return count;
}

size_t utf8_encode(uint32_t code_point, char out[static 4])
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
        return 0;
    }
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const uint32_t lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80U | (code_point & 0x3FU));
        code_point >>= 6U;
    }
    out[0] = (char)(lead[len] | code_point);
    return len;
}
