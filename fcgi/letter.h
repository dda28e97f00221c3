/* SPDX-License-Identifier: EUPL-1.2 */
/* letter.h - letters of the record: the words of a page, sent as a PDF. For pages and API. */
#ifndef FCGI_LETTER_H
#define FCGI_LETTER_H

#include "fcgi/exchange.h"

/* What a PDF says beside the markup that was rendered with page_view(). */
struct letter {
    struct span title;
    const char *name; /* of the file: "tilsagn-<name>-<number>.pdf" */
    int64_t number;
    int64_t entry;         /* whose hash stands on each page */
    struct span leaf_hash; /* hex */
    int64_t at_us;         /* of the entry */
    struct span proof;     /* the tlog-proof that is put into the file; empty: none yet */
};

/*
 * Sends what x->page holds as a tagged PDF with its ETag, or 304: the same letter gives the same
 * bytes. STATUS_LIMIT, STATUS_UNAVAILABLE and STATUS_INTERNAL as pdf_write().
 */
MUST_CHECK enum status letter_send(struct exchange *x, const struct letter *letter);

/* The letter of an award, as read. */
struct award_letter {
    const struct json *document; /* of READ_AWARD_LETTER */
    struct span text;            /* the same as text */
    struct span proof;           /* empty until a signed checkpoint covers the entry */
    struct span check;           /* the public page that checks proofs */
};

/* That of the route's parameter `application`. STATUS_NOT_FOUND without an award; else as read. */
MUST_CHECK enum status award_letter_read(struct exchange *x, struct award_letter *letter_out);

/* Sends it as a PDF. */
MUST_CHECK enum status award_letter_send(struct exchange *x, const struct award_letter *letter);

/* Sends its proof alone. STATUS_NOT_FOUND while there is none. */
MUST_CHECK enum status award_letter_send_proof(
    struct exchange *x, const struct award_letter *letter);

#endif
