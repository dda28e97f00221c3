/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * log_mirror.h - a folder of the log's files, or a copy of one, read entry by entry and held to the
 * checkpoint that it shows: who puts entries back must know that they are the signed ones.
 */
#ifndef LEDGER_OPERATOR_LOG_MIRROR_H
#define LEDGER_OPERATOR_LOG_MIRROR_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/merkle.h"
#include "ledger/log/note.h"

#define LOG_MIRROR_KEYS_MAX 16

/* An earlier checkpoint of the folder, whose root was found to be the entries'. */
struct log_mirror_head {
    uint64_t size;
    struct span note; /* signed by a key of the log */
};

struct log_mirror {
    struct arena *arena; /* for the whole of it */
    const char *folder;
    struct note_verifier keys[LOG_MIRROR_KEYS_MAX]; /* of the log, that of now and former ones */
    size_t key_count;
    struct checkpoint checkpoint;  /* what the folder shows */
    struct log_mirror_head *heads; /* by size, those above `known`; the newest is the last */
    size_t head_count;
};

/* Told of each entry in the log's order; its bytes are borrowed until it returns. */
struct log_mirror_visitor {
    enum status (*visit)(
        void *context, uint64_t index, const struct digest *hash, struct span leaf);
    void *context;
};

/*
 * Reads what the folder shows and its earlier checkpoints above size `known`. The caller has set
 * arena, folder and keys. STATUS_NOT_FOUND: no checkpoint, or a file is missing; STATUS_DENIED: by
 * none of the keys; STATUS_INVALID; *fault says which.
 */
MUST_CHECK enum status log_mirror_open(
    struct log_mirror *mirror, uint64_t known, struct fault *fault);

/*
 * Reads every entry; STATUS_CONFLICT when they do not lead to the root of a checkpoint, so that
 * nothing told before counts. A visitor's status ends it.
 */
MUST_CHECK enum status log_mirror_each(
    struct log_mirror *mirror, struct log_mirror_visitor visitor, struct fault *fault);

/* The numbers of the 256 entries from index * 256 on, fewer at the end; `numbers_out` has room for
 * TILE_WIDTH. STATUS_NOT_FOUND, STATUS_INVALID. */
MUST_CHECK enum status log_mirror_numbers(struct log_mirror *mirror, uint64_t index,
    uint64_t *numbers_out, size_t *count_out, struct fault *fault);

#endif
