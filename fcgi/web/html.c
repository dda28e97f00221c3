/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/html.h"

#include <string.h>

#include "ledger/base/utf8.h"

static const char *reference(char c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
        return attribute ? "&#9;" : NULL;
    case '\n':
        return attribute ? "&#10;" : NULL;
    case '\r':
        return "&#13;";
    default:
        return NULL;
    }
}

/* Length of the valid, allowed character at the front of `text`; 0 when there is none. */
static size_t character_len(struct span text)
{
    unsigned char first = (unsigned char)text.data[0];
    if (first < 0x80) {
        return first < 0x20 && first != '\t' && first != '\n' && first != '\r' ? 0 : 1;
    }
    size_t len = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    struct span character = {.data = text.data, .len = len};
    return len <= text.len && utf8_valid(character) ? len : 0;
}

static void escape(struct buffer *out, struct span text, bool attribute)
{
    size_t plain = 0; /* first byte not yet written */
    size_t i = 0;
    while (i < text.len) {
        struct span rest = {.data = text.data + i, .len = text.len - i};
        size_t len = character_len(rest);
        const char *written = len == 0 ? "\xef\xbf\xbd" : reference(text.data[i], attribute);
        if (written != NULL) {
            buffer_put(out, (struct span){.data = text.data + plain, .len = i - plain});
            buffer_puts(out, written);
            plain = i + (len == 0 ? 1 : len);
        }
        i += len == 0 ? 1 : len;
    }
    buffer_put(out, (struct span){.data = text.data + plain, .len = text.len - plain});
}

void html_text(struct buffer *out, struct span text)
{
    if (text.len > 0) {
        escape(out, text, false);
    }
}

void html_attr(struct buffer *out, struct span text)
{
    if (text.len > 0) {
        escape(out, text, true);
    }
}

static bool scheme_allowed(struct span scheme)
{
    static const char *const allowed[] = {"http", "https", "mailto"};
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        size_t len = strlen(allowed[i]);
        if (scheme.len != len) {
            continue;
        }
        size_t same = 0;
        while (same < len && (scheme.data[same] | 0x20) == allowed[i][same]) {
            same++;
        }
        if (same == len) {
            return true;
        }
    }
    return false;
}

bool html_url_allowed(struct span url)
{
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c <= 0x20 || c == 0x7f || c == '\\') {
            return false; /* browsers drop or rewrite these before they look for a scheme */
        }
    }
    if (url.len >= 2 && url.data[0] == '/' && url.data[1] == '/') {
        return false;
    }
    for (size_t i = 0; i < url.len; i++) {
        char c = url.data[i];
        if (c == '/' || c == '?' || c == '#') {
            return true;
        }
        if (c == ':') {
            return scheme_allowed((struct span){.data = url.data, .len = i});
        }
    }
    return true;
}

void html_url(struct buffer *out, struct span url)
{
    html_attr(out, html_url_allowed(url) ? url : SPAN("#blocked"));
}

void html_url_part(struct buffer *out, struct span text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool unreserved = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                          || c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            buffer_putc(out, (char)c);
        } else {
            buffer_putc(out, '%');
            buffer_putc(out, digits[c >> 4]);
            buffer_putc(out, digits[c & 15]);
        }
    }
}

void html_trusted_markup(struct buffer *out, struct safe_html html)
{
    buffer_put(out, html.markup);
}
