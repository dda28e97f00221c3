/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pdf/pdf.h"

#include <cairo-pdf.h>
#include <signal.h>
#include <string.h>

#include "fcgi/pdf/amend.h"
#include "fcgi/pdf/fonts.h"
#include "fcgi/pdf/sheet.h"
#include "ledger/base/moment.h"

static cairo_status_t take(void *context, const unsigned char *bytes, unsigned int len)
{
    struct buffer *out = context;
    buffer_put(out, (struct span){.data = (const char *)bytes, .len = len});
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* "2019-10-24T10:00:00Z": what cairo reads has no fraction of a second. */
static void put_date(cairo_surface_t *surface, int64_t at_us)
{
    struct buffer date;
    buffer_init(&date, 64);
    moment_put(&date, at_us - at_us % MOMENT_SECOND_US);
    char text[sizeof("2019-10-24T10:00:00Z")] = "";
    size_t len = sizeof(text) - sizeof("Z");
    if (!date.failed && date.len > len) {
        memcpy(text, date.data, len);
        text[len] = 'Z';
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, text);
    }
    buffer_free(&date);
}

/* Draws the measured letter. */
static enum status draw(struct sheet *sheet, const struct piece *pieces, struct buffer *out)
{
    char *title = arena_text(sheet->arena, sheet->letter->title);
    char *author = arena_text(sheet->arena, sheet->letter->author);
    if (title == NULL || author == NULL) {
        return STATUS_LIMIT;
    }
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(take, out, SHEET_WIDTH, SHEET_HEIGHT);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Tilsagn");
    put_date(surface, sheet->letter->at_us);
    sheet->cr = cairo_create(surface);
    sheet->page_max = sheet->page;
    sheet_set(sheet, pieces);
    cairo_destroy(sheet->cr);
    sheet->cr = NULL;
    cairo_surface_finish(surface);
    cairo_status_t drawn = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (sheet->failed || out->failed || drawn == CAIRO_STATUS_NO_MEMORY) {
        return STATUS_LIMIT;
    }
    return drawn == CAIRO_STATUS_SUCCESS ? STATUS_OK : STATUS_INTERNAL;
}

static enum status set(const struct pdf_letter *letter, const struct piece *pieces,
    struct arena *arena, struct buffer *out, struct fault *fault)
{
    struct sheet sheet = {.letter = letter, .arena = arena};
    enum status status = fonts_context(FONTS_FOLDER, &sheet.context, fault);
    if (status != STATUS_OK) {
        return status;
    }
    sheet_set(&sheet, pieces);
    status = sheet.failed ? STATUS_LIMIT : draw(&sheet, pieces, out);
    g_object_unref(sheet.context);
    return status;
}

enum status pdf_write(
    const struct pdf_letter *letter, struct arena *arena, struct buffer *out, struct fault *fault)
{
    if (letter->markup.len > PDF_MARKUP_MAX) {
        return STATUS_LIMIT;
    }
    struct piece *pieces = NULL;
    enum status status = pieces_read(arena, letter->markup, &pieces, fault);
    if (status != STATUS_OK) {
        return status;
    }
    /* A worker ends when a signal interrupts its accept(); Pango's threads must not take it. */
    sigset_t all;
    sigset_t former;
    (void)sigfillset(&all);
    ensure(pthread_sigmask(SIG_SETMASK, &all, &former) == 0);
    status = set(letter, pieces, arena, out, fault);
    ensure(pthread_sigmask(SIG_SETMASK, &former, NULL) == 0);
    if (status != STATUS_OK) {
        return status;
    }
    return amend(letter, arena, out, fault);
}
