/* SPDX-License-Identifier: EUPL-1.2 */
/* The small grammars of HTTP: percent-encoding, paths, cookies, media types, $msec. */
#include <string.h>

#include "fcgi/web/http.h"
#include "ledger/base/utf8.h"

#define SECONDS_MAX INT64_C(1000000000000)

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

enum status http_percent_decode(
    struct arena *arena, struct span text, bool plus_is_space, struct span *decoded_out)
{
    char *decoded = arena_alloc(arena, text.len + 1);
    if (decoded == NULL) {
        return STATUS_LIMIT;
    }
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '%') {
            int high = text.len - i > 2 ? hex_digit(text.data[i + 1]) : -1;
            int low = text.len - i > 2 ? hex_digit(text.data[i + 2]) : -1;
            if (high < 0 || low < 0 || (high == 0 && low == 0)) {
                return STATUS_INVALID;
            }
            c = (char)(unsigned char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '\0') {
            return STATUS_INVALID;
        }
        decoded[len++] = c;
    }
    *decoded_out = (struct span){.data = decoded, .len = len};
    return STATUS_OK;
}

/* False for bytes that must not stand raw in a request target, and for encoded slashes. */
static bool target_bytes_valid(struct span raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.data[i];
        if (c <= 0x20 || c >= 0x7f || strchr("\"<>\\^`{|}#", (char)c) != NULL) {
            return false;
        }
        if (c == '%' && raw.len - i > 2 && raw.data[i + 1] == '2'
            && (raw.data[i + 2] == 'f' || raw.data[i + 2] == 'F')) {
            return false;
        }
    }
    return true;
}

enum status http_path_parse(struct arena *arena, struct span raw, struct span *path_out)
{
    if (raw.len > HTTP_PATH_MAX) {
        return STATUS_LIMIT;
    }
    if (raw.len == 0 || raw.data[0] != '/' || !target_bytes_valid(raw)) {
        return STATUS_INVALID;
    }
    struct span path = {.data = NULL, .len = 0};
    enum status status = http_percent_decode(arena, raw, false, &path);
    if (status != STATUS_OK) {
        return status;
    }
    if (!utf8_printable(path, false) || memchr(path.data, '\\', path.len) != NULL) {
        return STATUS_INVALID;
    }
    struct span rest = {.data = path.data + 1, .len = path.len - 1};
    struct span segment;
    while (span_split(&rest, '/', &segment)) {
        bool last = rest.data == NULL;
        if ((segment.len == 0 && !last) || span_is(segment, ".") || span_is(segment, "..")) {
            return STATUS_INVALID;
        }
    }
    *path_out = path;
    return STATUS_OK;
}

enum status http_seconds_parse(struct span text, int64_t *us_out)
{
    int64_t seconds = 0;
    size_t i = 0;
    for (; i < text.len && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
        seconds = seconds * 10 + (text.data[i] - '0');
        if (seconds > SECONDS_MAX) {
            return STATUS_LIMIT;
        }
    }
    if (i == 0) {
        return STATUS_INVALID;
    }
    int64_t us = seconds * 1000000;
    if (i < text.len) {
        size_t decimals = text.len - i - 1;
        if (text.data[i] != '.' || decimals == 0 || decimals > 6) {
            return STATUS_INVALID;
        }
        int64_t unit = 100000;
        for (i++; i < text.len; i++, unit /= 10) {
            if (text.data[i] < '0' || text.data[i] > '9') {
                return STATUS_INVALID;
            }
            us += (text.data[i] - '0') * unit;
        }
    }
    *us_out = us;
    return STATUS_OK;
}

/* RFC 9110 token characters. */
static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= 0x20 || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", (char)c) != NULL) {
            return false;
        }
    }
    return text.len > 0;
}

static bool is_cookie_value(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= 0x20 || c >= 0x7f || strchr("\",;\\", (char)c) != NULL) {
            return false;
        }
    }
    return true;
}

/* Copies the pairs whose name comes once; returns how many. */
static size_t copy_unambiguous(
    const struct http_pair *found, size_t count, struct http_pair *kept_out)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool twice = false;
        for (size_t j = 0; j < count && !twice; j++) {
            twice = j != i && span_equal(found[i].name, found[j].name);
        }
        if (!twice) {
            kept_out[kept++] = found[i];
        }
    }
    return kept;
}

enum status http_cookies_parse(
    struct arena *arena, struct span header, struct http_pairs *cookies_out)
{
    if (header.len > HTTP_COOKIE_MAX) {
        return STATUS_LIMIT;
    }
    struct http_pair found[HTTP_COOKIES_MAX];
    size_t count = 0;
    struct span rest = header;
    struct span part;
    while (span_split(&rest, ';', &part)) {
        struct span value = span_trim(part);
        struct span name = {.data = NULL, .len = 0};
        if (!span_split(&value, '=', &name) || value.data == NULL || !is_token(name)
            || !is_cookie_value(value)) {
            continue;
        }
        if (count == HTTP_COOKIES_MAX) {
            return STATUS_LIMIT;
        }
        found[count++] = (struct http_pair){.name = name, .value = value};
    }
    struct http_pair *items = arena_array(arena, count + 1, sizeof(*items));
    if (items == NULL) {
        return STATUS_LIMIT;
    }
    cookies_out->count = copy_unambiguous(found, count, items);
    cookies_out->items = items;
    return STATUS_OK;
}

static bool equals_ignoring_case(struct span text, const char *lower)
{
    size_t len = strlen(lower);
    if (text.len != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = text.data[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (c != lower[i]) {
            return false;
        }
    }
    return true;
}

/* A parameter's value without its quotes; quoted pairs are refused by giving an empty span. */
static struct span unquoted(struct span value)
{
    if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"') {
        struct span inner = {.data = value.data + 1, .len = value.len - 2};
        bool plain = memchr(inner.data, '\\', inner.len) == NULL
                     && memchr(inner.data, '"', inner.len) == NULL;
        return plain ? inner : (struct span){.data = "", .len = 0};
    }
    return value;
}

static bool is_boundary(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!plain && (c == '\0' || strchr("'()+_,-./:=?", c) == NULL)) {
            return false;
        }
    }
    return text.len >= 1 && text.len <= HTTP_BOUNDARY_MAX;
}

/* "type/subtype" of tokens, in lower case. */
static enum status media_type(struct arena *arena, struct span text, struct span *type_out)
{
    struct span subtype = text;
    struct span type;
    if (!span_split(&subtype, '/', &type) || !is_token(type) || !is_token(subtype)) {
        return STATUS_INVALID;
    }
    char *copy = arena_text(arena, text);
    if (copy == NULL) {
        return STATUS_LIMIT;
    }
    for (size_t i = 0; i < text.len; i++) {
        copy[i] = copy[i] >= 'A' && copy[i] <= 'Z' ? (char)(copy[i] - 'A' + 'a') : copy[i];
    }
    *type_out = (struct span){.data = copy, .len = text.len};
    return STATUS_OK;
}

enum status http_content_type_parse(
    struct arena *arena, struct span header, struct span *type_out, struct span *boundary_out)
{
    struct span rest = header;
    struct span part;
    struct span type = {.data = NULL, .len = 0};
    struct span boundary = {.data = "", .len = 0};
    if (!span_split(&rest, ';', &part)) {
        return STATUS_INVALID;
    }
    enum status status = media_type(arena, span_trim(part), &type);
    if (status != STATUS_OK) {
        return status;
    }
    while (span_split(&rest, ';', &part)) {
        struct span value = span_trim(part);
        struct span name;
        if (!span_split(&value, '=', &name) || value.data == NULL || !is_token(name)) {
            return STATUS_INVALID;
        }
        value = unquoted(value);
        if (equals_ignoring_case(name, "boundary")) {
            if (boundary.len > 0 || !is_boundary(value)) {
                return STATUS_INVALID;
            }
            boundary = value;
        } else if (equals_ignoring_case(name, "charset") && !equals_ignoring_case(value, "utf-8")) {
            return STATUS_INVALID;
        }
    }
    if (span_is(type, "multipart/form-data") != (boundary.len > 0)) {
        return STATUS_INVALID;
    }
    *type_out = type;
    *boundary_out = boundary;
    return STATUS_OK;
}
