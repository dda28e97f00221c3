/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * add_checkpoint.h - asking for a cosignature (C2SP tlog-witness, add-checkpoint): the request, and
 * what a witness answers to it. Our signer is asked in the same words, so that it refuses exactly
 * what a witness would.
 */
#ifndef LEDGER_LOG_ADD_CHECKPOINT_H
#define LEDGER_LOG_ADD_CHECKPOINT_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/merkle.h"
#include "ledger/log/note.h"

struct add_checkpoint {
    uint64_t old_size;
    struct merkle_proof proof;
    struct span checkpoint; /* what follows the empty line, verbatim */
};

void add_checkpoint_put(struct buffer *out, const struct add_checkpoint *request);

/* Reads exactly that; borrows. STATUS_INVALID otherwise, also with more than 63 hashes. */
MUST_CHECK enum status add_checkpoint_parse(struct span text, struct add_checkpoint *request_out);

/* The last that was signed of a log; an empty tree before the first. */
struct log_head {
    uint64_t size;
    struct digest root;
};

/* HTTP status codes of the protocol. */
enum add_verdict {
    ADD_SIGN = 200,
    ADD_MALFORMED = 400, /* or old_size above the new one */
    ADD_BAD_SIGNATURE = 403,
    ADD_UNKNOWN_LOG = 404,
    ADD_CONFLICT = 409,     /* old_size is not the head's, or its root at the same size another */
    ADD_INCONSISTENT = 422, /* the proof is wrong */
};

/* Whether `next` may be signed after `head`, by the proof from old_size to it. */
enum add_verdict add_checkpoint_judge(const struct log_head *head, uint64_t old_size,
    const struct merkle_proof *proof, const struct log_head *next);

/*
 * What a witness that knows the log `log` and signed `head` last answers to a request's text. Sets
 * *body_out (what is to be cosigned, borrowed) and *next_out with ADD_SIGN only.
 */
enum add_verdict add_checkpoint_answer(struct span text, const struct note_verifier *log,
    const struct log_head *head, struct span *body_out, struct log_head *next_out);

#endif
