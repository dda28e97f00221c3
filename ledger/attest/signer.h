/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * signer.h - what tilsagn-attest signs: requests of the audience that asks, and receipts of entries
 * whose requests it attested. Each is read strictly and written anew before it is signed; nothing
 * is signed as it came.
 */
#ifndef LEDGER_ATTEST_SIGNER_H
#define LEDGER_ATTEST_SIGNER_H

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/ed25519.h"
#include "ledger/log/note.h"

#define SIGNER_KNOWN_MAX 8
#define SIGNER_AHEAD_US  INT64_C(120000000) /* by how much a record's clock may be ahead of ours */

struct signer {
    struct ed25519_key *key;
    struct note_verifier verifier; /* name and public key */
    /* Whose attestations count like our own: the portal's other hosts, our keys before this one. */
    struct note_verifier known[SIGNER_KNOWN_MAX];
    size_t known_count;
    bool simulated_clock; /* the database's: demonstration and tests only */
};

/* `name` must outlive the signer. Takes `key` over. STATUS_INVALID for an impossible name. */
MUST_CHECK enum status signer_init(
    struct signer *signer, struct span name, struct ed25519_key *key);

/*
 * Adds a known key, "name+id+key" of the same name, or of one that the log had before it was begun
 * anew ("X" of "X/2"). STATUS_INVALID when it is none or of another name, STATUS_LIMIT beyond
 * SIGNER_KNOWN_MAX.
 */
MUST_CHECK enum status signer_know(struct signer *signer, struct span vkey);

/* Frees the key. */
void signer_free(struct signer *signer);

/* What a question came to; for counters and the log. */
enum signer_outcome {
    SIGNER_ATTESTED,
    SIGNER_RECEIPT,
    SIGNER_KEY,
    SIGNER_NO_REQUEST,      /* the request is not one */
    SIGNER_OTHER_AUDIENCE,  /* a request of another audience than the socket's */
    SIGNER_NO_RECORD,       /* what a receipt was asked for is no entry's record */
    SIGNER_NOT_ATTESTED,    /* its request was not attested here */
    SIGNER_NOT_AS_ATTESTED, /* it was, but the record says otherwise than the request */
    SIGNER_UNKNOWN_QUESTION,
};

/*
 * Answers one question of `audience` (of the socket) with one frame into `out`. The applicants'
 * pool is the one that strangers' bytes reach first: it gets receipts of its own acts only, and so
 * does each of the others.
 */
enum signer_outcome signer_answer(const struct signer *signer, struct arena *arena,
    const char *audience, char type, struct span content, struct buffer *out);

/* For the log; static. */
const char *signer_outcome_name(enum signer_outcome outcome);

#endif
