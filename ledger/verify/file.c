/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status take(int fd, struct buffer *out)
{
    char bytes[65536];
    for (;;) {
        ssize_t len = read(fd, bytes, sizeof(bytes));
        if (len < 0) {
            return STATUS_UNAVAILABLE; /* a folder, or a broken disk */
        }
        if (len == 0) {
            return out->failed ? STATUS_LIMIT : STATUS_OK;
        }
        buffer_put(out, (struct span){.data = bytes, .len = (size_t)len});
    }
}

enum status file_take(const char *folder, struct span name, struct buffer *out)
{
    char path[FILE_PATH_MAX];
    int len = snprintf(path, sizeof(path), "%s%s%.*s", folder == NULL ? "" : folder,
        folder == NULL ? "" : "/", (int)name.len, name.data);
    if (len < 0 || (size_t)len >= sizeof(path)) {
        return STATUS_LIMIT;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_UNAVAILABLE;
    }
    enum status status = take(fd, out);
    (void)close(fd);
    return status;
}

bool archive_find(const struct archive *archive, struct span name, struct span *bytes_out)
{
    ensure(archive != NULL && bytes_out != NULL);
    struct zip_file file = {.next = 0};
    size_t len = archive->root.len + name.len;
    while (zip_next(&archive->zip, &file)) {
        struct span inner = {.data = file.name.data + archive->root.len, .len = name.len};
        bool known = file.name.len == len
                     || (file.name.len > len && file.name.data[len] == '.'
                         && span_starts_with(name, SPAN("documents/")));
        if (known && span_starts_with(file.name, archive->root) && span_equal(inner, name)) {
            *bytes_out = file.bytes;
            return true;
        }
    }
    return false;
}

enum status file_held(const struct verify_options *options, struct span name, struct buffer *out)
{
    struct span bytes;
    if (options == NULL || options->archive == NULL) {
        return file_take(options == NULL ? NULL : options->folder, name, out);
    }
    if (!archive_find(options->archive, name, &bytes)) {
        return STATUS_NOT_FOUND;
    }
    buffer_put(out, bytes);
    return out->failed ? STATUS_LIMIT : STATUS_OK;
}

enum status file_map(const char *path, struct span *bytes_out)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return STATUS_UNAVAILABLE;
    }
    void *bytes = MAP_FAILED;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0) {
        bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    (void)close(fd);
    if (bytes == MAP_FAILED) {
        return STATUS_UNAVAILABLE;
    }
    *bytes_out = (struct span){.data = bytes, .len = (size_t)about.st_size};
    return STATUS_OK;
}

void file_unmap(struct span bytes)
{
    union { /* what was mapped is only read, and may be written by whom it is given back to */
        const char *data;
        void *mapped;
    } shared = {.data = bytes.data};
    if (bytes.len > 0) {
        (void)munmap(shared.mapped, bytes.len);
    }
}
