/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * receipt.h - the signed receipt of an entry: the portal host's promise that it will be in the log,
 * which holds without asking us again. The same entry always gives the same bytes.
 */
#ifndef LEDGER_RECEIPT_H
#define LEDGER_RECEIPT_H

#include "ledger/acts.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/*
 * The receipt of what an act answered (its entry and leaf), as a signed note in the arena. The
 * attest process reads the record itself and signs only for a request that it attested for this
 * audience. STATUS_UNAVAILABLE when it does not answer: the entry is recorded all the same, and
 * asking later gives the receipt. STATUS_INTERNAL when it refuses.
 */
MUST_CHECK enum status receipt_issue(struct service *service, struct arena *arena,
    const struct act_reply *reply, struct span *receipt_out, struct fault *fault);

/*
 * The same for READ_RECEIPT's document. STATUS_NOT_FOUND when it has no `leaf`: the entry's request
 * was another audience's, whose people have the receipt.
 */
MUST_CHECK enum status receipt_of_document(struct service *service, struct arena *arena,
    const struct json *document, struct span *receipt_out, struct fault *fault);

/*
 * Whether `receipt` is one of ours: the form, and the signature by `vkey` (what tilsagn-attest
 * --public-key prints). STATUS_INVALID when it is not a receipt or vkey no key, STATUS_DENIED when
 * it is not signed by that key.
 */
MUST_CHECK enum status receipt_verify(struct span receipt, struct span vkey);

#endif
