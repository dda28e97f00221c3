/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/form.h"
#include "tests/harness.h"

static struct arena *arena;
static struct form form;

static void setup(void)
{
    arena = arena_create(64 * 1024);
    form_init(&form, arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static void give(const char *value)
{
    static struct http_pair field;
    field = (struct http_pair){.name = SPAN("f"), .value = span_from(value)};
    form.fields = (struct http_pairs){.items = &field, .count = value == NULL ? 0 : 1};
}

/* The message of the only error, or "" for none. */
static const char *error(void)
{
    ck_assert_uint_le(form.error_count, 1);
    return form.error_count == 0 ? "" : form.errors[0].msgid;
}

#define FILL_IN "Fill in this field."

static const struct {
    const char *value;
    const char *error;
    int64_t ore;
} amounts[] = {
    {NULL, FILL_IN, -1},
    {"  ", FILL_IN, -1},
    {"x", "Write an amount such as %s.", -1},
    {"-1", "Write an amount such as %s.", -1},
    {"1,5", "Write an amount such as %s.", -1},
    {"10000000000000,01", "The amount is too large.", -1},
    {" 1.250,75 ", "", 125075},
    {"0", "", 0},
};

START_TEST(amount_rows)
{
    int64_t ore = -1;
    give(amounts[_i].value);
    ck_assert(form_amount(&form, "f", true, &ore) == (amounts[_i].error[0] == '\0'));
    ck_assert_str_eq(error(), amounts[_i].error);
    ck_assert_int_eq(ore, amounts[_i].ore);
}
END_TEST

static const struct {
    const char *value;
    const char *error;
    int64_t number;
} numbers[] = {
    {NULL, FILL_IN, -99},
    {"", FILL_IN, -99},
    {"-", "Write a whole number.", -99},
    {"1x", "Write a whole number.", -99},
    {"1.0", "Write a whole number.", -99},
    {"1234567890123456789", "Write a whole number.", -99},
    {"11", "Write a number in the range %s.", -99},
    {"-2", "Write a number in the range %s.", -99},
    {"-1", "", -1},
    {"010", "", 10},
};

START_TEST(int_rows)
{
    int64_t number = -99;
    give(numbers[_i].value);
    ck_assert(form_int(&form, "f", -1, 10, &number) == (numbers[_i].error[0] == '\0'));
    ck_assert_str_eq(error(), numbers[_i].error);
    ck_assert_int_eq(number, numbers[_i].number);
}
END_TEST

static const struct {
    const char *value;
    const char *error;
    const char *iso;
} days[] = {
    {"", FILL_IN, "untouched"},
    {"24-10-19", "Write a date such as %s.", "untouched"},
    {"30-02-2019", "Write a date such as %s.", "untouched"},
    {"2019-13-01", "Write a date such as %s.", "untouched"},
    {"2019/10/24", "Write a date such as %s.", "untouched"},
    {"24-10-2019", "", "2019-10-24"},
    {"2019-10-24", "", "2019-10-24"},
    {"29-02-2020", "", "2020-02-29"},
};

START_TEST(day_rows)
{
    struct span iso = SPAN("untouched");
    give(days[_i].value);
    ck_assert(form_day(&form, "f", true, &iso) == (days[_i].error[0] == '\0'));
    ck_assert_str_eq(error(), days[_i].error);
    ck_assert(span_is(iso, days[_i].iso));
}
END_TEST

static const struct {
    const char *value;
    bool lines;
    const char *error;
} texts[] = {
    {"", false, FILL_IN},
    {" \n ", true, FILL_IN},
    {"a\nb", false, "Write this on one line."},
    {"123456", false, "Write at most %s characters."},
    {"\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6", false, ""},
    {"a\nb", true, ""},
};

START_TEST(text_rows)
{
    struct span text = SPAN("untouched");
    give(texts[_i].value);
    bool read = texts[_i].lines ? form_lines(&form, "f", 5, true, &text)
                                : form_text(&form, "f", 5, true, &text);
    ck_assert(read == (texts[_i].error[0] == '\0'));
    ck_assert_str_eq(error(), texts[_i].error);
    ck_assert(span_is(text, read ? texts[_i].value : "untouched"));
}
END_TEST

START_TEST(optional_fields_may_be_empty)
{
    struct span text = SPAN("untouched");
    int64_t ore = -1;
    give(NULL);
    ck_assert(form_text(&form, "f", 5, false, &text) && text.len == 0);
    text = SPAN("untouched");
    ck_assert(form_day(&form, "f", false, &text) && text.len == 0);
    ck_assert(form_amount(&form, "f", false, &ore) && ore == 0);
    ck_assert(!form_checkbox(&form, "f"));
    ck_assert_str_eq(error(), "");
}
END_TEST

START_TEST(choices_and_hashes)
{
    static const char *const choices[] = {"award", "decline", NULL};
    static const char hex[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct span text = SPAN("untouched");
    give("award");
    ck_assert(form_choice(&form, "f", choices, &text) && span_is(text, "award"));
    ck_assert(form_checkbox(&form, "f"));
    give(hex);
    ck_assert(form_sha256(&form, "f", &text) && span_is(text, hex));
    ck_assert_str_eq(error(), "");
    text = SPAN("untouched");
    ck_assert(!form_choice(&form, "f", choices, &text) && span_is(text, "untouched"));
    ck_assert_str_eq(error(), "Choose one of the options.");
    form.error_count = 0;
    give("0123");
    ck_assert(!form_sha256(&form, "f", &text) && span_is(text, "untouched"));
    ck_assert_str_eq(error(), "This page is out of date. Open it again.");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("form_fields");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, amount_rows, 0, (int)COUNT_OF(amounts));
    tcase_add_loop_test(tests, int_rows, 0, (int)COUNT_OF(numbers));
    tcase_add_loop_test(tests, day_rows, 0, (int)COUNT_OF(days));
    tcase_add_loop_test(tests, text_rows, 0, (int)COUNT_OF(texts));
    tcase_add_test(tests, optional_fields_may_be_empty);
    tcase_add_test(tests, choices_and_hashes);
    return harness_run("fcgi/web/form_fields", tests);
}
