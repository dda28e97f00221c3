/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies: forms and JSON are read whole, files are streamed. */
#include <string.h>

#include "fcgi/exchange.h"

#define BODY_CHUNK_MAX 65536

enum status exchange_body_each(
    struct exchange *x, enum status (*chunk)(void *context, struct span bytes), void *context)
{
    char *bytes = arena_alloc(x->arena, BODY_CHUNK_MAX);
    int64_t left = x->request->content_length;
    if (bytes == NULL) {
        return STATUS_LIMIT;
    }
    while (left > 0) {
        int wanted = left < BODY_CHUNK_MAX ? (int)left : BODY_CHUNK_MAX;
        int got = x->source.read(x->source.context, bytes, wanted);
        if (got <= 0 || got > wanted) {
            FAULT(&x->fault, "exchange", "", "the body ended %lld bytes early", (long long)left);
            return STATUS_UNAVAILABLE;
        }
        enum status status = chunk(context, (struct span){.data = bytes, .len = (size_t)got});
        if (status != STATUS_OK) {
            return status;
        }
        left -= got;
    }
    return STATUS_OK;
}

/* Fields collected for x->form when the caller wants only the files. */
struct collector {
    const struct multipart_sink *sink;
    struct http_pair *fields;
    size_t count;
    struct multipart *parser;
};

static enum status collect_field(void *context, struct span name, struct span value)
{
    struct collector *collector = context;
    if (collector->sink->field != NULL) {
        return collector->sink->field(collector->sink->context, name, value);
    }
    if (collector->count == HTTP_FIELDS_MAX) {
        return STATUS_LIMIT;
    }
    collector->fields[collector->count++] = (struct http_pair){.name = name, .value = value};
    return STATUS_OK;
}

static enum status collect_begin(
    void *context, struct span name, struct span file_name, struct span media_type)
{
    const struct multipart_sink *sink = ((struct collector *)context)->sink;
    return sink->file_begin(sink->context, name, file_name, media_type);
}

static enum status collect_chunk(void *context, struct span bytes)
{
    const struct multipart_sink *sink = ((struct collector *)context)->sink;
    return sink->file_chunk(sink->context, bytes);
}

static enum status collect_end(void *context)
{
    const struct multipart_sink *sink = ((struct collector *)context)->sink;
    return sink->file_end(sink->context);
}

static enum status push(void *context, struct span bytes)
{
    struct collector *collector = context;
    return multipart_push(collector->parser, bytes);
}

enum status exchange_multipart(struct exchange *x, const struct multipart_sink *sink)
{
    if (x->request->boundary.len == 0) {
        return STATUS_INVALID;
    }
    struct collector collector = {.sink = sink, .count = 0};
    const struct multipart_sink own = {
        .context = &collector,
        .field = collect_field,
        .file_begin = collect_begin,
        .file_chunk = collect_chunk,
        .file_end = collect_end,
    };
    collector.fields = arena_array(x->arena, HTTP_FIELDS_MAX, sizeof(*collector.fields));
    collector.parser = multipart_begin(x->arena, x->request->boundary, &own);
    if (collector.fields == NULL || collector.parser == NULL) {
        return STATUS_LIMIT;
    }
    enum status status = exchange_body_each(x, push, &collector);
    if (status == STATUS_OK) {
        status = multipart_end(collector.parser);
    }
    x->form.fields = (struct http_pairs){.items = collector.fields, .count = collector.count};
    return status;
}

/* ---- before the handler ---- */

static enum status upload_begin(
    void *context, struct span name, struct span file_name, struct span media_type)
{
    struct exchange *x = context;
    (void)media_type; /* found from the bytes, never believed */
    if (!span_is(name, "file") || x->upload.file_name.data != NULL) {
        return STATUS_INVALID;
    }
    x->upload.file_name = arena_copy(x->arena, file_name);
    return x->upload.file_name.data == NULL ? STATUS_LIMIT : STATUS_OK;
}

static enum status upload_chunk(void *context, struct span bytes)
{
    struct exchange *x = context;
    buffer_put(&x->upload.bytes, bytes);
    x->upload.too_large = x->upload.bytes.failed;
    return x->upload.too_large ? STATUS_LIMIT : STATUS_OK;
}

static enum status upload_end(void *context)
{
    (void)context;
    return STATUS_OK;
}

static const struct refusal *take_upload(struct exchange *x)
{
    const struct multipart_sink sink = {
        .context = x,
        .field = NULL,
        .file_begin = upload_begin,
        .file_chunk = upload_chunk,
        .file_end = upload_end,
    };
    enum status status = exchange_multipart(x, &sink);
    /* Too large is for the handler to say, in the form: the token came before the file. */
    return status == STATUS_OK || x->upload.too_large ? NULL : refusal_find(status, &x->fault);
}

/* All of a form or a document; NULL when it did not come whole. */
static const char *read_whole(struct exchange *x, size_t len)
{
    char *bytes = arena_alloc(x->arena, len + 1);
    size_t have = 0;
    while (bytes != NULL && have < len) {
        int got = x->source.read(x->source.context, bytes + have, (int)(len - have));
        if (got <= 0) {
            return NULL;
        }
        have += (size_t)got;
    }
    return bytes;
}

const struct refusal *exchange_take_body(struct exchange *x)
{
    const struct http_request *request = x->request;
    enum http_method method = request->method;
    bool page = x->match.route->kind == ROUTE_PAGE;
    x->form.fields = request->query;
    if (method == HTTP_GET || method == HTTP_HEAD || method == HTTP_DELETE) {
        return NULL;
    }
    if ((x->match.route->flags & ROUTE_UPLOAD) != 0) {
        return page ? take_upload(x) : NULL;
    }
    if (!span_is(request->content_type,
            page ? "application/x-www-form-urlencoded" : "application/json")) {
        return refusal_named("unsupported-media-type");
    }
    if (request->content_length > HTTP_BODY_MAX) {
        return refusal_find(STATUS_LIMIT, NULL);
    }
    size_t len = request->content_length > 0 ? (size_t)request->content_length : 0;
    x->body = (struct span){.data = read_whole(x, len), .len = len};
    if (x->body.data == NULL) {
        return refusal_find(STATUS_UNAVAILABLE, NULL);
    }
    struct json_error error = {.line = 0, .reason = NULL};
    enum status status = page ? form_parse(x->arena, x->body, &x->form.fields)
                              : json_parse(x->arena, x->body, &x->json, &error);
    return status == STATUS_OK ? NULL : refusal_find(status, NULL);
}
