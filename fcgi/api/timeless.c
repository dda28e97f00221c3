/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/timeless.h"

#include <stdbool.h>
#include <string.h>

/* The end of the text that begins at `at` with a quote: behind its closing quote. */
static size_t text_end(struct span document, size_t at)
{
    for (at++; at < document.len && document.data[at] != '"'; at++) {
        at += document.data[at] == '\\';
    }
    return at < document.len ? at + 1 : document.len;
}

/* The end of the member that begins at `at`: its comma, or the bracket that closes the object. */
static size_t member_end(struct span document, size_t at)
{
    size_t depth = 0;
    while (at < document.len) {
        char c = document.data[at];
        if (c == '"') {
            at = text_end(document, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}')) {
            return at;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        at++;
    }
    return document.len;
}

static bool is_clock(struct span member)
{
    return span_starts_with(member, SPAN("\"now\""))
           || span_starts_with(member, SPAN("\"now_us\""));
}

struct span timeless(struct arena *arena, struct span document)
{
    struct span text = span_trim(document);
    if (text.len < 2 || text.data[0] != '{' || text.data[text.len - 1] != '}') {
        return document;
    }
    char *kept = arena_alloc(arena, text.len + 1); /* a text that was cut off gets its bracket */
    if (kept == NULL) {
        return (struct span){.data = NULL, .len = 0};
    }
    size_t len = 0;
    for (size_t at = 1; at < text.len;) {
        size_t end = member_end(text, at);
        struct span member = span_trim((struct span){.data = text.data + at, .len = end - at});
        if (member.len > 0 && !is_clock(member)) {
            kept[len] = len == 0 ? '{' : ',';
            memcpy(kept + len + 1, member.data, member.len);
            len += member.len + 1;
        }
        at = end + 1;
    }
    if (len == 0) {
        kept[len++] = '{';
    }
    kept[len++] = '}';
    return (struct span){.data = kept, .len = len};
}
