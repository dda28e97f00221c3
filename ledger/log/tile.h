/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * tile.h - the log as static files (C2SP tlog-tiles): where each 256 hashes or entries lie, and
 * how entries stand in a bundle.
 */
#ifndef LEDGER_LOG_TILE_H
#define LEDGER_LOG_TILE_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/merkle.h"

#define TILE_HEIGHT       8U /* levels of the tree in one tile */
#define TILE_WIDTH        256U
#define TILE_LEN          (TILE_WIDTH * DIGEST_LEN) /* 8,192 bytes */
#define TILE_LEVEL_MAX    63U
#define TILE_PATH_LEN_MAX 64
#define BUNDLE_ENTRY_MAX  65535 /* bytes of one entry */

struct tile {
    bool entries;   /* a bundle of entries; level is then 0 */
    unsigned level; /* 0: hashes of leaves, 1: hashes of 256 leaves each, … */
    uint64_t index; /* of the tile in its level */
    unsigned width; /* 1 … TILE_WIDTH; less than TILE_WIDTH: partial */
};

/* Writes "tile/0/x001/234.p/5" or "tile/entries/x001/234". */
void tile_put_path(struct buffer *out, const struct tile *tile);

/* Reads exactly that. STATUS_INVALID otherwise; an index is at most INT64_MAX / 256. */
MUST_CHECK enum status tile_parse_path(struct span path, struct tile *tile_out);

/*
 * The tile that holds hash `index` of tile level `level` (of merkle level 8 * level) when the tree
 * has `size` leaves: as wide as that size allows. STATUS_NOT_FOUND when the tree has no such hash.
 */
MUST_CHECK enum status tile_of(
    unsigned level, uint64_t index, uint64_t size, struct tile *tile_out);

/* Writes one entry of a bundle: its length in two bytes, big endian, and itself. STATUS_LIMIT when
 * it is longer than BUNDLE_ENTRY_MAX. */
MUST_CHECK enum status bundle_put(struct buffer *out, struct span entry);

/* Cuts the next entry off (borrowed). STATUS_NOT_FOUND at the end, STATUS_INVALID when cut short.
 */
MUST_CHECK enum status bundle_next(struct span *rest, struct span *entry_out);

/* Proofs out of tiles; keeps the last tile of each level. */
struct tile_source {
    uint64_t size; /* of the tree: tells which tiles are partial */
    /* Reads `width` * DIGEST_LEN bytes. Any status. */
    enum status (*load)(void *context, const struct tile *tile, uint8_t *bytes_out);
    void *context;
    struct tile loaded[TILE_HEIGHT]; /* width 0: none */
    uint8_t bytes[TILE_HEIGHT][TILE_LEN];
};

/* Begins; the struct is large (64 KiB), so it is static or the caller's heap. */
void tile_source_init(struct tile_source *source, uint64_t size,
    enum status (*load)(void *context, const struct tile *tile, uint8_t *bytes_out), void *context);

/* The same for merkle_range() and the proofs; STATUS_NOT_FOUND outside the tree. */
struct merkle_source tile_source_hashes(struct tile_source *source);

#endif
