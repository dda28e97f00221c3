/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/tile.h"

#include <string.h>

#include "ledger/log/line.h"

#define INDEX_MAX (INT64_MAX / TILE_WIDTH)

static void put_three(struct buffer *out, uint64_t part)
{
    buffer_printf(out, "%03u", (unsigned)part);
}

/* All groups but the last are behind an "x". */
static void put_index(struct buffer *out, uint64_t index)
{
    uint64_t divisor = 1;
    while (index / divisor >= 1000) {
        divisor *= 1000;
    }
    for (; divisor > 1; divisor /= 1000) {
        buffer_putc(out, 'x');
        put_three(out, index / divisor % 1000);
        buffer_putc(out, '/');
    }
    put_three(out, index % 1000);
}

void tile_put_path(struct buffer *out, const struct tile *tile)
{
    ensure(tile->level <= TILE_LEVEL_MAX && tile->index <= INDEX_MAX);
    ensure(tile->width > 0 && tile->width <= TILE_WIDTH);
    buffer_puts(out, "tile/");
    if (tile->entries) {
        buffer_puts(out, "entries/");
    } else {
        line_put_number(out, tile->level);
        buffer_putc(out, '/');
    }
    put_index(out, tile->index);
    if (tile->width < TILE_WIDTH) {
        buffer_puts(out, ".p/");
        line_put_number(out, tile->width);
    }
}

/* Takes "x001/234" off; false when no group of three digits stands there. */
static bool take_index(struct span *rest, uint64_t *index_out)
{
    uint64_t index = 0;
    for (bool more = true; more;) {
        more = rest->len > 0 && rest->data[0] == 'x';
        size_t at = more ? 1 : 0;
        if (rest->len < at + 3 || index > INDEX_MAX / 1000) {
            return false;
        }
        for (size_t i = at; i < at + 3; i++) {
            if (rest->data[i] < '0' || rest->data[i] > '9') {
                return false;
            }
            index = index * 10 + (uint64_t)(rest->data[i] - '0');
        }
        at += 3;
        if (more) {
            if (rest->len == at || rest->data[at] != '/') {
                return false;
            }
            at++;
        }
        *rest = (struct span){.data = rest->data + at, .len = rest->len - at};
    }
    *index_out = index;
    return index <= INDEX_MAX;
}

static bool take_tile(struct span rest, struct tile *tile)
{
    struct span level;
    struct span width;
    uint64_t number = 0;
    if (!line_after(rest, SPAN("tile/"), &rest) || !span_split(&rest, '/', &level)
        || rest.data == NULL) {
        return false;
    }
    tile->entries = span_is(level, "entries");
    if (!tile->entries && (!line_number(level, &number) || number > TILE_LEVEL_MAX)) {
        return false;
    }
    tile->level = (unsigned)number;
    if (!take_index(&rest, &tile->index)) {
        return false;
    }
    number = TILE_WIDTH;
    if (rest.len > 0
        && (!line_after(rest, SPAN(".p/"), &width) || !line_number(width, &number) || number == 0
            || number >= TILE_WIDTH)) {
        return false;
    }
    tile->width = (unsigned)number;
    return true;
}

enum status tile_parse_path(struct span path, struct tile *tile_out)
{
    ensure(tile_out != NULL);
    struct tile tile;
    if (path.len > TILE_PATH_LEN_MAX || !take_tile(path, &tile)) {
        return STATUS_INVALID;
    }
    /* Groups of zeroes in front would be a second name of the same tile. */
    struct buffer again;
    buffer_init(&again, 2 * TILE_PATH_LEN_MAX);
    tile_put_path(&again, &tile);
    bool same = span_equal(buffer_span(&again), path);
    buffer_free(&again);
    if (!same) {
        return STATUS_INVALID;
    }
    *tile_out = tile;
    return STATUS_OK;
}

enum status tile_of(unsigned level, uint64_t index, uint64_t size, struct tile *tile_out)
{
    ensure(tile_out != NULL && size <= INT64_MAX);
    uint64_t hashes = level * TILE_HEIGHT < MERKLE_LEVELS ? size >> (level * TILE_HEIGHT) : 0;
    if (index >= hashes) {
        return STATUS_NOT_FOUND;
    }
    uint64_t here = hashes - index / TILE_WIDTH * TILE_WIDTH;
    *tile_out = (struct tile){
        .level = level,
        .index = index / TILE_WIDTH,
        .width = here < TILE_WIDTH ? (unsigned)here : TILE_WIDTH,
    };
    return STATUS_OK;
}

enum status bundle_put(struct buffer *out, struct span entry)
{
    if (entry.len > BUNDLE_ENTRY_MAX) {
        return STATUS_LIMIT;
    }
    buffer_putc(out, (char)(entry.len >> 8U));
    buffer_putc(out, (char)(entry.len & 0xFFU));
    buffer_put(out, entry);
    return STATUS_OK;
}

enum status bundle_next(struct span *rest, struct span *entry_out)
{
    if (rest->len == 0) {
        return STATUS_NOT_FOUND;
    }
    if (rest->len < 2) {
        return STATUS_INVALID;
    }
    size_t len = (size_t)(uint8_t)rest->data[0] << 8U | (uint8_t)rest->data[1];
    if (rest->len - 2 < len) {
        return STATUS_INVALID;
    }
    *entry_out = (struct span){.data = rest->data + 2, .len = len};
    *rest = (struct span){.data = rest->data + 2 + len, .len = rest->len - 2 - len};
    return STATUS_OK;
}

void tile_source_init(struct tile_source *source, uint64_t size,
    enum status (*load)(void *context, const struct tile *tile, uint8_t *bytes_out), void *context)
{
    ensure(source != NULL && load != NULL);
    source->size = size;
    source->load = load;
    source->context = context;
    for (size_t i = 0; i < TILE_HEIGHT; i++) {
        source->loaded[i] = (struct tile){.width = 0};
    }
}

static enum status tile_load(struct tile_source *source, const struct tile *tile)
{
    struct tile *loaded = &source->loaded[tile->level];
    if (loaded->width == tile->width && loaded->index == tile->index) {
        return STATUS_OK;
    }
    loaded->width = 0;
    enum status status = source->load(source->context, tile, source->bytes[tile->level]);
    if (status == STATUS_OK) {
        *loaded = *tile;
    }
    return status;
}

static enum status source_read(
    void *context, unsigned level, uint64_t index, struct digest *hash_out)
{
    struct tile_source *source = context;
    unsigned above = level % TILE_HEIGHT; /* levels between the tile's hashes and the wanted one */
    uint64_t first = index << above;
    uint64_t count = UINT64_C(1) << above;
    struct tile tile;
    /* The subtree is complete when its last hash is there. */
    enum status status = tile_of(level / TILE_HEIGHT, first + count - 1, source->size, &tile);
    if (status == STATUS_OK) {
        status = tile_load(source, &tile);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const uint8_t *bytes = source->bytes[tile.level] + first % TILE_WIDTH * DIGEST_LEN;
    struct digest hashes[TILE_WIDTH / 2];
    (void)memcpy(hashes, bytes, count * DIGEST_LEN);
    for (; count > 1; count /= 2) {
        for (uint64_t i = 0; i < count / 2; i++) {
            hashes[i] = merkle_node_hash(&hashes[2 * i], &hashes[2 * i + 1]);
        }
    }
    *hash_out = hashes[0];
    return STATUS_OK;
}

struct merkle_source tile_source_hashes(struct tile_source *source)
{
    return (struct merkle_source){.read = source_read, .context = source};
}
