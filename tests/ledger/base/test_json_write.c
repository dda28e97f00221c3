/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/json.h"
#include "tests/harness.h"

static struct buffer out;
static struct json_writer writer;

static void setup(void)
{
    buffer_init(&out, 1000);
    json_writer_init(&writer, &out);
}

static void teardown(void)
{
    buffer_free(&out);
}

START_TEST(text_that_is_not_utf8_fails_the_output)
{
    json_put_text(&writer, NULL, SPAN("\xC3"));
    ck_assert(out.failed);
}
END_TEST

START_TEST(a_full_buffer_fails_the_output)
{
    buffer_free(&out);
    buffer_init(&out, 5);
    json_put_text(&writer, NULL, SPAN("12345"));
    ck_assert(out.failed);
}
END_TEST

static const struct {
    struct span text;
    const char *json;
} strings[] = {
    {{NULL, 0}, "\"\""},
    {{"\"\\/", 3}, "\"\\\"\\\\/\""},
    {{"\n\r\t", 3}, "\"\\n\\r\\t\""},
    {{"\0\x1F\x7F", 3}, "\"\\u0000\\u001f\\u007f\""},
    {{"a\nb", 3}, "\"a\\nb\""},
    {{"Rødovre", 8}, "\"Rødovre\""},
};

START_TEST(escapes_each_row)
{
    json_put_text(&writer, NULL, strings[_i].text);
    ck_assert(span_is(buffer_span(&out), strings[_i].json));
}
END_TEST

START_TEST(places_commas)
{
    json_open_object(&writer, NULL);
    json_put_text(&writer, "t", SPAN("x"));
    json_put_int(&writer, "n", -5);
    json_open_array(&writer, "l");
    json_put_bool(&writer, NULL, true);
    json_put_bool(&writer, NULL, false);
    json_open_object(&writer, NULL);
    json_close_object(&writer);
    json_open_array(&writer, NULL);
    json_close_array(&writer);
    json_put_null(&writer, NULL);
    json_close_array(&writer);
    json_put_raw(&writer, "r", SPAN("{\"a\":1}"));
    json_close_object(&writer);
    ck_assert(span_is(
        buffer_span(&out), "{\"t\":\"x\",\"n\":-5,\"l\":[true,false,{},[],null],\"r\":{\"a\":1}}"));
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    struct arena *arena = arena_create(4096);
    struct span text = SPAN("\"\\ \n\r\t æøå \xF0\x9F\x98\x80");
    json_put_text(&writer, NULL, text);
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(arena, buffer_span(&out), &json, NULL), STATUS_OK);
    ck_assert(span_equal(json->string, text));
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("json_write");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, text_that_is_not_utf8_fails_the_output);
    tcase_add_test(cases, a_full_buffer_fails_the_output);
    tcase_add_loop_test(cases, escapes_each_row, 0, (int)COUNT_OF(strings));
    tcase_add_test(cases, places_commas);
    tcase_add_test(cases, what_is_written_reads_back);
    return harness_run("ledger/base/json_write", cases);
}
