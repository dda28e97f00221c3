/* SPDX-License-Identifier: EUPL-1.2 */
/* Tiles: paths, bundles, and a whole log of another implementation rebuilt from its entries. */
#include "ledger/log/checkpoint.h"
#include "ledger/log/line.h"
#include "ledger/log/tile.h"
#include "tests/ledger/log/vectors.h"

#define LOG    "tests/vectors/tessera-log/"
#define ORIGIN "example.com/log/testdata"
#define SKEY   "AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
#define VKEY   ORIGIN "+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create((size_t)16 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static const struct {
    const char *path;
    enum status status;
    struct tile tile;
} rows[] = {
    {"tile/0/000", STATUS_OK, {false, 0, 0, 256}},
    {"tile/0/000.p/1", STATUS_OK, {false, 0, 0, 1}},
    {"tile/0/000.p/255", STATUS_OK, {false, 0, 0, 255}},
    {"tile/63/999", STATUS_OK, {false, 63, 999, 256}},
    {"tile/1/x001/000", STATUS_OK, {false, 1, 1000, 256}},
    {"tile/0/x001/x234/067", STATUS_OK, {false, 0, 1234067, 256}},
    {"tile/entries/x001/x234/067.p/9", STATUS_OK, {true, 0, 1234067, 9}},
    {"tile/0/x036/x028/x797/x018/x963/967", STATUS_OK, {false, 0, 36028797018963967, 256}},
    {"tile/0/x036/x028/x797/x018/x963/968", STATUS_INVALID, {0}}, /* above INT64_MAX / 256 */
    {"tile/0/x999/x999/x999/x999/x999/x999/999", STATUS_INVALID, {0}},
    {"", STATUS_INVALID, {0}},
    {"tile/0", STATUS_INVALID, {0}},
    {"tile/0/", STATUS_INVALID, {0}},
    {"/tile/0/000", STATUS_INVALID, {0}},
    {"tile/0/00", STATUS_INVALID, {0}},
    {"tile/0/0000", STATUS_INVALID, {0}},
    {"tile/0/0a0", STATUS_INVALID, {0}},
    {"tile/0/x000/000", STATUS_INVALID, {0}}, /* a second name of tile/0/000 */
    {"tile/0/x001", STATUS_INVALID, {0}},
    {"tile/0/x001000", STATUS_INVALID, {0}},
    {"tile/0/001/000", STATUS_INVALID, {0}},
    {"tile/00/000", STATUS_INVALID, {0}},
    {"tile/64/000", STATUS_INVALID, {0}},
    {"tile/-1/000", STATUS_INVALID, {0}},
    {"tile/entry/000", STATUS_INVALID, {0}},
    {"tile/0/000.p/0", STATUS_INVALID, {0}},
    {"tile/0/000.p/01", STATUS_INVALID, {0}},
    {"tile/0/000.p/256", STATUS_INVALID, {0}},
    {"tile/0/000.p", STATUS_INVALID, {0}},
    {"tile/0/000.p/5/", STATUS_INVALID, {0}},
    {"tile/0/../000", STATUS_INVALID, {0}},
    {"tile/0/000 ", STATUS_INVALID, {0}},
    {"tile/0/000000000000000000000000000000000000000000000000000000000000", STATUS_INVALID, {0}},
};

START_TEST(reads_and_writes_each_path)
{
    struct tile tile = {.width = 77};
    ck_assert_int_eq(tile_parse_path(span_from(rows[_i].path), &tile), rows[_i].status);
    if (rows[_i].status != STATUS_OK) {
        ck_assert_uint_eq(tile.width, 77);
        return;
    }
    ck_assert_int_eq(tile.entries, rows[_i].tile.entries);
    ck_assert_uint_eq(tile.level, rows[_i].tile.level);
    ck_assert_uint_eq(tile.index, rows[_i].tile.index);
    ck_assert_uint_eq(tile.width, rows[_i].tile.width);
    struct buffer path;
    buffer_init(&path, TILE_PATH_LEN_MAX);
    tile_put_path(&path, &tile);
    ck_assert(span_is(buffer_span(&path), rows[_i].path));
    buffer_free(&path);
}
END_TEST

START_TEST(tells_which_tile_holds_a_hash)
{
    struct tile tile = {.width = 77};
    ck_assert_int_eq(tile_of(0, 5, 5, &tile), STATUS_NOT_FOUND);
    ck_assert_int_eq(tile_of(1, 0, 255, &tile), STATUS_NOT_FOUND);
    ck_assert_int_eq(tile_of(8, 0, INT64_MAX, &tile), STATUS_NOT_FOUND);
    ck_assert_uint_eq(tile.width, 77);
    ck_assert_int_eq(tile_of(0, 4, 5, &tile), STATUS_OK);
    ck_assert(tile.index == 0 && tile.width == 5 && tile.level == 0 && !tile.entries);
    ck_assert_int_eq(tile_of(0, 255, 256, &tile), STATUS_OK);
    ck_assert(tile.index == 0 && tile.width == 256);
    ck_assert_int_eq(tile_of(0, 256, 257, &tile), STATUS_OK);
    ck_assert(tile.index == 1 && tile.width == 1);
    ck_assert_int_eq(tile_of(1, 0, 70000, &tile), STATUS_OK);
    ck_assert(tile.index == 0 && tile.width == 256 && tile.level == 1);
    ck_assert_int_eq(tile_of(1, 272, 70000, &tile), STATUS_OK);
    ck_assert(tile.index == 1 && tile.width == 17); /* 70,000 / 256 = 273 hashes */
}
END_TEST

START_TEST(bundles_hold_what_was_put)
{
    static char long_entry[BUNDLE_ENTRY_MAX + 1];
    struct buffer bundle;
    buffer_init(&bundle, (size_t)4 * 65536);
    ck_assert_int_eq(bundle_put(&bundle, SPAN("abc")), STATUS_OK);
    ck_assert_int_eq(bundle_put(&bundle, SPAN("")), STATUS_OK);
    ck_assert_int_eq(
        bundle_put(&bundle, (struct span){long_entry, BUNDLE_ENTRY_MAX + 1}), STATUS_LIMIT);
    ck_assert_int_eq(bundle_put(&bundle, (struct span){long_entry, BUNDLE_ENTRY_MAX}), STATUS_OK);
    struct span rest = buffer_span(&bundle);
    struct span entry = SPAN("before");
    ck_assert_int_eq(bundle_next(&rest, &entry), STATUS_OK);
    ck_assert(span_is(entry, "abc"));
    ck_assert_int_eq(bundle_next(&rest, &entry), STATUS_OK);
    ck_assert_uint_eq(entry.len, 0);
    ck_assert_int_eq(bundle_next(&rest, &entry), STATUS_OK);
    ck_assert_uint_eq(entry.len, BUNDLE_ENTRY_MAX);
    ck_assert_int_eq(bundle_next(&rest, &entry), STATUS_NOT_FOUND);
    struct span cut = SPAN("\0");
    ck_assert_int_eq(bundle_next(&cut, &entry), STATUS_INVALID);
    cut = (struct span){.data = "\0\3ab", .len = 4};
    ck_assert_int_eq(bundle_next(&cut, &entry), STATUS_INVALID);
    ck_assert_uint_eq(cut.len, 4);
    buffer_free(&bundle);
}
END_TEST

/* The log's key, from the published test key. */
static struct ed25519_key *log_key(void)
{
    struct span secret = vector_base64(arena, SPAN(SKEY));
    ck_assert_uint_eq(secret.len, 1 + ED25519_SECRET_LEN);
    struct ed25519_key *key = NULL;
    ck_assert_int_eq(ed25519_from_secret((const uint8_t *)secret.data + 1, &key), STATUS_OK);
    return key;
}

/* The checkpoint, the hash tile and the bundle of the first `size` entries, byte for byte. */
static void check_size(const struct merkle_frontier *frontier, const struct buffer *hashes,
    const struct buffer *bundle, const struct ed25519_key *key)
{
    int size = (int)frontier->size;
    struct span want = vector_file(arena, arena_printf(arena, LOG "checkpoint.%d", size));
    struct checkpoint checkpoint = {
        .origin = SPAN(ORIGIN), .size = frontier->size, .root = merkle_root(frontier)};
    struct buffer body;
    struct buffer note;
    buffer_init(&body, 4096);
    buffer_init(&note, 4096);
    checkpoint_put(&body, &checkpoint);
    note_put_signed(&note, buffer_span(&body), SPAN(ORIGIN), key);
    ck_assert_msg(span_equal(buffer_span(&note), want), "checkpoint.%d", size);
    want = vector_file(arena, arena_printf(arena, LOG "tile/0/000.p/%d", size));
    ck_assert_msg(span_equal(buffer_span(hashes), want), "tile of %d", size);
    want = vector_file(arena, arena_printf(arena, LOG "tile/entries/000.p/%d", size));
    ck_assert_msg(span_equal(buffer_span(bundle), want), "bundle of %d", size);
    buffer_free(&body);
    buffer_free(&note);
}

START_TEST(rebuilds_the_log_byte_for_byte)
{
    struct ed25519_key *key = log_key();
    struct merkle_frontier frontier = {.size = 0};
    struct span rest = vector_file(arena, LOG "tile/entries/000.p/15");
    struct span entry;
    struct buffer hashes;
    struct buffer bundle;
    buffer_init(&hashes, TILE_LEN);
    buffer_init(&bundle, 65536);
    while (bundle_next(&rest, &entry) == STATUS_OK) {
        struct digest leaf = merkle_leaf_hash(entry);
        merkle_append(&frontier, &leaf, NULL, NULL);
        buffer_put(&hashes, (struct span){(const char *)leaf.bytes, DIGEST_LEN});
        ck_assert_int_eq(bundle_put(&bundle, entry), STATUS_OK);
        check_size(&frontier, &hashes, &bundle, key);
    }
    ck_assert_uint_eq(frontier.size, 15);
    buffer_free(&hashes);
    buffer_free(&bundle);
    ed25519_free(key);
}
END_TEST

static enum status load_file(void *context, const struct tile *tile, uint8_t *bytes_out)
{
    int *loads = context;
    ++*loads;
    struct buffer path;
    buffer_init(&path, 1024);
    buffer_puts(&path, LOG);
    tile_put_path(&path, tile);
    struct span bytes = vector_file(arena, arena_text(arena, buffer_span(&path)));
    buffer_free(&path);
    ck_assert_uint_eq(bytes.len, tile->width * DIGEST_LEN);
    (void)memcpy(bytes_out, bytes.data, bytes.len);
    return STATUS_OK;
}

static struct checkpoint signed_checkpoint(int size)
{
    struct note_verifier log;
    struct checkpoint checkpoint;
    ck_assert_int_eq(note_verifier_parse(SPAN(VKEY), &log), STATUS_OK);
    struct span note = vector_file(arena, arena_printf(arena, LOG "checkpoint.%d", size));
    ck_assert_int_eq(checkpoint_open(note, &log, &checkpoint, NULL), STATUS_OK);
    ck_assert_uint_eq(checkpoint.size, (uint64_t)size);
    return checkpoint;
}

START_TEST(proves_from_tiles)
{
    static struct tile_source source;
    int loads = 0;
    tile_source_init(&source, 15, load_file, &loads);
    struct merkle_source hashes = tile_source_hashes(&source);
    struct checkpoint last = signed_checkpoint(15);
    struct merkle_proof proof;
    for (int size = 1; size <= 15; size++) {
        struct checkpoint checkpoint = signed_checkpoint(size);
        ck_assert_int_eq(merkle_consistency(&hashes, checkpoint.size, 15, &proof), STATUS_OK);
        ck_assert_int_eq(
            merkle_consistency_check(checkpoint.size, &checkpoint.root, 15, &last.root, &proof),
            STATUS_OK);
    }
    ck_assert_int_eq(loads, 1);
    struct digest hash;
    ck_assert_int_eq(hashes.read(hashes.context, 3, 1, &hash), STATUS_NOT_FOUND);
    ck_assert_int_eq(hashes.read(hashes.context, 8, 0, &hash), STATUS_NOT_FOUND);
}
END_TEST

static enum status load_nothing(void *context, const struct tile *tile, uint8_t *bytes_out)
{
    (void)context;
    (void)tile;
    (void)bytes_out;
    return STATUS_UNAVAILABLE;
}

START_TEST(a_missing_tile_is_passed_on)
{
    static struct tile_source source;
    tile_source_init(&source, 15, load_nothing, NULL);
    struct merkle_source hashes = tile_source_hashes(&source);
    struct digest hash;
    ck_assert_int_eq(hashes.read(hashes.context, 0, 1, &hash), STATUS_UNAVAILABLE);
}
END_TEST

int main(void)
{
    TCase *tile = tcase_create("tile");
    tcase_add_checked_fixture(tile, setup, teardown);
    tcase_add_loop_test(tile, reads_and_writes_each_path, 0, (int)COUNT_OF(rows));
    tcase_add_test(tile, tells_which_tile_holds_a_hash);
    tcase_add_test(tile, bundles_hold_what_was_put);
    tcase_add_test(tile, rebuilds_the_log_byte_for_byte);
    tcase_add_test(tile, proves_from_tiles);
    tcase_add_test(tile, a_missing_tile_is_passed_on);
    return harness_run("ledger/log/tile", tile);
}
