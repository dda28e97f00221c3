/* SPDX-License-Identifier: EUPL-1.2 */
/* register.h - changes of the register that an administrator puts up for another to confirm. */
#ifndef FCGI_PAGES_REGISTER_H
#define FCGI_PAGES_REGISTER_H

#include "fcgi/exchange.h"
#include "ledger/base/buffer.h"
#include "ledger/base/json.h"

enum register_part { REGISTER_ORGANISATION, REGISTER_PERSON, REGISTER_CHANGE };

/* A register document that says one thing. */
struct register_document {
    struct buffer text;
    struct json_writer json; /* inside the one object */
    enum register_part part;
};

/* Opens the object; register_put_up() or register_end() gives its memory back. */
void register_begin(struct register_document *document, enum register_part part);
void register_end(struct register_document *document);

/*
 * Closes the document and proposes it with the form's idempotency key; then leads to the proposal.
 * STATUS_INVALID with the violations as errors of x->form, at the fields of the one object, so that
 * the page can be shown again; else as enrol_propose(). Always ends `document`.
 */
MUST_CHECK enum status register_put_up(
    struct exchange *x, struct register_document *document, struct span subject, struct span title);

#endif
