/* SPDX-License-Identifier: EUPL-1.2 */
/* syncfs() is of Linux. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)

/* The folder of a hand-over and its files: each hashed as it is written, all on disk before the
 * manifest has its name. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/base/zip.h"
#include "ledger/operator/hand_over.h"

#define UNFINISHED HAND_OVER_MANIFEST ".unfinished"

static enum status refused(struct hand_over *hand_over, const char *path)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    FAULT(&hand_over->op->fault, "hand-over", "", "%s: %s", path, strerror(errno));
    return STATUS_UNAVAILABLE;
}

/* The path of `name` in the folder; false when it is too long. */
static bool path_of(
    const struct hand_over *hand_over, const char *name, char path[static HAND_OVER_PATH_MAX])
{
    int len = snprintf(path, HAND_OVER_PATH_MAX, "%s/%s", hand_over->folder, name);
    return len > 0 && len < HAND_OVER_PATH_MAX;
}

static bool is_empty(const char *path)
{
    DIR *stream = opendir(path);
    const struct dirent *item;
    bool empty = stream != NULL;
    while (
        empty && (item = readdir(stream)) != NULL) { /* NOLINT(concurrency-mt-unsafe): one thread */
        empty = strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0;
    }
    if (stream != NULL) {
        (void)closedir(stream);
    }
    return empty;
}

/* Names and bank accounts of people go into it: it is made for its owner alone, or it is so. */
static enum status folder_take(struct hand_over *hand_over)
{
    struct stat folder;
    struct fault *fault = &hand_over->op->fault;
    if (mkdir(hand_over->folder, S_IRWXU) == 0) {
        return STATUS_OK;
    }
    if (errno != EEXIST || lstat(hand_over->folder, &folder) != 0) {
        return refused(hand_over, hand_over->folder);
    }
    if (!S_ISDIR(folder.st_mode) || folder.st_uid != geteuid()
        || (folder.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        FAULT(fault, "hand-over", "",
            "%s is not a folder that only you may look into: give one that is not there yet, it is "
            "made so",
            hand_over->folder);
        return STATUS_CONFLICT;
    }
    if (!is_empty(hand_over->folder)) {
        FAULT(fault, "hand-over", "",
            "%s is not empty: give a folder that is empty or not there yet", hand_over->folder);
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}

/* A new file that nobody else may read; NULL, and errno says why. */
static FILE *file_new(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
    if (fd >= 0 && file == NULL) {
        (void)close(fd); /* uncovered: no memory */
    }
    return file;
}

/* A line of the manifest, which is hashed as well. */
static bool manifest_put(struct hand_over *hand_over, struct span line)
{
    digest_add(hand_over->manifest_digest, line);
    return fwrite(line.data, 1, line.len, hand_over->manifest) == line.len;
}

enum status hand_over_begin(struct hand_over *hand_over)
{
    char path[HAND_OVER_PATH_MAX];
    enum status status = folder_take(hand_over);
    if (status != STATUS_OK) {
        return status;
    }
    hand_over->manifest = path_of(hand_over, UNFINISHED, path) ? file_new(path) : NULL;
    hand_over->manifest_digest = digest_begin();
    ensure(hand_over->manifest_digest != NULL);
    if (hand_over->manifest == NULL || !manifest_put(hand_over, SPAN("path,bytes,sha256\n"))) {
        return refused(hand_over, path); /* uncovered: the folder was made a moment ago */
    }
    return STATUS_OK;
}

/* The folders above a file; those that are there are no failure. */
static bool folders_make(struct hand_over *hand_over, char *path)
{
    bool good = true;
    for (char *slash = strchr(path + strlen(hand_over->folder) + 1, '/'); slash != NULL && good;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        good = mkdir(path, S_IRWXU) == 0 || errno == EEXIST;
        *slash = '/';
    }
    return good;
}

enum status handed_open(struct hand_over *hand_over, const char *name, struct handed *file)
{
    char path[HAND_OVER_PATH_MAX];
    *file = (struct handed){.hand_over = hand_over};
    if (!zip_name_valid(span_from(name)) || !path_of(hand_over, name, path)) {
        FAULT(&hand_over->op->fault, "hand-over", "",
            "%s cannot be handed over under its name: letters, digits, ., _ and -, at most 200",
            name);
        return STATUS_INVALID;
    }
    (void)snprintf(file->name, sizeof(file->name), "%s", name);
    file->file = folders_make(hand_over, path) ? file_new(path) : NULL;
    if (file->file == NULL && errno == EEXIST) {
        return STATUS_CONFLICT;
    }
    if (file->file == NULL) {
        return refused(hand_over, path); /* uncovered: the disk is full */
    }
    file->digest = digest_begin();
    ensure(file->digest != NULL);
    return STATUS_OK;
}

enum status handed_put(void *context, struct span bytes)
{
    struct handed *file = context;
    if (fwrite(bytes.data, 1, bytes.len, file->file) != bytes.len) {
        return refused(file->hand_over, file->name);
    }
    digest_add(file->digest, bytes);
    file->bytes += bytes.len;
    file->rows++;
    return STATUS_OK;
}

enum status handed_close(struct handed *file, enum status status, struct digest *hash_out)
{
    struct hand_over *hand_over = file->hand_over;
    char hex[DIGEST_HEX_LEN + 1];
    char line[HAND_OVER_PATH_MAX + DIGEST_HEX_LEN + 32];
    struct digest digest = digest_end(file->digest);
    bool good = fclose(file->file) == 0;
    if (status != STATUS_OK) {
        return status;
    }
    digest_hex(&digest, hex);
    int len = snprintf(
        line, sizeof(line), "%s,%llu,%s\n", file->name, (unsigned long long)file->bytes, hex);
    ensure(len > 0 && (size_t)len < sizeof(line));
    if (!good || !manifest_put(hand_over, (struct span){.data = line, .len = (size_t)len})) {
        return refused(hand_over, file->name);
    }
    hand_over->files++;
    hand_over->bytes += file->bytes;
    if (hash_out != NULL) {
        *hash_out = digest;
    }
    return STATUS_OK;
}

enum status handed_whole(struct hand_over *hand_over, const char *name, struct span bytes)
{
    struct handed file;
    enum status status = handed_open(hand_over, name, &file);
    if (status != STATUS_OK) {
        return status;
    }
    status = handed_put(&file, bytes);
    return handed_close(&file, status, NULL);
}

/* Everything of the file system that the folder is on: once, and not for each of a million files.
 */
static bool folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && syncfs(fd) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return synced;
}

enum status hand_over_end(struct hand_over *hand_over)
{
    char unfinished[HAND_OVER_PATH_MAX];
    char path[HAND_OVER_PATH_MAX];
    bool good = path_of(hand_over, UNFINISHED, unfinished)
                && path_of(hand_over, HAND_OVER_MANIFEST, path) && fclose(hand_over->manifest) == 0;
    struct digest digest = digest_end(hand_over->manifest_digest);
    hand_over->manifest = NULL;
    hand_over->manifest_digest = NULL;
    digest_hex(&digest, hand_over->manifest_hex);
    good = good && folder_sync(hand_over->folder) && rename(unfinished, path) == 0;
    if (!good || !folder_sync(hand_over->folder)) {
        return refused(hand_over, path); /* uncovered: the disk is full */
    }
    return STATUS_OK;
}

void hand_over_drop(struct hand_over *hand_over)
{
    if (hand_over->manifest != NULL) {
        (void)fclose(hand_over->manifest);
    }
    if (hand_over->manifest_digest != NULL) {
        (void)digest_end(hand_over->manifest_digest);
    }
}
