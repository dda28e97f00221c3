/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pdf/sheet.h"

#include <pango/pangocairo.h>

#include "fcgi/pdf/fonts.h"

#define TOP       56.0
#define BOTTOM    (SHEET_HEIGHT - 76.0)
#define FOOT      (SHEET_HEIGHT - 58.0)
#define FOOT_SIZE 7.0
#define INDENT    14.0

/* How a kind of piece looks. */
struct look {
    const char *tag;
    double size;
    double before;
    double indent;
    bool bold;
    bool code;
};

static struct look look_of(const struct piece *piece)
{
    static const struct look headings[] = {
        {"H1", 17.0, 6.0, 0, true, false},
        {"H2", 12.5, 12.0, 0, true, false},
        {"H3", 10.5, 9.0, 0, true, false},
        {"H4", 9.5, 6.0, 0, true, false},
    };
    static const struct look others[] = {
        [PIECE_PARAGRAPH] = {"P", 9.5, 5.0, 0, false, false},
        [PIECE_ITEM] = {"LBody", 9.5, 3.0, INDENT, false, false},
        [PIECE_NOTE] = {"Code", 6.3, 5.0, 0, false, true},
    };
    int last = (int)(sizeof(headings) / sizeof(headings[0]));
    int level = piece->level < last ? piece->level : last;
    return piece->kind == PIECE_HEADING ? headings[level - 1] : others[piece->kind];
}

double sheet_room(const struct sheet *sheet)
{
    return BOTTOM - sheet->y;
}

double sheet_depth(void)
{
    return BOTTOM - TOP;
}

void sheet_begin_tag(struct sheet *sheet, const char *tag)
{
    if (sheet->cr != NULL) {
        cairo_tag_begin(sheet->cr, tag, NULL);
    }
}

void sheet_end_tag(struct sheet *sheet, const char *tag)
{
    if (sheet->cr != NULL) {
        cairo_tag_end(sheet->cr, tag);
    }
}

static void add_attribute(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

PangoLayout *sheet_layout(
    const struct sheet *sheet, const struct piece_text *text, double size, bool bold, double width)
{
    PangoLayout *layout = pango_layout_new(sheet->context);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, FONTS_TEXT);
    pango_font_description_set_size(font, pango_units_from_double(size));
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text->text.data, (int)text->text.len);
    PangoAttrList *list = pango_attr_list_new();
    /* Letter by letter: some readers of tagged text lose what follows a ligature. */
    add_attribute(list, pango_attr_font_features_new("liga=0"), 0, text->text.len);
    for (const struct piece_run *run = text->runs; run != NULL; run = run->next) {
        PangoAttribute *attribute = run->code ? pango_attr_family_new(FONTS_CODE)
                                              : pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        add_attribute(list, attribute, run->from, run->to);
    }
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, width > 0 ? pango_units_from_double(width) : -1);
    return layout;
}

double sheet_line_height(PangoLayoutIter *at)
{
    PangoRectangle line;
    pango_layout_iter_get_line_extents(at, NULL, &line);
    return pango_units_to_double(line.height) * SHEET_SPACING;
}

void sheet_draw_line(struct sheet *sheet, PangoLayoutIter *at, double x, double y)
{
    if (sheet->cr == NULL) {
        return;
    }
    PangoRectangle line;
    pango_layout_iter_get_line_extents(at, NULL, &line);
    double baseline = pango_units_to_double(pango_layout_iter_get_baseline(at) - line.y);
    cairo_move_to(sheet->cr, x + pango_units_to_double(line.x), y + baseline);
    pango_cairo_show_layout_line(sheet->cr, pango_layout_iter_get_line_readonly(at));
}

/* ---- pages ---- */

/* "Page %s of %s" with both numbers. */
static struct span page_words(const struct sheet *sheet)
{
    struct buffer words;
    buffer_init(&words, 256);
    struct span pattern = sheet->letter->pages;
    int numbers[] = {sheet->page, sheet->page_max};
    size_t used = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        bool place = i + 1 < pattern.len && pattern.data[i] == '%' && pattern.data[i + 1] == 's';
        if (place && used < 2) {
            buffer_put_int(&words, numbers[used++]);
            i++;
        } else {
            buffer_putc(&words, pattern.data[i]);
        }
    }
    struct span copy = arena_copy(sheet->arena, buffer_span(&words));
    buffer_free(&words);
    return copy;
}

/* Outside any tag: nobody wants it read between two lines of a sentence. */
static void set_foot(struct sheet *sheet, struct span words, PangoAlignment alignment, double width)
{
    struct piece_text text = {.text = words};
    double x = alignment == PANGO_ALIGN_RIGHT ? SHEET_LEFT + SHEET_TEXT - width : SHEET_LEFT;
    PangoLayout *layout = sheet_layout(sheet, &text, FOOT_SIZE, false, width);
    pango_layout_set_alignment(layout, alignment);
    cairo_move_to(sheet->cr, x, FOOT);
    pango_cairo_show_layout(sheet->cr, layout);
    g_object_unref(layout);
}

static void end_page(struct sheet *sheet)
{
    if (sheet->cr == NULL) {
        return;
    }
    struct span words = page_words(sheet);
    if (words.data == NULL) {
        sheet->failed = true;
        return;
    }
    set_foot(sheet, sheet->letter->footer, PANGO_ALIGN_LEFT, SHEET_TEXT * 0.82);
    set_foot(sheet, words, PANGO_ALIGN_RIGHT, SHEET_TEXT * 0.18);
    cairo_show_page(sheet->cr);
}

void sheet_turn(struct sheet *sheet)
{
    end_page(sheet);
    sheet->page++;
    sheet->y = TOP;
    sheet->failed = sheet->failed || sheet->page > PDF_PAGES_MAX;
}

/* ---- text ---- */

static const char *own_tag(const struct piece *piece, const struct look *look)
{
    return piece->kind == PIECE_ITEM ? "LI" : look->tag;
}

static void begin_piece(struct sheet *sheet, const struct piece *piece, const struct look *look)
{
    sheet_begin_tag(sheet, own_tag(piece, look));
    if (piece->kind == PIECE_ITEM) {
        sheet_begin_tag(sheet, "LBody");
    }
}

static void end_piece(struct sheet *sheet, const struct piece *piece, const struct look *look)
{
    if (piece->kind == PIECE_ITEM) {
        sheet_end_tag(sheet, "LBody");
    }
    sheet_end_tag(sheet, own_tag(piece, look));
}

static void draw_bullet(struct sheet *sheet, double size)
{
    struct piece_text text = {.text = SPAN("\xe2\x80\xa2")};
    PangoLayout *layout = sheet_layout(sheet, &text, size, false, 0);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    sheet_draw_line(sheet, at, SHEET_LEFT + 2, sheet->y);
    pango_layout_iter_free(at);
    g_object_unref(layout);
}

/* Line by line; what goes on over the page is an element of its own there. */
static void set_lines(
    struct sheet *sheet, const struct piece *piece, const struct look *look, PangoLayoutIter *at)
{
    begin_piece(sheet, piece, look);
    if (piece->kind == PIECE_ITEM) {
        draw_bullet(sheet, look->size);
    }
    do {
        double height = sheet_line_height(at);
        if (height > sheet_room(sheet)) {
            end_piece(sheet, piece, look);
            sheet_turn(sheet);
            begin_piece(sheet, piece, look);
        }
        sheet_draw_line(sheet, at, SHEET_LEFT + look->indent, sheet->y);
        sheet->y += height;
    } while (!sheet->failed && pango_layout_iter_next_line(at));
    end_piece(sheet, piece, look);
}

/* A heading stays with two lines of what follows, a paragraph's first line with its second. */
static double wanted(const struct piece *piece, double height)
{
    double lines = piece->kind == PIECE_HEADING ? height + 48.0 : 26.0;
    return piece->kind == PIECE_HEADING || height > lines ? lines : height;
}

static void set_text(struct sheet *sheet, const struct piece *piece)
{
    struct look look = look_of(piece);
    double before = sheet->y > TOP ? look.before : 0;
    struct piece_text text = piece->text;
    struct piece_run all = {.from = 0, .to = text.text.len, .code = true, .next = text.runs};
    text.runs = look.code ? &all : text.runs;
    PangoLayout *layout =
        sheet_layout(sheet, &text, look.size, look.bold, SHEET_TEXT - look.indent);
    int height = 0;
    pango_layout_get_size(layout, NULL, &height);
    double lines = pango_units_to_double(height) * SHEET_SPACING;
    if (wanted(piece, lines) + before > sheet_room(sheet)) {
        sheet_turn(sheet);
    } else {
        sheet->y += before;
    }
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    set_lines(sheet, piece, &look, at);
    pango_layout_iter_free(at);
    g_object_unref(layout);
}

static const struct piece *set_list(struct sheet *sheet, const struct piece *items)
{
    const struct piece *item = items;
    sheet_begin_tag(sheet, "L");
    for (;
         item != NULL && item->kind == PIECE_ITEM && item->group == items->group && !sheet->failed;
         item = item->next) {
        set_text(sheet, item);
    }
    sheet_end_tag(sheet, "L");
    return item;
}

void sheet_set(struct sheet *sheet, const struct piece *pieces)
{
    sheet->y = TOP;
    sheet->page = 1;
    sheet_begin_tag(sheet, "Document");
    for (const struct piece *at = pieces; at != NULL && !sheet->failed;) {
        if (at->kind == PIECE_ROW) {
            at = rows_set(sheet, at);
        } else if (at->kind == PIECE_ITEM) {
            at = set_list(sheet, at);
        } else {
            set_text(sheet, at);
            at = at->next;
        }
    }
    sheet_end_tag(sheet, "Document");
    end_page(sheet);
}
