/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/span.h"

#include <string.h>

/* What *rest points at between a final separator and the empty part behind it. */
static const char last_part_is_empty[1] = "";

struct span span_from(const char *text)
{
    struct span span = {.data = text, .len = text == NULL ? 0 : strlen(text)};
    return span;
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_from(text));
}

bool span_starts_with(struct span text, struct span prefix)
{
    return text.len >= prefix.len
           && (prefix.len == 0 || memcmp(text.data, prefix.data, prefix.len) == 0);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span text)
{
    while (text.len > 0 && is_space(text.data[0])) {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && is_space(text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

bool span_split(struct span *rest, char separator, struct span *part_out)
{
    if (rest->len == 0 && rest->data != last_part_is_empty) {
        rest->data = NULL;
        return false;
    }
    const char *end = rest->len == 0 ? NULL : memchr(rest->data, separator, rest->len);
    if (end == NULL) {
        *part_out = *rest;
        *rest = (struct span){.data = NULL, .len = 0};
        return true;
    }
    size_t part_len = (size_t)(end - rest->data);
    *part_out = (struct span){.data = rest->data, .len = part_len};
    rest->data = end + 1;
    rest->len -= part_len + 1;
    if (rest->len == 0) {
        rest->data = last_part_is_empty;
    }
    return true;
}
