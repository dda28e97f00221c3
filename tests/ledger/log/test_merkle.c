/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The tree against the vectors of another implementation and against the definition of RFC 6962
 * written down naively; `TREES=all` proves every pair up to 1,024 leaves.
 */
#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

#include "ledger/log/line.h"
#include "ledger/log/merkle.h"
#include "tests/ledger/log/vectors.h"

#define LEAVES 1024

static struct arena *arena;
static struct digest leaves[LEAVES];

static void setup(void)
{
    arena = arena_create((size_t)64 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    for (size_t i = 0; i < LEAVES; i++) {
        leaves[i] = merkle_leaf_hash((struct span){.data = (const char *)&i, .len = sizeof(i)});
    }
}

static void teardown(void)
{
    arena_destroy(arena);
}

/* RFC 6962, 2.1, word for word. */
static struct digest naive_root(size_t begin, size_t end)
{
    if (begin == end) {
        return digest_of((struct span){.data = "", .len = 0});
    }
    if (end - begin == 1) {
        return leaves[begin];
    }
    size_t k = 1;
    while (2 * k < end - begin) {
        k *= 2;
    }
    struct digest left = naive_root(begin, begin + k);
    struct digest right = naive_root(begin + k, end);
    return merkle_node_hash(&left, &right);
}

static bool same(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_LEN) == 0;
}

/* Every complete subtree's hash, as a log would keep them. */
static struct digest kept[11][LEAVES];
static struct digest roots[LEAVES + 1];

static void keep(void *context, unsigned level, uint64_t index, const struct digest *hash)
{
    (void)context;
    kept[level][index] = *hash;
}

static enum status read_kept(void *context, unsigned level, uint64_t index, struct digest *hash_out)
{
    (void)context;
    ck_assert_uint_le((index + 1) << level, LEAVES);
    *hash_out = kept[level][index];
    return STATUS_OK;
}

static const struct merkle_source source = {.read = read_kept};

static void grow(void)
{
    struct merkle_frontier frontier = {.size = 0};
    roots[0] = merkle_root(&frontier);
    for (size_t i = 0; i < LEAVES; i++) {
        merkle_append(&frontier, &leaves[i], keep, NULL);
        roots[i + 1] = merkle_root(&frontier);
    }
}

static bool digest_take(const struct json *text, struct digest *digest_out)
{
    return text != NULL && text->kind == JSON_STRING && line_digest(text->string, digest_out);
}

/* The proof of a vector; false when a hash is no SHA-256. */
static bool proof_take(const struct json *json, struct merkle_proof *proof)
{
    proof->count = 0;
    for (const struct json *hash = json_list(json, "proof"); hash != NULL; hash = hash->next) {
        if (!digest_take(hash, &proof->hashes[proof->count++])) {
            return false;
        }
    }
    return true;
}

static bool number_take(const struct json *json, const char *name, uint64_t *number_out)
{
    int64_t number = -1;
    if (json_read_int(json, name, &number) != STATUS_OK || number < 0) {
        return false;
    }
    *number_out = (uint64_t)number;
    return true;
}

static bool inclusion_holds(const struct json *json)
{
    uint64_t index;
    uint64_t size;
    struct digest leaf;
    struct digest root;
    struct merkle_proof proof;
    return number_take(json, "leafIdx", &index) && number_take(json, "treeSize", &size)
           && digest_take(json_get(json, "leafHash"), &leaf)
           && digest_take(json_get(json, "root"), &root) && proof_take(json, &proof)
           && merkle_inclusion_check(&leaf, index, size, &proof, &root) == STATUS_OK;
}

static bool consistency_holds(const struct json *json)
{
    uint64_t old_size;
    uint64_t size;
    struct digest old_root;
    struct digest root;
    struct merkle_proof proof;
    return number_take(json, "size1", &old_size) && number_take(json, "size2", &size)
           && digest_take(json_get(json, "root1"), &old_root)
           && digest_take(json_get(json, "root2"), &root) && proof_take(json, &proof)
           && merkle_consistency_check(old_size, &old_root, size, &root, &proof) == STATUS_OK;
}

/* Walks a folder of vectors; adds up their number. */
static void walk(const char *path, bool (*holds)(const struct json *json), size_t *count)
{
    DIR *folder = opendir(path);
    ck_assert_msg(folder != NULL, "%s", path);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char *inner = arena_printf(arena, "%s/%s", path, entry->d_name);
        struct stat file;
        ck_assert_int_eq(stat(inner, &file), 0);
        if (S_ISDIR(file.st_mode)) {
            walk(inner, holds, count);
        } else if (strcmp(entry->d_name, "sizes-are-equal-one-and-proof-is-empty.json") != 0) {
            const struct json *json = vector_json(arena, inner);
            ck_assert_msg(holds(json) != json_bool(json, "wantErr"), "%s", inner);
            ++*count;
        }
    }
    (void)closedir(folder);
}

#define VECTORS "tests/vectors/transparency-dev-merkle/testdata/"

START_TEST(proofs_hold_as_the_vectors_say)
{
    size_t count = 0;
    walk(VECTORS "inclusion", inclusion_holds, &count);
    ck_assert_uint_eq(count, 98);
    count = 0;
    walk(VECTORS "consistency", consistency_holds, &count);
    ck_assert_uint_eq(count, 97); /* 98 less the one whose roots have 12 bytes */
}
END_TEST

START_TEST(hashes_are_those_of_the_rfc)
{
    struct merkle_frontier empty = {.size = 0};
    struct digest root = merkle_root(&empty);
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&root, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    struct digest leaf = merkle_leaf_hash(SPAN(""));
    digest_hex(&leaf, hex);
    ck_assert_str_eq(hex, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}
END_TEST

/* Every proof of a tree of `size` leaves. */
static void prove_all(size_t size)
{
    struct digest root = naive_root(0, size);
    ck_assert(same(&root, &roots[size]));
    struct merkle_frontier frontier;
    ck_assert_int_eq(merkle_frontier_read(&source, size, &frontier), STATUS_OK);
    struct digest again = merkle_root(&frontier);
    ck_assert(same(&root, &again));
    struct merkle_proof proof;
    for (size_t i = 0; i < size; i++) {
        ck_assert_int_eq(merkle_inclusion(&source, i, size, &proof), STATUS_OK);
        ck_assert_int_eq(merkle_inclusion_check(&leaves[i], i, size, &proof, &root), STATUS_OK);
    }
    for (size_t old = 0; old <= size; old++) {
        ck_assert_int_eq(merkle_consistency(&source, old, size, &proof), STATUS_OK);
        ck_assert_int_eq(merkle_consistency_check(old, &roots[old], size, &root, &proof),
            old == 0 && size > 0 ? STATUS_INVALID : STATUS_OK);
    }
    ck_assert_int_eq(merkle_inclusion(&source, size, size, &proof), STATUS_NOT_FOUND);
    ck_assert_int_eq(merkle_consistency(&source, size + 1, size, &proof), STATUS_NOT_FOUND);
}

static bool all_trees(void)
{
    return getenv("TREES") != NULL; /* NOLINT(concurrency-mt-unsafe): one thread */
}

START_TEST(trees_agree_with_the_definition)
{
    grow();
    bool all = all_trees();
    for (size_t size = 0; size <= (all ? LEAVES : 96); size++) {
        prove_all(size);
    }
    const char *given = getenv("TILSAGN_SEED"); /* NOLINT(concurrency-mt-unsafe): one thread */
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    printf("TILSAGN_SEED=%u\n", seed);
    for (int i = 0; i < 4; i++) {
        seed = seed * 1103515245U + 12345U;
        prove_all(seed / 65536U % LEAVES);
    }
    prove_all(LEAVES - 1);
    prove_all(LEAVES);
}
END_TEST

static void flip(struct digest *digest, size_t bit)
{
    digest->bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
}

/* Every bit of the proof, the leaf and the root. */
static void flip_inclusion(size_t index, size_t size)
{
    struct merkle_proof proof;
    ck_assert_int_eq(merkle_inclusion(&source, index, size, &proof), STATUS_OK);
    struct digest leaf = leaves[index];
    struct digest root = roots[size];
    for (size_t bit = 0; bit < (proof.count + 2) * DIGEST_LEN * 8; bit++) {
        size_t place = bit / (DIGEST_LEN * 8);
        struct digest *hash = place == proof.count       ? &leaf
                              : place == proof.count + 1 ? &root
                                                         : &proof.hashes[place];
        flip(hash, bit % (DIGEST_LEN * 8));
        ck_assert_int_eq(merkle_inclusion_check(&leaf, index, size, &proof, &root), STATUS_DENIED);
        flip(hash, bit % (DIGEST_LEN * 8));
    }
    ck_assert_int_eq(merkle_inclusion_check(&leaf, index, size, &proof, &root), STATUS_OK);
    ck_assert_int_ne(merkle_inclusion_check(&leaf, index ^ 1U, size, &proof, &root), STATUS_OK);
    proof.count--;
    ck_assert_int_eq(merkle_inclusion_check(&leaf, index, size, &proof, &root), STATUS_INVALID);
    proof.count += 2;
    ck_assert_int_eq(merkle_inclusion_check(&leaf, index, size, &proof, &root), STATUS_INVALID);
}

static void flip_consistency(size_t old, size_t size)
{
    struct merkle_proof proof;
    ck_assert_int_eq(merkle_consistency(&source, old, size, &proof), STATUS_OK);
    struct digest old_root = roots[old];
    struct digest root = roots[size];
    for (size_t bit = 0; bit < (proof.count + 2) * DIGEST_LEN * 8; bit++) {
        size_t place = bit / (DIGEST_LEN * 8);
        struct digest *hash = place == proof.count       ? &old_root
                              : place == proof.count + 1 ? &root
                                                         : &proof.hashes[place];
        flip(hash, bit % (DIGEST_LEN * 8));
        ck_assert_int_eq(
            merkle_consistency_check(old, &old_root, size, &root, &proof), STATUS_DENIED);
        flip(hash, bit % (DIGEST_LEN * 8));
    }
    proof.count--;
    ck_assert_int_eq(merkle_consistency_check(old, &old_root, size, &root, &proof), STATUS_INVALID);
    proof.count += 2;
    ck_assert_int_eq(merkle_consistency_check(old, &old_root, size, &root, &proof), STATUS_INVALID);
}

START_TEST(no_flipped_bit_passes)
{
    grow();
    flip_inclusion(0, 7);
    flip_inclusion(6, 7);
    flip_inclusion(1023, 1024);
    flip_inclusion(512, 1000);
    flip_consistency(3, 7);
    flip_consistency(4, 7);
    flip_consistency(512, 1000);
    flip_consistency(999, 1000);
}
END_TEST

static enum status read_nothing(
    void *context, unsigned level, uint64_t index, struct digest *hash_out)
{
    (void)index;
    const unsigned *from = context;
    *hash_out = leaves[0];
    return level >= *from ? STATUS_UNAVAILABLE : STATUS_OK;
}

static enum status read_some(void *context, unsigned level, uint64_t index, struct digest *hash_out)
{
    size_t *left = context;
    (void)level;
    (void)index;
    *hash_out = leaves[0];
    return (*left)-- == 0 ? STATUS_UNAVAILABLE : STATUS_OK;
}

START_TEST(each_failing_read_is_passed_on)
{
    enum status status = STATUS_UNAVAILABLE;
    size_t reads = 0;
    for (; status != STATUS_OK; reads++) {
        size_t left = reads;
        struct merkle_source failing = {.read = read_some, .context = &left};
        struct merkle_proof proof;
        status = merkle_consistency(&failing, 6, 7, &proof);
        ck_assert(status == STATUS_OK || status == STATUS_UNAVAILABLE);
    }
    ck_assert_uint_eq(reads, 4); /* three hashes */
}
END_TEST

START_TEST(a_failing_source_is_passed_on)
{
    unsigned from = 0;
    struct merkle_source failing = {.read = read_nothing, .context = &from};
    struct merkle_proof proof = {.count = 7};
    struct merkle_frontier frontier = {.size = 9};
    ck_assert_int_eq(merkle_inclusion(&failing, 3, 5, &proof), STATUS_UNAVAILABLE);
    ck_assert_int_eq(merkle_consistency(&failing, 3, 5, &proof), STATUS_UNAVAILABLE);
    ck_assert_int_eq(merkle_frontier_read(&failing, 3, &frontier), STATUS_UNAVAILABLE);
    from = 1; /* the leaf beside is read, what lies above is not */
    ck_assert_int_eq(merkle_consistency(&failing, 6, 7, &proof), STATUS_UNAVAILABLE);
    ck_assert_uint_eq(proof.count, 7);
    ck_assert_uint_eq(frontier.size, 9);
}
END_TEST

int main(void)
{
    TCase *merkle = tcase_create("merkle");
    tcase_set_timeout(merkle, all_trees() ? 1800 : 120);
    tcase_add_checked_fixture(merkle, setup, teardown);
    tcase_add_test(merkle, hashes_are_those_of_the_rfc);
    tcase_add_test(merkle, proofs_hold_as_the_vectors_say);
    tcase_add_test(merkle, trees_agree_with_the_definition);
    tcase_add_test(merkle, no_flipped_bit_passes);
    tcase_add_test(merkle, each_failing_read_is_passed_on);
    tcase_add_test(merkle, a_failing_source_is_passed_on);
    return harness_run("ledger/log/merkle", merkle);
}
