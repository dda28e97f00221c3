/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * cosigning.h - asks the witnesses of a policy to cosign what was signed (C2SP tlog-witness), keeps
 * what they answer, and knows whether they are a quorum. The log goes on without them; what is
 * missing is told.
 */
#ifndef LEDGER_SEQUENCER_COSIGNING_H
#define LEDGER_SEQUENCER_COSIGNING_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/policy.h"
#include "ledger/sequencer/witness_answer.h"

struct tlog;

#define COSIGNING_WAIT_MS      2000 /* for all answers to one question */
#define COSIGNING_PAUSE_MAX_MS 60000
#define COSIGNING_URL_MAX      1024

struct cosigning_witness {
    char url[COSIGNING_URL_MAX]; /* of add-checkpoint; "": never asked */
    uint64_t old_size;           /* the last that it cosigned, as far as we know */
    uint64_t cosigned;           /* size of what it has cosigned since we began; 0: nothing */
    uint64_t told;               /* as of struct witness_said */
    enum witness_state state;
    int64_t not_before_ms; /* monotonic: one that failed is left alone for a while */
    int64_t pause_ms;
};

struct cosigning {
    struct buffer text; /* of the policy, which borrows from it */
    struct policy policy;
    int64_t number; /* of the policy in the database; 0: not there yet */
    struct cosigning_witness witnesses[POLICY_WITNESSES_MAX];
    int64_t wait_ms;
    uint64_t met; /* greatest size whose quorum was kept */
    bool missing; /* it has been told that the quorum is missing */
};

/*
 * Reads the policy file. STATUS_NOT_FOUND when it cannot be read, STATUS_INVALID with the line in
 * *fault, STATUS_LIMIT. cosigning_close() in any case.
 */
MUST_CHECK enum status cosigning_open(
    struct cosigning *cosigning, const char *path, struct fault *fault);
void cosigning_close(struct cosigning *cosigning);

/*
 * Asks every witness whose turn it is to cosign the head of `tlog`, whose signed note stands in the
 * database; keeps cosignatures, states and whether the quorum was met. *grown_out: something new
 * stands in the database. Statuses of the database; a witness's failure is none.
 * STATUS_CONFLICT when the policy names logs and this is none of them.
 */
MUST_CHECK enum status cosigning_ask(
    struct cosigning *cosigning, struct tlog *tlog, bool *grown_out, struct fault *fault);

/*
 * Whether a quorum says that it has cosigned another log than this one of `size`: more entries
 * (WITNESS_AHEAD), another root of the size (WITNESS_OTHER_ROOT), or a root that this log does not
 * begin with (WITNESS_INCONSISTENT). Then the database and the signer were both restored from an
 * old state, and maybe filled again; what comes next must not be signed nor shown. All three count
 * together: which of them a witness says depends only on how far the log was filled again when it
 * was asked. *told_out is the greatest size that one of them has cosigned.
 */
bool cosigning_denied(const struct cosigning *cosigning, uint64_t size, uint64_t *told_out);

/* The signed note of the head, with every cosignature that is kept, in the arena of `tlog`;
 * STATUS_NOT_FOUND: no signature of it by the log's key of now is kept. */
MUST_CHECK enum status cosigning_note(
    struct tlog *tlog, struct span *note_out, struct fault *fault);

#endif
