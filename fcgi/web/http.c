/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/http.h"

#include <string.h>

#include "fcgi/web/form.h"
#include "ledger/base/utf8.h"

/* State of one parse: the first failure decides. */
struct parse {
    struct arena *arena;
    const char *const *params;
    enum status status;
    const char *reason;
};

static const char *const method_names[HTTP_METHOD_COUNT] = {
    [HTTP_GET] = "GET",
    [HTTP_HEAD] = "HEAD",
    [HTTP_POST] = "POST",
    [HTTP_PUT] = "PUT",
    [HTTP_DELETE] = "DELETE",
};

const char *http_method_name(enum http_method method)
{
    ensure(method < HTTP_METHOD_COUNT);
    return method_names[method];
}

struct span http_pairs_find(struct http_pairs pairs, const char *name)
{
    for (size_t i = 0; i < pairs.count; i++) {
        if (span_is(pairs.items[i].name, name)) {
            return pairs.items[i].value;
        }
    }
    return (struct span){.data = NULL, .len = 0};
}

static void refuse(struct parse *parse, enum status status, const char *reason)
{
    if (parse->status == STATUS_OK) {
        parse->status = status;
        parse->reason = reason;
    }
}

static void keep(struct parse *parse, enum status status, const char *reason)
{
    if (status != STATUS_OK) {
        refuse(parse, status, reason);
    }
}

/* The value of a parameter, NULL when absent. One that comes twice is refused: who is first differs
 * between readers, so it decides nothing. */
static const char *param(struct parse *parse, const char *name)
{
    size_t len = strlen(name);
    const char *found = NULL;
    for (const char *const *at = parse->params; *at != NULL; at++) {
        if (strncmp(*at, name, len) == 0 && (*at)[len] == '=') {
            if (found != NULL) {
                refuse(parse, STATUS_INVALID, "a parameter comes twice");
            }
            found = *at + len + 1;
        }
    }
    return found;
}

/* A copy of a parameter of at most `max` bytes without control characters; data == NULL when it is
 * absent, which for the cross-site rules is not the same as empty. */
static struct span header(struct parse *parse, const char *name, size_t max)
{
    struct span none = {.data = NULL, .len = 0};
    const char *value = param(parse, name);
    if (value == NULL || parse->status != STATUS_OK) {
        return none;
    }
    struct span text = span_from(value);
    if (text.len > max) {
        refuse(parse, STATUS_LIMIT, "a header is too long");
        return none;
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            refuse(parse, STATUS_INVALID, "a header has control characters");
            return none;
        }
    }
    struct span copy = arena_copy(parse->arena, text);
    if (copy.data == NULL) {
        refuse(parse, STATUS_LIMIT, "no memory for a header");
        return none;
    }
    return copy;
}

static void read_method(struct parse *parse, struct http_request *request)
{
    struct span name = header(parse, "REQUEST_METHOD", 16);
    for (unsigned i = 0; i < HTTP_METHOD_COUNT; i++) {
        if (span_is(name, method_names[i])) {
            request->method = (enum http_method)i;
            return;
        }
    }
    refuse(parse, name.len == 0 ? STATUS_INVALID : STATUS_NOT_FOUND, "the method is not served");
}

/* nginx chose the pool by its own normalised path: a raw path that means another one is refused. */
static void read_target(struct parse *parse, struct http_request *request)
{
    struct span target = header(parse, "REQUEST_URI", HTTP_PATH_MAX + 1 + HTTP_QUERY_MAX);
    struct span raw = target;
    struct span query = {.data = "", .len = 0};
    const char *mark = target.len == 0 ? NULL : memchr(target.data, '?', target.len);
    if (mark != NULL) {
        raw.len = (size_t)(mark - target.data);
        query = (struct span){.data = mark + 1, .len = target.len - raw.len - 1};
    }
    struct span seen_by_nginx = header(parse, "DOCUMENT_URI", HTTP_PATH_MAX);
    if (parse->status != STATUS_OK) {
        return;
    }
    keep(parse, http_path_parse(parse->arena, raw, &request->path), "the path is not canonical");
    if (parse->status == STATUS_OK && !span_equal(request->path, seen_by_nginx)) {
        refuse(parse, STATUS_INVALID, "two readings of the path differ");
    }
    if (query.len > HTTP_QUERY_MAX) {
        refuse(parse, STATUS_LIMIT, "the query is too long");
    }
    if (parse->status != STATUS_OK) {
        return;
    }
    request->query_text = query;
    keep(parse, form_parse(parse->arena, query, &request->query), "the query is malformed");
    if (request->query.count > HTTP_QUERY_FIELDS_MAX) {
        refuse(parse, STATUS_LIMIT, "the query has too many parameters");
    }
}

static void read_length(struct parse *parse, struct http_request *request)
{
    struct span text = header(parse, "CONTENT_LENGTH", 19);
    request->content_length = text.len == 0 ? -1 : 0;
    for (size_t i = 0; i < text.len && parse->status == STATUS_OK; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            refuse(parse, STATUS_INVALID, "the body's length is no number");
        } else {
            request->content_length = request->content_length * 10 + (text.data[i] - '0');
        }
        if (request->content_length > HTTP_UPLOAD_BODY_MAX) {
            refuse(parse, STATUS_LIMIT, "the body is too long");
        }
    }
}

static void read_body_type(struct parse *parse, struct http_request *request)
{
    struct span text = header(parse, "CONTENT_TYPE", HTTP_HEADER_MAX);
    if (text.len > 0) {
        keep(parse,
            http_content_type_parse(parse->arena, text, &request->content_type, &request->boundary),
            "the content type is malformed");
    }
    struct span name = header(parse, "HTTP_X_FILE_NAME", HTTP_HEADER_MAX);
    if (name.len > 0) {
        keep(parse, http_percent_decode(parse->arena, name, false, &request->file_name),
            "the file name is malformed");
        if (parse->status == STATUS_OK && !utf8_printable(request->file_name, false)) {
            refuse(parse, STATUS_INVALID, "the file name is no plain text");
        }
        if (request->file_name.len > HTTP_FILE_NAME_MAX) {
            refuse(parse, STATUS_LIMIT, "the file name is too long");
        }
    }
}

static void read_headers(struct parse *parse, struct http_request *request)
{
    const struct {
        const char *param;
        struct span *value;
    } headers[] = {
        {"HTTP_ACCEPT", &request->accept},
        {"HTTP_ACCEPT_LANGUAGE", &request->accept_language},
        {"HTTP_IF_MATCH", &request->if_match},
        {"HTTP_IF_NONE_MATCH", &request->if_none_match},
        {"HTTP_IDEMPOTENCY_KEY", &request->idempotency_key},
        {"HTTP_TILSAGN_CODE", &request->code},
        {"HTTP_ORIGIN", &request->origin},
        {"HTTP_SEC_FETCH_SITE", &request->sec_fetch_site},
        {"HTTP_SEC_FETCH_MODE", &request->sec_fetch_mode},
        {"HTTP_SEC_FETCH_DEST", &request->sec_fetch_dest},
    };
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        *headers[i].value = header(parse, headers[i].param, HTTP_HEADER_MAX);
    }
    struct span cookies = header(parse, "HTTP_COOKIE", HTTP_COOKIE_MAX);
    if (parse->status == STATUS_OK) {
        keep(parse, http_cookies_parse(parse->arena, cookies, &request->cookies),
            "too many cookies");
    }
}

static bool is_request_id(struct span text)
{
    if (text.len != 32) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return true;
}

static void read_gateway(struct parse *parse, struct http_request *request)
{
    request->request_id = header(parse, "REQUEST_ID", 64);
    if (!is_request_id(request->request_id)) {
        refuse(parse, STATUS_INVALID, "the request id is malformed");
    }
    struct span received = header(parse, "MSEC", 32);
    struct span duration = header(parse, "REQUEST_TIME", 32);
    if (parse->status == STATUS_OK) {
        keep(parse, http_seconds_parse(received, &request->received_us), "MSEC is malformed");
        keep(parse, http_seconds_parse(duration, &request->duration_us),
            "REQUEST_TIME is malformed");
    }
    request->client_verify = header(parse, "SSL_CLIENT_VERIFY", 256);
    request->client_cert = header(parse, "SSL_CLIENT_CERT", HTTP_CERT_MAX);
}

void http_request_salvage(
    struct arena *arena, const char *const *params, struct http_request *request_out)
{
    ensure(params != NULL && request_out != NULL);
    struct parse parse = {.arena = arena, .params = params, .status = STATUS_OK, .reason = NULL};
    struct span id = header(&parse, "REQUEST_ID", 64);
    const char *target = param(&parse, "REQUEST_URI");
    bool api = target != NULL && span_starts_with(span_from(target), SPAN("/api/"));
    *request_out = (struct http_request){
        .path = api ? SPAN("/api/") : SPAN("/"),
        .content_length = -1,
    };
    if (is_request_id(id)) {
        request_out->request_id = id;
    }
}

enum status http_request_parse(struct arena *arena, const char *const *params,
    struct http_request *request_out, const char **reason_out)
{
    ensure(params != NULL);
    struct parse parse = {.arena = arena, .params = params, .status = STATUS_OK, .reason = NULL};
    struct http_request request = {.content_length = -1};
    size_t count = 0;
    while (params[count] != NULL) {
        count++;
    }
    if (count > HTTP_PARAMS_MAX) {
        refuse(&parse, STATUS_LIMIT, "too many parameters");
    } else {
        read_gateway(&parse, &request);
        read_method(&parse, &request);
        read_target(&parse, &request);
        read_length(&parse, &request);
        read_body_type(&parse, &request);
        read_headers(&parse, &request);
    }
    if (parse.status != STATUS_OK) {
        *reason_out = parse.reason;
        return parse.status;
    }
    *request_out = request;
    return STATUS_OK;
}
