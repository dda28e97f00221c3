/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * sheet.h - pieces of a letter set on pages of A4 with the tags of their structure. The same is
 * done twice, first without drawing, because each page says how many there are.
 */
#ifndef FCGI_PDF_SHEET_H
#define FCGI_PDF_SHEET_H

#include <cairo.h>
#include <pango/pango.h>

#include "fcgi/pdf/pdf.h"
#include "fcgi/pdf/pieces.h"

#define SHEET_WIDTH   595.276 /* points */
#define SHEET_HEIGHT  841.89
#define SHEET_SPACING 1.15 /* from line to line, of the font's own */

struct sheet {
    const struct pdf_letter *letter;
    struct arena *arena;
    PangoContext *context;
    cairo_t *cr;  /* NULL: nothing is drawn */
    double y;     /* where the next line begins */
    int page;     /* from 1 */
    int page_max; /* of the letter; 0 while it is not known */
    bool failed;  /* more than PDF_PAGES_MAX, more columns than fit, or no memory */
};

/* Sets all pieces; then sheet->page is the number of pages. */
void sheet_set(struct sheet *sheet, const struct piece *pieces);

/* ---- for rows.c ---- */

/* What is left of the page, in points. */
double sheet_room(const struct sheet *sheet);

/* The height of an empty page. */
double sheet_depth(void);

/* Ends the page and begins the next. */
void sheet_turn(struct sheet *sheet);

void sheet_begin_tag(struct sheet *sheet, const char *tag);
void sheet_end_tag(struct sheet *sheet, const char *tag);

/* A layout of `text`, `width` points wide (0: as wide as it is); g_object_unref(). */
PangoLayout *sheet_layout(
    const struct sheet *sheet, const struct piece_text *text, double size, bool bold, double width);

/* Draws the iterator's line with its layout's left edge at `x` and its top at `y`. */
void sheet_draw_line(struct sheet *sheet, PangoLayoutIter *at, double x, double y);

/* The height of the iterator's line in points. */
double sheet_line_height(PangoLayoutIter *at);

/* A table: `rows` and all pieces behind it of its group. Returns the piece behind the table. */
const struct piece *rows_set(struct sheet *sheet, const struct piece *rows);

#define SHEET_LEFT 62.0
#define SHEET_TEXT (SHEET_WIDTH - 2 * SHEET_LEFT)

#endif
