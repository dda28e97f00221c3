/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/base/durable.h"

#define PATH_LEN_MAX 4096
#define REASON_MAX   128

static enum status refused(struct fault *fault, const char *path)
{
    char reason[REASON_MAX] = "unknown reason";
    (void)strerror_r(errno, reason, sizeof(reason));
    FAULT(fault, "publish", "", "%s: %s", path, reason);
    return STATUS_UNAVAILABLE;
}

static bool holds(const char *path, struct span bytes)
{
    FILE *file = fopen(path, "rb");
    char piece[65536];
    size_t got = 0;
    size_t at = 0;
    bool same = file != NULL;
    while (same && (got = fread(piece, 1, sizeof(piece), file)) > 0) {
        same = got <= bytes.len - at && memcmp(piece, bytes.data + at, got) == 0;
        at += got;
    }
    if (file != NULL) {
        same = same && at == bytes.len && ferror(file) == 0;
        (void)fclose(file);
    }
    return same;
}

/* The rename is on the disk when the directory is. */
static bool sync_folder(const char *path)
{
    char folder[PATH_LEN_MAX];
    const char *slash = strrchr(path, '/');
    int len = slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path);
    (void)snprintf(folder, sizeof(folder), "%.*s", len, slash == NULL ? "." : path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return synced;
}

/* Readable by everyone whatever the umask, or as the file that it replaces. */
static bool as_before(int fd, const struct stat *before)
{
    if (before == NULL) {
        return fchmod(fd, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH) == 0;
    }
    return fchown(fd, before->st_uid, before->st_gid) == 0
           && fchmod(fd, before->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) == 0;
}

static enum status replace(
    const char *path, struct span bytes, const struct stat *before, struct fault *fault)
{
    char fresh[PATH_LEN_MAX];
    int len = snprintf(fresh, sizeof(fresh), "%s.new", path);
    if (len < 0 || (size_t)len >= sizeof(fresh)) {
        errno = ENAMETOOLONG;
        return refused(fault, "path");
    }
    /* A secret is nobody else's while it is written; what an earlier attempt left has its mode. */
    if (before != NULL) {
        (void)unlink(fresh);
    }
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
        before == NULL ? 0644 : S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return refused(fault, fresh);
    }
    bool good = as_before(fd, before) && write_all(fd, bytes) && fsync(fd) == 0;
    good = close(fd) == 0 && good && rename(fresh, path) == 0 && sync_folder(path);
    if (!good) {
        enum status status = refused(fault, path);
        (void)unlink(fresh);
        return status;
    }
    return STATUS_OK;
}

enum status publish(const char *path, struct span bytes, struct fault *fault)
{
    ensure(path != NULL);
    return holds(path, bytes) ? STATUS_OK : replace(path, bytes, NULL, fault);
}

enum status publish_as_before(const char *path, struct span bytes, struct fault *fault)
{
    ensure(path != NULL);
    struct stat before;
    if (stat(path, &before) != 0) {
        return refused(fault, path);
    }
    return replace(path, bytes, &before, fault);
}

enum status publish_lock(const char *path, int *fd_out, struct fault *fault)
{
    ensure(path != NULL && fd_out != NULL);
    char name[PATH_LEN_MAX];
    (void)snprintf(name, sizeof(name), "%s.lock", path);
    int fd = open(name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) {
        return refused(fault, name);
    }
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_SETLK, &whole) != 0) {
        FAULT(fault, "publish", "", "%s: another process is just replacing it", path);
        (void)close(fd);
        return STATUS_CONFLICT;
    }
    *fd_out = fd;
    return STATUS_OK;
}
