/* SPDX-License-Identifier: EUPL-1.2 */
/* A folder that was handed over, held to its manifest: nothing changed, nothing missing, nothing
 * more. Asks no database. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/base/zip.h"
#include "ledger/log/line.h"
#include "ledger/operator/hand_over.h"

#define LINE_LEN_MAX (HAND_OVER_NAME_MAX + DIGEST_HEX_LEN + 32)
#define DEPTH_MAX    12 /* of folders; a log of 2^63 entries needs 9 */

struct item {
    struct span name;
    uint64_t bytes;
    struct span hex;
};

static enum status refused(struct hand_over *hand_over, const char *name, const char *reason)
{
    FAULT(&hand_over->op->fault, "hand-over", "", "%s/%s %s", hand_over->folder, name, reason);
    return STATUS_CONFLICT;
}

/* "path,bytes,sha256" */
static bool item_parse(struct span line, struct item *item)
{
    struct span rest = line;
    struct span bytes;
    struct digest digest;
    return span_split(&rest, ',', &item->name) && zip_name_valid(item->name)
           && item->name.len <= HAND_OVER_NAME_MAX && span_split(&rest, ',', &bytes)
           && line_number(bytes, &item->bytes)
           && digest_from_hex((item->hex = rest), &digest) == STATUS_OK;
}

FILE *hand_over_file(const char *path)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    FILE *file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? fdopen(fd, "rb") : NULL;
    if (file == NULL) {
        (void)close(fd);
    }
    return file;
}

/* SHA-256 and length of a file; false when it cannot be read. */
static bool file_hash(const char *path, char hex[static DIGEST_HEX_LEN + 1], uint64_t *bytes_out)
{
    char piece[65536];
    size_t got;
    FILE *file = hand_over_file(path);
    if (file == NULL) {
        return false;
    }
    struct digest_stream *stream = digest_begin();
    ensure(stream != NULL);
    *bytes_out = 0;
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        digest_add(stream, (struct span){.data = piece, .len = got});
        *bytes_out += got;
    }
    bool good = ferror(file) == 0;
    struct digest digest = digest_end(stream);
    digest_hex(&digest, hex);
    return fclose(file) == 0 && good;
}

/* What reading back asks for again. */
static enum status table_keep(struct hand_over *hand_over, const struct item *item)
{
    struct arena *arena = hand_over->op->arena;
    if (!span_starts_with(item->name, SPAN("tables/"))) {
        return STATUS_OK;
    }
    struct hand_over_hash *hash = arena_alloc(arena, sizeof(*hash));
    if (hash == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    hash->name = arena_text(arena, item->name);
    hash->hex = arena_text(arena, item->hex);
    hash->next = hand_over->hashes;
    hand_over->hashes = hash;
    return arena_exhausted(arena) ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
}

static enum status item_check(struct hand_over *hand_over, struct span line)
{
    struct item item;
    char path[HAND_OVER_PATH_MAX];
    char name[HAND_OVER_NAME_MAX + 1];
    char hex[DIGEST_HEX_LEN + 1];
    uint64_t bytes = 0;
    if (!item_parse(line, &item)) {
        return refused(hand_over, HAND_OVER_MANIFEST, "has a line that is none of a manifest");
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)item.name.len, item.name.data);
    (void)snprintf(path, sizeof(path), "%s/%s", hand_over->folder, name);
    if (!file_hash(path, hex, &bytes)) {
        return refused(hand_over, name, "is missing, or is no file that can be read");
    }
    if (bytes != item.bytes || !span_is(item.hex, hex)) {
        return refused(hand_over, name, "is another than what was handed over");
    }
    hand_over->files++;
    hand_over->bytes += bytes;
    hand_over_count(hand_over, hand_over->files);
    return table_keep(hand_over, &item);
}

static enum status lines_check(struct hand_over *hand_over, FILE *file)
{
    char line[LINE_LEN_MAX + 2];
    bool first = true;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && fgets(line, (int)sizeof(line), file) != NULL) {
        struct span rest = span_from(line);
        struct span text;
        if (!line_take(&rest, &text) || (first && !span_is(text, "path,bytes,sha256"))) {
            return refused(hand_over, HAND_OVER_MANIFEST, "is no manifest, or is cut short");
        }
        status = first ? STATUS_OK : item_check(hand_over, text);
        first = false;
    }
    return status == STATUS_OK && first
               ? refused(hand_over, HAND_OVER_MANIFEST, "is no manifest, or is cut short")
               : status;
}

/* How many files lie in a folder and below; false when something is no file and no folder. */
static bool files_count(const char *path, unsigned depth, uint64_t *count)
{
    char below[HAND_OVER_PATH_MAX];
    DIR *stream = depth > DEPTH_MAX ? NULL : opendir(path);
    bool good = stream != NULL;
    while (good) {
        struct stat status;
        errno = 0;
        const struct dirent *item = readdir(stream); /* NOLINT(concurrency-mt-unsafe): one thread */
        if (item == NULL) {
            good = errno == 0;
            break;
        }
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0) {
            continue;
        }
        int len = snprintf(below, sizeof(below), "%s/%s", path, item->d_name);
        good = len > 0 && (size_t)len < sizeof(below) && lstat(below, &status) == 0;
        if (good && S_ISDIR(status.st_mode)) {
            good = files_count(below, depth + 1, count);
        } else {
            good = good && S_ISREG(status.st_mode);
            (*count)++;
        }
    }
    if (stream != NULL) {
        (void)closedir(stream);
    }
    return good;
}

enum status hand_over_verify(struct hand_over *hand_over)
{
    char path[HAND_OVER_PATH_MAX];
    uint64_t bytes = 0;
    uint64_t count = 0;
    (void)snprintf(path, sizeof(path), "%s/%s", hand_over->folder, HAND_OVER_MANIFEST);
    FILE *file = file_hash(path, hand_over->manifest_hex, &bytes) ? hand_over_file(path) : NULL;
    if (file == NULL) {
        return refused(hand_over, HAND_OVER_MANIFEST,
            "is not there: this is no hand-over, or one that was not finished");
    }
    enum status status = lines_check(hand_over, file);
    (void)fclose(file);
    if (status != STATUS_OK) {
        return status;
    }
    if (!files_count(hand_over->folder, 0, &count) || count != hand_over->files + 1) {
        FAULT(&hand_over->op->fault, "hand-over", "",
            "%" PRIu64 " files lie in %s beside the manifest, which names %" PRIu64
            ": something was added, or is neither file nor folder",
            count == 0 ? 0 : count - 1, hand_over->folder, hand_over->files);
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}
