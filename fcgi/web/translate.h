/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * translate.h - message catalogues with the language as an explicit argument: no C locale, no
 * process state. Message ids are English texts; Danish is complete and the default.
 */
#ifndef FCGI_WEB_TRANSLATE_H
#define FCGI_WEB_TRANSLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/web/http.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define CATALOGUE_BYTES_MAX (4 * 1024 * 1024)

enum language { LANGUAGE_DA, LANGUAGE_EN, LANGUAGE_COUNT };

/* One .mo file, borrowed; all zero = an empty catalogue, in which every text stands for itself. */
struct catalogue {
    enum language language;
    struct span mo;
    uint32_t count;
    uint32_t originals;    /* offset of the table of message ids */
    uint32_t translations; /* offset of the table of translations */
};

/* Marks a text for the catalogue where no translation can happen yet (static tables). */
#define N_(msgid) msgid

/*
 * Checks the bytes of a .mo file completely (every offset, NUL, order of ids, plural formula
 * "nplurals=2; plural=(n != 1)") and sets *catalogue_out, which borrows `mo`. STATUS_INVALID
 * otherwise.
 */
MUST_CHECK enum status catalogue_parse(
    struct span mo, enum language language, struct catalogue *catalogue_out);

/* The translation, or `msgid` itself when the catalogue has none. Never NULL, NUL-terminated. */
const char *tr(const struct catalogue *catalogue, const char *msgid);

/* The form for `count` things; `one` and `many` are the English forms. */
const char *tr_plural(
    const struct catalogue *catalogue, const char *one, const char *many, int64_t count);

/* "da", "en". */
const char *language_code(enum language language);

/* STATUS_NOT_FOUND for another code. */
MUST_CHECK enum status language_from_code(struct span code, enum language *language_out);

/*
 * The language of a request: the cookie "language", then the first language of Accept-Language
 * that we have (by its q value), then `fallback`.
 */
enum language language_choose(const struct http_request *request, enum language fallback);

#endif
