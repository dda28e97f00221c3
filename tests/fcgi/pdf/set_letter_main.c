/* SPDX-License-Identifier: EUPL-1.2 */
/* set_letter LANGUAGE PAGES [FILE-NAME FILE-TEXT] <markup >pdf */
#include <stdio.h>

#include "fcgi/pdf/pdf.h"

int main(int argc, char **argv)
{
    struct fault fault = {.file = NULL};
    struct buffer markup;
    struct buffer pdf;
    char bytes[4096];
    size_t got = 0;
    buffer_init(&markup, 2 * PDF_MARKUP_MAX);
    buffer_init(&pdf, (size_t)4 * 1024 * 1024);
    while ((got = fread(bytes, 1, sizeof(bytes), stdin)) > 0) {
        buffer_put(&markup, (struct span){.data = bytes, .len = got});
    }
    struct arena *arena = arena_create((size_t)16 * 1024 * 1024);
    ensure(argc >= 3 && arena != NULL);
    const struct pdf_letter letter = {
        .title = SPAN("Tilsagn: Årlig støtte (Ærøskøbing)"),
        .author = SPAN("Styrelsen"),
        .language = span_from(argv[1]),
        .at_us = INT64_C(1571911200123456), /* 2019-10-24T10:00:00.123456Z */
        .markup = buffer_span(&markup),
        .footer = SPAN("Post 51 · 2cf24dba"),
        .pages = span_from(argv[2]),
        .file_name = span_from(argc > 3 ? argv[3] : ""),
        .file = span_from(argc > 4 ? argv[4] : ""),
    };
    enum status status = pdf_write(&letter, arena, &pdf, &fault);
    if (status == STATUS_OK) {
        ensure(fwrite(pdf.data, 1, pdf.len, stdout) == pdf.len);
    } else {
        (void)fprintf(stderr, "status %d %s\n", (int)status, fault.text);
    }
    buffer_free(&pdf);
    buffer_free(&markup);
    arena_destroy(arena);
    return (int)status;
}
