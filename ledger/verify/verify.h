/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * verify.h - one pass over the log of a folder, from its first entry to its last signed size. What
 * is held in memory depends on streams, accounts and checkpoints, not on entries.
 */
#ifndef LEDGER_VERIFY_VERIFY_H
#define LEDGER_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/status.h"
#include "ledger/log/attested.h"
#include "ledger/log/leaf.h"
#include "ledger/log/merkle.h"
#include "ledger/log/tile.h"
#include "ledger/verify/ahead.h"
#include "ledger/verify/anew.h"
#include "ledger/verify/decisions.h"
#include "ledger/verify/finding.h"
#include "ledger/verify/hosts.h"
#include "ledger/verify/options.h"
#include "ledger/verify/table.h"
#include "ledger/verify/trust.h"

struct former;

/* A file of hashes that was read. */
struct hash_tile {
    struct tile tile; /* width 0: none yet */
    bool present;
    uint8_t bytes[TILE_LEN];
};

/* Of the checkpoints: the last cosigned one of those that were passed, and the next. */
struct cosigned {
    size_t passed;             /* how many were looked at */
    const struct head *before; /* NULL: none of them */
    size_t behind;             /* heads->count: none */
};

struct verify {
    const struct verify_options *options;
    const struct trust *trust;
    const struct heads *heads;
    struct findings findings;
    struct arena *arena;               /* reset after each entry */
    uint64_t size;                     /* of the last checkpoint */
    uint64_t bytes;                    /* of all entries */
    uint64_t shown;                    /* entries of a dossier, of those that `size` counts */
    char own_accounts[TABLE_NAME_MAX]; /* a dossier's: only these are whole; "": all are */
    struct merkle_frontier frontier;   /* of the logged hashes, as the hash tiles give them */
    struct merkle_frontier entries;    /* of the entries' own, once they differ */
    bool differ;
    size_t next_head; /* first checkpoint not compared yet */
    struct cosigned cosigned;
    uint64_t good_size;   /* of the last checkpoint whose root was met */
    uint32_t root_under;  /* finding number from 1 that wrong roots are folded under */
    uint32_t lost_under;  /* finding number from 1 of an entry whose stream is not known */
    uint64_t lost_index;  /* of the last such entry */
    uint32_t money_under; /* finding number from 1 of an entry whose postings are not sure */
    struct table streams;
    struct table accounts;
    struct decisions decisions;
    struct merkle_frontier drawn[ANEW_MAX + 1]; /* of the last head that drew vouchers: of this log,
                                                 * and of each that it was begun anew from */
    struct anew anew;                           /* that its beginning says of logs before it */
    struct ahead *ahead;                        /* has the bundles */
    uint64_t bundles_begun;                     /* of them */
    enum attested attested;                     /* what was found of the entry that is looked at */
    struct hosts hosts;                         /* the keys that deployments recorded */
    bool simulated;                             /* the clock, as the last deployment says */
    uint64_t
        other_times; /* entries that came at another instant than was attested, rightly or not */
    struct hash_tile tiles[TILE_HEIGHT];
    const struct former *former; /* the folder of a log before it; NULL: nobody asked */
};

/* Told now and then how far it has come; may be NULL. */
typedef void verify_progress(uint64_t done, uint64_t size);

/* Begins; STATUS_INTERNAL without memory. The caller frees. */
MUST_CHECK enum status verify_begin(const struct verify_options *options, const struct trust *trust,
    const struct heads *heads, const struct findings *findings, struct verify **verify_out);
void verify_free(struct verify *verify);

/* The whole pass. STATUS_LIMIT: more streams and accounts than memory takes. */
MUST_CHECK enum status verify_run(struct verify *verify, verify_progress *progress);

/* Gives back what only a pass needs, before that over another folder: findings, balances and the
 * hash tiles remain. */
void verify_rest(struct verify *verify);

/*
 * One entry: form, attest as verify->attested says, chain, time, balances, decision. `hash` is its
 * leaf hash as logged; `changed` says that the bytes have another. STATUS_LIMIT as above.
 */
MUST_CHECK enum status verify_entry(struct verify *verify, uint64_t index, struct span bytes,
    const struct digest *hash, bool changed);

/* The hash at `index` of tile level `level` as the folder's file gives it; NULL: no such file.
 * The log's size has such a hash. */
const uint8_t *verify_tile_hash(struct verify *verify, unsigned level, uint64_t index);

#endif
