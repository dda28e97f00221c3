/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * viewc SOURCE NAME OUT.c OUT.h OUT.pot - compiles one view at build time. An error is one line,
 * file:line: reason, as compilers write it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/web/viewc.h"

#define ARENA_BYTES (1024 * 1024)

static bool read_file(const char *path, struct buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    char bytes[8192];
    size_t got = 0;
    while ((got = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        buffer_put(out, (struct span){.data = bytes, .len = got});
    }
    bool read = ferror(file) == 0;
    return fclose(file) == 0 && read && !out->failed;
}

static bool write_file(const char *path, const struct buffer *text)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool written = text->len == 0 || fwrite(text->data, 1, text->len, file) == text->len;
    return fclose(file) == 0 && written;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        (void)fprintf(stderr, "usage: viewc SOURCE NAME OUT.c OUT.h OUT.pot\n");
        return EXIT_FAILURE;
    }
    struct buffer source;
    struct viewc_output output;
    struct viewc_error error = {.line = 0};
    struct arena *arena = arena_create(ARENA_BYTES);
    buffer_init(&source, VIEWC_SOURCE_MAX);
    buffer_init(&output.code, VIEWC_OUTPUT_MAX);
    buffer_init(&output.header, VIEWC_OUTPUT_MAX);
    buffer_init(&output.messages, VIEWC_OUTPUT_MAX);
    int result = EXIT_FAILURE;
    if (arena == NULL || !read_file(argv[1], &source)) {
        (void)fprintf(stderr, "%s:1: error: cannot read\n", argv[1]);
        goto out;
    }
    enum status status =
        viewc_compile(arena, buffer_span(&source), span_from(argv[2]), &output, &error);
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "%s:%u: error: %s\n", argv[1], error.line,
            status == STATUS_INVALID ? error.text : "too big");
        goto out;
    }
    if (!write_file(argv[3], &output.code) || !write_file(argv[4], &output.header)
        || !write_file(argv[5], &output.messages)) {
        (void)fprintf(stderr, "%s:1: error: cannot write what it compiles to\n", argv[1]);
        goto out;
    }
    result = EXIT_SUCCESS;
out:
    arena_destroy(arena);
    buffer_free(&source);
    buffer_free(&output.code);
    buffer_free(&output.header);
    buffer_free(&output.messages);
    return result;
}
