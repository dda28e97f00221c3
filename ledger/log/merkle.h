/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * merkle.h - the Merkle tree of RFC 6962 (2.1) over SHA-256: hashes, growing, proofs made and
 * checked. It holds no tree: where hashes are kept is the caller's (struct merkle_source).
 */
#ifndef LEDGER_LOG_MERKLE_H
#define LEDGER_LOG_MERKLE_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define MERKLE_LEVELS    63 /* sizes are at most INT64_MAX, so this many levels exist */
#define MERKLE_PROOF_MAX 64 /* hashes of the longest proof */

/* SHA-256(0x00 || entry). */
struct digest merkle_leaf_hash(struct span entry);

/* SHA-256(0x01 || left || right). */
struct digest merkle_node_hash(const struct digest *left, const struct digest *right);

/*
 * The right edge of a tree: all that is needed to append. Bit l of `size` tells whether peaks[l],
 * the hash of a complete subtree of 2^l leaves, counts.
 */
struct merkle_frontier {
    uint64_t size;
    struct digest peaks[MERKLE_LEVELS];
};

/* Told of every complete subtree's hash as it comes to be; level 0 are the leaves. May be NULL. */
typedef void merkle_listener(
    void *context, unsigned level, uint64_t index, const struct digest *hash);

/* Appends one leaf. An empty tree is a frontier of size 0. */
void merkle_append(struct merkle_frontier *frontier, const struct digest *leaf,
    merkle_listener *listener, void *context);

/* The root; SHA-256 of nothing for the empty tree. */
struct digest merkle_root(const struct merkle_frontier *frontier);

/* Where proofs are made from. */
struct merkle_source {
    /*
     * Sets *hash_out to the hash of the complete subtree of leaves index * 2^level …
     * (index + 1) * 2^level - 1. Any status; a failure is passed on.
     */
    enum status (*read)(void *context, unsigned level, uint64_t index, struct digest *hash_out);
    void *context;
};

struct merkle_proof {
    size_t count;
    struct digest hashes[MERKLE_PROOF_MAX];
};

/* Hash of the leaves begin … end - 1 of a tree, as a subtree; begin < end. The source's status. */
MUST_CHECK enum status merkle_range(
    const struct merkle_source *source, uint64_t begin, uint64_t end, struct digest *hash_out);

/* The frontier of the first `size` leaves. The source's status. */
MUST_CHECK enum status merkle_frontier_read(
    const struct merkle_source *source, uint64_t size, struct merkle_frontier *frontier_out);

/* RFC 6962 2.1.1. STATUS_NOT_FOUND unless index < size, else the source's status. */
MUST_CHECK enum status merkle_inclusion(const struct merkle_source *source, uint64_t index,
    uint64_t size, struct merkle_proof *proof_out);

/*
 * RFC 6962 2.1.2; empty when the sizes are equal or the old one is 0. STATUS_NOT_FOUND unless
 * old_size <= size, else the source's status.
 */
MUST_CHECK enum status merkle_consistency(const struct merkle_source *source, uint64_t old_size,
    uint64_t size, struct merkle_proof *proof_out);

/* Whether the proof shows the leaf in the tree. STATUS_INVALID: the proof's length or the index
 * does not fit the size. STATUS_DENIED: it leads to another root. */
MUST_CHECK enum status merkle_inclusion_check(const struct digest *leaf, uint64_t index,
    uint64_t size, const struct merkle_proof *proof, const struct digest *root);

/*
 * Whether the new tree begins with the old one. STATUS_INVALID: the sizes or the proof's length do
 * not fit, also for an old size of 0 with a new one above (it proves nothing: callers decide that
 * themselves). STATUS_DENIED: it leads to another old or new root.
 */
MUST_CHECK enum status merkle_consistency_check(uint64_t old_size, const struct digest *old_root,
    uint64_t size, const struct digest *root, const struct merkle_proof *proof);

#endif
