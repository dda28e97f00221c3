/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * receipt_file.h - what the holder of a receipt has on disk, in a mail or on paper: the signed
 * receipt, a proof that its entry stands in the log (C2SP tlog-proof), or both; and what can be
 * said of it with keys alone.
 */
#ifndef LEDGER_LOG_RECEIPT_FILE_H
#define LEDGER_LOG_RECEIPT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/policy.h"
#include "ledger/log/receipt_body.h"
#include "ledger/log/tlog_proof.h"

#define RECEIPT_FILE_LEN_MAX 65536

struct receipt_file {
    struct span note; /* the signed receipt; empty: none came */
    bool has_proof;
    struct tlog_proof proof;
};

/* Writes a proof that carries the signed receipt as its extra data; an empty note: without. */
void receipt_file_put(struct buffer *out, const struct tlog_proof *proof, struct span note);

/*
 * Reads a receipt, a proof (with or without a receipt in it), or a receipt and a proof behind it;
 * texts live in the arena. Line ends as a browser's form makes them, a missing last one, and white
 * space around are forgiven: what is pasted has them. STATUS_INVALID: it is none of these, or a
 * part of it is broken; STATUS_LIMIT: too long, or the arena is full.
 */
MUST_CHECK enum status receipt_file_read(
    struct arena *arena, struct span text, struct receipt_file *file_out);

/* Public keys to judge by; borrowed. */
struct receipt_keys {
    const struct note_verifier *attest; /* of the portal hosts, who sign receipts */
    size_t attest_count;
    const struct note_verifier *logs; /* of the log, of now and earlier */
    size_t log_count;
    const struct policy *policy; /* NULL: no witness is known */
};

struct receipt_cosignature {
    struct span name;
    int64_t time_s;
};

/* What the file shows by itself. A part that is not there, or not good, keeps its zeroes. */
struct receipt_findings {
    enum status signature;    /* of the receipt: OK, DENIED (unknown key), INVALID (wrong);
                                 NOT_FOUND: no receipt */
    struct receipt_body body; /* with signature OK */
    enum status checkpoint;   /* of the proof's checkpoint, likewise; NOT_FOUND: no proof */
    struct checkpoint head;   /* with checkpoint OK */
    enum status inclusion;    /* with both: OK, else DENIED or INVALID; NOT_FOUND: not both */
    struct receipt_cosignature cosignatures[POLICY_WITNESSES_MAX];
    size_t cosignature_count;
    bool wrong_cosignature; /* a witness's line that is not its signature */
    bool quorum;            /* of the policy, by the good ones; false without a policy */
};

void receipt_file_judge(const struct receipt_file *file, const struct receipt_keys *keys,
    struct receipt_findings *findings_out);

/*
 * Whether `leaf` stands at the file's index under its checkpoint, which was found good. Statuses as
 * merkle_inclusion_check().
 */
MUST_CHECK enum status receipt_file_include(const struct receipt_file *file,
    const struct receipt_findings *findings, const struct digest *leaf);

#endif
