/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * signer.h - what tilsagn-attest signs: requests of the audience that asks, and receipts. Each is
 * read strictly and written anew before it is signed; nothing is signed as it came.
 */
#ifndef LEDGER_ATTEST_SIGNER_H
#define LEDGER_ATTEST_SIGNER_H

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/ed25519.h"
#include "ledger/log/note.h"

struct signer {
    struct ed25519_key *key;
    struct note_verifier verifier; /* name and public key */
};

/* `name` must outlive the signer. Takes `key` over. STATUS_INVALID for an impossible name. */
MUST_CHECK enum status signer_init(
    struct signer *signer, struct span name, struct ed25519_key *key);

/* Frees the key. */
void signer_free(struct signer *signer);

/* What a question came to; for counters and the log. */
enum signer_outcome {
    SIGNER_ATTESTED,
    SIGNER_RECEIPT,
    SIGNER_KEY,
    SIGNER_NO_REQUEST,     /* the request is not one */
    SIGNER_OTHER_AUDIENCE, /* a request of another audience than the socket's */
    SIGNER_NO_RECEIPT,     /* the receipt is not one, or of another origin */
    SIGNER_UNKNOWN_QUESTION,
};

/* Answers one question of `audience` (of the socket) with one frame into `out`. */
enum signer_outcome signer_answer(const struct signer *signer, struct arena *arena,
    const char *audience, char type, struct span content, struct buffer *out);

/* For the log; static. */
const char *signer_outcome_name(enum signer_outcome outcome);

#endif
