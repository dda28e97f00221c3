/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base/buffer.h"

#define NAMES_FIRST 64U /* room for so many; doubled when it is full */
#define REASON_MAX  128

/* Records that the system refused `path`, and why: only what is not there is not found. */
static enum status refused(struct fault *fault, const char *path, int error)
{
    char reason[REASON_MAX] = "unknown reason";
    (void)strerror_r(error, reason, sizeof(reason));
    FAULT(fault, "files", "", "%s: %s", path, reason);
    return error == ENOENT ? STATUS_NOT_FOUND : STATUS_DENIED;
}

enum status file_read(
    struct arena *arena, const char *path, struct span *bytes_out, struct fault *fault)
{
    ensure(path != NULL && bytes_out != NULL);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return refused(fault, path, errno);
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

enum status file_each(const char *directory, struct file_visitor visitor, struct fault *fault)
{
    ensure(directory != NULL && visitor.visit != NULL);
    DIR *stream = opendir(directory);
    if (stream == NULL) {
        return refused(fault, directory, errno);
    }
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        errno = 0;
        const struct dirent *item = readdir(stream); /* NOLINT(concurrency-mt-unsafe): one thread */
        if (item == NULL) {
            break;
        }
        status = item->d_name[0] == '.' ? STATUS_OK : visitor.visit(visitor.context, item->d_name);
    }
    if (status == STATUS_OK && errno != 0) {    /* a list that is cut short is none */
        (void)refused(fault, directory, errno); /* uncovered: the disk */
        status = STATUS_UNAVAILABLE;            /* uncovered: the disk */
    }
    (void)closedir(stream);
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t len = strlen(name);
    size_t suffix_len = strlen(suffix);
    return len >= suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

struct listing {
    struct arena *arena;
    const char *suffix;
    struct file_list list;
    size_t room;
};

static enum status name_add(void *context, const char *name)
{
    struct listing *listing = context;
    struct file_list *list = &listing->list;
    if (!ends_in(name, listing->suffix)) {
        return STATUS_OK;
    }
    if (list->count == listing->room) {
        size_t room = listing->room == 0 ? NAMES_FIRST : 2 * listing->room;
        const char **names = arena_array(listing->arena, room, sizeof(*names));
        if (names == NULL) {
            return STATUS_LIMIT;
        }
        for (size_t i = 0; i < list->count; i++) {
            names[i] = list->names[i];
        }
        list->names = names;
        listing->room = room;
    }
    list->names[list->count] = arena_text(listing->arena, span_from(name));
    return list->names[list->count++] == NULL ? STATUS_LIMIT : STATUS_OK;
}

enum status file_names(struct arena *arena, const char *directory, const char *suffix,
    struct file_list *list_out, struct fault *fault)
{
    ensure(directory != NULL && suffix != NULL && list_out != NULL);
    struct listing listing = {.arena = arena, .suffix = suffix};
    enum status status =
        file_each(directory, (struct file_visitor){.visit = name_add, .context = &listing}, fault);
    if (status == STATUS_LIMIT) {
        FAULT(fault, "files", "", "%s: more names than there is memory for", directory);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (listing.list.count > 1) {
        qsort(listing.list.names, listing.list.count, sizeof(char *), by_name);
    }
    *list_out = listing.list;
    return STATUS_OK;
}
