/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * tlog_proof.h - a proof that stands alone (C2SP tlog-proof): where an entry is in the log, the
 * hashes that lead to a root, and the signed checkpoint with that root.
 */
#ifndef LEDGER_LOG_TLOG_PROOF_H
#define LEDGER_LOG_TLOG_PROOF_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/merkle.h"
#include "ledger/log/note.h"

struct tlog_proof {
    struct span extra; /* base64 of what nobody signed; empty: none */
    uint64_t index;
    struct merkle_proof proof;
    struct span checkpoint; /* the signed note, verbatim */
};

void tlog_proof_put(struct buffer *out, const struct tlog_proof *proof);

/* Reads exactly that; borrows. STATUS_INVALID otherwise; the checkpoint itself is not looked at. */
MUST_CHECK enum status tlog_proof_parse(struct span text, struct tlog_proof *proof_out);

/*
 * Whether `proof` shows that `leaf` (a leaf hash) stands in the log whose key is `log`. Sets
 * *checkpoint_out (borrowed from the proof). STATUS_INVALID: the checkpoint is none, its signature
 * is wrong, or the proof does not fit its size; STATUS_DENIED: the checkpoint is another log's, or
 * the proof leads elsewhere.
 */
MUST_CHECK enum status tlog_proof_check(const struct tlog_proof *proof, const struct digest *leaf,
    const struct note_verifier *log, struct checkpoint *checkpoint_out);

#endif
