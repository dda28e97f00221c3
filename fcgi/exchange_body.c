/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies with a file in them: streamed, never whole in memory. */
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
