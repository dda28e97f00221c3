/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The log's files as they are published, cut back to the newest checkpoint whose entries the
 * snapshot holds: the log goes on while it is copied.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "ledger/log/checkpoint.h"
#include "ledger/log/line.h"
#include "ledger/log/note.h"
#include "ledger/log/tile.h"
#include "ledger/operator/files.h"
#include "ledger/operator/hand_over.h"
#include "ledger/operator/statements_hand_over.h"

/* The bytes of a file of the log, until the next one. */
static enum status log_read(struct hand_over *hand_over, const char *name, struct span *bytes_out)
{
    arena_reset(hand_over->scratch);
    const char *path = arena_printf(hand_over->scratch, "%s/%s", hand_over->op->settings.log, name);
    return file_read(hand_over->scratch, path, bytes_out, &hand_over->op->fault);
}

/* As it is; one that need not be there is no failure when it is not. */
static enum status log_copy(struct hand_over *hand_over, const char *name, bool needed)
{
    struct span bytes;
    char handed[HAND_OVER_NAME_MAX + 1];
    enum status status = log_read(hand_over, name, &bytes);
    if (status == STATUS_NOT_FOUND && !needed) {
        fault_clear(&hand_over->op->fault);
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status;
    }
    (void)snprintf(handed, sizeof(handed), "log/%s", name);
    return handed_whole(hand_over, handed, bytes);
}

/* Each name in a folder of the log; one that is not there has none. */
static enum status names_each(struct hand_over *hand_over, const char *folder,
    enum status (*visit)(void *context, const char *name))
{
    char path[HAND_OVER_PATH_MAX];
    (void)snprintf(path, sizeof(path), "%s/%s", hand_over->op->settings.log, folder);
    return access(path, F_OK) != 0 && errno == ENOENT
               ? STATUS_OK
               : file_each(path, (struct file_visitor){.visit = visit, .context = hand_over},
                   &hand_over->op->fault);
}

static enum status document_copy(void *context, const char *name)
{
    if (strchr(name, '.') != NULL) {
        return STATUS_OK; /* one that is being written */
    }
    char below[HAND_OVER_NAME_MAX - 8];
    (void)snprintf(below, sizeof(below), "documents/%s", name);
    return log_copy(context, below, true);
}

/* The largest head that the snapshot holds. */
static enum status head_find(void *context, const char *name)
{
    struct hand_over *hand_over = context;
    uint64_t size = 0;
    if (line_number(span_from(name), &size) && size <= hand_over->log_held
        && size > hand_over->log_size) {
        hand_over->log_size = size;
    }
    return STATUS_OK;
}

static enum status head_copy(void *context, const char *name)
{
    const struct hand_over *hand_over = context;
    uint64_t size = 0;
    char below[HAND_OVER_NAME_MAX - 8];
    if (!line_number(span_from(name), &size) || size > hand_over->log_size) {
        return STATUS_OK;
    }
    (void)snprintf(below, sizeof(below), "checkpoints/%" PRIu64, size);
    return log_copy(context, below, true);
}

/* The first `count` entries of a bundle, or hashes of a tile; empty when there are fewer. */
static struct span cut(const struct tile *tile, struct span bytes)
{
    struct span rest = bytes;
    struct span entry;
    unsigned count = 0;
    if (!tile->entries) {
        size_t len = (size_t)tile->width * DIGEST_LEN;
        bytes.len = bytes.len < len ? 0 : len;
        return bytes;
    }
    while (count < tile->width && bundle_next(&rest, &entry) == STATUS_OK) {
        count++;
    }
    bytes.len = count < tile->width ? 0 : bytes.len - rest.len;
    return bytes;
}

static void tile_name(const struct tile *tile, char name[static TILE_PATH_LEN_MAX + 1])
{
    struct buffer text;
    buffer_init(&text, TILE_PATH_LEN_MAX);
    tile_put_path(&text, tile);
    (void)snprintf(name, TILE_PATH_LEN_MAX + 1, "%.*s", (int)text.len, text.data);
    buffer_free(&text);
}

/* As wide as the log is; what has been filled since lies there whole. */
static enum status tile_copy(struct hand_over *hand_over, struct tile tile)
{
    char name[TILE_PATH_LEN_MAX + 1];
    char handed[HAND_OVER_NAME_MAX + 1];
    struct span bytes;
    struct tile whole = tile;
    whole.width = TILE_WIDTH;
    tile_name(&tile, name);
    (void)snprintf(handed, sizeof(handed), "log/%s", name);
    enum status status = log_read(hand_over, name, &bytes);
    if (status == STATUS_NOT_FOUND && tile.width < TILE_WIDTH) {
        tile_name(&whole, name);
        fault_clear(&hand_over->op->fault);
        status = log_read(hand_over, name, &bytes);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bytes = cut(&tile, bytes);
    if (bytes.len == 0) {
        FAULT(&hand_over->op->fault, "hand-over", "", "%s of the log is cut short", name);
        return STATUS_INVALID;
    }
    return handed_whole(hand_over, handed, bytes);
}

/* Of a bundle's entries, a line each. */
static enum status numbers_copy(struct hand_over *hand_over, const struct tile *bundle)
{
    char name[TILE_PATH_LEN_MAX + 1];
    char below[HAND_OVER_NAME_MAX - 8];
    char handed[HAND_OVER_NAME_MAX + 1];
    struct span bytes;
    struct span line;
    struct tile whole = *bundle;
    whole.width = TILE_WIDTH;
    tile_name(&whole, name);
    (void)snprintf(below, sizeof(below), "numbers/%s", name + sizeof("tile/entries/") - 1);
    (void)snprintf(handed, sizeof(handed), "log/%s", below);
    enum status status = log_read(hand_over, below, &bytes);
    if (status != STATUS_OK) {
        return status;
    }
    struct span rest = bytes;
    for (unsigned i = 0; i < bundle->width; i++) {
        if (!line_take(&rest, &line)) {
            FAULT(&hand_over->op->fault, "hand-over", "", "%s of the log is cut short", below);
            return STATUS_INVALID;
        }
    }
    bytes.len -= rest.len;
    return handed_whole(hand_over, handed, bytes);
}

static enum status level_copy(struct hand_over *hand_over, unsigned level)
{
    uint64_t count = hand_over->log_size >> (level * TILE_HEIGHT);
    enum status status = STATUS_OK;
    for (uint64_t at = 0; at < count && status == STATUS_OK; at += TILE_WIDTH) {
        struct tile tile;
        ensure(tile_of(level, at, hand_over->log_size, &tile) == STATUS_OK);
        status = tile_copy(hand_over, tile);
        tile.entries = true;
        if (status == STATUS_OK && level == 0) {
            status = tile_copy(hand_over, tile);
        }
        if (status == STATUS_OK && level == 0) {
            status = numbers_copy(hand_over, &tile);
        }
    }
    return status;
}

/* The newest head, which must be of the entries that the snapshot holds. */
static enum status head_hand(struct hand_over *hand_over)
{
    char name[HAND_OVER_NAME_MAX];
    struct span note;
    struct span text;
    struct span lines;
    struct checkpoint head;
    struct digest root;
    (void)snprintf(name, sizeof(name), "checkpoints/%" PRIu64, hand_over->log_size);
    enum status status = log_read(hand_over, name, &note);
    if (status == STATUS_OK) {
        status = handed_whole(hand_over, "log/checkpoint", note);
    }
    if (status != STATUS_OK) {
        return status; /* uncovered: it was listed a moment ago */
    }
    if (note_split(note, &text, &lines) != STATUS_OK || checkpoint_parse(text, &head) != STATUS_OK
        || head.size != hand_over->log_size) {
        FAULT(&hand_over->op->fault, "hand-over", "", "%s of the log is no checkpoint", name);
        return STATUS_INVALID;
    }
    root = head.root;
    status = hand_over_same_root(hand_over, &root);
    digest_hex(&root, hand_over->root_hex);
    return status;
}

enum status hand_over_same_root(struct hand_over *hand_over, const struct digest *root)
{
    struct db_row row;
    arena_reset(hand_over->scratch);
    enum status status = db_one(hand_over->db, &statements_hand_over[HAND_OVER_ROOT],
        DB_VALUES(db_int8((int64_t)hand_over->log_size)), hand_over->scratch, &row,
        &hand_over->op->fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: it was prepared a moment ago */
    }
    struct span held = row_bytes_or_null(&row, 0);
    if (held.len != DIGEST_LEN || memcmp(held.data, root->bytes, DIGEST_LEN) != 0) {
        FAULT(&hand_over->op->fault, "hand-over", "",
            "the database's first %" PRIu64 " entries are not those of the log's checkpoint",
            hand_over->log_size);
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}

static enum status folders_copy(struct hand_over *hand_over)
{
    enum status status = names_each(hand_over, "checkpoints", head_copy);
    for (unsigned level = 0; level < TILE_HEIGHT && status == STATUS_OK; level++) {
        status = level_copy(hand_over, level);
    }
    return status == STATUS_OK ? names_each(hand_over, "documents", document_copy) : status;
}

enum status hand_over_log(struct hand_over *hand_over)
{
    struct operator_run *op = hand_over->op;
    struct db_row row;
    hand_over_progress(hand_over, "log");
    enum status status = db_one(hand_over->db, &statements_hand_over[HAND_OVER_LOG], DB_NO_VALUES,
        op->arena, &row, &op->fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: it was prepared a moment ago */
    }
    hand_over->log_held = (uint64_t)row_int8(&row, 0);
    status = names_each(hand_over, "checkpoints", head_find);
    if (status == STATUS_OK && hand_over->log_size == 0) {
        FAULT(&op->fault, "hand-over", "",
            "%s shows no checkpoint of what the database holds: tilsagn doctor says why",
            op->settings.log);
        status = STATUS_CONFLICT;
    }
    if (status == STATUS_OK) {
        status = head_hand(hand_over);
    }
    if (status == STATUS_OK) {
        status = log_copy(hand_over, "log.vkey", true);
    }
    if (status == STATUS_OK) {
        status = log_copy(hand_over, "log.former.vkeys", false);
    }
    if (status == STATUS_OK) {
        status = log_copy(hand_over, "attest.vkeys", true);
    }
    return status == STATUS_OK ? folders_copy(hand_over) : status;
}
