/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/log_mirror.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/log/line.h"
#include "ledger/log/tile.h"
#include "ledger/operator/files.h"

/* A note by one of the log's keys. */
static enum status note_check(
    const struct log_mirror *mirror, struct span note, struct checkpoint *checkpoint_out)
{
    enum status status = STATUS_DENIED;
    for (size_t i = 0; i < mirror->key_count && status == STATUS_DENIED; i++) {
        status = checkpoint_open(note, &mirror->keys[i], checkpoint_out, NULL);
    }
    return status;
}

static int by_size(const void *a, const void *b)
{
    uint64_t left = ((const struct log_mirror_head *)a)->size;
    uint64_t right = ((const struct log_mirror_head *)b)->size;
    return (left > right) - (left < right);
}

static enum status heads_read(struct log_mirror *mirror, uint64_t known, struct fault *fault)
{
    struct file_list list;
    enum status status = file_names(mirror->arena,
        arena_printf(mirror->arena, "%s/checkpoints", mirror->folder), "", &list, fault);
    if (status != STATUS_OK) {
        return status;
    }
    mirror->heads = arena_array(mirror->arena, list.count + 1, sizeof(*mirror->heads));
    mirror->head_count = 0;
    for (size_t i = 0; i < list.count && mirror->heads != NULL && status == STATUS_OK; i++) {
        struct log_mirror_head *head = &mirror->heads[mirror->head_count];
        struct checkpoint checkpoint;
        if (!line_number(span_from(list.names[i]), &head->size) || head->size <= known
            || head->size > mirror->checkpoint.size) {
            continue;
        }
        const char *path =
            arena_printf(mirror->arena, "%s/checkpoints/%s", mirror->folder, list.names[i]);
        status = file_read(mirror->arena, path, &head->note, fault);
        if (status == STATUS_OK
            && (note_check(mirror, head->note, &checkpoint) != STATUS_OK
                || checkpoint.size != head->size)) {
            FAULT(fault, "log", "", "%s is not signed by the log's key", path);
            status = STATUS_DENIED;
        }
        mirror->head_count++;
    }
    if (status == STATUS_OK && mirror->heads != NULL) {
        qsort(mirror->heads, mirror->head_count, sizeof(*mirror->heads), by_size);
    }
    return arena_exhausted(mirror->arena) ? STATUS_LIMIT : status; /* uncovered: no memory */
}

enum status log_mirror_open(struct log_mirror *mirror, uint64_t known, struct fault *fault)
{
    ensure(mirror != NULL && mirror->arena != NULL && mirror->folder != NULL);
    struct span note;
    const char *path = arena_printf(mirror->arena, "%s/checkpoint", mirror->folder);
    enum status status = file_read(mirror->arena, path, &note, fault);
    if (status != STATUS_OK) {
        return status;
    }
    status = note_check(mirror, note, &mirror->checkpoint);
    if (status != STATUS_OK) {
        FAULT(fault, "log", "", "%s is not signed by a key that this database knows", path);
        return status;
    }
    return heads_read(mirror, known, fault);
}

/* The roots of all heads of this size, the shown one among them. */
static enum status roots_check(const struct log_mirror *mirror,
    const struct merkle_frontier *frontier, size_t *next, struct fault *fault)
{
    struct checkpoint checkpoint;
    struct digest root = merkle_root(frontier);
    bool good = frontier->size != mirror->checkpoint.size
                || memcmp(root.bytes, mirror->checkpoint.root.bytes, DIGEST_LEN) == 0;
    if (*next < mirror->head_count && mirror->heads[*next].size == frontier->size) {
        good = good && note_check(mirror, mirror->heads[*next].note, &checkpoint) == STATUS_OK
               && memcmp(root.bytes, checkpoint.root.bytes, DIGEST_LEN) == 0;
        (*next)++;
    }
    if (!good) {
        FAULT(fault, "log", "",
            "the entries in %s are not those of its checkpoint of size %" PRIu64, mirror->folder,
            frontier->size);
    }
    return good ? STATUS_OK : STATUS_CONFLICT;
}

struct pass {
    struct log_mirror *mirror;
    struct log_mirror_visitor visitor;
    struct merkle_frontier frontier;
    size_t next; /* head */
};

static enum status bundle_take(struct pass *pass, struct span bundle, struct fault *fault)
{
    struct span leaf;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && bundle_next(&bundle, &leaf) == STATUS_OK) {
        struct digest hash = merkle_leaf_hash(leaf);
        status = pass->visitor.visit(pass->visitor.context, pass->frontier.size, &hash, leaf);
        merkle_append(&pass->frontier, &hash, NULL, NULL);
        if (status == STATUS_OK) {
            status = roots_check(pass->mirror, &pass->frontier, &pass->next, fault);
        }
    }
    return status;
}

enum status log_mirror_each(
    struct log_mirror *mirror, struct log_mirror_visitor visitor, struct fault *fault)
{
    ensure(mirror != NULL && visitor.visit != NULL);
    struct pass pass = {.mirror = mirror, .visitor = visitor};
    struct arena *scratch = arena_create(2 * FILE_BYTES_MAX);
    ensure(scratch != NULL);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && pass.frontier.size < mirror->checkpoint.size) {
        struct tile tile;
        struct span bundle;
        char name[TILE_PATH_LEN_MAX + 1] = {0};
        struct buffer text;
        ensure(tile_of(0, pass.frontier.size, mirror->checkpoint.size, &tile) == STATUS_OK);
        tile.entries = true;
        buffer_init(&text, TILE_PATH_LEN_MAX);
        tile_put_path(&text, &tile);
        (void)memcpy(name, text.data, text.len);
        buffer_free(&text);
        uint64_t end = pass.frontier.size + tile.width;
        status = file_read(
            scratch, arena_printf(scratch, "%s/%s", mirror->folder, name), &bundle, fault);
        if (status == STATUS_OK) {
            status = bundle_take(&pass, bundle, fault);
        }
        if (status == STATUS_OK && pass.frontier.size != end) {
            FAULT(fault, "log", "", "%s/%s is cut short", mirror->folder, name);
            status = STATUS_INVALID;
        }
        arena_reset(scratch);
    }
    arena_destroy(scratch);
    return status;
}

enum status log_mirror_numbers(struct log_mirror *mirror, uint64_t index, uint64_t *numbers_out,
    size_t *count_out, struct fault *fault)
{
    struct tile tile = {.entries = true, .index = index, .width = TILE_WIDTH};
    struct span text;
    struct span line;
    struct buffer name;
    buffer_init(&name, TILE_PATH_LEN_MAX);
    tile_put_path(&name, &tile);
    const char *path = arena_printf(mirror->arena, "%s/numbers/%.*s", mirror->folder,
        (int)(name.len - (sizeof("tile/entries/") - 1)), name.data + sizeof("tile/entries/") - 1);
    buffer_free(&name);
    enum status status = file_read(mirror->arena, path, &text, fault);
    *count_out = 0;
    while (status == STATUS_OK && line_take(&text, &line)) {
        if (*count_out == TILE_WIDTH || !line_number(line, &numbers_out[*count_out])) {
            FAULT(fault, "log", "", "%s is no list of numbers", path);
            status = STATUS_INVALID;
        }
        (*count_out)++;
    }
    return status;
}
