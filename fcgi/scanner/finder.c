/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/scanner/finder.h"

#include <string.h>

#include "ledger/grants/personal_number.h"

/* A number and the byte before it: what is kept of a line that is looked at in pieces. */
enum { DATE_DIGITS = 6, TAIL = 16 };

void finder_init(struct finder *finder, bool markup)
{
    memset(finder, 0, sizeof(*finder));
    finder->markup = markup;
    finder->page = markup ? 0 : 1;
    finder->line = 1;
}

static void note(struct finder *finder, const char *digits)
{
    if (finder->count == SCAN_PLACES_MAX) {
        return;
    }
    struct scan_place *place = &finder->places[finder->count];
    *place = (struct scan_place){.page = finder->page, .line = finder->line};
    (void)memcpy(place->date, digits, DATE_DIGITS);
    const struct scan_place *last = finder->count == 0 ? NULL : place - 1;
    bool again = last != NULL && last->page == place->page && last->line == place->line
                 && strcmp(last->date, place->date) == 0; /* it stood in two pieces of a line */
    finder->count += again ? 0 : 1;
}

static void look(struct finder *finder)
{
    struct span text = {.data = finder->bytes, .len = finder->len};
    size_t at = personal_number_next(text, 0);
    while (at < text.len) {
        note(finder, text.data + at);
        at = personal_number_next(text, at + 1);
    }
}

static void end_line(struct finder *finder)
{
    look(finder);
    finder->len = 0;
    finder->line += finder->line < INT32_MAX ? 1 : 0;
}

static void end_page(struct finder *finder)
{
    end_line(finder);
    finder->blank_pages += finder->page_has_text ? 0 : 1;
    finder->page_has_text = false;
    finder->page += finder->page < INT32_MAX ? 1 : 0;
    finder->line = 1;
}

static void put(struct finder *finder, char c)
{
    if (finder->len == sizeof(finder->bytes)) {
        look(finder);
        (void)memmove(finder->bytes, finder->bytes + finder->len - TAIL, TAIL);
        finder->len = TAIL;
    }
    finder->bytes[finder->len++] = c;
    if ((unsigned char)c > ' ') {
        finder->page_has_text = true;
        finder->has_text = true;
    }
}

/* Tags inside a word: Word begins a run, and closes it, wherever somebody once changed something.
 */
static bool is_inline(struct span name)
{
    static const char *const names[] = {"r", "t", "rPr", "rFonts", "b", "bCs", "i", "iCs", "u",
        "sz", "szCs", "lang", "color", "highlight", "shd", "spacing", "kern", "vertAlign",
        "noProof", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak", "ins",
        "hyperlink", "smartTag", "span", "a", "bookmark-start", "bookmark-end", "soft-page-break"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (span_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

static void end_tag(struct finder *finder)
{
    struct span name = {.data = finder->tag, .len = finder->tag_len};
    if (name.len > 0 && name.data[0] == '/') {
        name = (struct span){.data = name.data + 1, .len = name.len - 1};
    }
    finder->locked = finder->locked || span_is(name, "manifest:encryption-data");
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == ':') {
            name = (struct span){.data = name.data + i + 1, .len = name.len - i - 1};
            break;
        }
    }
    finder->in_tag = false;
    if (!is_inline(name)) {
        end_line(finder);
    }
}

static void take_in_tag(struct finder *finder, char c)
{
    if (c == '>') {
        end_tag(finder);
        return;
    }
    bool ends =
        c == ' ' || c == '\n' || c == '\r' || c == '\t' || (c == '/' && finder->tag_len > 0);
    finder->tag_named = finder->tag_named || ends || finder->tag_len == FINDER_TAG_MAX;
    if (!finder->tag_named) {
        finder->tag[finder->tag_len++] = c;
    }
}

static void take(struct finder *finder, char c)
{
    if (finder->markup && finder->in_tag) {
        take_in_tag(finder, c);
    } else if (finder->markup && c == '<') {
        finder->in_tag = true;
        finder->tag_named = false;
        finder->tag_len = 0;
    } else if (c == '\n') {
        end_line(finder);
    } else if (c == '\f' && !finder->markup) {
        end_page(finder);
    } else {
        put(finder, c);
    }
}

void finder_take(struct finder *finder, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        take(finder, text.data[i]);
    }
}

void finder_end(struct finder *finder)
{
    look(finder);
    finder->len = 0;
}
