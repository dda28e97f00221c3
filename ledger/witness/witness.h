/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * witness.h - a witness of logs (C2SP tlog-witness): cosigns a log's checkpoint once a proof shows
 * that the log has only grown since the last that it cosigned, which it keeps on disk.
 */
#ifndef LEDGER_WITNESS_WITNESS_H
#define LEDGER_WITNESS_WITNESS_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/add_checkpoint.h"
#include "ledger/log/ed25519.h"
#include "ledger/log/note.h"

#define WITNESS_LOGS_MAX     32
#define WITNESS_PATH_MAX     3900
#define WITNESS_NOT_KEPT     500 /* the head could not be put on disk: nothing is signed */
#define WITNESS_ANSWER_MAX   1024
#define WITNESS_TEXT_LEN_MAX 65536 /* of the file of logs */

struct witness_log {
    struct note_verifier key;
    struct log_head head;
    char path[WITNESS_PATH_MAX + 80]; /* of the head's file */
};

struct witness {
    struct ed25519_key *key; /* owned */
    struct span name;
    struct witness_log logs[WITNESS_LOGS_MAX];
    size_t log_count;
    int lock; /* file descriptor */
};

/* What a witness is opened with; all of it outlives the witness. */
struct witness_setup {
    struct span name;
    struct ed25519_key *key; /* taken over */
    struct span logs;        /* public keys, one a line; empty lines and "#" comments */
    const char *folder;      /* of the heads, one file for each log */
    bool first;              /* a log without a file begins as an empty one */
};

/*
 * Takes the folder for itself and reads every head. STATUS_INVALID for an impossible name, a line
 * that is no key, no key at all, or a file of another log; STATUS_NOT_FOUND for a missing file
 * without `first`: a head that is lost is not an empty log; STATUS_CONFLICT when another witness
 * works in the folder; STATUS_LIMIT, STATUS_UNAVAILABLE. witness_close() in any case.
 */
MUST_CHECK enum status witness_open(
    struct witness *witness, const struct witness_setup *setup, struct fault *fault);
void witness_close(struct witness *witness);

/*
 * Answers an add-checkpoint request's text at `time_s`: writes the body and returns the status of
 * HTTP. The new head is on disk before the cosignature exists. *size_out (may be NULL) is what was
 * cosigned, else the head's size.
 */
int witness_answer(struct witness *witness, struct span text, int64_t time_s, struct buffer *out,
    uint64_t *size_out);

#endif
