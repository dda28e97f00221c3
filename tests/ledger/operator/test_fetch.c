/* SPDX-License-Identifier: EUPL-1.2 */
/* B07 on the way: sizes, times, redirects, kinds of address. A server of our own answers. */
#include <time.h>
#include <unistd.h>

#include "ledger/operator/fetch.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/server.h"

#define CONTENT "thirty bytes, neither more nor less"

static const struct fetch_limits limits = {.bytes_max = 1000, .seconds_max = 2, .redirects_max = 2};

static void redirect(int fd, const char *to)
{
    char text[300];
    (void)snprintf(text, sizeof(text),
        "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", to);
    put(fd, text);
}

/* By the first letter of the path. */
static void answer(int fd)
{
    char request[2000] = "";
    if (read(fd, request, sizeof(request) - 1) < 6) {
        return;
    }
    if (strncmp(request, "POST /g", 7) == 0) { /* nothing is said twice to who follows a redirect */
        bool asked = strstr(request, "\r\nContent-Type: text/question\r\n") != NULL
                     && strstr(request, "\r\nContent-Length: 3\r\n") != NULL
                     && strstr(request, "\r\n\r\nwhy") != NULL;
        put(fd, asked ? "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" CONTENT
                      : "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        return;
    }
    switch (request[strncmp(request, "POST", 4) == 0 ? 6 : 5]) {
    case 'g':
        put(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" CONTENT);
        return;
    case 'e':
        put(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhtml");
        return;
    case 'l': /* says how large it is */
        put(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\nx");
        return;
    case 'f': /* does not say it */
        put(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        for (unsigned i = 0; i < 100; i++) {
            put(fd, "0123456789012345678901234567890123456789");
        }
        return;
    case 'c': /* cut off */
        put(fd, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\nonly this");
        return;
    case 's': /* silent, until the other side gives up */
        while (read(fd, request, sizeof(request)) > 0) {
        }
        return;
    case 'r':
        redirect(fd, "/good");
        return;
    case 'o': /* round and round */
        redirect(fd, "/o");
        return;
    default:
        redirect(fd, "file:///etc/hostname");
        return;
    }
}

static void setup(void)
{
    server_begin(answer);
    folder_begin();
}

static void teardown(void)
{
    folder_end();
    server_end();
}

static const struct {
    const char *source; /* %u: the port */
    enum status status;
    const char *about;
} rows[] = {
    {"http://127.0.0.1:%u/good", STATUS_OK, ""},
    {"http://127.0.0.1:%u/redirect", STATUS_OK, ""},
    {"http://127.0.0.1:%u/error", STATUS_UNAVAILABLE, "the server answers 404"},
    {"http://127.0.0.1:%u/large", STATUS_LIMIT, "larger than 1000 bytes"},
    {"http://127.0.0.1:%u/flood", STATUS_LIMIT, "larger than 1000 bytes"},
    {"http://127.0.0.1:%u/cut", STATUS_UNAVAILABLE, "artial"},
    {"http://127.0.0.1:%u/o", STATUS_INVALID, "redirects"},
    {"http://127.0.0.1:%u/x", STATUS_INVALID, "protocol"},
    {"https://127.0.0.1:%u/good", STATUS_UNAVAILABLE, "SSL"},
    {"http://user:word@127.0.0.1:%u/good", STATUS_INVALID, ""},
    {"file:///etc/hostname", STATUS_INVALID, "protocol"},
    {"ftp://127.0.0.1:%u/good", STATUS_INVALID, "protocol"},
    {"http://127.0.0.1:1/good", STATUS_UNAVAILABLE, "connect"},
    {"http://", STATUS_INVALID, "URL"},
};

START_TEST(fetches_or_refuses_each_address)
{
    char source[200];
    struct buffer bytes;
    struct fault fault;
    fault_clear(&fault);
    (void)snprintf(source, sizeof(source), "%s", rows[_i].source);
    const char *mark = strstr(rows[_i].source, "%u");
    if (mark != NULL) {
        (void)snprintf(source, sizeof(source), "%.*s%u%s", (int)(mark - rows[_i].source),
            rows[_i].source, port, mark + 2);
    }
    ck_assert_int_eq(fetch(source, &limits, &bytes, &fault), rows[_i].status);
    ck_assert_msg(strstr(fault.text, rows[_i].about) != NULL, "%s", fault.text);
    ck_assert_uint_le(bytes.len, limits.bytes_max);
    if (rows[_i].status == STATUS_OK) {
        ck_assert(span_is(buffer_span(&bytes), CONTENT));
    }
    buffer_free(&bytes);
}
END_TEST

static const struct {
    const char *path;
    enum status status;
    const char *about;
} answers[] = {
    {"good", STATUS_OK, ""},
    {"error", STATUS_UNAVAILABLE, "the server answers 404"},
    {"flood", STATUS_LIMIT, "larger than 1000 bytes"},
};

START_TEST(asks_a_question)
{
    static const struct fetch_question question = {
        .type = "text/question", .bytes = {.data = "why", .len = 3}};
    char address[100];
    struct buffer bytes;
    struct fault fault;
    fault_clear(&fault);
    (void)snprintf(address, sizeof(address), "http://127.0.0.1:%u/%s", port, answers[_i].path);
    ck_assert_int_eq(fetch_answer(address, &question, &limits, &bytes, &fault), answers[_i].status);
    ck_assert_msg(strstr(fault.text, answers[_i].about) != NULL, "%s", fault.text);
    ck_assert(answers[_i].status != STATUS_OK || span_is(buffer_span(&bytes), CONTENT));
    buffer_free(&bytes);
}
END_TEST

START_TEST(asks_nobody_else)
{
    static const struct fetch_question question = {.type = "text/question"};
    char address[100];
    struct buffer bytes;
    struct fault fault;
    fault_clear(&fault);
    (void)snprintf(address, sizeof(address), "http://127.0.0.1:%u/redirect", port);
    ck_assert_int_eq(fetch_answer(address, &question, &limits, &bytes, &fault), STATUS_OK);
    ck_assert_uint_eq(bytes.len, 0);
    buffer_free(&bytes);
    ck_assert_int_eq(
        fetch_answer("/etc/hostname", &question, &limits, &bytes, &fault), STATUS_INVALID);
    ck_assert_str_eq(fault.text, "no address");
    buffer_free(&bytes);
}
END_TEST

START_TEST(waits_only_so_long)
{
    char source[100];
    struct buffer bytes;
    struct fault fault;
    fault_clear(&fault);
    const struct fetch_limits short_wait = {.bytes_max = 1000, .seconds_max = 1};
    (void)snprintf(source, sizeof(source), "http://127.0.0.1:%u/silent", port);
    time_t began = time(NULL);
    ck_assert_int_eq(fetch(source, &short_wait, &bytes, &fault), STATUS_UNAVAILABLE);
    ck_assert_int_lt(time(NULL) - began, 20);
    ck_assert_msg(strstr(fault.text, "imeout") != NULL, "%s", fault.text);
    buffer_free(&bytes);
}
END_TEST

START_TEST(reads_files)
{
    struct buffer bytes;
    struct fault fault;
    fault_clear(&fault);
    folder_put("list", CONTENT);
    ck_assert_int_eq(fetch(folder_path("list"), &limits, &bytes, NULL), STATUS_OK);
    ck_assert(span_is(buffer_span(&bytes), CONTENT));
    buffer_free(&bytes);
    const struct fetch_limits small = {.bytes_max = 10};
    ck_assert_int_eq(fetch(folder_path("list"), &small, &bytes, &fault), STATUS_LIMIT);
    ck_assert_str_eq(fault.text, "larger than 10 bytes");
    buffer_free(&bytes);
    ck_assert_int_eq(fetch(folder, &limits, &bytes, NULL), STATUS_NOT_FOUND);
    buffer_free(&bytes);
    ck_assert_int_eq(fetch(folder_path("none"), &limits, &bytes, NULL), STATUS_NOT_FOUND);
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("fetch");
    tcase_add_unchecked_fixture(cases, setup, teardown);
    tcase_set_timeout(cases, 50);
    tcase_add_loop_test(cases, fetches_or_refuses_each_address, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(cases, asks_a_question, 0, COUNT_OF(answers));
    tcase_add_test(cases, asks_nobody_else);
    tcase_add_test(cases, waits_only_so_long);
    tcase_add_test(cases, reads_files);
    return harness_run("ledger/operator/fetch", cases);
}
