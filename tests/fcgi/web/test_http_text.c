/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/http.h"
#include "tests/harness.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(256 * 1024);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static const struct {
    const char *text;
    enum status status;
    int64_t us;
} seconds[] = {
    {"", STATUS_INVALID, -1},
    {".5", STATUS_INVALID, -1},
    {"1.", STATUS_INVALID, -1},
    {"1.1234567", STATUS_INVALID, -1},
    {"1.12x", STATUS_INVALID, -1},
    {"-1", STATUS_INVALID, -1},
    {"+1", STATUS_INVALID, -1},
    {"1e3", STATUS_INVALID, -1},
    {"1000000000001", STATUS_LIMIT, -1},
    {"99999999999999999999999", STATUS_LIMIT, -1},
    {"0", STATUS_OK, 0},
    {"0.000001", STATUS_OK, 1},
    {"1571911199.123", STATUS_OK, INT64_C(1571911199123000)},
    {"1571911200.000", STATUS_OK, INT64_C(1571911200000000)},
    {"1000000000000", STATUS_OK, INT64_C(1000000000000000000)},
};

START_TEST(seconds_are_exact)
{
    int64_t us = -1;
    ck_assert_int_eq(http_seconds_parse(span_from(seconds[_i].text), &us), seconds[_i].status);
    ck_assert_int_eq(us, seconds[_i].us);
}
END_TEST

static const struct {
    const char *raw;
    enum status status;
    const char *path;
} paths[] = {
    {"", STATUS_INVALID, NULL}, {"calls", STATUS_INVALID, NULL}, {"//", STATUS_INVALID, NULL},
    {"/..", STATUS_INVALID, NULL}, {"/a/../b", STATUS_INVALID, NULL},
    {"/a/%2E/b", STATUS_INVALID, NULL}, {"/a%2fb", STATUS_INVALID, NULL},
    {"/a%2Fb", STATUS_INVALID, NULL}, {"/a%5cb", STATUS_INVALID, NULL},
    {"/a%00", STATUS_INVALID, NULL}, {"/a%0a", STATUS_INVALID, NULL},
    {"/a%7f", STATUS_INVALID, NULL}, {"/a%", STATUS_INVALID, NULL}, {"/a%4", STATUS_INVALID, NULL},
    {"/a%g0", STATUS_INVALID, NULL}, {"/a%c0%af", STATUS_INVALID, NULL}, /* overlong slash */
    {"/a\xc3\xa6", STATUS_INVALID, NULL}, {"/a b", STATUS_INVALID, NULL},
    {"/a\"b", STATUS_INVALID, NULL},
    {"/a%E2%80%AEb", STATUS_INVALID, NULL}, /* right-to-left override */
    {"/", STATUS_OK, "/"}, {"/agency/", STATUS_OK, "/agency/"}, {"/a.b/..c", STATUS_OK, "/a.b/..c"},
    {"/%C3%A6%20x", STATUS_OK, "/\xc3\xa6 x"},
    {"/%252e", STATUS_OK, "/%2e"}, /* decoded once, never twice */
};

START_TEST(paths_are_canonical)
{
    struct span path = SPAN("untouched");
    ck_assert_int_eq(http_path_parse(arena, span_from(paths[_i].raw), &path), paths[_i].status);
    ck_assert(span_is(path, paths[_i].path == NULL ? "untouched" : paths[_i].path));
}
END_TEST

START_TEST(a_long_path_is_a_limit)
{
    char raw[HTTP_PATH_MAX + 2];
    memset(raw, '/', 1);
    memset(raw + 1, 'a', sizeof(raw) - 1);
    struct span path;
    ck_assert_int_eq(http_path_parse(arena, (struct span){raw, HTTP_PATH_MAX}, &path), STATUS_OK);
    ck_assert_int_eq(
        http_path_parse(arena, (struct span){raw, HTTP_PATH_MAX + 1}, &path), STATUS_LIMIT);
}
END_TEST

static const struct {
    const char *header;
    const char *kept; /* "name=value;" of each, in order */
} cookies[] = {
    {"", ""},
    {";;", ""},
    {"a", ""},
    {"=b", ""},
    {"a=b", "a=b;"},
    {" a=b ; c=d", "a=b;c=d;"},
    {"a=b=c", "a=b=c;"},
    {"a=", "a=;"},
    {"a=1; a=2", ""},
    {"a=1; b=2; a=3", "b=2;"},
    {"a=1; b=2; a=3; c=4; a=5", "b=2;c=4;"},
    {"language=en; other={\"x\":1}; ok=1", "language=en;ok=1;"},
    {"a b=c; d=e", "d=e;"},
};

START_TEST(cookies_keep_what_is_clear)
{
    struct http_pairs pairs;
    char text[256] = "";
    size_t len = 0;
    ck_assert_int_eq(http_cookies_parse(arena, span_from(cookies[_i].header), &pairs), STATUS_OK);
    for (size_t i = 0; i < pairs.count; i++) {
        struct http_pair pair = pairs.items[i];
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%.*s=%.*s;", (int)pair.name.len,
            pair.name.data, (int)pair.value.len, pair.value.data);
    }
    ck_assert_str_eq(text, cookies[_i].kept);
}
END_TEST

START_TEST(too_many_cookies_are_a_limit)
{
    char header[HTTP_COOKIE_MAX + 1];
    struct http_pairs pairs;
    size_t len = 0;
    for (int i = 0; i < HTTP_COOKIES_MAX; i++) {
        len += (size_t)snprintf(header + len, sizeof(header) - len, "c%d=1;", i);
    }
    ck_assert_int_eq(http_cookies_parse(arena, (struct span){header, len}, &pairs), STATUS_OK);
    ck_assert_uint_eq(pairs.count, HTTP_COOKIES_MAX);
    len += (size_t)snprintf(header + len, sizeof(header) - len, "x=1;");
    ck_assert_int_eq(http_cookies_parse(arena, (struct span){header, len}, &pairs), STATUS_LIMIT);
    memset(header, ' ', sizeof(header));
    ck_assert_int_eq(
        http_cookies_parse(arena, (struct span){header, sizeof(header)}, &pairs), STATUS_LIMIT);
}
END_TEST

static const struct {
    const char *header;
    enum status status;
    const char *type;
    const char *boundary;
} types[] = {
    {"", STATUS_INVALID, NULL, NULL},
    {"text", STATUS_INVALID, NULL, NULL},
    {"text/", STATUS_INVALID, NULL, NULL},
    {"/html", STATUS_INVALID, NULL, NULL},
    {"text/html; charset", STATUS_INVALID, NULL, NULL},
    {"text/html; charset=iso-8859-1", STATUS_INVALID, NULL, NULL},
    {"multipart/form-data", STATUS_INVALID, NULL, NULL},
    {"multipart/form-data; boundary=", STATUS_INVALID, NULL, NULL},
    {"multipart/form-data; boundary=a; boundary=b", STATUS_INVALID, NULL, NULL},
    {"multipart/form-data; boundary=\"a\\\"b\"", STATUS_INVALID, NULL, NULL},
    {"multipart/form-data; boundary=a\xc3", STATUS_INVALID, NULL, NULL},
    {"application/json; boundary=a", STATUS_INVALID, NULL, NULL},
    {"application/json", STATUS_OK, "application/json", ""},
    {"Application/JSON; charset=\"UTF-8\"", STATUS_OK, "application/json", ""},
    {"application/json ; x=y", STATUS_OK, "application/json", ""},
    {"multipart/form-data; boundary=----WebKitFormBoundary7MA4", STATUS_OK, "multipart/form-data",
        "----WebKitFormBoundary7MA4"},
};

START_TEST(content_types)
{
    struct span type = SPAN("untouched");
    struct span boundary = SPAN("untouched");
    ck_assert_int_eq(http_content_type_parse(arena, span_from(types[_i].header), &type, &boundary),
        types[_i].status);
    ck_assert(span_is(type, types[_i].type == NULL ? "untouched" : types[_i].type));
    ck_assert(span_is(boundary, types[_i].type == NULL ? "untouched" : types[_i].boundary));
}
END_TEST

START_TEST(method_names)
{
    ck_assert_str_eq(http_method_name(HTTP_GET), "GET");
    ck_assert_str_eq(http_method_name(HTTP_DELETE), "DELETE");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("http_text");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, seconds_are_exact, 0, (int)COUNT_OF(seconds));
    tcase_add_loop_test(tests, paths_are_canonical, 0, (int)COUNT_OF(paths));
    tcase_add_test(tests, a_long_path_is_a_limit);
    tcase_add_loop_test(tests, cookies_keep_what_is_clear, 0, (int)COUNT_OF(cookies));
    tcase_add_test(tests, too_many_cookies_are_a_limit);
    tcase_add_loop_test(tests, content_types, 0, (int)COUNT_OF(types));
    tcase_add_test(tests, method_names);
    return harness_run("fcgi/web/http_text", tests);
}
