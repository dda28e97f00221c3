/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * anew.h - a log that goes on from what was left of another, whose signed end is lost. Its first
 * entry says so; a log like this is never called whole, whatever else is right.
 */
#ifndef LEDGER_VERIFY_ANEW_H
#define LEDGER_VERIFY_ANEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/log/leaf.h"
#include "ledger/log/merkle.h"
#include "ledger/log/note.h"
#include "ledger/verify/finding.h"

#define ANEW_EXIT       22 /* the program's exit code when nothing but a discontinuity is found */
#define ANEW_MAX        8
#define ANEW_HUMANS     2 /* must have confirmed it */
#define ANEW_REASON_MAX 8192

/* What one such entry says. */
struct discontinuity {
    char origin[NOTE_NAME_LEN_MAX + 1]; /* of the log that goes on */
    char former[NOTE_NAME_LEN_MAX + 1]; /* of the one that ended */
    char reason[ANEW_REASON_MAX];
    uint64_t signed_size; /* of the former log, as far as anybody knew */
    uint64_t left_size;   /* of its entries, which follow in their order */
    struct digest left_root;
    struct digest signed_root;
    bool head_signed; /* the operator saw a signature of the log over it */
    uint64_t waiting; /* entries behind those that had not been logged yet */
    int64_t at_us;
    char proposal[DIGEST_HEX_LEN + 1]; /* SHA-256 of what administrators confirmed */
    int64_t humans[ANEW_HUMANS];       /* who did, in entries that are older; 0: nobody yet */
    struct merkle_frontier left;       /* of those that followed so far */
};

/* They stand at the beginning, the newest first. */
struct anew {
    struct discontinuity kept[ANEW_MAX];
    size_t count;
    bool carried_over; /* an entry younger than the newest was met behind what was left */
};

/*
 * Takes entry `index`, a begin_log of the log `name`; NULL, or what is wrong with it (static
 * English): then nothing was taken.
 */
const char *anew_take(struct anew *anew, uint64_t index, const struct leaf *leaf, struct span name);

/* The logged hash of entry `index`, in order: what was left must lead to the root that was left. */
void anew_follow(
    struct anew *anew, uint64_t index, const struct digest *hash, struct findings *findings);

/*
 * Whether entry `index` comes from the former log, whose cosignatures it was under: it is one of
 * those that were left or, with no younger one before it, one of those that waited.
 */
bool anew_carried(const struct anew *anew, uint64_t index, int64_t at_us);

/* Entry `index`, in order, whose request is attested: it may end what waited, or confirm a
 * beginning. */
void anew_entry(struct anew *anew, struct arena *scratch, uint64_t index, const struct leaf *leaf);

/* How many administrators confirmed it. */
unsigned anew_confirmed(const struct discontinuity *one);

/* How many beginnings are younger: what was recorded then was of the log before the last of them,
 * whose leaf 0 stands at that place. */
size_t anew_before(const struct anew *anew, int64_t at_us);

/* Whether all that was left has followed by now. */
bool anew_complete(const struct anew *anew);

/* Whether a log of `size` entries has all that was left and all that waited. */
bool anew_followed(const struct anew *anew, uint64_t size);

#endif
