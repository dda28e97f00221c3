/* SPDX-License-Identifier: EUPL-1.2 */
/* The log as files: documents, tiles and bundles first, the checkpoint that covers them last. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/base/durable.h"
#include "ledger/log/checkpoint.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"

#define FILE_LEN_MAX   16384 /* a checkpoint with a line of each witness */
#define BUNDLE_LEN_MAX ((size_t)TILE_WIDTH * (BUNDLE_ENTRY_MAX + 2))
#define PUBLIC_MODE    0644
#define BUNDLE_MODE    0640

/* Makes the folders above the file: each is on disk before what lies in it, or a crash could keep
 * the checkpoint and lose tiles under it, which are not written a second time. */
static enum status put(
    struct tlog *tlog, const char *name, struct span bytes, unsigned mode, struct fault *fault)
{
    char path[DURABLE_PATH_MAX];
    int len = snprintf(path, sizeof(path), "%s/%s", tlog->folder, name);
    ensure(len > 0 && (size_t)len < sizeof(path));
    for (char *slash = strchr(path + strlen(tlog->folder) + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        enum status status = durable_folder(path, fault);
        if (status != STATUS_OK) {
            return status;
        }
        *slash = '/';
    }
    return durable_write(path, bytes, mode, fault);
}

static enum status put_tile(
    struct tlog *tlog, const struct tile *tile, struct span bytes, struct fault *fault)
{
    struct buffer name;
    buffer_init(&name, TILE_PATH_LEN_MAX + 1);
    tile_put_path(&name, tile);
    buffer_putc(&name, '\0');
    enum status status =
        put(tlog, name.data, bytes, tile->entries ? BUNDLE_MODE : PUBLIC_MODE, fault);
    buffer_free(&name);
    return status;
}

struct bundle {
    struct buffer bytes;
    unsigned count;
};

static enum status on_leaf(const struct db_row *row, void *context)
{
    struct bundle *bundle = context;
    bundle->count++;
    return bundle_put(&bundle->bytes, row_bytes(row, 1));
}

static enum status put_bundle(struct tlog *tlog, struct tile tile, struct fault *fault)
{
    struct bundle bundle = {.count = 0};
    buffer_init(&bundle.bytes, BUNDLE_LEN_MAX);
    enum status status =
        db_each(service_db(tlog->service), service_statement(tlog->service, LOG_LEAVES),
            DB_VALUES(db_int8((int64_t)(tile.index * TILE_WIDTH)), db_int4((int32_t)tile.width)),
            (struct db_visitor){.visit = on_leaf, .context = &bundle}, fault);
    if (status == STATUS_OK && (bundle.count != tile.width || bundle.bytes.failed)) {
        /* A leaf's entry is a foreign key, and its bytes fit a bundle. */
        FAULT(fault, "log", "", "entries are missing"); /* uncovered: rows were removed */
        status = STATUS_NOT_FOUND;                      /* uncovered: likewise */
    }
    if (status == STATUS_OK) {
        tile.entries = true;
        status = put_tile(tlog, &tile, buffer_span(&bundle.bytes), fault);
    }
    buffer_free(&bundle.bytes);
    return status;
}

struct documents {
    struct tlog *tlog;
    struct fault *fault;
};

static enum status on_document(const struct db_row *row, void *context)
{
    struct documents *documents = context;
    struct digest sha256;
    char name[sizeof("documents/") + DIGEST_HEX_LEN];
    ensure(row_bytes(row, 0).len == DIGEST_LEN);
    (void)memcpy(sha256.bytes, row_bytes(row, 0).data, DIGEST_LEN);
    (void)memcpy(name, "documents/", sizeof("documents/"));
    digest_hex(&sha256, name + sizeof("documents/") - 1);
    return put(documents->tlog, name, row_bytes(row, 1), BUNDLE_MODE, documents->fault);
}

/* What the new entries name by hash, so that their decisions can be made again; of all entries in a
 * folder that has none yet. */
static enum status put_documents(struct tlog *tlog, struct fault *fault)
{
    struct documents documents = {.tlog = tlog, .fault = fault};
    char path[DURABLE_PATH_MAX];
    struct stat folder;
    (void)snprintf(path, sizeof(path), "%s/documents", tlog->folder);
    uint64_t first = stat(path, &folder) == 0 ? tlog->published : 0;
    return db_each(service_db(tlog->service), service_statement(tlog->service, LOG_DOCUMENTS),
        DB_VALUES(db_int8((int64_t)first), db_int8((int64_t)tlog->size)),
        (struct db_visitor){.visit = on_document, .context = &documents}, fault);
}

/* The numbers of a bundle's entries, in one file that grows with it: "numbers/x001/x234/067". */
static enum status put_numbers(struct tlog *tlog, uint64_t index, struct fault *fault)
{
    struct tile whole = {.entries = true, .index = index, .width = TILE_WIDTH};
    struct db_row row;
    enum status status =
        db_one(service_db(tlog->service), service_statement(tlog->service, LOG_NUMBERS),
            DB_VALUES(db_int8((int64_t)(index * TILE_WIDTH)), db_int4((int32_t)TILE_WIDTH)),
            tlog->arena, &row, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    struct buffer name;
    buffer_init(&name, TILE_PATH_LEN_MAX + 1);
    tile_put_path(&name, &whole);
    buffer_putc(&name, '\0');
    char path[sizeof("numbers/") + TILE_PATH_LEN_MAX];
    (void)snprintf(path, sizeof(path), "numbers/%s", name.data + sizeof("tile/entries/") - 1);
    buffer_free(&name);
    return put(tlog, path, row_text_or_null(&row, 0), BUNDLE_MODE, fault);
}

/* Of what is new; of all entries in a folder that has none yet. */
static enum status put_all_numbers(struct tlog *tlog, struct fault *fault)
{
    char path[DURABLE_PATH_MAX];
    struct stat folder;
    (void)snprintf(path, sizeof(path), "%s/numbers", tlog->folder);
    uint64_t first = stat(path, &folder) == 0 ? tlog->published / TILE_WIDTH : 0;
    enum status status = STATUS_OK;
    for (uint64_t i = first; status == STATUS_OK && i * TILE_WIDTH < tlog->size; i++) {
        status = put_numbers(tlog, i, fault);
    }
    return status;
}

/* Every tile of a level that has grown. */
static enum status put_level(struct tlog *tlog, unsigned level, struct fault *fault)
{
    uint64_t old_count = tlog->published >> (level * TILE_HEIGHT);
    uint64_t count = tlog->size >> (level * TILE_HEIGHT);
    enum status status = STATUS_OK;
    for (uint64_t at = old_count / TILE_WIDTH * TILE_WIDTH;
         status == STATUS_OK && at < count && count > old_count; at += TILE_WIDTH) {
        struct tile tile;
        struct span hashes;
        ensure(tile_of(level, at, tlog->size, &tile) == STATUS_OK);
        status = tlog_hashes(tlog, level, at, tile.width, &hashes, fault);
        if (status == STATUS_OK) {
            status = put_tile(tlog, &tile, hashes, fault);
        }
        if (status == STATUS_OK && level == 0) {
            status = put_bundle(tlog, tile, fault);
        }
    }
    return status;
}

/* The partial tiles of one that is whole now; what cannot be removed does no harm. */
static void remove_partial(struct tlog *tlog, struct tile tile)
{
    struct buffer name;
    buffer_init(&name, TILE_PATH_LEN_MAX + 1);
    char path[DURABLE_PATH_MAX];
    for (tile.width = 1; tile.width < TILE_WIDTH; tile.width++) {
        buffer_clear(&name);
        tile_put_path(&name, &tile);
        (void)snprintf(path, sizeof(path), "%s/%.*s", tlog->folder, (int)name.len, name.data);
        (void)unlink(path);
    }
    *strrchr(path, '/') = '\0';
    (void)rmdir(path);
    buffer_free(&name);
}

static void remove_partials(struct tlog *tlog, uint64_t old_size)
{
    for (unsigned level = 0; level < TILE_HEIGHT; level++) {
        uint64_t whole = tlog->size >> (level * TILE_HEIGHT) >> TILE_HEIGHT;
        for (uint64_t i = old_size >> (level * TILE_HEIGHT) >> TILE_HEIGHT; i < whole; i++) {
            remove_partial(tlog, (struct tile){.level = level, .index = i});
            if (level == 0) {
                remove_partial(tlog, (struct tile){.entries = true, .index = i});
            }
        }
    }
}

enum status tlog_publish(struct tlog *tlog, struct span note, struct fault *fault)
{
    uint64_t old_size = tlog->published;
    enum status status = put_documents(tlog, fault);
    if (status == STATUS_OK) {
        status = put_all_numbers(tlog, fault);
    }
    for (unsigned level = 0; level < TILE_HEIGHT && status == STATUS_OK; level++) {
        status = put_level(tlog, level, fault);
    }
    if (status == STATUS_OK) {
        char name[64];
        (void)snprintf(name, sizeof(name), "checkpoints/%" PRIu64, tlog->size);
        status = put(tlog, name, note, PUBLIC_MODE, fault);
    }
    if (status == STATUS_OK) {
        status = put(tlog, "checkpoint", note, PUBLIC_MODE, fault);
    }
    if (status == STATUS_OK) {
        tlog->published = tlog->size;
        tlog->former_shown = false;
        remove_partials(tlog, old_size);
        tlog->event(TLOG_PUBLISHED, (int64_t)tlog->size, "");
    }
    return status;
}

enum status tlog_published(const struct tlog *tlog, struct log_head *head_out, bool *former_out)
{
    char path[DURABLE_PATH_MAX];
    char bytes[FILE_LEN_MAX];
    (void)snprintf(path, sizeof(path), "%s/checkpoint", tlog->folder);
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return STATUS_NOT_FOUND;
    }
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    struct checkpoint checkpoint;
    struct span note = {.data = bytes, .len = len};
    struct span body;
    struct span lines;
    if (note_split(note, &body, &lines) == STATUS_OK
        && checkpoint_parse(body, &checkpoint) == STATUS_OK
        && !span_equal(checkpoint.origin, tlog->log.name)) {
        return STATUS_CONFLICT;
    }
    enum status status = checkpoint_open(note, &tlog->log, &checkpoint, NULL);
    *former_out = status == STATUS_DENIED;
    for (size_t i = 0; i < tlog->former_count && status == STATUS_DENIED; i++) {
        status = checkpoint_open(note, &tlog->former[i], &checkpoint, NULL);
    }
    if (status != STATUS_OK) {
        return STATUS_NOT_FOUND;
    }
    *head_out = (struct log_head){.size = checkpoint.size, .root = checkpoint.root};
    return STATUS_OK;
}

/* Keys, one a line. */
static enum status put_key_file(struct tlog *tlog, const char *name,
    const struct note_verifier *keys, size_t count, struct fault *fault)
{
    struct buffer text;
    buffer_init(&text, 65536);
    for (size_t i = 0; i < count; i++) {
        note_put_verifier(&text, &keys[i]);
        buffer_putc(&text, '\n');
    }
    enum status status = put(tlog, name, buffer_span(&text), PUBLIC_MODE, fault);
    buffer_free(&text);
    return status;
}

static enum status put_keys(struct tlog *tlog, struct fault *fault)
{
    enum status status = put_key_file(tlog, "log.vkey", &tlog->log, 1, fault);
    if (status == STATUS_OK && tlog->former_count > 0) {
        status = put_key_file(tlog, "log.former.vkeys", tlog->former, tlog->former_count, fault);
    }
    if (status == STATUS_OK) {
        status = put_key_file(tlog, "attest.vkeys", tlog->attest, tlog->attest_count, fault);
    }
    if (status == STATUS_OK) {
        tlog->attest_written = tlog->attest_count;
    }
    return status;
}

enum status tlog_folder_open(struct tlog *tlog, struct fault *fault)
{
    struct log_head shown;
    bool former = false;
    if (tlog->published == 0 && tlog_published(tlog, &shown, &former) == STATUS_OK) {
        tlog->published = shown.size; /* otherwise everything is written anew */
        tlog->former_shown = former;
    }
    return tlog->attest_count == tlog->attest_written ? STATUS_OK : put_keys(tlog, fault);
}
