/* SPDX-License-Identifier: EUPL-1.2 */
/* A file's text is searched in whatever pieces it comes, and an answer is what it says or none. */
#include <string.h>

#include "fcgi/scanner/finder.h"
#include "tests/fuzz/fuzz.h"

static void search(struct finder *finder, struct span text, bool markup, size_t piece)
{
    finder_init(finder, markup);
    while (text.len > 0) {
        size_t len = text.len < piece ? text.len : piece;
        finder_take(finder, (struct span){.data = text.data, .len = len});
        text.data += len;
        text.len -= len;
    }
    finder_end(finder);
}

static void same(const struct scan_place *a, const struct scan_place *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ensure(a[i].page == b[i].page && a[i].line == b[i].line);
        ensure(strcmp(a[i].date, b[i].date) == 0);
    }
}

static void answer(struct span text)
{
    struct scan scan = {.outcome = SCAN_OUTCOMES};
    struct scan again;
    struct buffer out;
    if (scan_answer_read(text, &scan) != STATUS_OK) {
        ensure(scan.outcome == SCAN_OUTCOMES);
        return;
    }
    buffer_init(&out, SCAN_ANSWER_MAX);
    scan_answer_put(&out, &scan);
    ensure(scan_answer_read(buffer_span(&out), &again) == STATUS_OK);
    ensure(again.outcome == scan.outcome && again.count == scan.count);
    same(again.places, scan.places, scan.count);
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct finder whole;
    static struct finder pieces;
    struct span text = fuzz_input(data, size);
    for (int markup = 0; markup < 2; markup++) {
        search(&whole, text, markup == 1, size);
        search(&pieces, text, markup == 1, 1);
        ensure(whole.count == pieces.count && whole.count <= SCAN_PLACES_MAX);
        same(whole.places, pieces.places, whole.count);
        ensure(whole.has_text == pieces.has_text && whole.blank_pages == pieces.blank_pages);
    }
    answer(text);
    return 0;
}
