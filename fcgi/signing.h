/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * signing.h - acts that need the person's own signature, in two steps: the request as it is to be
 * signed is kept, and a signature file over exactly these bytes performs it.
 */
#ifndef FCGI_SIGNING_H
#define FCGI_SIGNING_H

#include "fcgi/exchange.h"

/* Where a person of each pool signs. */
#define SIGNING_PAGE_AGENCY  "/agency/signatures/%s"
#define SIGNING_PAGE_GRANTEE "/signatures/%s"

/*
 * Keeps the request of `call` (refused with LG410) for its person and sets x->pending; the fault
 * stays LG410 and its detail names the number. STATUS_DENIED then.
 */
MUST_CHECK enum status signing_prepare(struct exchange *x, const struct act_call *call);

/* The document of {pending}: STATUS_NOT_FOUND for another person's, or one that is gone. */
MUST_CHECK enum status signing_read(struct exchange *x, const struct json **document_out);

/*
 * Checks the file against the kept bytes and the logged-in person, keeps the evidence, performs the
 * act. STATUS_INVALID with LG102 and a violation of "signature" when the file is refused, and then
 * nothing is recorded; STATUS_CONFLICT with LG503 when the request expired; else as exchange_act().
 */
MUST_CHECK enum status signing_perform(
    struct exchange *x, const struct json *document, struct span cms, struct act_reply *reply_out);

#endif
