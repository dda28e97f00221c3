/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/view.h"
#include "tests/harness.h"

static struct arena *arena;
static struct buffer out;
static struct form form;
static struct catalogue catalogue;
static struct view view;

static void setup(void)
{
    arena = arena_create(256 * 1024);
    buffer_init(&out, 65536);
    form_init(&form, arena);
    catalogue = (struct catalogue){.language = LANGUAGE_DA};
    view = (struct view){.out = &out, .arena = arena, .catalogue = &catalogue, .form = &form};
}

static void teardown(void)
{
    buffer_free(&out);
    arena_destroy(arena);
}

static const struct json *document(const char *text)
{
    const struct json *json = NULL;
    struct json_error error;
    ck_assert_int_eq(json_parse(arena, span_from(text), &json, &error), STATUS_OK);
    return json;
}

static const struct {
    int64_t value;
    const char *danish;
    const char *english;
} numbers[] = {
    {0, "0", "0"},
    {999, "999", "999"},
    {1000, "1.000", "1,000"},
    {-1000, "-1.000", "-1,000"},
    {1234567, "1.234.567", "1,234,567"},
    {-123456, "-123.456", "-123,456"},
    {INT64_MIN, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"},
};

START_TEST(numbers_by_language)
{
    ck_assert(span_is(view_number(&view, numbers[_i].value), numbers[_i].danish));
    catalogue.language = LANGUAGE_EN;
    ck_assert(span_is(view_number(&view, numbers[_i].value), numbers[_i].english));
}
END_TEST

START_TEST(values_by_language)
{
    const struct json *title = document("{\"da\":\"Pulje\",\"en\":\"Call\"}");
    const struct json *half = document("{\"da\":\"Pulje\",\"en\":\"\"}");
    ck_assert(span_is(view_amount(&view, 123450), "1.234,50\xc2\xa0kr."));
    ck_assert(
        span_is(view_instant(&view, SPAN("2019-10-24T10:00:00.000000Z")), "24-10-2019 kl. 12.00"));
    ck_assert(span_is(
        view_second(&view, SPAN("2019-10-24T10:00:05.999999Z")), "24-10-2019 kl. 12.00.05"));
    ck_assert(span_is(view_day(&view, SPAN("2019-10-24")), "24-10-2019"));
    ck_assert(span_is(view_month(&view, SPAN("2019-10")), "10-2019"));
    ck_assert(span_is(view_local(&view, title), "Pulje"));
    catalogue.language = LANGUAGE_EN;
    ck_assert(span_is(view_amount(&view, -123450), "DKK\xc2\xa0-1,234.50"));
    ck_assert(span_is(view_instant_us(&view, INT64_C(1571911200000000)), "24 October 2019, 12:00"));
    ck_assert(
        span_is(view_second_us(&view, INT64_C(1571911259000000)), "24 October 2019, 12:00:59"));
    ck_assert_uint_eq(view_second(&view, SPAN("yesterday")).len, 0);
    ck_assert(span_is(view_day(&view, SPAN("2019-10-04")), "4 October 2019"));
    ck_assert(span_is(view_month(&view, SPAN("2019-10")), "October 2019"));
    ck_assert(span_is(view_local(&view, title), "Call"));
    ck_assert(span_is(view_local(&view, half), "Pulje"));
    ck_assert_uint_eq(view_local(&view, NULL).len, 0);
    ck_assert_uint_eq(view_instant(&view, SPAN("yesterday")).len, 0);
    ck_assert_uint_eq(view_day(&view, SPAN("2019-02-30")).len, 0);
    ck_assert_uint_eq(view_month(&view, SPAN("2019-13")).len, 0);
    ck_assert_uint_eq(view_month(&view, SPAN("2019-1")).len, 0);
    ck_assert_uint_eq(view_month(&view, SPAN("")).len, 0);
    ck_assert(span_is(view_digest(&view, SPAN("0123456789abcdef")), "0123456789ab\xe2\x80\xa6"));
    ck_assert(span_is(view_digest(&view, SPAN("0123")), "0123"));
    ck_assert_uint_eq(view_span(NULL).len, 0);
}
END_TEST

/* Whatever a translator writes, nothing beyond the arguments is read. */
static const struct {
    const char *message;
    size_t count;
    const char *text;
} messages[] = {
    {"plain", 0, "plain"},
    {"100 %", 0, "100 %"},
    {"%s and %s", 2, "A% and B"},
    {"%2$s before %1$s", 2, "B before A%"},
    {"%s and %s and %s", 2, "A% and B and %s"},
    {"%3$s", 2, "%3$s"},
    {"%0$s", 2, "%0$s"},
    {"%n %d %1$d %%", 2, "%n %d %1$d %"},
    {"%", 2, "%"},
    {"%1$", 2, "%1$"},
    {"%s", 1, "A%"},
};

START_TEST(messages_take_their_arguments)
{
    const struct span arguments[] = {SPAN("A%"), SPAN("B")};
    struct span text = view_message(&view, messages[_i].message, arguments, messages[_i].count);
    ck_assert_msg(span_is(text, messages[_i].text), "%.*s", (int)text.len, text.data);
}
END_TEST

START_TEST(a_full_stop_is_not_written_twice)
{
    const struct span amount[] = {SPAN("5 kr.")};
    ck_assert(span_is(view_message(&view, "Pay %s.", amount, 1), "Pay 5 kr."));
    ck_assert(span_is(view_message(&view, "Pay %s. Now.", amount, 1), "Pay 5 kr. Now."));
    ck_assert(span_is(view_message(&view, "Pay %s...", amount, 1), "Pay 5 kr...."));
    ck_assert(span_is(view_message(&view, "Pay %s, now.", amount, 1), "Pay 5 kr., now."));
    const struct span nothing[] = {SPAN("")};
    ck_assert(span_is(view_message(&view, "Pay %s.", nothing, 1), "Pay ."));
}
END_TEST

START_TEST(plural_messages_and_paths)
{
    const struct span one[] = {SPAN("1")};
    ck_assert(span_is(view_message_plural(&view, "%s day", "%s days", 1, one, 1), "1 day"));
    ck_assert(span_is(view_message_plural(&view, "%s day", "%s days", 2, one, 1), "1 days"));
    const struct span parts[] = {SPAN("a/b"), SPAN("?")};
    ck_assert(span_is(view_path(&view, "/calls/%s?q=%s", parts, 2), "/calls/a%2Fb?q=%3F"));
}
END_TEST

static const struct {
    const char *json;
    bool truth;
} truths[] = {
    {"null", false},
    {"false", false},
    {"true", true},
    {"0", false},
    {"-1", true},
    {"\"\"", false},
    {"\"0\"", true},
    {"[]", false},
    {"[0]", true},
    {"{}", false},
    {"{\"a\":null}", true},
};

START_TEST(truth_of_each_kind)
{
    ck_assert(view_truth(document(truths[_i].json)) == truths[_i].truth);
}
END_TEST

START_TEST(nodes_and_fields)
{
    const struct json *list = document("[\"submit\",7,\"score\"]");
    ck_assert(!view_truth(NULL));
    ck_assert(view_holds(list, "score") && !view_holds(list, "7") && !view_holds(NULL, "x"));
    ck_assert(span_is(view_string(list->child), "submit"));
    ck_assert_uint_eq(view_string(list->child->next).len, 0);
    ck_assert_int_eq(view_integer(list->child->next), 7);
    ck_assert_int_eq(view_integer(NULL), 0);
    ck_assert(span_is(view_field(&view, "title", SPAN("stored")), "stored"));
    ck_assert_int_eq(form_parse(arena, SPAN("title="), &form.fields), STATUS_OK);
    ck_assert_uint_eq(view_field(&view, "title", SPAN("stored")).len, 0); /* emptied on purpose */
}
END_TEST

START_TEST(writers_write_by_context)
{
    view_text(&view, SPAN("<\n"));
    view_attr(&view, SPAN("<\n"));
    view_url(&view, SPAN("javascript:x"));
    view_part(&view, SPAN("/"));
    view_html(&view, (struct safe_html){.markup = SPAN("<b>")});
    ck_assert(span_is(buffer_span(&out), "&lt;\n&lt;&#10;#blocked%2F<b>"));
}
END_TEST

START_TEST(without_memory_the_page_fails)
{
    struct arena *small = arena_create(1);
    view.arena = small;
    ck_assert_uint_eq(view_amount(&view, 100).len, 0);
    ck_assert(out.failed);
    arena_destroy(small);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("view");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, numbers_by_language, 0, (int)COUNT_OF(numbers));
    tcase_add_test(tests, values_by_language);
    tcase_add_loop_test(tests, messages_take_their_arguments, 0, (int)COUNT_OF(messages));
    tcase_add_test(tests, plural_messages_and_paths);
    tcase_add_test(tests, a_full_stop_is_not_written_twice);
    tcase_add_loop_test(tests, truth_of_each_kind, 0, (int)COUNT_OF(truths));
    tcase_add_test(tests, nodes_and_fields);
    tcase_add_test(tests, writers_write_by_context);
    tcase_add_test(tests, without_memory_the_page_fails);
    return harness_run("fcgi/web/view", tests);
}
