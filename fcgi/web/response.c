/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/response.h"

#include <string.h>

#include "fcgi/web/html.h"

void response_init(struct response *response, struct arena *arena)
{
    *response = (struct response){.arena = arena, .status = 200};
    buffer_init(&response->body, RESPONSE_BODY_MAX);
}

static void drop_spool(struct response *response)
{
    if (response->spool != NULL) {
        (void)fclose(response->spool); /* unlinked at creation: nothing stays behind */
    }
    response->spool = NULL;
    response->spool_len = 0;
}

void response_restart(struct response *response)
{
    drop_spool(response);
    buffer_clear(&response->body);
    response->streamed = false;
    response->streamed_len = 0;
    response->status = 200;
    response->header_count = 0;
    response->failed = false;
}

void response_free(struct response *response)
{
    drop_spool(response);
    buffer_free(&response->body);
}

static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        if (!plain) {
            return false;
        }
    }
    return name.len > 0;
}

static bool is_value(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c < 0x20 || c >= 0x7f) {
            return false;
        }
    }
    return true;
}

void response_header(struct response *response, const char *name, struct span value)
{
    struct span name_span = span_from(name);
    struct span copy = arena_copy(response->arena, value);
    if (!is_name(name_span) || !is_value(value) || copy.data == NULL) {
        response->failed = true;
        return;
    }
    struct http_pair pair = {.name = name_span, .value = copy};
    bool repeatable = span_is(name_span, "Set-Cookie");
    for (size_t i = 0; i < response->header_count && !repeatable; i++) {
        if (span_equal(response->headers[i].name, name_span)) {
            response->headers[i] = pair;
            return;
        }
    }
    if (response->header_count == RESPONSE_HEADERS_MAX) {
        response->failed = true;
        return;
    }
    response->headers[response->header_count++] = pair;
}

void response_type(struct response *response, const char *media_type)
{
    response_header(response, "Content-Type", span_from(media_type));
}

bool response_may_redirect(struct span path)
{
    return path.len > 0 && path.data[0] == '/' && html_url_allowed(path) && is_value(path);
}

void response_redirect(struct response *response, struct span path)
{
    if (!response_may_redirect(path)) {
        response->failed = true;
        return;
    }
    response->status = 303;
    response_header(response, "Location", path);
}

void response_cookie(
    struct response *response, const char *name, struct span value, int64_t max_age_s)
{
    struct buffer cookie;
    buffer_init(&cookie, 1024);
    buffer_printf(&cookie, "%s=", name);
    html_url_part(&cookie, value);
    buffer_puts(&cookie, "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=");
    buffer_put_int(&cookie, max_age_s);
    if (cookie.failed) {
        response->failed = true;
    } else {
        response_header(response, "Set-Cookie", buffer_span(&cookie));
    }
    buffer_free(&cookie);
}

void response_login_cookie(struct response *response, const char *name, struct span value)
{
    struct buffer cookie;
    buffer_init(&cookie, 1024);
    buffer_printf(&cookie, "%s=", name);
    html_url_part(&cookie, value);
    buffer_puts(&cookie, "; Path=/; Secure; HttpOnly; SameSite=Strict");
    buffer_puts(&cookie, value.len == 0 ? "; Max-Age=0" : "");
    if (cookie.failed) {
        response->failed = true;
    } else {
        response_header(response, "Set-Cookie", buffer_span(&cookie));
    }
    buffer_free(&cookie);
}

void response_attachment(struct response *response, struct span file_name)
{
    struct buffer value;
    buffer_init(&value, 4096);
    buffer_puts(&value, "attachment; filename=\"");
    for (size_t i = 0; i < file_name.len; i++) {
        unsigned char c = (unsigned char)file_name.data[i];
        bool plain = c > 0x20 && c < 0x7f && strchr("\"\\%/;", (char)c) == NULL;
        buffer_putc(&value, plain ? (char)c : '_');
    }
    buffer_puts(&value, "\"; filename*=UTF-8''");
    html_url_part(&value, file_name);
    if (value.failed) {
        response->failed = true;
    } else {
        response_header(response, "Content-Disposition", buffer_span(&value));
    }
    buffer_free(&value);
}

enum status response_spool(struct response *response)
{
    ensure(response->spool == NULL);
    response->spool = tmpfile();
    response->spool_len = 0;
    return response->spool == NULL ? STATUS_INTERNAL : STATUS_OK;
}

enum status response_spool_put(struct response *response, struct span bytes)
{
    ensure(response->spool != NULL);
    if (bytes.len > (size_t)(RESPONSE_SPOOL_MAX - response->spool_len)) {
        return STATUS_LIMIT;
    }
    if (bytes.len > 0 && fwrite(bytes.data, 1, bytes.len, response->spool) != bytes.len) {
        return STATUS_INTERNAL; /* the disk is full */
    }
    response->spool_len += (int64_t)bytes.len;
    return STATUS_OK;
}

enum status response_spool_take(void *response, struct span bytes)
{
    return response_spool_put(response, bytes);
}

enum status response_stream_put(struct response *response, struct span bytes)
{
    ensure(response->outlet.put != NULL && response->spool == NULL);
    bool there = true;
    if (!response->streamed) {
        struct buffer head;
        response->streamed = true;
        buffer_init(&head, RESPONSE_HEAD_MAX);
        response_head(response, &head);
        there = !head.failed && response->outlet.put(response->outlet.context, buffer_span(&head));
        buffer_free(&head);
    }
    if (!there || !response->outlet.put(response->outlet.context, bytes)) {
        return STATUS_UNAVAILABLE;
    }
    response->streamed_len += (int64_t)bytes.len;
    return STATUS_OK;
}

const char *response_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "200 OK"},
        {201, "201 Created"},
        {204, "204 No Content"},
        {303, "303 See Other"},
        {304, "304 Not Modified"},
        {400, "400 Bad Request"},
        {403, "403 Forbidden"},
        {404, "404 Not Found"},
        {405, "405 Method Not Allowed"},
        {406, "406 Not Acceptable"},
        {409, "409 Conflict"},
        {412, "412 Precondition Failed"},
        {413, "413 Content Too Large"},
        {415, "415 Unsupported Media Type"},
        {422, "422 Unprocessable Content"},
        {428, "428 Precondition Required"},
        {429, "429 Too Many Requests"},
        {500, "500 Internal Server Error"},
        {501, "501 Not Implemented"},
        {503, "503 Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    ensure(false);
    return "";
}

int64_t response_length(const struct response *response)
{
    if (response->streamed) {
        return response->streamed_len;
    }
    return response->spool != NULL ? response->spool_len : (int64_t)response->body.len;
}

static bool has_header(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (span_is(response->headers[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void put_header(struct buffer *out, struct span name, struct span value)
{
    buffer_put(out, name);
    buffer_puts(out, ": ");
    buffer_put(out, value);
    buffer_puts(out, "\r\n");
}

void response_head(const struct response *response, struct buffer *out)
{
    put_header(out, SPAN("Status"), span_from(response_reason(response->status)));
    for (size_t i = 0; i < response->header_count; i++) {
        put_header(out, response->headers[i].name, response->headers[i].value);
    }
    if (!has_header(response, "Cache-Control")) {
        /* What has an ETag may be kept by its reader, if asked again each time. */
        put_header(out, SPAN("Cache-Control"),
            has_header(response, "ETag") ? SPAN("private, no-cache") : SPAN("no-store"));
    }
    if (response->status != 304 && response->status != 204 && !response->streamed) {
        buffer_puts(out, "Content-Length: ");
        buffer_put_int(out, response_length(response));
        buffer_puts(out, "\r\n");
    }
    buffer_puts(out, "\r\n");
}
