/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/verify/file.h"

#define ARENA_LEN ((size_t)32 * 1024 * 1024)

static const struct span nobody = {.data = NULL, .len = 0};

/* documents/SHA256 of the folder or dossier. */
static enum status document_read(void *context, const struct digest *sha256, struct buffer *out)
{
    const struct verify_options *options = context;
    char name[sizeof("documents/") + DIGEST_HEX_LEN];
    (void)memcpy(name, "documents/", sizeof("documents/"));
    digest_hex(sha256, name + sizeof("documents/") - 1);
    return file_held(options, span_from(name), out);
}

/* The log's root when vouchers were drawn, from the hash tiles: heads come in order, so the last
 * one's tree grows. */
static enum status root_read(void *context, const struct draw_head *head, struct digest *root_out)
{
    struct verify *verify = context;
    size_t before = anew_before(&verify->anew, head->at_us);
    struct merkle_frontier *tree = &verify->drawn[before];
    if (head->size > head->index || head->size + before > head->index
        || head->size + before <= head->request) {
        return STATUS_NOT_FOUND;
    }
    if (head->size < tree->size) {
        tree->size = 0;
    }
    while (tree->size < head->size) {
        struct digest hash;
        const uint8_t *stored = verify_tile_hash(verify, 0, tree->size + before);
        if (stored == NULL) {
            return STATUS_UNAVAILABLE;
        }
        (void)memcpy(hash.bytes, stored, DIGEST_LEN);
        merkle_append(tree, &hash, NULL, NULL);
    }
    *root_out = merkle_root(tree);
    return STATUS_OK;
}

/* As many as there are processors, unless the command line says otherwise. */
static unsigned threads_of(const struct verify_options *options)
{
    long count = options->threads > 0 ? (long)options->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > AHEAD_THREADS_MAX ? AHEAD_THREADS_MAX : (unsigned)count;
}

enum status verify_begin(const struct verify_options *options, const struct trust *trust,
    const struct heads *heads, const struct findings *findings, struct verify **verify_out)
{
    struct verify *verify = calloc(1, sizeof(*verify)); /* start-up */
    struct arena *arena = arena_create(ARENA_LEN);
    union { /* the callback's context is not const, and it changes nothing */
        const struct verify_options *options;
        void *context;
    } shared = {.options = options};
    if (verify == NULL || arena == NULL
        || decisions_init(&verify->decisions, document_read, shared.context) != STATUS_OK) {
        free(verify);           /* uncovered: no memory at start-up */
        arena_destroy(arena);   /* uncovered: likewise */
        return STATUS_INTERNAL; /* uncovered: likewise */
    }
    if (options->archive == NULL) {
        verify->decisions.draws.root = root_read;
        verify->decisions.draws.context = verify;
    }
    verify->options = options;
    verify->trust = trust;
    verify->heads = heads;
    verify->findings = *findings;
    verify->arena = arena;
    verify->size = heads_at(heads, heads->count - 1)->size;
    table_init(&verify->streams);
    table_init(&verify->accounts);
    *verify_out = verify;
    return ahead_open(trust, threads_of(options), &verify->ahead);
}

void verify_free(struct verify *verify)
{
    if (verify == NULL) {
        return;
    }
    ahead_close(verify->ahead);
    table_free(&verify->streams);
    table_free(&verify->accounts);
    decisions_free(&verify->decisions);
    arena_destroy(verify->arena);
    free(verify);
}

void verify_rest(struct verify *verify)
{
    ahead_close(verify->ahead);
    verify->ahead = NULL;
    table_free(&verify->streams);
    table_init(&verify->streams);
    arena_destroy(verify->arena);
    verify->arena = NULL;
}

/* Reads a tile of the size, or the full one that has taken its place since. */
static enum status tile_read(struct verify *verify, struct tile tile, struct buffer *out)
{
    for (;;) {
        struct buffer path;
        buffer_init(&path, TILE_PATH_LEN_MAX);
        tile_put_path(&path, &tile);
        buffer_clear(out);
        enum status status = file_take(verify->options->folder, buffer_span(&path), out);
        buffer_free(&path);
        if (status != STATUS_NOT_FOUND || tile.width == TILE_WIDTH) {
            return status;
        }
        tile.width = TILE_WIDTH;
    }
}

const uint8_t *verify_tile_hash(struct verify *verify, unsigned level, uint64_t index)
{
    struct hash_tile *kept = &verify->tiles[level];
    struct tile tile;
    ensure(tile_of(level, index, verify->size, &tile) == STATUS_OK);
    if (kept->tile.width != tile.width || kept->tile.index != tile.index) {
        struct buffer bytes;
        buffer_init(&bytes, TILE_LEN);
        kept->tile = tile;
        kept->present = tile_read(verify, tile, &bytes) == STATUS_OK
                        && bytes.len >= (size_t)tile.width * DIGEST_LEN;
        if (kept->present) {
            (void)memcpy(kept->bytes, bytes.data, (size_t)tile.width * DIGEST_LEN);
        } else {
            finding_add(&verify->findings, CAUSE_MISSING, FINDING_NOWHERE, nobody, 0,
                "hash tile %" PRIu64 " of level %u is missing or cut short", tile.index, level);
        }
        buffer_free(&bytes);
    }
    return kept->present ? kept->bytes + index % TILE_WIDTH * DIGEST_LEN : NULL;
}

/* Higher tiles repeat what the lower ones lead to. */
static void on_hash(void *context, unsigned level, uint64_t index, const struct digest *hash)
{
    struct verify *verify = context;
    if (level == 0 || level % TILE_HEIGHT != 0) {
        return;
    }
    const uint8_t *stored = verify_tile_hash(verify, level / TILE_HEIGHT, index);
    if (stored == NULL || memcmp(stored, hash->bytes, DIGEST_LEN) == 0) {
        return;
    }
    char text[FINDING_TEXT_MAX];
    (void)snprintf(text, sizeof(text),
        "hash %" PRIu64 " of tile level %u is not that of the entries below it", index,
        level / TILE_HEIGHT);
    size_t under = finding_between(&verify->findings, index << level, (index + 1) << level);
    if (under < verify->findings.count) {
        finding_fold(&verify->findings, under, FINDING_NOWHERE, text);
    } else {
        finding_add(&verify->findings, CAUSE_TILE, FINDING_NOWHERE, nobody, 0, "%s", text);
    }
}

static bool root_is(const struct merkle_frontier *frontier, const struct head *head)
{
    struct digest root = merkle_root(frontier);
    return memcmp(root.bytes, head->root.bytes, DIGEST_LEN) == 0;
}

/* The entries lead to the signed root although the tiles differed: it is the tiles that changed. */
static void blame_tiles(struct verify *verify)
{
    for (size_t i = 0; i < verify->findings.count; i++) {
        struct finding *finding = &verify->findings.kept[i];
        if (finding->cause == CAUSE_CHANGED && finding->index >= verify->good_size) {
            finding->cause = CAUSE_TILE;
            (void)snprintf(finding->text, sizeof(finding->text),
                "the hash tile says another hash than the entry, which is the one that was signed");
        }
    }
    verify->frontier = verify->entries;
    verify->differ = false;
}

static void root_wrong(struct verify *verify, const struct head *head)
{
    char text[FINDING_TEXT_MAX];
    (void)snprintf(text, sizeof(text),
        "entries %" PRIu64 " to %" PRIu64
        " do not lead to the root that was signed for size %" PRIu64,
        verify->good_size, head->size - 1, head->size);
    size_t under = verify->root_under > 0
                       ? verify->root_under - 1
                       : finding_between(&verify->findings, verify->good_size, head->size);
    if (under < verify->findings.count) {
        finding_fold(&verify->findings, under, FINDING_NOWHERE, text);
    } else {
        finding_add(&verify->findings, CAUSE_ROOT, FINDING_NOWHERE, nobody, 0, "%s", text);
        under = verify->findings.count - 1;
    }
    verify->root_under = (uint32_t)under + 1;
}

/* Every checkpoint of the size reached. */
static void heads_compare(struct verify *verify)
{
    for (; verify->next_head < verify->heads->count; verify->next_head++) {
        const struct head *head = heads_at(verify->heads, verify->next_head);
        if (head->size != verify->frontier.size) {
            return;
        }
        if (!root_is(&verify->frontier, head) && verify->differ
            && root_is(&verify->entries, head)) {
            blame_tiles(verify);
        }
        if (root_is(&verify->frontier, head)) {
            verify->good_size = head->size;
        } else {
            root_wrong(verify, head);
        }
    }
}

/* Reads bundle `number`, if the log has it, and has its signatures checked; those of entries that
 * the caller's earlier checkpoint covers were checked then. */
static void bundle_begin(struct verify *verify, uint64_t number)
{
    struct tile tile;
    uint64_t first = number * TILE_WIDTH;
    if (number < verify->bundles_begun || first >= verify->size) {
        return;
    }
    struct buffer *bytes = ahead_place(verify->ahead, number);
    ensure(tile_of(0, first, verify->size, &tile) == STATUS_OK);
    tile.entries = true;
    if (tile_read(verify, tile, bytes) != STATUS_OK) {
        buffer_clear(bytes);
    }
    uint64_t skip = verify->heads->verified <= first ? 0 : verify->heads->verified - first;
    ahead_begin(verify->ahead, number, skip < TILE_WIDTH ? (unsigned)skip : TILE_WIDTH);
    verify->bundles_begun = number + 1;
}

/* The next entry; STATUS_NOT_FOUND when it is not there. */
static enum status entry_take(struct verify *verify, uint64_t index, struct span *entry_out)
{
    uint64_t number = index / TILE_WIDTH;
    if (index % TILE_WIDTH == 0) {
        bundle_begin(verify, number);
        bundle_begin(verify, number + 1);
    }
    return ahead_take(
        verify->ahead, number, (unsigned)(index % TILE_WIDTH), entry_out, &verify->attested);
}

static void entry_lost(struct verify *verify, uint64_t index)
{
    bool first = verify->lost_under == 0 || verify->lost_index + 1 != index;
    verify->lost_index = index;
    if (index % TILE_WIDTH == 0 || first) {
        finding_add(&verify->findings, CAUSE_MISSING, index, nobody, 0,
            "the entry is not in its bundle, nor are those behind it");
    }
    if (verify->lost_under == 0) {
        verify->lost_under = (uint32_t)verify->findings.count;
        verify->money_under = verify->lost_under;
    }
}

static enum status step(struct verify *verify, uint64_t index)
{
    struct span bytes;
    bool there = entry_take(verify, index, &bytes) == STATUS_OK;
    const uint8_t *stored = verify_tile_hash(verify, 0, index);
    struct digest own = {.bytes = {0}};
    if (there) {
        own = merkle_leaf_hash(bytes);
        verify->bytes += bytes.len;
    } else {
        entry_lost(verify, index);
    }
    struct digest logged = own;
    if (stored != NULL) {
        (void)memcpy(logged.bytes, stored, DIGEST_LEN);
    }
    bool changed = memcmp(logged.bytes, own.bytes, DIGEST_LEN) != 0;
    if (changed && !verify->differ) {
        verify->differ = true;
        verify->entries = verify->frontier;
    }
    enum status status = there ? verify_entry(verify, index, bytes, &logged, changed) : STATUS_OK;
    arena_reset(verify->arena);
    if (verify->differ) {
        merkle_append(&verify->entries, &own, NULL, NULL);
    }
    merkle_append(&verify->frontier, &logged, on_hash, verify);
    anew_follow(&verify->anew, index, &logged, &verify->findings);
    heads_compare(verify);
    return status;
}

/* Each beginning of the log, once all is here that can confirm it. */
static void beginnings_check(struct verify *verify)
{
    for (size_t i = 0; i < verify->anew.count && anew_followed(&verify->anew, verify->size); i++) {
        const struct discontinuity *one = &verify->anew.kept[i];
        if (anew_confirmed(one) < ANEW_HUMANS) {
            finding_add(&verify->findings, CAUSE_FORM, i, nobody, 0,
                "the log was begun anew, and %s confirmed the proposal %s",
                anew_confirmed(one) == 0 ? "nobody" : "one administrator alone", one->proposal);
        }
    }
}

enum status verify_run(struct verify *verify, verify_progress *progress)
{
    enum status status = STATUS_OK;
    heads_compare(verify); /* one may be of the empty log */
    for (uint64_t index = 0; index < verify->size && status == STATUS_OK; index++) {
        if (progress != NULL && index % 1024 == 0) {
            progress(index, verify->size);
        }
        status = step(verify, index);
    }
    beginnings_check(verify);
    return status;
}
