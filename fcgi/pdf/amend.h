/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * amend.h - what cairo 1.16 cannot write, added to its PDF as an incremental update: the language,
 * that the title is shown, a file inside, an identifier.
 */
#ifndef FCGI_PDF_AMEND_H
#define FCGI_PDF_AMEND_H

#include "fcgi/pdf/pdf.h"

/* STATUS_INTERNAL when `pdf` is not as cairo writes it, STATUS_LIMIT when it does not take more. */
MUST_CHECK enum status amend(
    const struct pdf_letter *letter, struct arena *arena, struct buffer *pdf, struct fault *fault);

#endif
