/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_proof.h - the proof of a receipt's entry as text, for pages and API. */
#ifndef FCGI_RECEIPT_PROOF_H
#define FCGI_RECEIPT_PROOF_H

#include "fcgi/exchange.h"

/*
 * The proof (C2SP tlog-proof) that the entry of READ_RECEIPT's document stands in the log, with the
 * signed receipt `note` inside it when one is given; in the arena. STATUS_NOT_FOUND while no signed
 * checkpoint covers the entry; else as exchange_read().
 */
MUST_CHECK enum status receipt_proof(
    struct exchange *x, const struct json *document, struct span note, struct span *text_out);

#endif
