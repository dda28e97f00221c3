/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables: columns as wide as what stands in them, headings again on each page. */
#include "fcgi/pdf/sheet.h"

#define COLUMNS_MAX 8
#define SIZE        8.5
#define BEFORE      6.0
#define PADDING     3.0 /* on each side of a cell */
#define HAIRLINE    0.5
#define GREY        0.6

struct table {
    const struct piece *heads; /* the first rows, when they are column headings; else NULL */
    size_t count;              /* of columns */
    double widths[COLUMNS_MAX];
};

/* A row on its way to the page. */
struct row {
    const struct piece *piece;
    size_t count;
    PangoLayout *layouts[COLUMNS_MAX];
    PangoLayoutIter *at[COLUMNS_MAX]; /* the next line to be set; NULL: the cell is done */
    double x[COLUMNS_MAX];
    bool heading[COLUMNS_MAX];
};

static bool in_table(const struct piece *piece, const struct piece *first)
{
    return piece != NULL && piece->kind == PIECE_ROW && piece->group == first->group;
}

static double natural_width(const struct sheet *sheet, const struct piece_cell *cell, bool bold)
{
    PangoLayout *layout = sheet_layout(sheet, &cell->text, SIZE, bold, 0);
    int width = 0;
    pango_layout_get_size(layout, &width, NULL);
    g_object_unref(layout);
    return pango_units_to_double(width) + 2 * PADDING + 1;
}

/* Narrow columns keep their width, the others share what is left by theirs. */
static void share_width(struct table *table)
{
    double fair = SHEET_TEXT / (double)table->count;
    double kept = 0;
    double wide = 0;
    for (size_t i = 0; i < table->count; i++) {
        *(table->widths[i] <= fair ? &kept : &wide) += table->widths[i];
    }
    for (size_t i = 0; i < table->count && wide > 0; i++) {
        if (table->widths[i] > fair) {
            table->widths[i] *= (SHEET_TEXT - kept) / wide;
        }
    }
}

static void find_widths(struct sheet *sheet, struct table *table, const struct piece *first)
{
    for (const struct piece *row = first; in_table(row, first); row = row->next) {
        size_t i = 0;
        for (const struct piece_cell *cell = row->cells; cell != NULL; cell = cell->next, i++) {
            if (i == COLUMNS_MAX) {
                sheet->failed = true;
                return;
            }
            double width = natural_width(sheet, cell, cell->heading);
            table->widths[i] = width > table->widths[i] ? width : table->widths[i];
        }
        table->count = i > table->count ? i : table->count;
    }
    double sum = 0;
    for (size_t i = 0; i < table->count; i++) {
        sum += table->widths[i];
    }
    if (sum > SHEET_TEXT) {
        share_width(table);
    } else if (table->count > 0) {
        table->widths[table->count - 1] += SHEET_TEXT - sum;
    }
}

/* ---- rows ---- */

static void open_row(const struct sheet *sheet, const struct table *table,
    const struct piece *piece, struct row *row)
{
    *row = (struct row){.piece = piece};
    double x = SHEET_LEFT;
    for (const struct piece_cell *cell = piece->cells; cell != NULL; cell = cell->next) {
        size_t i = row->count++;
        double width = table->widths[i] - 2 * PADDING;
        row->layouts[i] = sheet_layout(sheet, &cell->text, SIZE, cell->heading, width);
        pango_layout_set_alignment(
            row->layouts[i], cell->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        row->at[i] = pango_layout_get_iter(row->layouts[i]);
        row->x[i] = x + PADDING;
        row->heading[i] = cell->heading;
        x += table->widths[i];
    }
}

static void close_row(struct row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->at[i] != NULL) {
            pango_layout_iter_free(row->at[i]);
        }
        g_object_unref(row->layouts[i]);
    }
}

static double row_height(const struct row *row)
{
    int highest = 0;
    for (size_t i = 0; i < row->count; i++) {
        int height = 0;
        pango_layout_get_size(row->layouts[i], NULL, &height);
        highest = height > highest ? height : highest;
    }
    return pango_units_to_double(highest) * SHEET_SPACING + 2 * PADDING;
}

/* As many lines of a cell as fit above `bottom`; returns where they end. */
static double set_cell(struct sheet *sheet, struct row *row, size_t i, double bottom)
{
    double y = sheet->y + PADDING;
    while (row->at[i] != NULL) {
        double height = sheet_line_height(row->at[i]);
        if (y + height > bottom) {
            break;
        }
        sheet_draw_line(sheet, row->at[i], row->x[i], y);
        y += height;
        if (!pango_layout_iter_next_line(row->at[i])) {
            pango_layout_iter_free(row->at[i]);
            row->at[i] = NULL;
        }
    }
    return y;
}

static void rule_off(const struct sheet *sheet)
{
    if (sheet->cr != NULL) {
        cairo_set_line_width(sheet->cr, HAIRLINE);
        cairo_move_to(sheet->cr, SHEET_LEFT, sheet->y);
        cairo_line_to(sheet->cr, SHEET_LEFT + SHEET_TEXT, sheet->y);
        cairo_set_source_rgb(sheet->cr, GREY, GREY, GREY);
        cairo_stroke(sheet->cr);
        cairo_set_source_rgb(sheet->cr, 0, 0, 0);
    }
}

/* What fits of a row. Returns whether all of it is set. */
static bool set_part(struct sheet *sheet, struct row *row, bool tagged)
{
    double bottom = sheet->y + sheet_room(sheet) - PADDING;
    double lowest = sheet->y;
    bool whole = true;
    if (tagged) {
        sheet_begin_tag(sheet, "TR");
    }
    for (size_t i = 0; i < row->count; i++) {
        const char *tag = row->heading[i] ? "TH" : "TD";
        if (tagged) {
            sheet_begin_tag(sheet, tag);
        }
        double y = set_cell(sheet, row, i, bottom);
        if (tagged) {
            sheet_end_tag(sheet, tag);
        }
        lowest = y > lowest ? y : lowest;
        whole = whole && row->at[i] == NULL;
    }
    if (tagged) {
        sheet_end_tag(sheet, "TR");
    }
    sheet->y = lowest + PADDING;
    rule_off(sheet);
    return whole;
}

/* On a page after the first the headings are only seen: for who listens they stand once. */
static void repeat_heads(struct sheet *sheet, const struct table *table)
{
    for (const struct piece *head = table->heads;
         head != NULL && in_table(head, table->heads) && head->head; head = head->next) {
        struct row row;
        open_row(sheet, table, head, &row);
        (void)set_part(sheet, &row, false);
        close_row(&row);
    }
}

static void set_row(struct sheet *sheet, const struct table *table, const struct piece *piece)
{
    struct row row;
    open_row(sheet, table, piece, &row);
    double height = row_height(&row);
    bool fits = height <= sheet_room(sheet);
    if (!fits && (height <= sheet_depth() / 2 || sheet_room(sheet) < sheet_depth() / 4)) {
        sheet_turn(sheet);
        repeat_heads(sheet, table);
    }
    while (!set_part(sheet, &row, true) && !sheet->failed) {
        sheet_turn(sheet);
        repeat_heads(sheet, table);
    }
    close_row(&row);
}

const struct piece *rows_set(struct sheet *sheet, const struct piece *rows)
{
    struct table table = {.heads = rows->head ? rows : NULL};
    find_widths(sheet, &table, rows);
    sheet->y += BEFORE;
    sheet_begin_tag(sheet, "Table");
    const struct piece *row = rows;
    for (; in_table(row, rows) && !sheet->failed; row = row->next) {
        set_row(sheet, &table, row);
    }
    sheet_end_tag(sheet, "Table");
    return row;
}
