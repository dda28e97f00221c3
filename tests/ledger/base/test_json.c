/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/json.h"
#include "tests/harness.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(1024 * 1024);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static const struct {
    struct span text;
    unsigned line;
    const char *reason;
} refusals[] = {
    {{NULL, 0}, 1, "document ends too early"},
    {{"\n\n", 2}, 3, "document ends too early"},
    {{"[", 1}, 1, "document ends too early"},
    {{"[1,]", 4}, 1, "not a JSON value"},
    {{"[1 2]", 5}, 1, "comma or closing bracket expected"},
    {{"[1}", 3}, 1, "comma or closing bracket expected"},
    {{"{\"a\":1,}", 8}, 1, "member name expected"},
    {{"{", 1}, 1, "member name expected"},
    {{"{a:1}", 5}, 1, "member name expected"},
    {{"{\"a\" 1}", 7}, 1, "colon expected"},
    {{"{\"a\":", 5}, 1, "document ends too early"},
    {{"{\"a\":1,\n\"\\u0061\":2}", 19}, 2, "member name used twice"},
    {{"{\"a\\q\":1}", 9}, 1, "escape not allowed in a string"},
    {{"1 2", 3}, 1, "text behind the document"},
    {{"\xEF\xBB\xBF{}", 5}, 1, "not a JSON value"},
    {{"nul", 3}, 1, "not a JSON value"},
    {{"NaN", 3}, 1, "not a JSON value"},
    {{"+1", 2}, 1, "not a JSON value"},
    {{"-", 1}, 1, "not a JSON value"},
    {{"-0", 2}, 1, "not a JSON value"},
    {{"01", 2}, 1, "not a JSON value"},
    {{"1.0", 3}, 1, "only whole numbers are allowed"},
    {{"1e3", 3}, 1, "only whole numbers are allowed"},
    {{"1E3", 3}, 1, "only whole numbers are allowed"},
    {{"9223372036854775808", 19}, 1, "number out of range"},
    {{"-9223372036854775809", 20}, 1, "number out of range"},
    {{"99999999999999999999", 20}, 1, "number out of range"},
    {{"\"", 1}, 1, "string does not end"},
    {{"\"a\\", 3}, 1, "string does not end"},
    {{"\"\\\"", 3}, 1, "string does not end"},
    {{"[\n\"a\nb\"]", 8}, 2, "control character in a string"},
    {{"\"\x00\"", 3}, 1, "control character in a string"},
    {{"\"\xC3\"", 3}, 1, "string is not UTF-8"},
    {{"\"\\x\"", 4}, 1, "escape not allowed in a string"},
    {{"\"\\\n\"", 4}, 1, "escape not allowed in a string"},
    {{"\"\\b\"", 4}, 1, "escape not allowed in a string"},
    {{"\"\\u0000\"", 8}, 1, "escape not allowed in a string"},
    {{"\"\\u001f\"", 8}, 1, "escape not allowed in a string"},
    {{"\"\\u12\"", 6}, 1, "escape not allowed in a string"},
    {{"\"\\u12g4\"", 8}, 1, "escape not allowed in a string"},
    {{"\"\\ud83d\"", 8}, 1, "escape not allowed in a string"},
    {{"\"\\ud83dxxxxxx\"", 14}, 1, "escape not allowed in a string"},
    {{"\"\\ud83d\\u0041\"", 14}, 1, "escape not allowed in a string"},
    {{"\"\\ude00\\ud83d\"", 14}, 1, "escape not allowed in a string"},
};

START_TEST(refuses_each_row)
{
    static const struct json untouched;
    const struct json *json = &untouched;
    struct json_error error = {.line = 0, .reason = NULL};
    ck_assert_int_eq(json_parse(arena, refusals[_i].text, &json, &error), STATUS_INVALID);
    ck_assert_ptr_eq(json, &untouched);
    ck_assert_uint_eq(error.line, refusals[_i].line);
    ck_assert_str_eq(error.reason, refusals[_i].reason);
    ck_assert_int_eq(json_parse(arena, refusals[_i].text, &json, NULL), STATUS_INVALID);
}
END_TEST

START_TEST(depth_ends_at_its_limit)
{
    char text[2 * JSON_DEPTH_MAX + 2];
    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    const struct json *json = NULL;
    struct json_error error = {.line = 0, .reason = NULL};
    struct span whole = {.data = text, .len = sizeof(text)};
    ck_assert_int_eq(json_parse(arena, whole, &json, &error), STATUS_LIMIT);
    ck_assert_str_eq(error.reason, "nested too deeply");
    ck_assert_ptr_null(json);
    struct span inner = {.data = text + 1, .len = sizeof(text) - 2};
    ck_assert_int_eq(json_parse(arena, inner, &json, &error), STATUS_OK);
}
END_TEST

START_TEST(depth_counts_open_brackets_only)
{
    const struct json *json = NULL;
    struct buffer text;
    buffer_init(&text, 4096);
    buffer_putc(&text, '[');
    for (int i = 0; i < 2 * JSON_DEPTH_MAX; i++) {
        buffer_puts(&text, "[],");
    }
    buffer_puts(&text, "{}]");
    ck_assert_int_eq(json_parse(arena, buffer_span(&text), &json, NULL), STATUS_OK);
    ck_assert_uint_eq(json->count, 2 * JSON_DEPTH_MAX + 1);
    buffer_free(&text);
}
END_TEST

START_TEST(members_end_at_their_limit)
{
    for (int extra = 0; extra < 2; extra++) {
        struct buffer text;
        buffer_init(&text, 100000);
        buffer_puts(&text, "{\"first\":0");
        for (int i = 1; i < JSON_MEMBERS_MAX + extra; i++) {
            buffer_printf(&text, ",\"m%d\":0", i);
        }
        buffer_puts(&text, "}");
        const struct json *json = NULL;
        enum status status = json_parse(arena, buffer_span(&text), &json, NULL);
        ck_assert_int_eq(status, extra == 0 ? STATUS_OK : STATUS_LIMIT);
        buffer_free(&text);
        arena_reset(arena);
    }
}
END_TEST

START_TEST(every_exhausted_allocation_is_a_limit)
{
    enum status status = STATUS_LIMIT;
    for (size_t limit = 16; status != STATUS_OK; limit += 16) {
        struct arena *small = arena_create(limit);
        const struct json *json = NULL;
        struct json_error error = {.line = 0, .reason = NULL};
        status = json_parse(small, SPAN("{\"a\\n\":[1,\"b\\n\"]}"), &json, &error);
        if (status != STATUS_OK) {
            ck_assert_int_eq(status, STATUS_LIMIT);
            ck_assert_str_eq(error.reason, "document too large");
            ck_assert_ptr_null(json);
        }
        ck_assert_uint_lt(limit, 4096);
        arena_destroy(small);
    }
}
END_TEST

static const struct {
    struct span text;
    enum json_kind kind;
    int64_t integer;
    bool boolean;
    struct span string;
} values[] = {
    {{" null\r\n\t", 8}, JSON_NULL, 0, false, {NULL, 0}},
    {{"true", 4}, JSON_BOOL, 0, true, {NULL, 0}},
    {{"false", 5}, JSON_BOOL, 0, false, {NULL, 0}},
    {{"0", 1}, JSON_INTEGER, 0, false, {NULL, 0}},
    {{"-1", 2}, JSON_INTEGER, -1, false, {NULL, 0}},
    {{"9223372036854775807", 19}, JSON_INTEGER, INT64_MAX, false, {NULL, 0}},
    {{"-9223372036854775808", 20}, JSON_INTEGER, INT64_MIN, false, {NULL, 0}},
    {{"\"\"", 2}, JSON_STRING, 0, false, {NULL, 0}},
    {{"\"\xC3\x86r\xC3\xB8\"", 7}, JSON_STRING, 0, false, {"Ærø", 5}},
    {{"\"\\\"\\\\\\/\\n\\r\\t\"", 14}, JSON_STRING, 0, false, {"\"\\/\n\r\t", 6}},
    {{"\"\\u00e6\\u20AC\\u000a\"", 20}, JSON_STRING, 0, false, {"æ€\n", 6}},
    {{"\"\\ud83d\\uDE00.\"", 15}, JSON_STRING, 0, false, {"\xF0\x9F\x98\x80.", 5}},
    {{"[]", 2}, JSON_ARRAY, 0, false, {NULL, 0}},
    {{"{ }", 3}, JSON_OBJECT, 0, false, {NULL, 0}},
};

START_TEST(reads_each_value)
{
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(arena, values[_i].text, &json, NULL), STATUS_OK);
    ck_assert_int_eq(json->kind, values[_i].kind);
    ck_assert_int_eq(json->integer, values[_i].integer);
    ck_assert_int_eq(json->boolean, values[_i].boolean);
    ck_assert(span_equal(json->string, values[_i].string));
    ck_assert(span_equal(json->source, span_trim(values[_i].text)));
    ck_assert_uint_eq(json->count, 0);
    ck_assert_ptr_null(json->child);
}
END_TEST

static const char *refusal_of(unsigned byte)
{
    return byte < 0x20    ? "control character in a string"
           : byte == '"'  ? "text behind the document"
           : byte == '\\' ? "escape not allowed in a string"
           : byte >= 0x80 ? "string is not UTF-8"
                          : NULL;
}

/* Strings are looked through in words: a byte of any kind at every place in one. */
START_TEST(a_byte_is_judged_wherever_it_stands)
{
    for (size_t at = 1; at < 25; at++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[26];
            const struct json *json = NULL;
            struct json_error error = {.line = 0, .reason = NULL};
            (void)memset(text, at < 24 ? '!' : 'r', sizeof(text));
            text[0] = '"';
            text[25] = '"';
            text[at] = (char)(uint8_t)byte;
            struct span whole = {.data = text, .len = sizeof(text)};
            enum status status = json_parse(arena, whole, &json, &error);
            const char *refusal =
                at == 24 && byte == '\\' ? "string does not end" : refusal_of(byte);
            if (refusal != NULL) {
                ck_assert_int_eq(status, STATUS_INVALID);
                ck_assert_str_eq(error.reason, refusal);
            } else {
                ck_assert_int_eq(status, STATUS_OK);
                ck_assert(span_equal(json->string, (struct span){.data = text + 1, .len = 24}));
            }
            arena_reset(arena);
        }
    }
}
END_TEST

START_TEST(keeps_order_lines_and_source)
{
    const struct json *json = NULL;
    struct span text = SPAN("{\"b\" : [1, {\"x\":2}],\n\n \"a\": \"t\"}\n");
    ck_assert_int_eq(json_parse(arena, text, &json, NULL), STATUS_OK);
    ck_assert_uint_eq(json->count, 2);
    ck_assert_uint_eq(json->line, 1);
    const struct json *b = json->child;
    ck_assert(span_is(b->key, "b"));
    ck_assert(span_is(b->source, "[1, {\"x\":2}]"));
    ck_assert_uint_eq(b->count, 2);
    ck_assert(span_is(b->child->next->source, "{\"x\":2}"));
    const struct json *a = b->next;
    ck_assert(span_is(a->key, "a"));
    ck_assert_uint_eq(a->line, 3);
    ck_assert_ptr_null(a->next);
}
END_TEST

static const struct {
    const char *left;
    const char *right;
    bool equal;
} pairs[] = {
    {"{\"a\":1,\"b\":[true,null]}", "{\"b\": [true, null], \"a\": 1}", true},
    {"{\"a\":1}", "{\"a\":2}", false},
    {"{\"a\":1}", "{\"b\":1}", false},
    {"{\"a\":1}", "{\"a\":1,\"b\":1}", false},
    {"[1,2]", "[2,1]", false},
    {"[\"1\"]", "[1]", false},
    {"true", "false", false},
    {"\"a\"", "\"b\"", false},
    {"[]", "[]", true},
};

START_TEST(compares_values_whatever_their_order)
{
    const struct json *left = NULL;
    const struct json *right = NULL;
    ck_assert_int_eq(json_parse(arena, span_from(pairs[_i].left), &left, NULL), STATUS_OK);
    ck_assert_int_eq(json_parse(arena, span_from(pairs[_i].right), &right, NULL), STATUS_OK);
    ck_assert_int_eq(json_equal(left, right), pairs[_i].equal);
    ck_assert_int_eq(json_equal(right, left), pairs[_i].equal);
    ck_assert(!json_equal(left, NULL) && !json_equal(NULL, right));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("json");
    tcase_add_loop_test(cases, compares_values_whatever_their_order, 0, (int)COUNT_OF(pairs));
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, refuses_each_row, 0, (int)COUNT_OF(refusals));
    tcase_add_test(cases, depth_ends_at_its_limit);
    tcase_add_test(cases, depth_counts_open_brackets_only);
    tcase_add_test(cases, members_end_at_their_limit);
    tcase_add_test(cases, every_exhausted_allocation_is_a_limit);
    tcase_add_loop_test(cases, reads_each_value, 0, (int)COUNT_OF(values));
    tcase_add_test(cases, a_byte_is_judged_wherever_it_stands);
    tcase_add_test(cases, keeps_order_lines_and_source);
    return harness_run("ledger/base/json", cases);
}
