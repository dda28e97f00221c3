/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * signing.h - what tilsagn-signer answers: its head, and a checkpoint signed once a proof shows
 * that the log has only grown since its last. Never another root for a signed size.
 */
#ifndef LEDGER_SIGNER_SIGNING_H
#define LEDGER_SIGNER_SIGNING_H

#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/add_checkpoint.h"
#include "ledger/log/ed25519.h"
#include "ledger/log/note.h"

/* Questions, in the frames of ledger/attest/frame.h. */
#define SIGNING_HEAD 'H' /* nothing: answered by the body of the last signed checkpoint */
#define SIGNING_KEY  'K' /* nothing: answered by the public key */
#define SIGNING_SIGN                                                                               \
    'C' /* "old N", hashes, an empty line, a checkpoint's body: answered by the signed note, or    \
         * refused by the protocol's status number */

struct signing {
    struct ed25519_key *key; /* owned */
    struct note_verifier log;
    const char *head_path;
    struct log_head head;
};

/*
 * Takes the key over; `origin` and `head_path` must outlive it. Without a file the log is empty,
 * but only with `first`: a lost file is not an empty log. STATUS_INVALID for an impossible origin
 * or a file of another log, STATUS_NOT_FOUND for a missing one, STATUS_UNAVAILABLE.
 */
MUST_CHECK enum status signing_open(struct signing *signing, struct span origin,
    struct ed25519_key *key, const char *head_path, bool first, struct fault *fault);
void signing_close(struct signing *signing);

/* Answers one question with one frame; the outcome of a signing is told, 0 for other questions. */
int signing_answer(struct signing *signing, char type, struct span content, struct buffer *out);

#endif
