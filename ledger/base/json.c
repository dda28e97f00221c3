/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/json.h"

#include <string.h>

#include "ledger/base/utf8.h"
#include "ledger/base/word.h"

struct parser {
    struct arena *arena;
    const char *at;
    const char *end;
    unsigned line;
    unsigned depth;
    const char *reason; /* set by whoever refuses first */
};

static enum status parse_value(struct parser *parser, struct json **json_out);

static enum status refuse(struct parser *parser, const char *reason)
{
    parser->reason = reason;
    return STATUS_INVALID;
}

static enum status exhausted(struct parser *parser)
{
    parser->reason = "document too large";
    return STATUS_LIMIT;
}

static void skip_space(struct parser *parser)
{
    for (; parser->at < parser->end; parser->at++) {
        char c = *parser->at;
        if (c == '\n') {
            parser->line++;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return;
        }
    }
}

/* Moves over `c` when it is next. */
static bool accept(struct parser *parser, char c)
{
    if (parser->at == parser->end || *parser->at != c) {
        return false;
    }
    parser->at++;
    return true;
}

static bool hex4(const char *text, const char *end, uint32_t *value_out)
{
    if (end - text < 4) {
        return false;
    }
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        static const char lower[] = "0123456789abcdef";
        static const char upper[] = "0123456789ABCDEF";
        const char *found = memchr(lower, text[i], 16);
        const char *digits = lower;
        if (found == NULL) {
            found = memchr(upper, text[i], 16);
            digits = upper;
        }
        if (found == NULL) {
            return false;
        }
        value = value << 4U | (uint32_t)(found - digits);
    }
    *value_out = value;
    return true;
}

/* Decodes behind "\u", a surrogate pair included; the length of the source, 0 when invalid. */
static size_t unicode_escape(const char *text, const char *end, uint32_t *code_point_out)
{
    uint32_t high = 0;
    if (!hex4(text, end, &high)) {
        return 0;
    }
    if (high < 0xD800 || high > 0xDFFF) {
        *code_point_out = high;
        return 4;
    }
    uint32_t low = 0;
    if (high > 0xDBFF || end - text < 10 || text[4] != '\\' || text[5] != 'u'
        || !hex4(text + 6, end, &low) || low < 0xDC00 || low > 0xDFFF) {
        return 0;
    }
    *code_point_out = 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
    return 10;
}

/* Decodes behind a backslash; the length of the source, 0 when invalid. */
static size_t escape(const char *text, const char *end, uint32_t *code_point_out)
{
    static const char names[] = "\"\\/nrt";
    static const char values[] = "\"\\/\n\r\t";
    const char *found = memchr(names, *text, sizeof(names) - 1);
    if (found != NULL) {
        *code_point_out = (uint32_t)values[found - names];
        return 1;
    }
    if (*text != 'u') {
        return 0;
    }
    size_t len = unicode_escape(text + 1, end, code_point_out);
    bool control = len > 0 && *code_point_out < 0x20 && *code_point_out != '\n'
                   && *code_point_out != '\r' && *code_point_out != '\t';
    return len == 0 || control ? 0 : len + 1;
}

/* Up to the first byte that ends a string, begins an escape or may not stand in one. */
static const char *plain_end(const char *text, const char *end)
{
    while (end - text >= (ptrdiff_t)WORD_LEN) {
        uint64_t word = word_at(text);
        if (word_below(word, 0x20) || word_has(word, '"') || word_has(word, '\\')) {
            break;
        }
        text += WORD_LEN;
    }
    while (text < end && (unsigned char)*text >= 0x20 && *text != '"' && *text != '\\') {
        text++;
    }
    return text;
}

/* Decoding never makes a string longer, so its source length is room enough. */
static enum status decode_string(
    struct parser *parser, const char *source, const char *end, struct span *text_out)
{
    char *text = arena_alloc(parser->arena, (size_t)(end - source));
    if (text == NULL) {
        return exhausted(parser);
    }
    size_t len = 0;
    while (source < end) {
        if (*source != '\\') {
            text[len++] = *source++;
            continue;
        }
        if (source[1] == '"') { /* most are these: a leaf holds its request as a string */
            text[len++] = '"';
            source += 2;
            continue;
        }
        uint32_t code_point = 0;
        size_t source_len = escape(source + 1, end, &code_point);
        if (source_len == 0) {
            return refuse(parser, "escape not allowed in a string");
        }
        char bytes[4];
        size_t bytes_len = utf8_encode(code_point, bytes);
        memcpy(text + len, bytes, bytes_len);
        len += bytes_len;
        source += 1 + source_len;
    }
    *text_out = (struct span){.data = text, .len = len};
    return STATUS_OK;
}

static enum status parse_string(struct parser *parser, struct span *text_out)
{
    const char *source = ++parser->at;
    bool escaped = false;
    for (;;) {
        parser->at = plain_end(parser->at, parser->end);
        if (parser->at == parser->end || *parser->at == '"') {
            break;
        }
        if (*parser->at != '\\') {
            return refuse(parser, "control character in a string");
        }
        escaped = true;
        parser->at += parser->end - parser->at > 1 ? 2 : 1;
    }
    if (parser->at == parser->end) {
        return refuse(parser, "string does not end");
    }
    struct span text = {.data = source, .len = (size_t)(parser->at - source)};
    if (!utf8_valid(text)) {
        return refuse(parser, "string is not UTF-8");
    }
    parser->at++;
    if (escaped) {
        return decode_string(parser, source, source + text.len, text_out);
    }
    *text_out = text;
    return STATUS_OK;
}

static bool at_digit(const struct parser *parser)
{
    return parser->at < parser->end && *parser->at >= '0' && *parser->at <= '9';
}

static enum status parse_integer(struct parser *parser, int64_t *value_out)
{
    bool negative = accept(parser, '-');
    const char *first = parser->at;
    uint64_t magnitude_max = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    uint64_t magnitude = 0;
    size_t len = 0;
    for (; at_digit(parser); parser->at++, len++) {
        unsigned digit = (unsigned)(*parser->at - '0');
        if (magnitude > (magnitude_max - digit) / 10) {
            return refuse(parser, "number out of range");
        }
        magnitude = magnitude * 10 + digit;
    }
    bool spare_zero = len > 0 && *first == '0' && (len > 1 || negative);
    if (len == 0 || spare_zero) {
        return refuse(parser, "not a JSON value");
    }
    if (parser->at < parser->end && memchr(".eE", *parser->at, 3) != NULL) {
        return refuse(parser, "only whole numbers are allowed");
    }
    *value_out = negative ? (int64_t)-magnitude : (int64_t)magnitude;
    return STATUS_OK;
}

static bool has_member(const struct json *object, struct span key)
{
    for (const struct json *member = object->child; member != NULL; member = member->next) {
        if (span_equal(member->key, key)) {
            return true;
        }
    }
    return false;
}

/* "name" ":" of a member, checked against the members before it. */
static enum status parse_key(struct parser *parser, const struct json *object, struct span *key_out)
{
    if (parser->at == parser->end || *parser->at != '"') {
        return refuse(parser, "member name expected");
    }
    struct span key;
    enum status status = parse_string(parser, &key);
    if (status != STATUS_OK) {
        return status;
    }
    if (object->count == JSON_MEMBERS_MAX) {
        return exhausted(parser);
    }
    if (has_member(object, key)) {
        return refuse(parser, "member name used twice");
    }
    skip_space(parser);
    if (!accept(parser, ':')) {
        return refuse(parser, "colon expected");
    }
    skip_space(parser);
    *key_out = key;
    return STATUS_OK;
}

static enum status parse_child(struct parser *parser, struct json *parent, struct json ***tail)
{
    struct span key = {.data = NULL, .len = 0};
    enum status status = STATUS_OK;
    if (parent->kind == JSON_OBJECT) {
        status = parse_key(parser, parent, &key);
    }
    struct json *child = NULL;
    if (status == STATUS_OK) {
        status = parse_value(parser, &child);
    }
    if (status == STATUS_OK) {
        child->key = key;
        **tail = child;
        *tail = &child->next;
        parent->count++;
    }
    return status;
}

static enum status parse_children(struct parser *parser, struct json *parent)
{
    char close = parent->kind == JSON_OBJECT ? '}' : ']';
    struct json **tail = &parent->child;
    if (parser->depth == JSON_DEPTH_MAX) {
        parser->reason = "nested too deeply";
        return STATUS_LIMIT;
    }
    parser->depth++;
    parser->at++;
    skip_space(parser);
    bool closed = accept(parser, close);
    while (!closed) {
        enum status status = parse_child(parser, parent, &tail);
        if (status != STATUS_OK) {
            return status;
        }
        skip_space(parser);
        closed = accept(parser, close);
        if (!closed && !accept(parser, ',')) {
            return refuse(parser, "comma or closing bracket expected");
        }
        skip_space(parser);
    }
    parser->depth--;
    return STATUS_OK;
}

static enum status parse_word(struct parser *parser, struct json *json)
{
    static const struct {
        struct span text;
        enum json_kind kind;
        bool boolean;
    } words[] = {
        {{"null", 4}, JSON_NULL, false},
        {{"true", 4}, JSON_BOOL, true},
        {{"false", 5}, JSON_BOOL, false},
    };
    struct span rest = {.data = parser->at, .len = (size_t)(parser->end - parser->at)};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (span_starts_with(rest, words[i].text)) {
            json->kind = words[i].kind;
            json->boolean = words[i].boolean;
            parser->at += words[i].text.len;
            return STATUS_OK;
        }
    }
    json->kind = JSON_INTEGER;
    return parse_integer(parser, &json->integer);
}

static enum status parse_value(struct parser *parser, struct json **json_out)
{
    if (parser->at == parser->end) {
        return refuse(parser, "document ends too early");
    }
    struct json *json = arena_alloc(parser->arena, sizeof(*json));
    if (json == NULL) {
        return exhausted(parser);
    }
    const char *source = parser->at;
    json->line = parser->line;
    enum status status = STATUS_OK;
    switch (*source) {
    case '{':
    case '[':
        json->kind = *source == '{' ? JSON_OBJECT : JSON_ARRAY;
        status = parse_children(parser, json);
        break;
    case '"':
        json->kind = JSON_STRING;
        status = parse_string(parser, &json->string);
        break;
    default:
        status = parse_word(parser, json);
        break;
    }
    json->source = (struct span){.data = source, .len = (size_t)(parser->at - source)};
    *json_out = json;
    return status;
}

enum status json_parse(struct arena *arena, struct span text, const struct json **json_out,
    struct json_error *error_out)
{
    ensure(arena != NULL);
    ensure(json_out != NULL);
    /* Pointer arithmetic on NULL is undefined, even by 0. */
    const char *data = text.len == 0 ? "" : text.data;
    struct parser parser = {.arena = arena, .at = data, .end = data + text.len, .line = 1};
    struct json *json = NULL;
    skip_space(&parser);
    enum status status = parse_value(&parser, &json);
    if (status == STATUS_OK) {
        skip_space(&parser);
        if (parser.at != parser.end) {
            status = refuse(&parser, "text behind the document");
        }
    }
    if (status == STATUS_OK) {
        *json_out = json;
    } else if (error_out != NULL) {
        *error_out = (struct json_error){.line = parser.line, .reason = parser.reason};
    }
    return status;
}
