/* SPDX-License-Identifier: EUPL-1.2 */
/* vectors.h - reads the test data of other implementations under tests/vectors. */
#ifndef TESTS_LEDGER_LOG_VECTORS_H
#define TESTS_LEDGER_LOG_VECTORS_H

#include <stdio.h>
#include <string.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/json.h"
#include "tests/harness.h"

/* The bytes of a file, in the arena. */
static inline struct span vector_file(struct arena *arena, const char *path)
{
    static char bytes[262144];
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    ck_assert_uint_lt(len, sizeof(bytes));
    return arena_copy(arena, (struct span){.data = bytes, .len = len});
}

/*
 * A JSON file. Numbers above what a bigint holds (an index of "minus one" in another language)
 * become texts, which no reader of ours takes for a number.
 */
static inline const struct json *vector_json(struct arena *arena, const char *path)
{
    struct span text = vector_file(arena, path);
    struct buffer quoted;
    buffer_init(&quoted, 2 * text.len + 16);
    for (size_t i = 0; i < text.len; i++) {
        size_t digits = 0;
        while (text.data[i] == ' ' && i + 1 + digits < text.len && text.data[i + 1 + digits] >= '0'
               && text.data[i + 1 + digits] <= '9') {
            digits++;
        }
        if (digits > 18) {
            buffer_puts(&quoted, " \"large\"");
            i += digits;
        } else {
            buffer_putc(&quoted, text.data[i]);
        }
    }
    struct span copy = arena_copy(arena, buffer_span(&quoted));
    buffer_free(&quoted);
    const struct json *json = NULL;
    struct json_error error = {.reason = ""};
    ck_assert_msg(
        json_parse(arena, copy, &json, &error) == STATUS_OK, "%s: %s", path, error.reason);
    return json;
}

/* The bytes of a base64 text, in the arena. */
static inline struct span vector_base64(struct arena *arena, struct span base64)
{
    struct buffer bytes;
    buffer_init(&bytes, 65536);
    ck_assert_int_eq(base64_decode(base64, &bytes), STATUS_OK);
    struct span copy = arena_copy(arena, buffer_span(&bytes));
    buffer_free(&bytes);
    return copy;
}

#endif
