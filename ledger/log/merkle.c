/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/merkle.h"

#include <stdbool.h>
#include <string.h>

static struct digest hash_of(struct span head, struct span body)
{
    struct digest_stream *stream = digest_begin();
    ensure(stream != NULL);
    digest_add(stream, head);
    digest_add(stream, body);
    return digest_end(stream);
}

struct digest merkle_leaf_hash(struct span entry)
{
    return hash_of((struct span){.data = "\0", .len = 1}, entry);
}

struct digest merkle_node_hash(const struct digest *left, const struct digest *right)
{
    char bytes[1 + 2 * DIGEST_LEN] = {1};
    (void)memcpy(bytes + 1, left->bytes, DIGEST_LEN);
    (void)memcpy(bytes + 1 + DIGEST_LEN, right->bytes, DIGEST_LEN);
    return digest_of((struct span){.data = bytes, .len = sizeof(bytes)});
}

void merkle_append(struct merkle_frontier *frontier, const struct digest *leaf,
    merkle_listener *listener, void *context)
{
    ensure(frontier->size < INT64_MAX);
    struct digest hash = *leaf;
    uint64_t index = frontier->size;
    unsigned level = 0;
    for (;; level++, index >>= 1U) {
        if (listener != NULL) {
            listener(context, level, index, &hash);
        }
        if ((frontier->size >> level & 1U) == 0) {
            break;
        }
        hash = merkle_node_hash(&frontier->peaks[level], &hash);
    }
    frontier->peaks[level] = hash;
    frontier->size++;
}

struct digest merkle_root(const struct merkle_frontier *frontier)
{
    struct digest root;
    bool any = false;
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if ((frontier->size >> level & 1U) != 0) {
            root = any ? merkle_node_hash(&frontier->peaks[level], &root) : frontier->peaks[level];
            any = true;
        }
    }
    return any ? root : digest_of((struct span){.data = "", .len = 0});
}

/* The greatest power of two below `count`, as an exponent; count > 1. */
static unsigned split_of(uint64_t count)
{
    unsigned level = 0;
    while ((UINT64_C(2) << level) < count) {
        level++;
    }
    return level;
}

enum status merkle_range(
    const struct merkle_source *source, uint64_t begin, uint64_t end, struct digest *hash_out)
{
    ensure(begin < end && end <= INT64_MAX);
    /* The complete subtrees from left to right are the bits of the count, greatest first. */
    struct digest parts[MERKLE_LEVELS];
    size_t count = 0;
    for (unsigned level = MERKLE_LEVELS; level-- > 0;) {
        if (((end - begin) >> level & 1U) == 0) {
            continue;
        }
        ensure(begin % (UINT64_C(1) << level) == 0);
        enum status status = source->read(source->context, level, begin >> level, &parts[count++]);
        if (status != STATUS_OK) {
            return status;
        }
        begin += UINT64_C(1) << level;
    }
    struct digest hash = parts[--count];
    while (count > 0) {
        hash = merkle_node_hash(&parts[--count], &hash);
    }
    *hash_out = hash;
    return STATUS_OK;
}

enum status merkle_frontier_read(
    const struct merkle_source *source, uint64_t size, struct merkle_frontier *frontier_out)
{
    ensure(size <= INT64_MAX);
    struct merkle_frontier frontier = {.size = size};
    uint64_t begin = 0;
    for (unsigned level = MERKLE_LEVELS; level-- > 0;) {
        if ((size >> level & 1U) == 0) {
            continue;
        }
        enum status status =
            source->read(source->context, level, begin >> level, &frontier.peaks[level]);
        if (status != STATUS_OK) {
            return status;
        }
        begin += UINT64_C(1) << level;
    }
    *frontier_out = frontier;
    return STATUS_OK;
}

/* Proofs are collected from the root down and stand from the leaf up. */
static void reverse(struct merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct digest other = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = proof->hashes[i];
        proof->hashes[i] = other;
    }
}

static enum status collect(
    const struct merkle_source *source, uint64_t begin, uint64_t end, struct merkle_proof *proof)
{
    ensure(proof->count < MERKLE_PROOF_MAX);
    return merkle_range(source, begin, end, &proof->hashes[proof->count++]);
}

enum status merkle_inclusion(const struct merkle_source *source, uint64_t index, uint64_t size,
    struct merkle_proof *proof_out)
{
    ensure(size <= INT64_MAX);
    if (index >= size) {
        return STATUS_NOT_FOUND;
    }
    struct merkle_proof proof = {.count = 0};
    uint64_t begin = 0;
    for (uint64_t end = size; end - begin > 1;) {
        uint64_t middle = begin + (UINT64_C(1) << split_of(end - begin));
        bool left = index < middle;
        enum status status =
            left ? collect(source, middle, end, &proof) : collect(source, begin, middle, &proof);
        if (status != STATUS_OK) {
            return status;
        }
        begin = left ? begin : middle;
        end = left ? middle : end;
    }
    reverse(&proof);
    *proof_out = proof;
    return STATUS_OK;
}

enum status merkle_consistency(const struct merkle_source *source, uint64_t old_size, uint64_t size,
    struct merkle_proof *proof_out)
{
    ensure(size <= INT64_MAX);
    if (old_size > size) {
        return STATUS_NOT_FOUND;
    }
    struct merkle_proof proof = {.count = 0};
    uint64_t begin = 0;
    uint64_t end = size;
    while (old_size != 0 && end != old_size) {
        uint64_t middle = begin + (UINT64_C(1) << split_of(end - begin));
        bool left = old_size <= middle;
        enum status status =
            left ? collect(source, middle, end, &proof) : collect(source, begin, middle, &proof);
        if (status != STATUS_OK) {
            return status;
        }
        begin = left ? begin : middle;
        end = left ? middle : end;
    }
    /* The old tree's own last part, unless it is the whole old tree, whose root is known. */
    if (begin != 0) {
        enum status status = collect(source, begin, end, &proof);
        if (status != STATUS_OK) {
            return status;
        }
    }
    reverse(&proof);
    *proof_out = proof;
    return STATUS_OK;
}

static enum status same(const struct digest *computed, const struct digest *expected)
{
    return memcmp(computed->bytes, expected->bytes, DIGEST_LEN) == 0 ? STATUS_OK : STATUS_DENIED;
}

/* RFC 9162, 2.1.3.2. */
enum status merkle_inclusion_check(const struct digest *leaf, uint64_t index, uint64_t size,
    const struct merkle_proof *proof, const struct digest *root)
{
    ensure(proof->count <= MERKLE_PROOF_MAX);
    if (index >= size) {
        return STATUS_INVALID;
    }
    uint64_t at = index;
    uint64_t last = size - 1;
    struct digest hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0) {
            return STATUS_INVALID;
        }
        if ((at & 1U) != 0 || at == last) {
            hash = merkle_node_hash(&proof->hashes[i], &hash);
            while ((at & 1U) == 0 && at != 0) {
                at >>= 1U;
                last >>= 1U;
            }
        } else {
            hash = merkle_node_hash(&hash, &proof->hashes[i]);
        }
        at >>= 1U;
        last >>= 1U;
    }
    return last == 0 ? same(&hash, root) : STATUS_INVALID;
}

/* RFC 9162, 2.1.4.2, for 0 < old_size < size. */
static enum status grown_check(uint64_t old_size, const struct digest *old_root, uint64_t size,
    const struct digest *root, const struct merkle_proof *proof)
{
    uint64_t at = old_size - 1;
    uint64_t last = size - 1;
    for (; (at & 1U) != 0; at >>= 1U) {
        last >>= 1U;
    }
    /* A complete old tree is its own first hash. */
    bool whole = at == 0;
    if (!whole && proof->count == 0) {
        return STATUS_INVALID;
    }
    struct digest old_hash = whole ? *old_root : proof->hashes[0];
    struct digest hash = old_hash;
    for (size_t i = whole ? 0 : 1; i < proof->count; i++) {
        if (last == 0) {
            return STATUS_INVALID;
        }
        if ((at & 1U) != 0 || at == last) {
            old_hash = merkle_node_hash(&proof->hashes[i], &old_hash);
            hash = merkle_node_hash(&proof->hashes[i], &hash);
            while ((at & 1U) == 0 && at != 0) {
                at >>= 1U;
                last >>= 1U;
            }
        } else {
            hash = merkle_node_hash(&hash, &proof->hashes[i]);
        }
        at >>= 1U;
        last >>= 1U;
    }
    if (last != 0) {
        return STATUS_INVALID;
    }
    return same(&old_hash, old_root) == STATUS_OK ? same(&hash, root) : STATUS_DENIED;
}

enum status merkle_consistency_check(uint64_t old_size, const struct digest *old_root,
    uint64_t size, const struct digest *root, const struct merkle_proof *proof)
{
    ensure(proof->count <= MERKLE_PROOF_MAX);
    if (old_size == size) {
        return proof->count == 0 ? same(old_root, root) : STATUS_INVALID;
    }
    if (old_size == 0 || old_size > size) {
        return STATUS_INVALID;
    }
    return grown_check(old_size, old_root, size, root, proof);
}
