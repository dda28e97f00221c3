/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * checkpoint.h - what the log signs (C2SP tlog-checkpoint): origin, size and root, a line each,
 * then lines of extensions that say nothing to us.
 */
#ifndef LEDGER_LOG_CHECKPOINT_H
#define LEDGER_LOG_CHECKPOINT_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/note.h"

#define CHECKPOINT_BODY_LEN_MAX 4096 /* of a body that we read */

struct checkpoint {
    struct span origin; /* borrowed; a schema-less URL, the name of the log's key */
    uint64_t size;      /* 0 … INT64_MAX */
    struct digest root;
};

/* Writes the body, without extensions. */
void checkpoint_put(struct buffer *out, const struct checkpoint *checkpoint);

/*
 * Reads a body strictly; borrows the origin. STATUS_INVALID for anything else, also a root that is
 * no SHA-256 and an empty extension line; STATUS_LIMIT when it is too long.
 */
MUST_CHECK enum status checkpoint_parse(struct span body, struct checkpoint *checkpoint_out);

/*
 * Opens a signed checkpoint: the note's status, then checkpoint_parse()'s; STATUS_DENIED also when
 * its origin is not the name of the key that signed. `body_out` (may be NULL) is what was signed.
 */
MUST_CHECK enum status checkpoint_open(struct span note, const struct note_verifier *log,
    struct checkpoint *checkpoint_out, struct span *body_out);

#endif
