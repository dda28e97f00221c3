/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/response.h"
#include "tests/harness.h"

static struct arena *arena;
static struct response response;
static struct buffer head;

static void setup(void)
{
    arena = arena_create(256 * 1024);
    response_init(&response, arena);
    buffer_init(&head, 65536);
}

static void teardown(void)
{
    response_free(&response);
    buffer_free(&head);
    arena_destroy(arena);
}

/* True when the head has this line. */
static bool has_line(const char *line)
{
    buffer_clear(&head);
    response_head(&response, &head);
    buffer_putc(&head, '\0');
    ck_assert(!head.failed);
    const char *at = strstr(head.data, line);
    size_t len = strlen(line);
    return at != NULL && (at == head.data || at[-1] == '\n') && strncmp(at + len, "\r\n", 2) == 0;
}

static const struct {
    const char *name;
    const char *value;
    bool refused;
} headers[] = {
    {"X-A", "1", false},
    {"X-A", "", false},
    {"X-A", "a\r\nSet-Cookie: x", true},
    {"X-A", "a\n", true},
    {"X-A", "a\x01", true},
    {"X-A", "\xc3\xa6", true},
    {"X A", "1", true},
    {"X-A:", "1", true},
    {"", "1", true},
};

START_TEST(headers_are_refused_or_written)
{
    response_header(&response, headers[_i].name, span_from(headers[_i].value));
    ck_assert(response.failed == headers[_i].refused);
    ck_assert_uint_eq(response.header_count, headers[_i].refused ? 0 : 1);
}
END_TEST

START_TEST(nul_is_refused)
{
    response_header(&response, "X-A", (struct span){.data = "a\0b", .len = 3});
    ck_assert(response.failed);
}
END_TEST

START_TEST(a_header_is_set_once_but_cookies_add_up)
{
    response_header(&response, "X-A", SPAN("1"));
    response_header(&response, "X-A", SPAN("2"));
    response_cookie(&response, "language", SPAN("da"), 31536000);
    response_cookie(&response, "other", SPAN("x y"), 0);
    response_login_cookie(&response, "__Host-sid", SPAN("ab"));
    response_login_cookie(&response, "__Host-sid", SPAN(""));
    ck_assert_uint_eq(response.header_count, 5);
    ck_assert(has_line("X-A: 2"));
    ck_assert(has_line("Set-Cookie: __Host-sid=ab; Path=/; Secure; HttpOnly; SameSite=Strict"));
    ck_assert(
        has_line("Set-Cookie: __Host-sid=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"));
    ck_assert(has_line("Set-Cookie: language=da; Path=/; Secure; HttpOnly; SameSite=Lax;"
                       " Max-Age=31536000"));
    ck_assert(
        has_line("Set-Cookie: other=x%20y; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
}
END_TEST

START_TEST(too_many_headers_fail)
{
    static const char names[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t i = 0; i <= RESPONSE_HEADERS_MAX; i++) {
        char *name = arena_printf(arena, "X-%c", names[i]);
        ck_assert(!response.failed);
        response_header(&response, name, SPAN("1"));
    }
    ck_assert(response.failed);
}
END_TEST

static const struct {
    const char *path;
    bool refused;
} redirects[] = {
    {"/receipts/12", false},
    {"/", false},
    {"", true},
    {"https://evil.example/", true},
    {"//evil.example/", true},
    {"/\\evil.example/", true},
    {"/a\r\nX: y", true},
    {"calls", true},
    {"/calls/\xc3\xa5", true},
};

START_TEST(redirects_stay_here)
{
    ck_assert(response_may_redirect(span_from(redirects[_i].path)) != redirects[_i].refused);
    response_redirect(&response, span_from(redirects[_i].path));
    ck_assert(response.failed == redirects[_i].refused);
    if (!redirects[_i].refused) {
        ck_assert(has_line("Status: 303 See Other"));
    }
}
END_TEST

START_TEST(every_answer_has_its_length)
{
    buffer_puts(&response.body, "12345");
    response_type(&response, "text/html; charset=utf-8");
    ck_assert(has_line("Status: 200 OK"));
    ck_assert(has_line("Content-Type: text/html; charset=utf-8"));
    ck_assert(has_line("Content-Length: 5"));
    ck_assert(has_line("Cache-Control: no-store"));
}
END_TEST

START_TEST(a_restart_forgets_everything)
{
    buffer_puts(&response.body, "secret");
    response_header(&response, "X-A", SPAN("bad\n"));
    response.status = 403;
    ck_assert_int_eq(response_spool(&response), STATUS_OK);
    response_restart(&response);
    ck_assert(!response.failed && response.header_count == 0 && response.status == 200);
    ck_assert_int_eq(response_length(&response), 0);
    ck_assert_ptr_null(response.spool);
}
END_TEST

/* What a client got; it hangs up after `patience` calls. */
struct client {
    struct buffer got;
    int patience;
};

static bool client_put(void *context, struct span bytes)
{
    struct client *client = context;
    if (client->patience-- == 0) {
        return false;
    }
    buffer_put(&client->got, bytes);
    return true;
}

START_TEST(a_stream_leaves_at_once_behind_a_head_without_a_length)
{
    struct client client = {.patience = 100};
    buffer_init(&client.got, 65536);
    response.outlet = (struct response_outlet){.context = &client, .put = client_put};
    response_type(&response, "text/csv");
    ck_assert_int_eq(response_stream_put(&response, SPAN("a;b\r\n")), STATUS_OK);
    ck_assert(response.streamed);
    buffer_putc(&client.got, '\0');
    ck_assert_ptr_nonnull(strstr(client.got.data, "Status: 200 OK\r\n"));
    ck_assert_ptr_nonnull(strstr(client.got.data, "Content-Type: text/csv\r\n"));
    ck_assert_ptr_null(strstr(client.got.data, "Content-Length"));
    ck_assert_ptr_nonnull(strstr(client.got.data, "\r\n\r\na;b\r\n"));
    buffer_clear(&client.got);
    ck_assert_int_eq(response_stream_put(&response, SPAN("1;2")), STATUS_OK);
    ck_assert(span_equal(buffer_span(&client.got), SPAN("1;2")));
    ck_assert_int_eq(response_length(&response), 8);
    client.patience = 0;
    ck_assert_int_eq(response_stream_put(&response, SPAN("3;4")), STATUS_UNAVAILABLE);
    ck_assert_int_eq(response_length(&response), 8);
    response_restart(&response);
    ck_assert(!response.streamed);
    ck_assert_int_eq(response_length(&response), 0);
    client.patience = 0; /* gone before the head */
    ck_assert_int_eq(response_stream_put(&response, SPAN("x")), STATUS_UNAVAILABLE);
    ck_assert(response.streamed);
    buffer_free(&client.got);
}
END_TEST

START_TEST(a_spool_is_counted)
{
    char bytes[8] = "";
    ck_assert_int_eq(response_spool(&response), STATUS_OK);
    ck_assert_int_eq(response_spool_put(&response, SPAN("abc")), STATUS_OK);
    ck_assert_int_eq(response_spool_put(&response, SPAN("")), STATUS_OK);
    ck_assert_int_eq(response_spool_put(&response, SPAN("de")), STATUS_OK);
    ck_assert(has_line("Content-Length: 5"));
    rewind(response.spool);
    ck_assert_uint_eq(fread(bytes, 1, sizeof(bytes), response.spool), 5);
    ck_assert_str_eq(bytes, "abcde");
    response.spool_len = RESPONSE_SPOOL_MAX;
    ck_assert_int_eq(response_spool_put(&response, SPAN("x")), STATUS_LIMIT);
}
END_TEST

START_TEST(attachments_are_named_twice)
{
    response_attachment(&response, SPAN("r\xc3\xa6kke \"1\";.csv"));
    ck_assert(has_line("Content-Disposition: attachment; filename=\"r__kke__1__.csv\"; "
                       "filename*=UTF-8''r%C3%A6kke%20%221%22%3B.csv"));
}
END_TEST

static const struct {
    const char *list;
    bool strong;
    bool weak;
} lists[] = {
    {"\"a\"", true, true},
    {"W/\"a\"", false, true},
    {"\"b\", \"a\"", true, true},
    {" * ", true, true},
    {"\"b\"", false, false},
    {"a", false, false},
    {"\"a", false, false},
    {"", false, false},
    {"\"b\" x \"a\"", false, false},
};

START_TEST(entity_tags)
{
    struct span list = span_from(lists[_i].list);
    ck_assert(response_etag_listed(list, SPAN("\"a\""), false) == lists[_i].strong);
    ck_assert(response_etag_listed(list, SPAN("\"a\""), true) == lists[_i].weak);
}
END_TEST

START_TEST(conditions)
{
    struct http_request request = {.method = HTTP_GET, .if_none_match = SPAN("W/\"x\"")};
    buffer_puts(&response.body, "body");
    ck_assert(!response_not_modified(&response, &request, SPAN("\"y\"")));
    ck_assert(has_line("ETag: \"y\"") && has_line("Cache-Control: private, no-cache"));
    request.method = HTTP_POST;
    ck_assert(!response_not_modified(&response, &request, SPAN("\"x\"")));
    request.method = HTTP_HEAD;
    ck_assert(response_not_modified(&response, &request, SPAN("\"x\"")));
    ck_assert(has_line("Status: 304 Not Modified"));
    ck_assert(strstr(head.data, "Content-Length") == NULL);
    ck_assert_uint_eq(response.body.len, 0);
    ck_assert_int_eq(response_if_match(&request, SPAN("\"x\"")), STATUS_NOT_FOUND);
    request.if_match = SPAN("\"y\"");
    ck_assert_int_eq(response_if_match(&request, SPAN("\"x\"")), STATUS_CONFLICT);
    ck_assert_int_eq(response_if_match(&request, SPAN("\"y\"")), STATUS_OK);
}
END_TEST

START_TEST(an_etag_names_the_bytes)
{
    struct span etag = response_etag_of(arena, SPAN("abc"));
    ck_assert(span_is(etag, "\"ba7816bf8f01cfea414140de5dae2223\""));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("response");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, headers_are_refused_or_written, 0, (int)COUNT_OF(headers));
    tcase_add_test(tests, nul_is_refused);
    tcase_add_test(tests, a_header_is_set_once_but_cookies_add_up);
    tcase_add_test(tests, too_many_headers_fail);
    tcase_add_loop_test(tests, redirects_stay_here, 0, (int)COUNT_OF(redirects));
    tcase_add_test(tests, every_answer_has_its_length);
    tcase_add_test(tests, a_restart_forgets_everything);
    tcase_add_test(tests, a_stream_leaves_at_once_behind_a_head_without_a_length);
    tcase_add_test(tests, a_spool_is_counted);
    tcase_add_test(tests, attachments_are_named_twice);
    tcase_add_loop_test(tests, entity_tags, 0, (int)COUNT_OF(lists));
    tcase_add_test(tests, conditions);
    tcase_add_test(tests, an_etag_names_the_bytes);
    return harness_run("fcgi/web/response", tests);
}
