/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/form.h"
#include "tests/harness.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(4 * 1024 * 1024);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static const struct {
    const char *body;
    enum status status;
    const char *fields; /* "name=value|" of each */
} rows[] = {
    {"=x", STATUS_INVALID, NULL}, {"&", STATUS_INVALID, NULL}, {"a&&b", STATUS_INVALID, NULL},
    {"a%", STATUS_INVALID, NULL}, {"a=%zz", STATUS_INVALID, NULL}, {"a=%00", STATUS_INVALID, NULL},
    {"a=%ff", STATUS_INVALID, NULL}, {"a=%ed%a0%80", STATUS_INVALID, NULL}, /* surrogate */
    {"a b=c", STATUS_INVALID, NULL}, {"a%5B%5D=c", STATUS_INVALID, NULL}, {"", STATUS_OK, ""},
    {"a", STATUS_OK, "a=|"}, {"a=", STATUS_OK, "a=|"}, {"a=b=c", STATUS_OK, "a=b=c|"},
    {"a=b&a=c", STATUS_OK, "a=b|a=c|"},
    {"budget.2.category=x_1-2", STATUS_OK, "budget.2.category=x_1-2|"},
    {"a=+%2B+", STATUS_OK, "a= + |"}, {"a=%C3%A6%26%3D", STATUS_OK, "a=\xc3\xa6&=|"},
    {"a=1%0D%0A2%0D3%0A4", STATUS_OK, "a=1\n2\n3\n4|"},
    {"a=%01b%E2%80%AEc", STATUS_OK, "a=bc|"}, /* what is never shown is left out */
    {"a=a%CC%8A", STATUS_OK, "a=\xC3\xA5|"},  /* NFC */
};

START_TEST(parses_or_refuses_each_row)
{
    struct http_pairs fields = {.items = NULL, .count = 77};
    char text[256] = "";
    size_t len = 0;
    ck_assert_int_eq(form_parse(arena, span_from(rows[_i].body), &fields), rows[_i].status);
    if (rows[_i].status != STATUS_OK) {
        ck_assert_uint_eq(fields.count, 77);
        return;
    }
    for (size_t i = 0; i < fields.count; i++) {
        struct http_pair pair = fields.items[i];
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%.*s=%.*s|", (int)pair.name.len,
            pair.name.data, (int)pair.value.len, pair.value.data);
    }
    ck_assert_str_eq(text, rows[_i].fields);
}
END_TEST

static enum status parse_repeated(const char *part, size_t times)
{
    size_t part_len = strlen(part);
    char *body = malloc(part_len * times + 1);
    ck_assert_ptr_nonnull(body);
    for (size_t i = 0; i < times; i++) {
        memcpy(body + i * part_len, part, part_len);
    }
    struct http_pairs fields;
    enum status status =
        form_parse(arena, (struct span){.data = body, .len = part_len * times - 1}, &fields);
    free(body);
    return status;
}

START_TEST(limits)
{
    ck_assert_int_eq(parse_repeated("a=b&", HTTP_FIELDS_MAX), STATUS_OK);
    ck_assert_int_eq(parse_repeated("a=b&", HTTP_FIELDS_MAX + 1), STATUS_LIMIT);
    ck_assert_int_eq(parse_repeated("a", HTTP_FIELD_NAME_MAX + 1), STATUS_OK);
    ck_assert_int_eq(parse_repeated("a", HTTP_FIELD_NAME_MAX + 2), STATUS_LIMIT);
    struct http_pair field;
    static char value[HTTP_FIELD_VALUE_MAX + 1];
    memset(value, 'v', sizeof(value));
    ck_assert_int_eq(
        form_field_check(arena, SPAN("a"), (struct span){value, HTTP_FIELD_VALUE_MAX}, &field),
        STATUS_OK);
    ck_assert_int_eq(
        form_field_check(arena, SPAN("a"), (struct span){value, HTTP_FIELD_VALUE_MAX + 1}, &field),
        STATUS_LIMIT);
}
END_TEST

START_TEST(a_small_arena_is_a_limit)
{
    for (size_t size = 1; size < 2048; size += 8) {
        struct arena *small = arena_create(size);
        struct http_pairs fields;
        enum status status = form_parse(small, SPAN("a=b&c=%C3%A6"), &fields);
        ck_assert(status == STATUS_OK || status == STATUS_LIMIT);
        arena_destroy(small);
    }
}
END_TEST

START_TEST(values_and_errors)
{
    struct form form;
    form_init(&form, arena);
    ck_assert_int_eq(form_parse(arena, SPAN("a=+x+&b=1&b=2"), &form.fields), STATUS_OK);
    ck_assert(span_is(form_value(&form, "a"), "x"));
    ck_assert_uint_eq(form_value(&form, "none").len, 0);
    ck_assert(form_has(&form, "b", "2") && !form_has(&form, "b", "3"));
    ck_assert_ptr_null(form_error_find(&form, "a"));
    form_error_add(&form, "a", "Wrong: %s", SPAN("x"));
    const struct form_error *error = form_error_find(&form, "a");
    ck_assert_ptr_nonnull(error);
    ck_assert_str_eq(error->msgid, "Wrong: %s");
    form_label(&form, "a", SPAN("Title"));
    ck_assert(span_is(error->label, "Title"));
    form_error_add(&form, "a", "Wrong: %s", SPAN("x")); /* read twice, wrong once */
    ck_assert_uint_eq(form.error_count, 1);
    for (int i = 0; i < FORM_ERRORS_MAX + 5; i++) {
        form_error_add(&form, arena_printf(arena, "z%d", i), "Wrong", SPAN(""));
    }
    ck_assert_uint_eq(form.error_count, FORM_ERRORS_MAX);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("form");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, parses_or_refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, limits);
    tcase_add_test(tests, a_small_arena_is_a_limit);
    tcase_add_test(tests, values_and_errors);
    return harness_run("fcgi/web/form", tests);
}
