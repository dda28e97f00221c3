/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pdf/pieces.h"

#include <string.h>

#include "fcgi/pdf/elements.h"
#include "ledger/base/buffer.h"

#define TEXT_MAX ((size_t)256 * 1024)

struct reading {
    struct arena *arena;
    struct fault *fault;
    struct span rest;
    struct piece *first;
    struct piece **last;
    struct piece_cell **cell; /* where the next cell of the open row goes; NULL outside a row */
    struct piece *row;
    struct buffer text; /* of the open piece */
    struct piece_run *runs;
    size_t strong_from;
    size_t code_from;
    size_t group;
    size_t hidden; /* how deep within what is not shown */
    int base;      /* level of the first heading; 0 before it */
    bool head;
    bool lines; /* line feeds count */
    bool exact; /* so do blanks */
    bool failed;
};

static void fail(struct reading *r, const char *what, struct span where)
{
    if (!r->failed) {
        FAULT(r->fault, "pdf", "", "%s: %.*s", what, (int)(where.len < 40 ? where.len : 40),
            where.data);
    }
    r->failed = true;
}

/* ---- text ---- */

static bool at_line_start(const struct buffer *text)
{
    return text->len == 0 || text->data[text->len - 1] == '\n';
}

static void put_char(struct reading *r, char c)
{
    bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (r->exact || !blank) {
        buffer_putc(&r->text, c);
        return;
    }
    bool ends_line = r->lines && c == '\n';
    bool after_blank = r->text.len > 0 && r->text.data[r->text.len - 1] == ' ';
    if (ends_line) {
        r->text.len -= after_blank ? 1 : 0;
        buffer_putc(&r->text, '\n');
    } else if (!at_line_start(&r->text) && !after_blank) {
        buffer_putc(&r->text, ' ');
    }
}

/* One character reference at the front of `rest`, as views write them. */
static void put_reference(struct reading *r)
{
    static const struct {
        const char *name;
        const char *text;
    } references[] = {
        {"&amp;", "&"},
        {"&lt;", "<"},
        {"&gt;", ">"},
        {"&quot;", "\""},
        {"&#39;", "'"},
        {"&#13;", ""},
        {"&nbsp;", "\xc2\xa0"},
    };
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
        struct span name = span_from(references[i].name);
        if (span_starts_with(r->rest, name)) {
            buffer_puts(&r->text, references[i].text);
            r->rest.data += name.len;
            r->rest.len -= name.len;
            return;
        }
    }
    fail(r, "a character reference that no view writes", r->rest);
}

static void put_text(struct reading *r)
{
    while (r->rest.len > 0 && r->rest.data[0] != '<' && !r->failed) {
        if (r->hidden == 0 && r->rest.data[0] == '&') {
            put_reference(r);
            continue;
        }
        if (r->hidden == 0) {
            put_char(r, r->rest.data[0]);
        }
        r->rest.data++;
        r->rest.len--;
    }
}

/* The text so far, taken; the next begins empty. */
static struct piece_text take_text(struct reading *r)
{
    struct span text = buffer_span(&r->text);
    while (text.len > 0 && (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\n')) {
        text.len--;
    }
    struct piece_text taken = {.text = arena_copy(r->arena, text), .runs = r->runs};
    r->failed = r->failed || r->text.failed || taken.text.data == NULL;
    buffer_clear(&r->text);
    r->runs = NULL;
    return taken;
}

static void put_run(struct reading *r, size_t from, bool code)
{
    struct piece_run *run = arena_alloc(r->arena, sizeof(*run));
    if (run == NULL) {
        r->failed = true;
        return;
    }
    *run = (struct piece_run){.from = from, .to = r->text.len, .code = code, .next = r->runs};
    r->runs = run;
}

/* ---- pieces ---- */

static struct piece *add_piece(struct reading *r, enum piece_kind kind)
{
    struct piece *piece = arena_alloc(r->arena, sizeof(*piece));
    if (piece == NULL) {
        r->failed = true;
        return NULL;
    }
    piece->kind = kind;
    *r->last = piece;
    r->last = &piece->next;
    return piece;
}

static void end_piece(struct reading *r, enum piece_kind kind, int level)
{
    struct piece_text text = take_text(r);
    struct piece *piece = text.text.len > 0 ? add_piece(r, kind) : NULL;
    if (piece == NULL) {
        return;
    }
    piece->text = text;
    piece->group = kind == PIECE_ITEM ? r->group : 0;
    if (kind == PIECE_HEADING) {
        r->base = r->base == 0 ? level : r->base;
        piece->level = level > r->base ? level - r->base + 1 : 1;
    }
}

static void begin_row(struct reading *r)
{
    struct piece *row = add_piece(r, PIECE_ROW);
    if (row != NULL) {
        row->group = r->group;
        row->head = r->head;
        r->row = row;
        r->cell = &row->cells;
    }
}

static void end_cell(struct reading *r, bool heading, bool right)
{
    struct piece_cell *cell = r->cell == NULL ? NULL : arena_alloc(r->arena, sizeof(*cell));
    if (cell == NULL) {
        fail(r, "a cell outside a row", r->rest);
        return;
    }
    *cell = (struct piece_cell){.text = take_text(r), .heading = heading, .right = right};
    *r->cell = cell;
    r->cell = &cell->next;
}

/* What stands between two elements outside any piece is a paragraph, unless it is blank. */
static void end_loose(struct reading *r)
{
    if (r->cell == NULL) {
        end_piece(r, PIECE_PARAGRAPH, 0);
    }
}

/* ---- elements ---- */

struct tag {
    const struct element *element;
    struct span attributes;
    bool ends;
};

static bool holds(struct span text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.data + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

/* Cuts the tag at the front of `rest`. */
static bool take_tag(struct reading *r, struct tag *tag_out)
{
    const char *close = memchr(r->rest.data, '>', r->rest.len);
    if (close == NULL) {
        fail(r, "a tag without its end", r->rest);
        return false;
    }
    struct span tag = {.data = r->rest.data + 1, .len = (size_t)(close - r->rest.data) - 1};
    r->rest.len -= tag.len + 2;
    r->rest.data = close + 1;
    tag_out->ends = tag.len > 0 && tag.data[0] == '/';
    tag.data += tag_out->ends ? 1 : 0;
    tag.len -= tag_out->ends ? 1 : 0;
    struct span name = tag;
    for (name.len = 0; name.len < tag.len && tag.data[name.len] != ' ';) {
        name.len++;
    }
    tag_out->attributes = (struct span){.data = tag.data + name.len, .len = tag.len - name.len};
    tag_out->element = element_find(name);
    if (tag_out->element != NULL) {
        return true;
    }
    fail(r, "an element that no letter has", name);
    return false;
}

static void begin(struct reading *r, const struct tag *tag)
{
    switch (tag->element->part) {
    case PART_LIST:
    case PART_TABLE:
        end_loose(r);
        r->group++;
        break;
    case PART_HEAD:
        r->head = true;
        break;
    case PART_ROW:
        begin_row(r);
        break;
    case PART_STRONG:
        r->strong_from = r->text.len;
        break;
    case PART_CODE:
        r->code_from = r->text.len;
        break;
    case PART_BREAK:
        buffer_putc(&r->text, '\n');
        break;
    case PART_HEADING:
    case PART_PARAGRAPH:
    case PART_ITEM:
    case PART_NOTE:
        end_loose(r);
        r->exact = tag->element->part == PART_NOTE;
        r->lines = holds(tag->attributes, "tilsagn-text");
        break;
    case PART_CELL:
        r->lines = holds(tag->attributes, "tilsagn-text");
        break;
    case PART_THROUGH:
        break;
    }
}

static void end(struct reading *r, const struct tag *tag)
{
    static const enum piece_kind kinds[] = {[PART_HEADING] = PIECE_HEADING,
        [PART_PARAGRAPH] = PIECE_PARAGRAPH,
        [PART_ITEM] = PIECE_ITEM,
        [PART_NOTE] = PIECE_NOTE};
    switch (tag->element->part) {
    case PART_HEADING:
    case PART_PARAGRAPH:
    case PART_ITEM:
    case PART_NOTE:
        if (r->cell == NULL) {
            end_piece(r, kinds[tag->element->part], tag->element->level);
        } else {
            buffer_putc(&r->text, '\n'); /* a paragraph within a cell */
        }
        r->exact = false;
        r->lines = false;
        break;
    case PART_HEAD:
        r->head = false;
        break;
    case PART_ROW:
        r->cell = NULL;
        break;
    case PART_STRONG:
        put_run(r, r->strong_from, false);
        break;
    case PART_CODE:
        put_run(r, r->code_from, true);
        break;
    case PART_LIST:
    case PART_TABLE:
    case PART_BREAK:
    case PART_CELL:
    case PART_THROUGH:
        break;
    }
}

/* Cells need the attributes of their beginning at their end; they do not nest. */
static void step(struct reading *r, struct tag *cell)
{
    struct tag tag = {0};
    if (!take_tag(r, &tag)) {
        return;
    }
    bool is_break = tag.element->part == PART_BREAK;
    bool hides = !tag.ends && (holds(tag.attributes, "sr-only") || holds(tag.attributes, "hidden"));
    if (r->hidden > 0 || hides) {
        r->hidden = tag.ends ? r->hidden - 1 : is_break ? r->hidden : r->hidden + 1;
        return;
    }
    if (tag.element->part == PART_CELL && tag.ends) {
        bool heading = strcmp(tag.element->name, "th") == 0;
        end_cell(r, heading, holds(cell->attributes, "align-text-right"));
        r->lines = false;
    } else if (tag.ends) {
        end(r, &tag);
    } else {
        begin(r, &tag);
        *cell = tag.element->part == PART_CELL ? tag : *cell;
    }
}

enum status pieces_read(
    struct arena *arena, struct span markup, struct piece **pieces_out, struct fault *fault)
{
    struct reading r = {.arena = arena, .fault = fault, .rest = markup};
    struct tag cell = {0};
    r.last = &r.first;
    buffer_init(&r.text, TEXT_MAX);
    while (r.rest.len > 0 && !r.failed) {
        put_text(&r);
        if (r.rest.len > 0 && !r.failed) {
            step(&r, &cell);
        }
    }
    if (!r.failed) {
        end_loose(&r);
    }
    buffer_free(&r.text);
    if (r.failed) {
        return arena_exhausted(arena) ? STATUS_LIMIT : STATUS_INTERNAL;
    }
    *pieces_out = r.first;
    return STATUS_OK;
}
