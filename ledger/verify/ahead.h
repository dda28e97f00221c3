/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * ahead.h - the portal hosts' signatures over the entries of a bundle, checked by threads before
 * the pass comes to them: each costs a hundred times what hashing the entry does, and depends on
 * nothing but the entry. Two bundles at most are held at once.
 */
#ifndef LEDGER_VERIFY_AHEAD_H
#define LEDGER_VERIFY_AHEAD_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/log/attested.h"
#include "ledger/log/tile.h"
#include "ledger/verify/trust.h"

#define AHEAD_THREADS_MAX 16

struct ahead;

/* `threads` of them, 1 … AHEAD_THREADS_MAX; fewer when the system gives fewer, but one. The caller
 * closes. STATUS_INTERNAL without memory or thread. */
MUST_CHECK enum status ahead_open(
    const struct trust *trust, unsigned threads, struct ahead **ahead_out);
void ahead_close(struct ahead *ahead);

/*
 * The place of bundle `bundle`, which the pass fills and hands over with ahead_begin(): that of two
 * before it, whose entries were all taken and are borrowed until now.
 */
struct buffer *ahead_place(struct ahead *ahead, uint64_t bundle);

/* Begins to check its entries, but not the first `skip`. */
void ahead_begin(struct ahead *ahead, uint64_t bundle, unsigned skip);

/*
 * Entry `n` (below TILE_WIDTH) of a bundle that was begun: sets *entry_out, borrowed, and what its
 * check said, which means nothing for an entry that cannot be read or was skipped; waits for it.
 * STATUS_NOT_FOUND: the bundle does not hold it.
 */
MUST_CHECK enum status ahead_take(struct ahead *ahead, uint64_t bundle, unsigned n,
    struct span *entry_out, enum attested *attested_out);

#endif
