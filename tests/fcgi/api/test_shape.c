/* SPDX-License-Identifier: EUPL-1.2 */
/* What shape_check() refuses, with which pointer and code, and what shape_put() writes. */
#include <stdio.h>
#include <string.h>

#include "fcgi/api/shape.h"
#include "tests/harness.h"

static const struct shape_member line_members[] = {
    {.name = "line", .kind = SHAPE_INTEGER, .min = 1, .max = 9},
    {.name = "note", .kind = SHAPE_TEXT, .max = 3},
};
static const struct shape line_shape = SHAPE_OF(line_members);
static const char *const kinds[] = {"part", "final", NULL};
static const struct shape_member id = {.kind = SHAPE_INTEGER, .min = 1, .max = 99};
static const struct shape_member party = {.kind = SHAPE_LINE, .max = 8};
static const struct shape_member members[] = {
    {.name = "kind", .kind = SHAPE_CHOICE, .choices = kinds},
    {.name = "day", .kind = SHAPE_DAY, .optional = true},
    {.name = "sha256", .kind = SHAPE_SHA256, .optional = true},
    {.name = "call", .kind = SHAPE_NAME, .optional = true},
    {.name = "lines", .kind = SHAPE_LIST, .min = 1, .max = 2, .element = &line_shape},
    {.name = "reason", .kind = SHAPE_TEXT, .optional = true, .min = 1, .max = 9},
    {.name = "ids", .kind = SHAPE_LIST, .optional = true, .min = 0, .max = 3, .item = &id},
    {.name = "parties", .kind = SHAPE_LIST, .optional = true, .max = 3, .item = &party},
};
static const struct shape shape = SHAPE_OF(members);

static struct arena *arena;
static char found[1024];

static void set_up(void)
{
    arena = arena_create(1 << 20);
    found[0] = '\0';
}

static void tear_down(void)
{
    arena_destroy(arena);
}

/* Collects "pointer code;" for each violation. */
static void note(void *context, struct span pointer, const char *code)
{
    (void)context;
    size_t len = strlen(found);
    (void)snprintf(
        found + len, sizeof found - len, "%.*s %s;", (int)pointer.len, pointer.data, code);
}

static bool check(const char *text, const struct json **value_out)
{
    static const struct shape_report report = {.add = note};
    const struct json *value = NULL;
    struct json_error error;
    ck_assert_int_eq(json_parse(arena, span_from(text), &value, &error), STATUS_OK);
    if (value_out != NULL) {
        *value_out = value;
    }
    return shape_check(&shape, value, &report);
}

static const struct refused {
    const char *text;
    const char *violations;
} refused[] = {
    {"[]", " wrong_type;"},
    {"7", " wrong_type;"},
    {"{}", "/kind missing;/lines missing;"},
    {"{\"kind\":null,\"lines\":null}", "/kind missing;/lines missing;"},
    {"{\"kind\":\"half\",\"lines\":{}}", "/kind malformed;/lines wrong_type;"},
    {"{\"kind\":1,\"lines\":[]}", "/kind wrong_type;/lines too_few;"},
    {"{\"kind\":\"part\",\"lines\":[1]}", "/lines/0 wrong_type;"},
    {"{\"kind\":\"part\",\"lines\":[1,2,3]}", "/lines too_many;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":0,\"note\":\"\"}]}", "/lines/0/line out_of_range;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":10,\"note\":\"\"}]}", "/lines/0/line out_of_range;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":\"1\",\"note\":\"\"}]}", "/lines/0/line wrong_type;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"abcd\"}]}", "/lines/0/note too_long;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"a\\u202e\"}]}",
        "/lines/0/note malformed;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"\",\"x\":1}]}", "/lines/0/x unknown;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"\"}],\"a/b~c\":1}", "/a~1b~0c unknown;"},
    {"{\"kind\":\"part\",\"day\":\"2019-02-29\",\"lines\":[{\"line\":1,\"note\":\"\"}]}",
        "/day malformed;"},
    {"{\"kind\":\"part\",\"sha256\":\"AB\",\"lines\":[{\"line\":1,\"note\":\"\"}]}",
        "/sha256 malformed;"},
    {"{\"kind\":\"part\",\"call\":\"\",\"lines\":[{\"line\":1,\"note\":\"\"}]}",
        "/call malformed;"},
    {"{\"kind\":\"part\",\"reason\":\" \\n\",\"lines\":[{\"line\":1,\"note\":\"\"}]}",
        "/reason missing;"},
    {"{\"kind\":\"part\",\"call\":\"A\",\"lines\":[{\"line\":1,\"note\":\"\"}]}",
        "/call malformed;"},
    {"{\"kind\":\"part\",\"call\":\"-a\",\"lines\":[{\"line\":1,\"note\":\"\"}]}",
        "/call malformed;"},
    {"{\"kind\":\"part\",\"call\":\"a b\",\"lines\":[{\"line\":1,\"note\":\"\"}]}",
        "/call malformed;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"\"}],\"ids\":[0]}",
        "/ids/0 out_of_range;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"\"}],\"ids\":[\"1\"]}",
        "/ids/0 wrong_type;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"\"}],\"ids\":[null]}",
        "/ids/0 missing;"},
    {"{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"\"}],\"parties\":[\"a\\nb\"]}",
        "/parties/0 malformed;"},
};

START_TEST(refuses)
{
    ck_assert(!check(refused[_i].text, NULL));
    ck_assert_str_eq(found, refused[_i].violations);
}
END_TEST

START_TEST(refuses_nothing_at_all)
{
    static const struct shape_report report = {.add = note};
    ck_assert(!shape_check(&shape, NULL, &report));
    ck_assert_str_eq(found, " wrong_type;");
}
END_TEST

START_TEST(cuts_a_long_pointer_between_characters)
{
    char text[1200] = "{\"kind\":\"part\",\"lines\":[{\"line\":1,\"note\":\"\"}],\"x";
    for (int i = 0; i < 300; i++) {
        (void)snprintf(text + strlen(text), 3, "%s", "\xC3\xA6");
    }
    (void)snprintf(text + strlen(text), 4, "\":1");
    (void)snprintf(text + strlen(text), 2, "}");
    ck_assert(!check(text, NULL));
    size_t pointer_len = strlen(found) - strlen(" unknown;");
    ck_assert_uint_gt(pointer_len, SHAPE_POINTER_MAX - 4);
    ck_assert_uint_le(pointer_len, SHAPE_POINTER_MAX);
    ck_assert_int_eq(found[pointer_len - 1], '\xA6');
}
END_TEST

static const struct accepted {
    const char *text;
    const char *canonical;
} accepted[] = {
    {"{\"lines\":[{\"note\":\"\xC3\xA6\\n1\",\"line\":9}],\"kind\":\"final\"}",
        "{\"kind\":\"final\",\"day\":null,\"sha256\":null,\"call\":null,"
        "\"lines\":[{\"line\":9,\"note\":\"\xC3\xA6\\n1\"}],\"reason\":null,\"ids\":null,\"parties\":null}"},
    {"{ \"parties\":[\"1\",\"\"], \"ids\":[3, 1], \"day\":\"2020-02-29\", \"call\":\"fsm2-2019\",\"kind\":\"part\","
     "\"sha256\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
     "\"lines\":[{\"line\":1,\"note\":\"\"},{\"line\":2,\"note\":\"\"}]}",
        "{\"kind\":\"part\",\"day\":\"2020-02-29\","
        "\"sha256\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
        "\"call\":\"fsm2-2019\",\"lines\":[{\"line\":1,\"note\":\"\"},{\"line\":2,\"note\":\"\"}],"
        "\"reason\":null,\"ids\":[3,1],\"parties\":[\"1\",\"\"]}"},
};

START_TEST(writes_in_the_order_of_the_shape)
{
    const struct json *value = NULL;
    ck_assert_msg(check(accepted[_i].text, &value), "%s", found);
    struct buffer out;
    buffer_init(&out, 4096);
    struct json_writer writer;
    json_writer_init(&writer, &out);
    json_open_object(&writer, NULL);
    shape_put(&shape, value, &writer);
    json_close_object(&writer);
    ck_assert(span_is(buffer_span(&out), accepted[_i].canonical));
    buffer_free(&out);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("shape");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, refuses, 0, (int)COUNT_OF(refused));
    tcase_add_test(cases, refuses_nothing_at_all);
    tcase_add_test(cases, cuts_a_long_pointer_between_characters);
    tcase_add_loop_test(cases, writes_in_the_order_of_the_shape, 0, (int)COUNT_OF(accepted));
    return harness_run("fcgi/api/shape", cases);
}
