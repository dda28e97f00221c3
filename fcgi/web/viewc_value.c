/* SPDX-License-Identifier: EUPL-1.2 */
/* The inside of a tag: expressions with @ and #, kinds of values, messages. */
#include <string.h>

#include "fcgi/web/viewc.h"

static const struct {
    const char *word;
    const char *function; /* of view.h */
    enum viewc_sort sort;
    bool needs_view;
} kinds[] = {
    {"c", "view_span", VIEWC_TEXT, false},
    {"int", "view_int", VIEWC_INTEGER, true},
    {"number", "view_number", VIEWC_INTEGER, true},
    {"amount", "view_amount", VIEWC_INTEGER, true},
    {"instant", "view_instant", VIEWC_TEXT, true},
    {"second", "view_second", VIEWC_TEXT, true},
    {"day", "view_day", VIEWC_TEXT, true},
    {"month", "view_month", VIEWC_TEXT, true},
    {"digest", "view_digest", VIEWC_TEXT, true},
    {"local", "view_local", VIEWC_NODE, true},
};

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void skip_space(struct span *rest)
{
    while (rest->len > 0 && memchr(" \t\r\n", rest->data[0], 4) != NULL) {
        rest->data++;
        rest->len--;
    }
}

struct span viewc_word(struct span *rest)
{
    skip_space(rest);
    struct span word = {.data = rest->data, .len = 0};
    while (word.len < rest->len && is_word_byte(rest->data[word.len])) {
        word.len++;
    }
    rest->data += word.len;
    rest->len -= word.len;
    skip_space(rest);
    return word;
}

/* Bytes of a quoted text at the front, with its quotes; 0 when it does not end. */
static size_t quoted_len(struct span text)
{
    char quote = text.data[0];
    for (size_t i = 1; i < text.len; i++) {
        if (text.data[i] == '\\') {
            i++;
        } else if (text.data[i] == quote) {
            return i + 1;
        }
    }
    return 0;
}

bool viewc_literal(struct span *rest, struct span *literal_out)
{
    skip_space(rest);
    size_t len = rest->len > 0 && rest->data[0] == '"' ? quoted_len(*rest) : 0;
    if (len == 0) {
        return false;
    }
    *literal_out = (struct span){.data = rest->data, .len = len};
    rest->data += len;
    rest->len -= len;
    skip_space(rest);
    return true;
}

bool viewc_split(struct span *rest, struct span *part_out)
{
    skip_space(rest);
    if (rest->len == 0) {
        return false;
    }
    size_t depth = 0;
    size_t i = 0;
    for (; i < rest->len; i++) {
        char c = rest->data[i];
        if (c == '"' || c == '\'') {
            struct span at = {.data = rest->data + i, .len = rest->len - i};
            size_t len = quoted_len(at);
            i += len == 0 ? 0 : len - 1;
        } else if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if ((c == ')' || c == ']' || c == '}') && depth > 0) {
            depth--;
        } else if (c == ',' && depth == 0) {
            break;
        }
    }
    *part_out = span_trim((struct span){.data = rest->data, .len = i});
    size_t taken = i < rest->len ? i + 1 : i;
    rest->data += taken;
    rest->len -= taken;
    return true;
}

/* Behind "@": the variable, then "." and the member path. Returns bytes taken, 0 when malformed. */
static size_t path_len(struct span text, struct span *name_out, struct span *path_out)
{
    size_t i = 0;
    while (i < text.len && is_word_byte(text.data[i])) {
        i++;
    }
    *name_out = (struct span){.data = text.data, .len = i};
    size_t start = i;
    while (i + 1 < text.len && text.data[i] == '.' && is_word_byte(text.data[i + 1])) {
        i++;
        while (i < text.len && is_word_byte(text.data[i])) {
            i++;
        }
    }
    bool has_path = i > start;
    *path_out = (struct span){
        .data = text.data + start + (has_path ? 1 : 0), .len = has_path ? i - start - 1 : 0};
    return name_out->len == 0 ? 0 : i;
}

static void put_member(struct buffer *out, enum viewc_sort sort, struct span name, struct span path)
{
    static const char *const of_member[] = {
        [VIEWC_TEXT] = "json_text(",
        [VIEWC_INTEGER] = "json_int(",
        [VIEWC_NODE] = "json_at(",
        [VIEWC_TRUTH] = "view_truth(json_at(",
    };
    static const char *const of_itself[] = {
        [VIEWC_TEXT] = "view_string(",
        [VIEWC_INTEGER] = "view_integer(",
        [VIEWC_NODE] = "(",
        [VIEWC_TRUTH] = "view_truth((",
    };
    buffer_puts(out, path.len > 0 ? of_member[sort] : of_itself[sort]);
    buffer_put(out, name);
    if (path.len > 0) {
        buffer_puts(out, ", \"");
        buffer_put(out, path);
        buffer_puts(out, "\"");
    }
    buffer_puts(out, sort == VIEWC_TRUTH ? "))" : ")");
}

/* @a.b == "text" in a condition compares texts. Returns bytes taken from `rest`, 0 when it is none.
 */
static size_t put_comparison(
    struct buffer *out, struct span rest, struct span name, struct span path)
{
    struct span at = rest;
    skip_space(&at);
    bool equal = span_starts_with(at, SPAN("=="));
    if (!equal && !span_starts_with(at, SPAN("!="))) {
        return 0;
    }
    at.data += 2;
    at.len -= 2;
    struct span literal;
    if (!viewc_literal(&at, &literal)) {
        return 0;
    }
    buffer_puts(out, equal ? "span_is(" : "!span_is(");
    put_member(out, VIEWC_TEXT, name, path);
    buffer_puts(out, ", ");
    buffer_put(out, literal);
    buffer_puts(out, ")");
    return (size_t)(literal.data + literal.len - rest.data);
}

/* @a.b or #a.b, and a comparison behind it. Returns the bytes taken, 0 when no name follows. */
static size_t put_reference(struct buffer *out, enum viewc_sort sort, struct span rest)
{
    struct span name;
    struct span path;
    struct span behind = {.data = rest.data + 1, .len = rest.len - 1};
    size_t len = path_len(behind, &name, &path);
    if (len == 0) {
        return 0;
    }
    bool is_text = rest.data[0] == '@';
    len++;
    struct span after = {.data = rest.data + len, .len = rest.len - len};
    size_t compared = is_text && sort == VIEWC_TRUTH ? put_comparison(out, after, name, path) : 0;
    if (compared == 0) {
        put_member(out, is_text ? sort : VIEWC_INTEGER, name, path);
    }
    return len + compared;
}

/* Bytes taken from the front of `rest`; 0 with *reason_out when they are not allowed. */
static size_t put_token(
    struct buffer *out, enum viewc_sort sort, struct span rest, const char **reason_out)
{
    char c = rest.data[0];
    if (c == '@' || c == '#') {
        *reason_out = "a name must follow @ or #";
        return put_reference(out, sort, rest);
    }
    if (c == ';' || (c == '/' && rest.len > 1 && memchr("/*", rest.data[1], 2) != NULL)) {
        *reason_out = "no statements or comments in an expression";
        return 0;
    }
    size_t len = 1;
    if (c == '"' || c == '\'') {
        *reason_out = "a quoted text does not end";
        len = quoted_len(rest);
    }
    buffer_put(out, (struct span){.data = rest.data, .len = len});
    return len;
}

bool viewc_expression(
    struct span expression, enum viewc_sort sort, struct buffer *out, const char **reason_out)
{
    struct span rest = expression;
    while (rest.len > 0) {
        size_t len = put_token(out, sort, rest, reason_out);
        if (len == 0) {
            return false;
        }
        rest.data += len;
        rest.len -= len;
    }
    return true;
}

/* A value with an optional kind word in front. */
static bool put_value(struct span inside, struct buffer *out, const char **reason_out)
{
    struct span rest = inside;
    struct span word = viewc_word(&rest);
    size_t kind = 0;
    while (kind < sizeof(kinds) / sizeof(kinds[0]) && !span_is(word, kinds[kind].word)) {
        kind++;
    }
    bool is_kind = kind < sizeof(kinds) / sizeof(kinds[0]) && rest.len > 0
                   && memchr("=.,)->[", rest.data[0], 7) == NULL;
    struct span expression = is_kind ? rest : span_trim(inside);
    if (expression.len == 0) {
        *reason_out = "an empty value";
        return false;
    }
    if (!is_kind) {
        return viewc_expression(expression, VIEWC_TEXT, out, reason_out);
    }
    buffer_puts(out, kinds[kind].function);
    buffer_puts(out, kinds[kind].needs_view ? "(v, " : "(");
    bool written = viewc_expression(expression, kinds[kind].sort, out, reason_out);
    buffer_puts(out, ")");
    return written;
}

/* The number of arguments that a message's literal asks for. */
static size_t placeholders(struct span literal)
{
    size_t count = 0;
    size_t highest = 0;
    for (size_t i = 0; i + 1 < literal.len; i++) {
        if (literal.data[i] != '%') {
            continue;
        }
        char next = literal.data[i + 1];
        if (next == 's') {
            count++;
        } else if (next >= '1' && next <= '9' && i + 3 < literal.len && literal.data[i + 2] == '$'
                   && literal.data[i + 3] == 's') {
            size_t index = (size_t)(next - '0');
            highest = index > highest ? index : highest;
        }
        i++;
    }
    return count > highest ? count : highest;
}

static bool put_arguments(
    struct span rest, size_t expected, struct buffer *out, const char **reason_out)
{
    size_t count = 0;
    struct span part;
    while (viewc_split(&rest, &part)) {
        buffer_puts(out, count == 0 ? "(const struct span[]){" : ", ");
        if (!put_value(part, out, reason_out)) {
            return false;
        }
        count++;
    }
    if (count != expected) {
        *reason_out = "the message has another number of %s than arguments";
        return false;
    }
    buffer_puts(out, count == 0 ? "NULL, " : "}, ");
    buffer_put_int(out, (int64_t)count);
    buffer_puts(out, ")");
    return true;
}

static void put_message(struct buffer *messages, const char *where, struct span one,
    const struct span *many, size_t arguments)
{
    buffer_printf(messages, "#: %s\n%smsgid ", where, arguments > 0 ? "#, c-format\n" : "");
    buffer_put(messages, one);
    if (many != NULL) {
        buffer_puts(messages, "\nmsgid_plural ");
        buffer_put(messages, *many);
        buffer_puts(messages, "\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n\n");
    } else {
        buffer_puts(messages, "\nmsgstr \"\"\n\n");
    }
}

/* t "…" a, b */
static bool put_translated(struct span rest, struct buffer *out, struct buffer *messages,
    const char *where, const char **reason_out)
{
    struct span literal;
    if (!viewc_literal(&rest, &literal) || literal.len <= 2) {
        *reason_out = "t needs a text in double quotes";
        return false;
    }
    size_t expected = placeholders(literal);
    put_message(messages, where, literal, NULL, expected);
    buffer_puts(out, "view_message(v, ");
    buffer_put(out, literal);
    buffer_puts(out, ", ");
    return put_arguments(rest, expected, out, reason_out);
}

/* tn "…" "…" n, a, b */
static bool put_plural(struct span rest, struct buffer *out, struct buffer *messages,
    const char *where, const char **reason_out)
{
    struct span one;
    struct span many;
    struct span number;
    if (!viewc_literal(&rest, &one) || !viewc_literal(&rest, &many)
        || !viewc_split(&rest, &number)) {
        *reason_out = "tn needs two texts in double quotes and a number";
        return false;
    }
    size_t expected = placeholders(many);
    if (placeholders(one) != expected) {
        *reason_out = "both texts of tn need the same arguments";
        return false;
    }
    put_message(messages, where, one, &many, expected);
    buffer_puts(out, "view_message_plural(v, ");
    buffer_put(out, one);
    buffer_puts(out, ", ");
    buffer_put(out, many);
    buffer_puts(out, ", ");
    bool written = viewc_expression(number, VIEWC_INTEGER, out, reason_out);
    buffer_puts(out, ", ");
    return written && put_arguments(rest, expected, out, reason_out);
}

bool viewc_value(struct span inside, struct buffer *out, struct buffer *messages, const char *where,
    const char **reason_out)
{
    struct span rest = inside;
    struct span word = viewc_word(&rest);
    bool quoted = rest.len > 0 && rest.data[0] == '"';
    if (quoted && span_is(word, "t")) {
        return put_translated(rest, out, messages, where, reason_out);
    }
    if (quoted && span_is(word, "tn")) {
        return put_plural(rest, out, messages, where, reason_out);
    }
    return put_value(inside, out, reason_out);
}
