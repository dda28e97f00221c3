/* SPDX-License-Identifier: EUPL-1.2 */
/* The first byte is the size of the pieces that the body is pushed in; the rest is the body, with
 * the boundary "b". Pushed whole or in pieces, the outcome and everything handed over is the same.
 */
#include "fcgi/web/multipart.h"
#include "ledger/base/buffer.h"
#include "tests/fuzz/fuzz.h"

static enum status on_field(void *context, struct span name, struct span value)
{
    buffer_puts(context, "[");
    buffer_put(context, name);
    buffer_puts(context, "=");
    buffer_put(context, value);
    return STATUS_OK;
}

static enum status on_begin(void *context, struct span name, struct span file, struct span type)
{
    buffer_puts(context, "<");
    buffer_put(context, name);
    buffer_put(context, file);
    buffer_put(context, type);
    return STATUS_OK;
}

static enum status on_chunk(void *context, struct span bytes)
{
    ensure(bytes.len > 0);
    buffer_put(context, bytes);
    return STATUS_OK;
}

static enum status on_end(void *context)
{
    buffer_puts(context, ">");
    return STATUS_OK;
}

static enum status run(struct span body, size_t step, struct buffer *events)
{
    struct arena *arena = arena_create(8 * 1024 * 1024);
    ensure(arena != NULL);
    const struct multipart_sink sink = {.context = events,
        .field = on_field,
        .file_begin = on_begin,
        .file_chunk = on_chunk,
        .file_end = on_end};
    struct multipart *parser = multipart_begin(arena, SPAN("b"), &sink);
    ensure(parser != NULL);
    enum status status = STATUS_OK;
    for (size_t at = 0; at < body.len && status == STATUS_OK; at += step) {
        size_t len = body.len - at < step ? body.len - at : step;
        status = multipart_push(parser, (struct span){.data = body.data + at, .len = len});
    }
    if (status == STATUS_OK) {
        status = multipart_end(parser);
    }
    arena_destroy(arena);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    struct span body = fuzz_input(data + 1, size - 1);
    size_t step = data[0] == 0 ? 1 : data[0];
    struct buffer whole;
    struct buffer pieces;
    buffer_init(&whole, 8 * 1024 * 1024);
    buffer_init(&pieces, 8 * 1024 * 1024);
    ensure(run(body, body.len + 1, &whole) == run(body, step, &pieces));
    ensure(span_equal(buffer_span(&whole), buffer_span(&pieces)));
    buffer_free(&whole);
    buffer_free(&pieces);
    return 0;
}
