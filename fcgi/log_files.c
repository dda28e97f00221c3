/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/log_files.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/line.h"
#include "ledger/log/tile.h"

#define NUMBERS        "numbers/"
#define DOCUMENTS      "documents/"
#define CHECKPOINTS    "checkpoints/"
#define ENTRIES        "tile/entries/"
#define NAME_MAX_LEN   128
#define PATH_LEN_MAX   4096
#define CHECKPOINT_LEN 16384
#define LINE_LEN_MAX   512 /* a name of the file system, and the folder before it */

static struct span behind(struct span name, const char *prefix)
{
    size_t len = strlen(prefix);
    return (struct span){.data = name.data + len, .len = name.len - len};
}

/* Numbers are named as the whole bundle of their entries. */
static bool is_numbers(struct span name)
{
    char bundle[NAME_MAX_LEN];
    struct tile tile;
    struct span rest = behind(name, NUMBERS);
    int len = snprintf(bundle, sizeof(bundle), ENTRIES "%.*s", (int)rest.len, rest.data);
    return rest.len < NAME_MAX_LEN && len > 0 && (size_t)len < sizeof(bundle)
           && tile_parse_path((struct span){.data = bundle, .len = (size_t)len}, &tile) == STATUS_OK
           && tile.width == TILE_WIDTH;
}

enum log_file log_file_of(struct span name)
{
    static const char *const keys[] = {
        "checkpoint", "log.vkey", "log.former.vkeys", "attest.vkeys", NULL};
    struct tile tile;
    struct digest sha256;
    uint64_t size;
    for (size_t i = 0; keys[i] != NULL; i++) {
        if (span_is(name, keys[i])) {
            return LOG_FILE_LIVE;
        }
    }
    if (span_starts_with(name, SPAN(NUMBERS))) {
        return is_numbers(name) ? LOG_FILE_LIVE : LOG_FILE_NONE;
    }
    if (span_starts_with(name, SPAN(CHECKPOINTS))) {
        return line_number(behind(name, CHECKPOINTS), &size) ? LOG_FILE_LIVE : LOG_FILE_NONE;
    }
    if (span_starts_with(name, SPAN(DOCUMENTS))) {
        bool is = digest_from_hex(behind(name, DOCUMENTS), &sha256) == STATUS_OK;
        return is ? LOG_FILE_FIXED : LOG_FILE_NONE;
    }
    return tile_parse_path(name, &tile) == STATUS_OK ? LOG_FILE_FIXED : LOG_FILE_NONE;
}

/* One listing under way. */
struct listing {
    const char *folder;
    uint64_t from;
    uint64_t size; /* of the checkpoint that stands in the folder */
    struct log_file_sink sink;
    struct fault *fault;
    struct buffer line;
};

static enum status put_line(struct listing *listing)
{
    buffer_putc(&listing->line, '\n');
    enum status status = listing->line.failed ? STATUS_LIMIT
                                              : listing->sink.put(listing->sink.context,
                                                  buffer_span(&listing->line));
    buffer_clear(&listing->line);
    return status;
}

static enum status put_tile(struct listing *listing, const struct tile *tile)
{
    tile_put_path(&listing->line, tile);
    return put_line(listing);
}

static enum status put_numbers(struct listing *listing, struct tile tile)
{
    struct buffer name;
    buffer_init(&name, NAME_MAX_LEN);
    tile.entries = true;
    tile.width = TILE_WIDTH;
    tile_put_path(&name, &tile);
    buffer_puts(&listing->line, NUMBERS);
    buffer_put(&listing->line, behind(buffer_span(&name), ENTRIES));
    buffer_free(&name);
    return put_line(listing);
}

/* Bundle and numbers beside the tile of their hashes. */
static enum status put_entries(struct listing *listing, struct tile tile)
{
    tile.entries = true;
    enum status status = put_tile(listing, &tile);
    return status == STATUS_OK ? put_numbers(listing, tile) : status;
}

/* The tiles of a level that hold anything behind `from`. */
static enum status put_level(struct listing *listing, unsigned level)
{
    uint64_t count = listing->size >> (level * TILE_HEIGHT);
    uint64_t old = listing->from >> (level * TILE_HEIGHT);
    enum status status = STATUS_OK;
    for (uint64_t at = old / TILE_WIDTH * TILE_WIDTH;
         status == STATUS_OK && at < count && count > old; at += TILE_WIDTH) {
        struct tile tile;
        ensure(tile_of(level, at, listing->size, &tile) == STATUS_OK);
        status = put_tile(listing, &tile);
        if (status == STATUS_OK && level == 0) {
            status = put_entries(listing, tile);
        }
    }
    return status;
}

/* A checkpoint from where the copy ends on, but for the last, which ends the list. */
static bool is_wanted(const struct listing *listing, const char *prefix, struct span entry)
{
    uint64_t size = 0;
    if (strcmp(prefix, CHECKPOINTS) != 0) {
        return log_file_of(buffer_span(&listing->line)) == LOG_FILE_FIXED;
    }
    return line_number(entry, &size) && size >= listing->from && size < listing->size;
}

static enum status put_folder(struct listing *listing, const char *prefix)
{
    char path[PATH_LEN_MAX];
    int len = snprintf(path, sizeof(path), "%s/%s", listing->folder, prefix);
    DIR *folder = len > 0 && (size_t)len < sizeof(path) ? opendir(path) : NULL;
    if (folder == NULL) {
        return STATUS_OK; /* a log without documents has no such folder */
    }
    enum status status = STATUS_OK;
    const struct dirent *entry;
    while (status == STATUS_OK
           && (entry = readdir(folder)) != NULL) { /* NOLINT(concurrency-mt-unsafe): one thread */
        buffer_puts(&listing->line, prefix);
        buffer_puts(&listing->line, entry->d_name);
        if (is_wanted(listing, prefix, span_from(entry->d_name))) {
            status = put_line(listing);
        }
        buffer_clear(&listing->line);
    }
    (void)closedir(folder);
    return status;
}

/* Keys, of which the log may have no former ones. */
static enum status put_keys(struct listing *listing)
{
    static const char *const keys[] = {"log.vkey", "log.former.vkeys", "attest.vkeys", NULL};
    enum status status = STATUS_OK;
    for (size_t i = 0; keys[i] != NULL && status == STATUS_OK; i++) {
        char path[PATH_LEN_MAX];
        int len = snprintf(path, sizeof(path), "%s/%s", listing->folder, keys[i]);
        FILE *key = len > 0 && (size_t)len < sizeof(path) ? fopen(path, "rbe") : NULL;
        if (key != NULL) {
            (void)fclose(key);
            buffer_puts(&listing->line, keys[i]);
            status = put_line(listing);
        }
    }
    return status;
}

/* What the folder's own checkpoint covers; its signature is for whoever fetches it to check. */
static enum status read_size(struct listing *listing)
{
    char bytes[CHECKPOINT_LEN];
    struct checkpoint checkpoint;
    struct span body;
    struct span lines;
    int len = snprintf(bytes, sizeof(bytes), "%s/checkpoint", listing->folder);
    FILE *file = len > 0 && (size_t)len < sizeof(bytes) ? fopen(bytes, "rbe") : NULL;
    if (file == NULL) {
        FAULT(listing->fault, "log-files", "", "%s has no checkpoint yet", listing->folder);
        return STATUS_UNAVAILABLE;
    }
    size_t got = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    if (note_split((struct span){.data = bytes, .len = got}, &body, &lines) != STATUS_OK
        || checkpoint_parse(body, &checkpoint) != STATUS_OK) {
        FAULT(listing->fault, "log-files", "", "%s: its checkpoint is none", listing->folder);
        return STATUS_UNAVAILABLE;
    }
    listing->size = checkpoint.size;
    return STATUS_OK;
}

static enum status put_all(struct listing *listing)
{
    enum status status = put_keys(listing);
    status = status == STATUS_OK ? put_folder(listing, DOCUMENTS) : status;
    for (unsigned level = 0; level < TILE_HEIGHT && status == STATUS_OK; level++) {
        status = put_level(listing, level);
    }
    status = status == STATUS_OK ? put_folder(listing, CHECKPOINTS) : status;
    if (status == STATUS_OK) {
        buffer_printf(&listing->line, CHECKPOINTS "%" PRIu64, listing->size);
        status = put_line(listing);
    }
    return status;
}

enum status log_files_list(
    const char *folder, uint64_t from, struct log_file_sink sink, struct fault *fault)
{
    ensure(folder != NULL && sink.put != NULL);
    struct listing listing = {.folder = folder, .from = from, .sink = sink, .fault = fault};
    enum status status = read_size(&listing);
    if (status == STATUS_OK) {
        buffer_init(&listing.line, LINE_LEN_MAX);
        status = put_all(&listing);
        buffer_free(&listing.line);
    }
    return status;
}
