/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * pasted.h - text as people paste it, made fit for the record: a page break copied from a PDF or an
 * "å" in two pieces from a Mac must not cost anybody a form.
 */
#ifndef FCGI_WEB_PASTED_H
#define FCGI_WEB_PASTED_H

#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/*
 * Normalises to NFC (Unicode Annex 15, by libunistring), folds CRLF, CR, vertical tab and form feed
 * to LF, and leaves out what is never shown: other control characters, the byte order mark, and
 * overrides of the writing direction. *text_out lives in `arena`. STATUS_INVALID for what is no
 * UTF-8 or holds a NUL; STATUS_LIMIT when the arena or memory is exhausted.
 */
MUST_CHECK enum status pasted_clean(struct arena *arena, struct span text, struct span *text_out);

#endif
