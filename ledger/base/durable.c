/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool write_all(int fd, struct span bytes)
{
    for (size_t written = 0; written < bytes.len;) {
        ssize_t len = write(fd, bytes.data + written, bytes.len - written);
        if (len < 0 && errno != EINTR) {
            return false; /* uncovered: the disk is full */
        }
        written += len < 0 ? 0 : (size_t)len;
    }
    return true;
}

static bool file_write(const char *path, struct span bytes, unsigned mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
    if (fd < 0) {
        return false;
    }
    bool written = write_all(fd, bytes) && fsync(fd) == 0;
    return close(fd) == 0 && written;
}

/* The name itself is on disk only when its folder is. */
static bool folder_sync(const char *path)
{
    char folder[DURABLE_PATH_MAX + 8];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);
    (void)snprintf(folder, sizeof(folder), "%.*s", (int)len, path);
    int fd = open(slash == NULL ? "." : len == 0 ? "/" : folder, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false; /* uncovered: a file was written there a moment ago */
    }
    bool synced = fsync(fd) == 0;
    (void)close(fd);
    return synced;
}

enum status durable_folder(const char *path, struct fault *fault)
{
    if (mkdir(path, 0755) == 0 ? !folder_sync(path) : errno != EEXIST) {
        FAULT(fault, "durable", "", "%s cannot be made", path);
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}

enum status durable_write(const char *path, struct span bytes, unsigned mode, struct fault *fault)
{
    char beside[DURABLE_PATH_MAX + 8];
    int len = snprintf(beside, sizeof(beside), "%s.new", path);
    if (len < 0 || len > DURABLE_PATH_MAX) {
        FAULT(fault, "durable", "", "the path is too long");
        return STATUS_INVALID;
    }
    if (!file_write(beside, bytes, mode) || rename(beside, path) != 0 || !folder_sync(path)) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "durable", "", "%s cannot be written: %s", path, strerror(errno));
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}
