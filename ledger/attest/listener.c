/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG 64
#define BESIDE  ".new"

enum status socket_address(const char *path, struct sockaddr_un *address_out)
{
    ensure(path != NULL && address_out != NULL);
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof(address_out->sun_path)) {
        return STATUS_INVALID;
    }
    (void)memset(address_out, 0, sizeof(*address_out));
    address_out->sun_family = AF_UNIX;
    (void)memcpy(address_out->sun_path, path, len);
    return STATUS_OK;
}

static bool without_blocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0
           && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

/* Whether the file at the address is a socket that nobody answers any more (or is not there). */
static bool stale_removed(const struct sockaddr_un *address)
{
    struct stat file;
    if (lstat(address->sun_path, &file) != 0) {
        return errno == ENOENT;
    }
    if (!S_ISSOCK(file.st_mode)) {
        return false;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool dead = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0
                && errno == ECONNREFUSED;
    if (fd >= 0) {
        (void)close(fd);
    }
    return dead && unlink(address->sun_path) == 0;
}

/* Whether `fd` listens as `path`, which is not there before it does; link() takes nobody's name. */
static bool listening_as(int fd, const struct sockaddr_un *beside, const char *path)
{
    mode_t mask = umask(0111); /* rw for everybody: the uid of the peer decides */
    bool bound = bind(fd, (const struct sockaddr *)beside, sizeof(*beside)) == 0;
    (void)umask(mask);
    bool named = bound && listen(fd, BACKLOG) == 0 && link(beside->sun_path, path) == 0;
    return bound && unlink(beside->sun_path) == 0 && named;
}

enum status listener_open(const char *path, int *fd_out, struct fault *fault)
{
    ensure(fd_out != NULL);
    struct sockaddr_un address;
    struct sockaddr_un beside;
    char name[sizeof(beside.sun_path) + sizeof(BESIDE)];
    (void)snprintf(name, sizeof(name), "%s" BESIDE, path);
    if (socket_address(path, &address) != STATUS_OK || socket_address(name, &beside) != STATUS_OK) {
        FAULT(fault, "attest", "", "%s is empty or too long for a socket", path);
        return STATUS_INVALID;
    }
    if (!stale_removed(&address) || !stale_removed(&beside)) {
        FAULT(fault, "attest", "", "%s is in use", path);
        return STATUS_CONFLICT;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || !without_blocking(fd) || !listening_as(fd, &beside, path)) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "attest", "", "%s: %s", path, strerror(errno));
        if (fd >= 0) {
            (void)close(fd);
        }
        return STATUS_UNAVAILABLE;
    }
    *fd_out = fd;
    return STATUS_OK;
}

int listener_accept(int listener)
{
    int fd = accept(listener, NULL, NULL);
    if (fd >= 0 && !without_blocking(fd)) {
        (void)close(fd); /* uncovered: the kernel refuses fcntl() */
        return -1;       /* uncovered: likewise */
    }
    return fd;
}

void listener_close(int fd, const char *path)
{
    if (fd >= 0) {
        (void)close(fd);
        (void)unlink(path);
    }
}
