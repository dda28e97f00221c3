/* SPDX-License-Identifier: EUPL-1.2 */
/* trust.h - whose signatures count, and the signed checkpoints of the folder. */
#ifndef LEDGER_VERIFY_TRUST_H
#define LEDGER_VERIFY_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/log/note.h"
#include "ledger/log/policy.h"
#include "ledger/verify/finding.h"
#include "ledger/verify/options.h"

#define TRUST_ATTEST_MAX 64
#define TRUST_LOG_MAX    16

struct trust {
    struct note_verifier logs[TRUST_LOG_MAX]; /* the key of now, then those it replaced */
    size_t log_count;
    bool log_from_folder; /* a folder that names its own key proves less */
    struct note_verifier attest[TRUST_ATTEST_MAX];
    size_t attest_count;
    bool attest_from_folder;
    bool has_policy;
    struct policy policy;
};

/* Texts live in the arena. All keys of the log have one name. STATUS_INVALID or STATUS_NOT_FOUND
 * with the reason in *fault. */
MUST_CHECK enum status trust_read(struct arena *arena, const struct verify_options *options,
    struct trust *trust_out, struct fault *fault);

struct head {
    uint64_t size;
    struct digest root;
    int64_t cosigned_s; /* earliest cosignature once there is a quorum; -1: not witnessed */
};

/* In the order of their sizes. */
struct heads {
    struct buffer rows; /* of struct head */
    size_t count;
    uint64_t verified; /* size of the checkpoint that was verified before; 0: none */
};

const struct head *heads_at(const struct heads *heads, size_t i);
void heads_free(struct heads *heads);

/*
 * Reads `checkpoint`, which the key of now must have signed, and every file of `checkpoints/`,
 * which any of the log's keys may have, also options->verified, and says what is wrong with them.
 * Without a single good one STATUS_NOT_FOUND. STATUS_UNAVAILABLE: the folder cannot be read.
 * STATUS_LIMIT.
 */
MUST_CHECK enum status heads_read(const struct verify_options *options, const struct trust *trust,
    struct heads *heads_out, struct findings *findings);

#endif
