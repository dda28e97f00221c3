/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/reader.h"

#include "ledger/base/moment.h"
#include "ledger/base/utf8.h"

#define BILINGUAL_MAX 600

void reader_fail(struct reader *reader, const struct json *node, const char *reason)
{
    if (!reader->failed) {
        reader->failed = true;
        reader->error.line = node == NULL ? 0 : node->line;
        reader->error.reason = reason;
    }
}

void reader_fail_field(
    struct reader *reader, const struct json *node, const char *reason, struct span field)
{
    if (reader->failed) {
        return;
    }
    const char *text = arena_printf(reader->arena, "%s: %.*s", reason, (int)field.len, field.data);
    reader_fail(reader, node, text == NULL ? reason : text);
}

void reader_members(struct reader *reader, const struct json *node, const char *const *names)
{
    if (reader->failed) {
        return;
    }
    if (node->kind != JSON_OBJECT) {
        reader_fail_field(reader, node, "not an object", node->key);
        return;
    }
    const struct json *unknown = json_unknown_member(node, names);
    if (unknown != NULL) {
        reader_fail_field(reader, unknown, "unknown field", unknown->key);
    }
    for (; *names != NULL; names++) {
        if (json_get(node, *names) == NULL) {
            reader_fail_field(reader, node, "missing field", span_from(*names));
        }
    }
}

const struct json *reader_object(
    struct reader *reader, const struct json *parent, const char *name, const char *const *names)
{
    if (reader->failed) {
        return NULL;
    }
    const struct json *node = json_get(parent, name);
    ensure(node != NULL); /* reader_members() has seen it */
    reader_members(reader, node, names);
    return reader->failed ? NULL : node;
}

const struct json *reader_list(
    struct reader *reader, const struct json *parent, const char *name, size_t min)
{
    if (reader->failed) {
        return NULL;
    }
    const struct json *node = json_get(parent, name);
    if (node->kind != JSON_ARRAY) {
        reader_fail_field(reader, node, "not a list", node->key);
    } else if (node->count < min || node->count > CALL_LIST_MAX) {
        reader_fail_field(reader, node, "too few or too many elements", node->key);
    }
    return reader->failed ? NULL : node;
}

bool reader_is_null(const struct json *parent, const char *name)
{
    const struct json *node = json_get(parent, name);
    return node == NULL || node->kind == JSON_NULL;
}

struct span reader_text(
    struct reader *reader, const struct json *parent, const char *name, size_t max)
{
    if (reader->failed) {
        return SPAN("");
    }
    const struct json *node = json_get(parent, name);
    if (node->kind != JSON_STRING || node->string.len == 0) {
        reader_fail_field(reader, node, "not a text", node->key);
        return SPAN("");
    }
    if (node->string.len > max || !utf8_printable(node->string, false)) {
        reader_fail_field(reader, node, "text too long or not printable", node->key);
    }
    return node->string;
}

struct span reader_code(struct reader *reader, const struct json *parent, const char *name)
{
    struct span code = reader_text(reader, parent, name, BILINGUAL_MAX);
    if (!reader->failed && !call_code_valid(code)) {
        reader_fail_field(reader, json_get(parent, name), "not a code", code);
    }
    return code;
}

struct bilingual reader_bilingual(
    struct reader *reader, const struct json *parent, const char *name)
{
    static const char *const languages[] = {"da", "en", NULL};
    const struct json *node = reader_object(reader, parent, name, languages);
    struct bilingual text = {
        .da = reader_text(reader, node, "da", BILINGUAL_MAX),
        .en = reader_text(reader, node, "en", BILINGUAL_MAX),
    };
    return text;
}

int64_t reader_int(
    struct reader *reader, const struct json *parent, const char *name, int64_t min, int64_t max)
{
    if (reader->failed) {
        return min;
    }
    const struct json *node = json_get(parent, name);
    if (node->kind != JSON_INTEGER || node->integer < min || node->integer > max) {
        reader_fail_field(reader, node, "not a whole number within bounds", node->key);
        return min;
    }
    return node->integer;
}

bool reader_bool(struct reader *reader, const struct json *parent, const char *name)
{
    if (reader->failed) {
        return false;
    }
    const struct json *node = json_get(parent, name);
    if (node->kind != JSON_BOOL) {
        reader_fail_field(reader, node, "neither true nor false", node->key);
        return false;
    }
    return node->boolean;
}

int32_t reader_day(struct reader *reader, const struct json *parent, const char *name)
{
    struct span text = reader_text(reader, parent, name, sizeof("YYYY-MM-DD") - 1);
    int32_t day = 0;
    /* Dates are counted on from these: the day after, three months later, five years of accounts.
     */
    if (!reader->failed
        && (day_parse(text, &day) != STATUS_OK || day > day_from_civil(READER_YEAR_MAX, 12, 31))) {
        reader_fail_field(reader, json_get(parent, name), "not a day up to 2100", text);
    }
    return day;
}

size_t reader_choice_of(struct reader *reader, const struct json *node, const char *const *choices)
{
    for (size_t i = 0; !reader->failed && choices[i] != NULL; i++) {
        if (node->kind == JSON_STRING && span_is(node->string, choices[i])) {
            return i;
        }
    }
    if (!reader->failed) {
        reader_fail_field(reader, node, "not one of the allowed words", node->key);
    }
    return 0;
}

size_t reader_choice(
    struct reader *reader, const struct json *parent, const char *name, const char *const *choices)
{
    return reader_choice_of(reader, reader->failed ? NULL : json_get(parent, name), choices);
}

struct call_spans reader_codes(struct reader *reader, const struct json *parent, const char *name)
{
    struct call_spans codes = {.items = NULL, .count = 0};
    const struct json *list = reader_list(reader, parent, name, 0);
    struct span *items = reader_array(reader, list == NULL ? 0 : list->count, sizeof(*items));
    if (reader->failed) {
        return codes;
    }
    size_t count = 0;
    for (const struct json *node = list->child; node != NULL; node = node->next) {
        if (node->kind != JSON_STRING || !call_code_valid(node->string)) {
            reader_fail_field(reader, node, "not a list of codes", list->key);
            return codes;
        }
        for (size_t i = 0; i < count; i++) {
            if (span_equal(items[i], node->string)) {
                reader_fail_field(reader, node, "duplicate code", node->string);
            }
        }
        items[count] = node->string;
        count++;
    }
    codes.items = items;
    codes.count = count;
    return codes;
}

void *reader_array(struct reader *reader, size_t count, size_t size)
{
    if (reader->failed) {
        return NULL;
    }
    /* One spare element, so that an empty list is no special case. */
    void *array = arena_array(reader->arena, count + 1, size);
    if (array == NULL) {
        reader_fail(reader, NULL, "definition too large");
    }
    return array;
}
