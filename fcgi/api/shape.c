/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/shape.h"

#include <stdio.h>
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/base/moment.h"
#include "ledger/base/status.h"
#include "ledger/base/utf8.h"

#define NAME_LEN_MAX 40

struct walk {
    const struct shape_report *report;
    char pointer[SHAPE_POINTER_MAX];
    size_t len;
    bool fine;
};

static void violate(struct walk *walk, const char *code)
{
    walk->fine = false;
    struct span pointer = {.data = walk->pointer, .len = walk->len};
    walk->report->add(walk->report->context, pointer, code);
}

/* Appends "/name" with "~" and "/" escaped; the caller restores the length it had before. */
static void pointer_enter(struct walk *walk, struct span name)
{
    char *out = walk->pointer;
    size_t len = walk->len;
    if (len < SHAPE_POINTER_MAX) {
        out[len++] = '/';
    }
    for (size_t i = 0; i < name.len && len + 2 <= SHAPE_POINTER_MAX; i++) {
        bool special = name.data[i] == '~' || name.data[i] == '/';
        out[len++] = special ? '~' : name.data[i];
        if (special) {
            out[len++] = name.data[i] == '~' ? '0' : '1';
        }
    }
    /* A name that was cut may end inside a character. */
    while (len > walk->len && !utf8_valid((struct span){.data = out, .len = len})) {
        len--;
    }
    walk->len = len;
}

static void pointer_enter_index(struct walk *walk, size_t index)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%zu", index);
    pointer_enter(walk, span_from(number));
}

bool shape_is_name(struct span text)
{
    static const char others[] = "0123456789_-";
    bool good = text.len > 0 && text.len <= NAME_LEN_MAX;
    for (size_t i = 0; good && i < text.len; i++) {
        char c = text.data[i];
        bool letter = c >= 'a' && c <= 'z';
        good = letter || (i > 0 && c != '\0' && strchr(others, c) != NULL);
    }
    return good;
}

static bool is_choice(struct span text, const char *const *choices)
{
    for (size_t i = 0; choices[i] != NULL; i++) {
        if (span_is(text, choices[i])) {
            return true;
        }
    }
    return false;
}

static void check_text(struct walk *walk, const struct shape_member *member, struct span text)
{
    if (!utf8_printable(text, member->kind == SHAPE_TEXT)) {
        violate(walk, "malformed");
    } else if (utf8_length(text) > (size_t)member->max) {
        violate(walk, "too_long");
    } else if (member->min > 0 && span_trim(text).len == 0) {
        violate(walk, "missing");
    }
}

static bool text_has_form(const struct shape_member *member, struct span text)
{
    int32_t day = 0;
    struct digest digest;
    switch (member->kind) {
    case SHAPE_NAME:
        return shape_is_name(text);
    case SHAPE_CHOICE:
        return is_choice(text, member->choices);
    case SHAPE_DAY:
        return day_parse(text, &day) == STATUS_OK;
    case SHAPE_SHA256:
        return digest_from_hex(text, &digest) == STATUS_OK;
    case SHAPE_INTEGER:
    case SHAPE_LINE:
    case SHAPE_TEXT:
    case SHAPE_BOOLEAN:
    case SHAPE_OBJECT:
    case SHAPE_LIST:
        break;
    }
    ensure(false);
    return false;
}

static void check_object(struct walk *walk, const struct shape *shape, const struct json *value);
static void check_member(
    struct walk *walk, const struct shape_member *member, const struct json *value);

static void check_integer(struct walk *walk, const struct json *value, int64_t min, int64_t max)
{
    if (value->kind != JSON_INTEGER) {
        violate(walk, "wrong_type");
    } else if (value->integer < min || value->integer > max) {
        violate(walk, "out_of_range");
    }
}

static void check_list(
    struct walk *walk, const struct shape_member *member, const struct json *value)
{
    if (value->kind != JSON_ARRAY) {
        violate(walk, "wrong_type");
        return;
    }
    if (value->count < (size_t)member->min) {
        violate(walk, "too_few");
    }
    if (value->count > (size_t)member->max) {
        violate(walk, "too_many");
        return;
    }
    size_t index = 0;
    for (const struct json *item = value->child; item != NULL; item = item->next, index++) {
        size_t before = walk->len;
        pointer_enter_index(walk, index);
        if (member->element != NULL) {
            check_object(walk, member->element, item);
        } else {
            check_member(walk, member->item, item);
        }
        walk->len = before;
    }
}

static void check_member(
    struct walk *walk, const struct shape_member *member, const struct json *value)
{
    if (value == NULL || value->kind == JSON_NULL) {
        if (!member->optional) {
            violate(walk, "missing");
        }
    } else if (member->kind == SHAPE_INTEGER) {
        check_integer(walk, value, member->min, member->max);
    } else if (member->kind == SHAPE_LIST) {
        check_list(walk, member, value);
    } else if (member->kind == SHAPE_BOOLEAN || member->kind == SHAPE_OBJECT) {
        enum json_kind wanted = member->kind == SHAPE_BOOLEAN ? JSON_BOOL : JSON_OBJECT;
        if (value->kind != wanted) {
            violate(walk, "wrong_type");
        }
    } else if (value->kind != JSON_STRING) {
        violate(walk, "wrong_type");
    } else if (member->kind == SHAPE_TEXT || member->kind == SHAPE_LINE) {
        check_text(walk, member, value->string);
    } else if (!text_has_form(member, value->string)) {
        violate(walk, "malformed");
    }
}

static bool shape_has(const struct shape *shape, struct span name)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (span_is(name, shape->members[i].name)) {
            return true;
        }
    }
    return false;
}

static void check_object(struct walk *walk, const struct shape *shape, const struct json *value)
{
    if (value == NULL || value->kind != JSON_OBJECT) {
        violate(walk, "wrong_type");
        return;
    }
    size_t before = walk->len;
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_member *member = &shape->members[i];
        pointer_enter(walk, span_from(member->name));
        check_member(walk, member, json_get(value, member->name));
        walk->len = before;
    }
    for (const struct json *item = value->child; item != NULL; item = item->next) {
        if (!shape_has(shape, item->key)) {
            pointer_enter(walk, item->key);
            violate(walk, "unknown");
            walk->len = before;
        }
    }
}

bool shape_check(
    const struct shape *shape, const struct json *value, const struct shape_report *report)
{
    struct walk walk = {.report = report, .fine = true};
    check_object(&walk, shape, value);
    return walk.fine;
}

static void put_value(struct json_writer *writer, const char *key,
    const struct shape_member *member, const struct json *value);

static void put_list(struct json_writer *writer, const char *key, const struct shape_member *member,
    const struct json *value)
{
    json_open_array(writer, key);
    for (const struct json *item = value->child; item != NULL; item = item->next) {
        if (member->element == NULL) {
            put_value(writer, NULL, member->item, item);
        } else {
            json_open_object(writer, NULL);
            shape_put(member->element, item, writer);
            json_close_object(writer);
        }
    }
    json_close_array(writer);
}

static void put_value(struct json_writer *writer, const char *key,
    const struct shape_member *member, const struct json *value)
{
    if (value == NULL || value->kind == JSON_NULL) {
        json_put_null(writer, key);
    } else if (member->kind == SHAPE_INTEGER) {
        json_put_int(writer, key, value->integer);
    } else if (member->kind == SHAPE_LIST) {
        put_list(writer, key, member, value);
    } else if (member->kind == SHAPE_BOOLEAN) {
        json_put_bool(writer, key, value->boolean);
    } else if (member->kind == SHAPE_OBJECT) {
        json_put_raw(writer, key, value->source);
    } else {
        json_put_text(writer, key, value->string);
    }
}

void shape_put(const struct shape *shape, const struct json *value, struct json_writer *writer)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_member *member = &shape->members[i];
        put_value(writer, member->name, member, json_get(value, member->name));
    }
}
