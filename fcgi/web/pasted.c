/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/pasted.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#include "ledger/base/utf8.h"

/* Whether a line ends here; *skip_out bytes of the text belong to its end. */
static bool line_ends(const char *text, size_t left, size_t *skip_out)
{
    *skip_out = text[0] == '\r' && left > 1 && text[1] == '\n' ? 2 : 1;
    return text[0] == '\r' || text[0] == '\v' || text[0] == '\f';
}

/* Bytes of an invisible character at the beginning of `text`, which is UTF-8; 0 for any other. */
static size_t invisible(const char *text, size_t left)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (byte[0] == 0x7F || (byte[0] < 0x20 && byte[0] != '\n' && byte[0] != '\t')) {
        return 1;
    }
    if (left >= 2 && byte[0] == 0xC2 && byte[1] >= 0x80 && byte[1] <= 0x9F) {
        return 2; /* C1 */
    }
    if (left >= 3 && byte[0] == 0xE2
        && ((byte[1] == 0x80 && byte[2] >= 0xAA && byte[2] <= 0xAE)        /* U+202A..U+202E */
            || (byte[1] == 0x81 && byte[2] >= 0xA6 && byte[2] <= 0xA9))) { /* U+2066..U+2069 */
        return 3;
    }
    return left >= 3 && byte[0] == 0xEF && byte[1] == 0xBB && byte[2] == 0xBF ? 3 : 0;
}

static struct span without_invisible(struct arena *arena, struct span text)
{
    char *kept = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; kept != NULL && i < text.len;) {
        size_t skip = 0;
        if (line_ends(text.data + i, text.len - i, &skip)) {
            kept[len++] = '\n';
            i += skip;
            continue;
        }
        skip = invisible(text.data + i, text.len - i);
        if (skip == 0) {
            kept[len++] = text.data[i];
            skip = 1;
        }
        i += skip;
    }
    return (struct span){.data = kept, .len = len};
}

enum status pasted_clean(struct arena *arena, struct span text, struct span *text_out)
{
    if (text.len > 0 && (memchr(text.data, '\0', text.len) != NULL || !utf8_valid(text))) {
        return STATUS_INVALID;
    }
    struct span kept = without_invisible(arena, text);
    if (kept.data == NULL) {
        return STATUS_LIMIT;
    }
    if (kept.len == 0) {
        *text_out = kept;
        return STATUS_OK;
    }
    size_t len = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)kept.data, kept.len, NULL, &len);
    if (normal == NULL) {
        return STATUS_LIMIT; /* the input was valid: only memory can be missing */
    }
    struct span copy = arena_copy(arena, (struct span){.data = (const char *)normal, .len = len});
    free(normal);
    if (copy.data == NULL) {
        return STATUS_LIMIT;
    }
    *text_out = copy;
    return STATUS_OK;
}
