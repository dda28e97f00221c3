/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal leaves the output alone; what parses is written, parses again and is written the same.
 */
#include "ledger/base/json.h"
#include "tests/fuzz/fuzz.h"

static void write(struct json_writer *writer, const struct json *json, const char *key)
{
    switch (json->kind) {
    case JSON_NULL:
        json_put_null(writer, key);
        return;
    case JSON_BOOL:
        json_put_bool(writer, key, json->boolean);
        return;
    case JSON_INTEGER:
        json_put_int(writer, key, json->integer);
        return;
    case JSON_STRING:
        json_put_text(writer, key, json->string);
        return;
    case JSON_ARRAY:
        json_open_array(writer, key);
        for (const struct json *child = json->child; child != NULL; child = child->next) {
            write(writer, child, NULL);
        }
        json_close_array(writer);
        return;
    case JSON_OBJECT:
        /* Member names are literals for the writer, so the pairs become an array here. */
        json_open_array(writer, key);
        for (const struct json *child = json->child; child != NULL; child = child->next) {
            json_put_text(writer, NULL, child->key);
            write(writer, child, NULL);
        }
        json_close_array(writer);
        return;
    }
    ensure(false);
}

static void put(struct buffer *out, const struct json *json)
{
    struct json_writer writer;
    json_writer_init(&writer, out);
    write(&writer, json, NULL);
    ensure(!out->failed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(8 * 1024 * 1024);
    ensure(arena != NULL);
    const struct json *json = NULL;
    struct json_error error = {.line = 0, .reason = NULL};
    if (json_parse(arena, fuzz_input(data, size), &json, &error) != STATUS_OK) {
        ensure(json == NULL && error.line > 0 && error.reason != NULL);
        arena_destroy(arena);
        return 0;
    }
    struct buffer first;
    struct buffer second;
    buffer_init(&first, 8 * 1024 * 1024);
    buffer_init(&second, 8 * 1024 * 1024);
    put(&first, json);
    const struct json *again = NULL;
    ensure(json_parse(arena, buffer_span(&first), &again, NULL) == STATUS_OK);
    put(&second, again);
    ensure(span_equal(buffer_span(&first), buffer_span(&second)));
    buffer_free(&first);
    buffer_free(&second);
    arena_destroy(arena);
    return 0;
}
