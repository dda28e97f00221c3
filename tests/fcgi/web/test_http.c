/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/http.h"
#include "tests/harness.h"

#define ID "REQUEST_ID=0123456789abcdef0123456789abcdef"
#define OK_PARAMS                                                                                  \
    "REQUEST_METHOD=GET", "REQUEST_URI=/calls/fsm2?x=1", "DOCUMENT_URI=/calls/fsm2", ID,           \
        "MSEC=1571911199.123", "REQUEST_TIME=0.004"

static struct arena *arena;
static char long_query[HTTP_QUERY_MAX + 64];
static char long_path[HTTP_PATH_MAX + 64];
static char long_header[HTTP_HEADER_MAX + 64];
static char long_cert[HTTP_CERT_MAX + 64];
static char long_cookie[HTTP_COOKIE_MAX + 64];

static void fill(char *text, size_t size, const char *start)
{
    memset(text, 'a', size - 1);
    memcpy(text, start, strlen(start));
}

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    fill(long_query, sizeof(long_query), "REQUEST_URI=/calls/fsm2?");
    fill(long_path, sizeof(long_path), "REQUEST_URI=/");
    fill(long_header, sizeof(long_header), "HTTP_ACCEPT=");
    fill(long_cert, sizeof(long_cert), "SSL_CLIENT_CERT=");
    fill(long_cookie, sizeof(long_cookie), "HTTP_COOKIE=");
}

static void teardown(void)
{
    arena_destroy(arena);
}

/* One parameter in place of, or added to, those of a good request. */
static const struct {
    const char *param; /* replaces the one of the same name */
    enum status status;
} rows[] = {
    {"REQUEST_METHOD=TRACE", STATUS_NOT_FOUND},
    {"REQUEST_METHOD=get", STATUS_NOT_FOUND},
    {"REQUEST_METHOD=", STATUS_INVALID},
    {"REQUEST_URI=/calls/fsm2#x", STATUS_INVALID},
    {"REQUEST_URI=/calls//fsm2", STATUS_INVALID},
    {"REQUEST_URI=/calls/./fsm2", STATUS_INVALID},
    {"REQUEST_URI=/calls/%2e%2e/fsm2", STATUS_INVALID},
    {"REQUEST_URI=https://evil.example/calls/fsm2", STATUS_INVALID},
    {"REQUEST_URI=/agency/calls", STATUS_INVALID}, /* nginx saw another path */
    {"DOCUMENT_URI=/agency/", STATUS_INVALID},
    {"REQUEST_URI=/calls/fsm2?x=%0", STATUS_INVALID},
    {"REQUEST_URI=/calls/fsm2?x=%ff", STATUS_INVALID},
    {long_path, STATUS_LIMIT},
    {long_query, STATUS_LIMIT},
    {long_header, STATUS_LIMIT},
    {long_cert, STATUS_LIMIT},
    {long_cookie, STATUS_LIMIT},
    {"HTTP_ACCEPT=a\nb", STATUS_INVALID},
    {"REQUEST_ID=", STATUS_INVALID},
    {"REQUEST_ID=0123456789ABCDEF0123456789abcdef", STATUS_INVALID},
    {"MSEC=1571911199,123", STATUS_INVALID},
    {"MSEC=", STATUS_INVALID},
    {"REQUEST_TIME=-1", STATUS_INVALID},
    {"CONTENT_LENGTH=12x", STATUS_INVALID},
    {"CONTENT_LENGTH=-1", STATUS_INVALID},
    {"CONTENT_LENGTH=22020097", STATUS_LIMIT},
    {"CONTENT_LENGTH=99999999999999999999", STATUS_LIMIT},
    {"CONTENT_TYPE=text", STATUS_INVALID},
    {"HTTP_X_FILE_NAME=a%00b", STATUS_INVALID},
    {"HTTP_X_FILE_NAME=a%0Ab", STATUS_INVALID},
    {"HTTP_IF_MATCH=\"1\"", STATUS_OK},
    {"HTTP_PROXY=http://evil", STATUS_OK},
    {"REQUEST_URI=/calls/f%73m2", STATUS_OK},
    {"CONTENT_LENGTH=", STATUS_OK},
    {"CONTENT_LENGTH=22020096", STATUS_OK},
};

static size_t replace(const char **params, size_t count, const char *param)
{
    size_t name_len = (size_t)(strchr(param, '=') - param) + 1;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(params[i], param, name_len) == 0) {
            params[i] = param;
            return count;
        }
    }
    params[count] = param;
    return count + 1;
}

START_TEST(reads_or_refuses_each_row)
{
    const char *params[16] = {OK_PARAMS};
    size_t count = replace(params, 6, rows[_i].param);
    params[count] = NULL;
    struct http_request request;
    memset(&request, 0x5a, sizeof(request));
    struct http_request before = request;
    const char *reason = "untouched";
    enum status status = http_request_parse(arena, params, &request, &reason);
    ck_assert_msg(
        status == rows[_i].status, "%s: status %d, %s", rows[_i].param, (int)status, reason);
    if (status != STATUS_OK) {
        ck_assert_mem_eq(&request, &before, sizeof(request));
        ck_assert_str_ne(reason, "untouched");
    }
}
END_TEST

/* Every parameter that we read, given twice: whichever is first must not decide. */
static const char *const twice[] = {"REQUEST_METHOD=GET", "REQUEST_URI=/calls/fsm2?x=1",
    "DOCUMENT_URI=/calls/fsm2", ID, "MSEC=1571911199.123", "REQUEST_TIME=0.004",
    "SSL_CLIENT_VERIFY=SUCCESS", "SSL_CLIENT_CERT=x", "CONTENT_LENGTH=0", "HTTP_ORIGIN=null",
    "HTTP_SEC_FETCH_SITE=same-origin", "HTTP_IDEMPOTENCY_KEY=k", "HTTP_COOKIE=a=b"};

START_TEST(refuses_a_parameter_that_comes_twice)
{
    const char *params[16] = {OK_PARAMS};
    size_t count = replace(params, 6, twice[_i]);
    params[count++] = twice[_i];
    params[count] = NULL;
    struct http_request request;
    const char *reason = NULL;
    ck_assert_int_eq(http_request_parse(arena, params, &request, &reason), STATUS_INVALID);
}
END_TEST

START_TEST(refuses_too_many_parameters)
{
    const char *params[HTTP_PARAMS_MAX + 2] = {OK_PARAMS};
    for (size_t i = 6; i < HTTP_PARAMS_MAX + 1; i++) {
        params[i] = "X=1";
    }
    params[HTTP_PARAMS_MAX + 1] = NULL;
    struct http_request request;
    const char *reason = NULL;
    ck_assert_int_eq(http_request_parse(arena, params, &request, &reason), STATUS_LIMIT);
    params[HTTP_PARAMS_MAX] = NULL;
    ck_assert_int_eq(http_request_parse(arena, params, &request, &reason), STATUS_OK);
}
END_TEST

START_TEST(fills_in_the_whole_request)
{
    const char *params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/a/b%20%C3%A6/?q=%C3%B8+1&q=2",
        "DOCUMENT_URI=/a/b \xc3\xa6/", ID, "MSEC=1571911199.123", "REQUEST_TIME=4.056",
        "CONTENT_LENGTH=17", "CONTENT_TYPE=Multipart/Form-Data; boundary=\"x y\"",
        "HTTP_COOKIE=language=en; a=b", "HTTP_ACCEPT=text/html", "HTTP_ACCEPT_LANGUAGE=da",
        "HTTP_IF_MATCH=\"3\"", "HTTP_IF_NONE_MATCH=*", "HTTP_IDEMPOTENCY_KEY=key",
        "HTTP_ORIGIN=https://x", "HTTP_SEC_FETCH_SITE=same-origin", "HTTP_SEC_FETCH_MODE=cors",
        "HTTP_SEC_FETCH_DEST=empty", "HTTP_X_FILE_NAME=%C3%A5.pdf", "SSL_CLIENT_VERIFY=SUCCESS",
        "SSL_CLIENT_CERT=-----BEGIN", NULL};
    struct http_request r;
    const char *reason = NULL;
    enum status status = http_request_parse(arena, params, &r, &reason);
    ck_assert_int_eq(status, STATUS_INVALID); /* a space is no boundary character here */
    params[7] = "CONTENT_TYPE=Multipart/Form-Data; boundary=\"x:y\"";
    status = http_request_parse(arena, params, &r, &reason);
    ck_assert_msg(status == STATUS_OK, "%s", reason);
    ck_assert_int_eq(r.method, HTTP_PUT);
    ck_assert(span_is(r.path, "/a/b \xc3\xa6/"));
    ck_assert_uint_eq(r.query.count, 2);
    ck_assert(span_is(http_pairs_find(r.query, "q"), "\xc3\xb8 1"));
    ck_assert(span_is(r.query_text, "q=%C3%B8+1&q=2"));
    ck_assert_int_eq(r.content_length, 17);
    ck_assert(span_is(r.content_type, "multipart/form-data"));
    ck_assert(span_is(r.boundary, "x:y"));
    ck_assert(span_is(http_pairs_find(r.cookies, "language"), "en"));
    ck_assert(http_pairs_find(r.cookies, "none").data == NULL);
    ck_assert(span_is(r.accept, "text/html") && span_is(r.accept_language, "da"));
    ck_assert(span_is(r.if_match, "\"3\"") && span_is(r.if_none_match, "*"));
    ck_assert(span_is(r.idempotency_key, "key") && span_is(r.origin, "https://x"));
    ck_assert(span_is(r.sec_fetch_site, "same-origin") && span_is(r.sec_fetch_mode, "cors"));
    ck_assert(span_is(r.sec_fetch_dest, "empty") && span_is(r.file_name, "\xc3\xa5.pdf"));
    ck_assert(span_is(r.client_verify, "SUCCESS") && span_is(r.client_cert, "-----BEGIN"));
    ck_assert_int_eq(r.received_us, INT64_C(1571911199123000));
    ck_assert_int_eq(r.duration_us, 4056000);
}
END_TEST

START_TEST(an_absent_header_is_not_an_empty_one)
{
    const char *params[] = {OK_PARAMS, "HTTP_ORIGIN=", NULL};
    struct http_request request;
    const char *reason = NULL;
    ck_assert_int_eq(http_request_parse(arena, params, &request, &reason), STATUS_OK);
    ck_assert(request.origin.data != NULL && request.origin.len == 0);
    ck_assert_ptr_null(request.sec_fetch_site.data);
}
END_TEST

START_TEST(an_absent_body_is_not_an_empty_one)
{
    const char *params[] = {OK_PARAMS, NULL};
    struct http_request request;
    const char *reason = NULL;
    ck_assert_int_eq(http_request_parse(arena, params, &request, &reason), STATUS_OK);
    ck_assert_int_eq(request.content_length, -1);
    ck_assert_uint_eq(request.client_verify.len, 0);
}
END_TEST

/* With every size of memory it either works or reports a limit; ASan sees the rest. */
START_TEST(a_small_arena_is_a_limit)
{
    const char *params[] = {
        OK_PARAMS, "HTTP_COOKIE=a=b", "CONTENT_TYPE=application/json", "HTTP_X_FILE_NAME=x", NULL};
    enum status status = STATUS_LIMIT;
    for (size_t size = 1; status != STATUS_OK && size < 64 * 1024; size += 16) {
        struct arena *small = arena_create(size);
        struct http_request request;
        const char *reason = NULL;
        status = http_request_parse(small, params, &request, &reason);
        ck_assert(status == STATUS_OK || status == STATUS_LIMIT);
        arena_destroy(small);
    }
    ck_assert_int_eq(status, STATUS_OK);
}
END_TEST

static const struct {
    const char *params[4];
    const char *path;
    size_t id_len;
} salvaged[] = {
    {{"REQUEST_URI=/api/v1/a%2fb", ID, NULL}, "/api/", 32},
    {{"REQUEST_URI=/calls//a", ID, NULL}, "/", 32},
    {{"REQUEST_URI=/apis", "REQUEST_ID=0123456789ABCDEF0123456789abcdef", NULL}, "/", 0},
    {{ID, ID, NULL}, "/", 0},
    {{NULL}, "/", 0},
};

START_TEST(saves_what_a_refusal_needs)
{
    struct http_request request = {.content_length = 77};
    http_request_salvage(arena, salvaged[_i].params, &request);
    ck_assert(span_is(request.path, salvaged[_i].path));
    ck_assert_uint_eq(request.request_id.len, salvaged[_i].id_len);
    ck_assert_int_eq(request.content_length, -1);
    ck_assert_uint_eq(request.client_cert.len, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("http_request_parse");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, reads_or_refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(tests, refuses_a_parameter_that_comes_twice, 0, (int)COUNT_OF(twice));
    tcase_add_test(tests, refuses_too_many_parameters);
    tcase_add_test(tests, fills_in_the_whole_request);
    tcase_add_test(tests, an_absent_header_is_not_an_empty_one);
    tcase_add_test(tests, an_absent_body_is_not_an_empty_one);
    tcase_add_test(tests, a_small_arena_is_a_limit);
    tcase_add_loop_test(tests, saves_what_a_refusal_needs, 0, (int)COUNT_OF(salvaged));
    return harness_run("fcgi/web/http", tests);
}
