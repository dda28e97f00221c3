/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base/buffer.h"

#define NAMES_MAX  1000U
#define REASON_MAX 128

/* Records that the system refused `path`, and why. */
static void refused(struct fault *fault, const char *path, int error)
{
    char reason[REASON_MAX] = "unknown reason";
    (void)strerror_r(error, reason, sizeof(reason));
    FAULT(fault, "files", "", "%s: %s", path, reason);
}

enum status file_read(
    struct arena *arena, const char *path, struct span *bytes_out, struct fault *fault)
{
    ensure(path != NULL && bytes_out != NULL);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        refused(fault, path, errno);
        return STATUS_NOT_FOUND;
    }
    struct buffer bytes;
    buffer_init(&bytes, FILE_BYTES_MAX);
    char piece[65536];
    size_t got;
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        buffer_put(&bytes, (struct span){.data = piece, .len = got});
    }
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    struct span copy = {0};
    if (!failed && !bytes.failed) {
        copy = arena_copy(arena, buffer_span(&bytes));
    }
    buffer_free(&bytes);
    if (failed) {
        FAULT(fault, "files", "", "%s: cannot be read", path); /* a directory, for one */
        return STATUS_NOT_FOUND;
    }
    if (copy.data == NULL) {
        FAULT(fault, "files", "", "%s: larger than %zu bytes", path, FILE_BYTES_MAX);
        return STATUS_LIMIT;
    }
    *bytes_out = copy;
    return STATUS_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool wanted(const char *name, const char *suffix)
{
    size_t len = strlen(name);
    size_t suffix_len = strlen(suffix);
    return name[0] != '.' && len >= suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

static enum status read_names(
    struct arena *arena, DIR *directory, const char *suffix, struct file_list *list)
{
    const struct dirent *item;
    while ((item = readdir(directory)) != NULL) { /* NOLINT(concurrency-mt-unsafe): one thread */
        if (!wanted(item->d_name, suffix)) {
            continue;
        }
        char *name = arena_text(arena, span_from(item->d_name));
        if (name == NULL || list->count == NAMES_MAX) {
            return STATUS_LIMIT;
        }
        list->names[list->count++] = name;
    }
    return STATUS_OK;
}

enum status file_names(struct arena *arena, const char *directory, const char *suffix,
    struct file_list *list_out, struct fault *fault)
{
    ensure(directory != NULL && suffix != NULL && list_out != NULL);
    struct file_list list = {.names = arena_array(arena, NAMES_MAX, sizeof(char *))};
    if (list.names == NULL) {
        return STATUS_LIMIT;
    }
    DIR *stream = opendir(directory);
    if (stream == NULL) {
        refused(fault, directory, errno);
        return STATUS_NOT_FOUND;
    }
    enum status status = read_names(arena, stream, suffix, &list);
    (void)closedir(stream);
    if (status != STATUS_OK) {
        FAULT(fault, "files", "", "%s: more than %u files", directory, NAMES_MAX);
        return status;
    }
    if (list.count > 1) {
        qsort(list.names, list.count, sizeof(char *), by_name);
    }
    *list_out = list;
    return STATUS_OK;
}
