/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that a witness takes, and those that it turns away. */
#include <string.h>

#include "ledger/witness/http.h"
#include "tests/harness.h"

#define POST  "POST /add-checkpoint HTTP/1.1\r\n"
#define THREE "Content-Length: 3\r\n"

static const struct {
    const char *text;
    int state;
    const char *body;
} rows[] = {
    {POST THREE "\r\nabc", HTTP_COMPLETE, "abc"},
    {POST "host: a.example\r\ncontent-length:  3 \r\n\r\nabc", HTTP_COMPLETE, "abc"},
    {"POST /add-checkpoint?x=1 HTTP/1.1\r\n" THREE "\r\nabc", HTTP_COMPLETE, "abc"},
    {"GET /add-checkpoint HTTP/1.1\r\n\r\n", HTTP_COMPLETE, ""},
    {"", HTTP_INCOMPLETE, NULL},
    {POST THREE, HTTP_INCOMPLETE, NULL},
    {POST THREE "\r\nab", HTTP_INCOMPLETE, NULL},
    {POST THREE "\r\nabcd", HTTP_BAD_REQUEST, NULL},
    {POST "\r\n", HTTP_LENGTH_REQUIRED, NULL},
    {POST "Content-Length: 65537\r\n\r\n", HTTP_TOO_LARGE, NULL},
    {POST "Content-Length: 65536\r\n\r\n", HTTP_INCOMPLETE, NULL},
    {POST THREE THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {POST "Content-Length: +3\r\n\r\nabc", HTTP_BAD_REQUEST, NULL},
    {POST "Content-Length: 03\r\n\r\nabc", HTTP_BAD_REQUEST, NULL},
    {POST "Transfer-Encoding: chunked\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {POST "Content-Length : 3\r\n\r\nabc", HTTP_BAD_REQUEST, NULL},
    {POST " folded\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {POST "no colon\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {POST "a: b\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {"\r\n\r\n", HTTP_BAD_REQUEST, NULL},
    {"POST /a HTTP/1.0\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {"POST  /a HTTP/1.1\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {"P(ST /a HTTP/1.1\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {"POST http://a/ HTTP/1.1\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {"POST /\x01 HTTP/1.1\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
    {"POST\r\n" THREE "\r\nabc", HTTP_BAD_REQUEST, NULL},
};

START_TEST(takes_or_turns_away_each_row)
{
    struct http_question question = {.body = SPAN("before")};
    ck_assert_int_eq(http_look(span_from(rows[_i].text), &question), rows[_i].state);
    ck_assert(span_is(question.body, rows[_i].body == NULL ? "before" : rows[_i].body));
    if (rows[_i].body != NULL) {
        ck_assert(span_is(question.path, "/add-checkpoint"));
    }
}
END_TEST

START_TEST(a_head_without_end_is_too_large)
{
    struct http_question question;
    struct buffer text;
    buffer_init(&text, 100000);
    buffer_puts(&text, POST "a: ");
    while (text.len < HTTP_HEAD_LEN_MAX) {
        buffer_putc(&text, 'x');
    }
    ck_assert_int_eq(http_look(buffer_span(&text), &question), HTTP_INCOMPLETE);
    buffer_putc(&text, 'x');
    ck_assert_int_eq(http_look(buffer_span(&text), &question), HTTP_HEAD_TOO_LARGE);
    buffer_puts(&text, "\r\n\r\n");
    ck_assert_int_eq(http_look(buffer_span(&text), &question), HTTP_HEAD_TOO_LARGE);
    buffer_free(&text);
}
END_TEST

START_TEST(answers_tell_status_type_and_length)
{
    struct buffer out;
    buffer_init(&out, 1000);
    http_answer_put(&out, 409, "text/x.tlog.size", SPAN("17\n"));
    buffer_putc(&out, '\0');
    ck_assert_str_eq(out.data,
        "HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\nContent-Length: 3\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n17\n");
    buffer_clear(&out);
    http_answer_put(&out, 500, NULL, SPAN(""));
    ck_assert(span_starts_with(buffer_span(&out),
        SPAN("HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain; charset=utf-8\r\n")));
    buffer_free(&out);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("http");
    tcase_add_loop_test(tests, takes_or_turns_away_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, a_head_without_end_is_too_large);
    tcase_add_test(tests, answers_tell_status_type_and_length);
    return harness_run("ledger/witness/http", tests);
}
