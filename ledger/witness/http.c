/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/witness/http.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "ledger/log/line.h"

#define NO_LENGTH UINT64_MAX

static bool name_is(struct span name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.data, wanted, name.len) == 0;
}

/* A token of RFC 9110: methods and header names. */
static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return text.len > 0;
}

static bool is_visible(struct span text, char from)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < from || text.data[i] > '~') {
            return false;
        }
    }
    return true;
}

/* Cuts a line off, without its CR LF; false for another line end. */
static bool head_line(struct span *rest, struct span *line_out)
{
    if (!line_take(rest, line_out) || line_out->len == 0
        || line_out->data[line_out->len - 1] != '\r') {
        return false;
    }
    line_out->len--;
    return true;
}

static bool request_line(struct span line, struct http_question *question)
{
    struct span target;
    if (!span_split(&line, ' ', &question->method) || !span_split(&line, ' ', &target)
        || !span_is(line, "HTTP/1.1") || !is_token(question->method) || target.len == 0
        || target.data[0] != '/' || !is_visible(target, '!')) {
        return false;
    }
    return span_split(&target, '?', &question->path);
}

/* Looks at one header line; false when the request is none. */
static bool header_line(struct span line, uint64_t *length)
{
    struct span name;
    if (!span_split(&line, ':', &name) || line.data == NULL || !is_token(name)
        || name_is(name, "transfer-encoding")) {
        return false;
    }
    if (!name_is(name, "content-length")) {
        return true;
    }
    return *length == NO_LENGTH && line_number(span_trim(line), length);
}

/* Where the head ends: behind its empty line; 0 when it has not come yet. */
static size_t head_len(struct span arrived)
{
    for (size_t i = 3; i < arrived.len; i++) {
        if (memcmp(arrived.data + i - 3, "\r\n\r\n", 4) == 0) {
            return i + 1;
        }
    }
    return 0;
}

enum http_state http_look(struct span arrived, struct http_question *question_out)
{
    struct http_question question;
    struct span line;
    uint64_t length = NO_LENGTH;
    size_t head = head_len(arrived);
    if (head == 0 || head > HTTP_HEAD_LEN_MAX) {
        return head == 0 && arrived.len <= HTTP_HEAD_LEN_MAX ? HTTP_INCOMPLETE
                                                             : HTTP_HEAD_TOO_LARGE;
    }
    struct span rest = {.data = arrived.data, .len = head};
    if (!head_line(&rest, &line) || !request_line(line, &question)) {
        return HTTP_BAD_REQUEST;
    }
    while (head_line(&rest, &line) && line.len > 0) {
        if (!header_line(line, &length)) {
            return HTTP_BAD_REQUEST;
        }
    }
    if (rest.len > 0) {
        return HTTP_BAD_REQUEST; /* a line ended otherwise */
    }
    if (length == NO_LENGTH && !span_is(question.method, "GET")) {
        return HTTP_LENGTH_REQUIRED;
    }
    length = length == NO_LENGTH ? 0 : length;
    if (length > HTTP_BODY_LEN_MAX) {
        return HTTP_TOO_LARGE;
    }
    question.body = (struct span){.data = arrived.data + head, .len = arrived.len - head};
    if (question.body.len > length) {
        return HTTP_BAD_REQUEST;
    }
    if (question.body.len < length) {
        return HTTP_INCOMPLETE;
    }
    *question_out = question;
    return HTTP_COMPLETE;
}

static const char *reason(int code)
{
    static const struct {
        int code;
        const char *text;
    } reasons[] = {{200, "OK"}, {400, "Bad Request"}, {403, "Forbidden"}, {404, "Not Found"},
        {405, "Method Not Allowed"}, {409, "Conflict"}, {411, "Length Required"},
        {413, "Content Too Large"}, {422, "Unprocessable Content"},
        {431, "Request Header Fields Too Large"}};
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].code == code) {
            return reasons[i].text;
        }
    }
    return "Internal Server Error";
}

void http_answer_put(struct buffer *out, int code, const char *type, struct span body)
{
    buffer_printf(out,
        "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n"
        "Connection: close\r\n\r\n",
        code, reason(code), type == NULL ? "text/plain; charset=utf-8" : type, body.len);
    buffer_put(out, body);
}
