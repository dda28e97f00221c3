/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * pdf.h - what a view wrote, as a tagged PDF: the words are the page's, so that a letter has one
 * text. It is no PDF/A and no PDF/UA: cairo 1.16 marks neither artefacts nor the scope of headings.
 */
#ifndef FCGI_PDF_PDF_H
#define FCGI_PDF_PDF_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define PDF_MARKUP_MAX ((size_t)256 * 1024)
#define PDF_PAGES_MAX  100

struct pdf_letter {
    struct span title;
    struct span author;
    struct span language;  /* "da" or "en" */
    int64_t at_us;         /* the document's date: when it was decided, not when it was printed */
    struct span markup;    /* of views, see pieces.h; its first heading is the letter's */
    struct span footer;    /* on each page */
    struct span pages;     /* "Page %s of %s" */
    struct span file_name; /* of the file inside the PDF; empty: there is none */
    struct span file;
};

/*
 * Writes the letter to `out`: the same bytes for the same letter, whenever and wherever. Draws on
 * `arena`. STATUS_LIMIT for more than PDF_MARKUP_MAX or PDF_PAGES_MAX or what `out` or `arena`
 * take, STATUS_UNAVAILABLE without the fonts, STATUS_INTERNAL for markup that a letter cannot have.
 * Pango starts threads for a moment; none of them takes a signal. One thread at a time.
 */
MUST_CHECK enum status pdf_write(
    const struct pdf_letter *letter, struct arena *arena, struct buffer *out, struct fault *fault);

#endif
