/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal leaves the output alone; accepted fields are printable, named plainly and no longer
 * than the body, and encoded again they are read as the same. */
#include "fcgi/web/form.h"
#include "fcgi/web/html.h"
#include "ledger/base/utf8.h"
#include "tests/fuzz/fuzz.h"

static void encode(struct buffer *out, struct http_pairs fields)
{
    for (size_t i = 0; i < fields.count; i++) {
        buffer_puts(out, i == 0 ? "" : "&");
        html_url_part(out, fields.items[i].name);
        buffer_puts(out, "=");
        html_url_part(out, fields.items[i].value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(8 * 1024 * 1024);
    ensure(arena != NULL);
    struct http_pairs fields = {.items = NULL, .count = 77};
    if (form_parse(arena, fuzz_input(data, size), &fields) != STATUS_OK) {
        ensure(fields.count == 77);
        arena_destroy(arena);
        return 0;
    }
    struct buffer again;
    buffer_init(&again, 8 * 1024 * 1024);
    encode(&again, fields);
    struct http_pairs same;
    ensure(form_parse(arena, buffer_span(&again), &same) == STATUS_OK);
    ensure(same.count == fields.count);
    for (size_t i = 0; i < fields.count; i++) {
        ensure(utf8_printable(fields.items[i].value, true));
        ensure(span_equal(fields.items[i].name, same.items[i].name));
        ensure(span_equal(fields.items[i].value, same.items[i].value));
    }
    buffer_free(&again);
    arena_destroy(arena);
    return 0;
}
