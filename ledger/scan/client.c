/* SPDX-License-Identifier: EUPL-1.2 */
/* memfd_create() and its seals are no part of POSIX. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)

#include "ledger/scan/client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "ledger/attest/listener.h"
#include "ledger/base/durable.h"

enum { SEND_WAIT_S = 2, SEALS = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL };

int scan_file(void)
{
    return memfd_create("scan", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static bool send_file(int fd, int file)
{
    char mark = 'F';
    struct iovec bytes = {.iov_base = &mark, .iov_len = 1};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    (void)memset(&control, 0, sizeof(control));
    struct msghdr message = {.msg_iov = &bytes,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control)};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    (void)memcpy(CMSG_DATA(head), &file, sizeof(file));
    return sendmsg(fd, &message, MSG_NOSIGNAL) == 1;
}

static int connected(const struct sockaddr_un *address)
{
    struct timeval wait = {.tv_sec = SEND_WAIT_S};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool done = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) == 0
                && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
    if (!done && fd >= 0) {
        (void)close(fd);
    }
    return done ? fd : -1;
}

enum status scan_ask(const char *path, int file, int *socket_out, struct fault *fault)
{
    struct sockaddr_un address;
    if (socket_address(path, &address) != STATUS_OK) {
        FAULT(fault, "scan", "", "%s is no path of a socket", path);
        return STATUS_UNAVAILABLE;
    }
    int fd = fcntl(file, F_ADD_SEALS, SEALS) == 0 ? connected(&address) : -1;
    if (fd < 0 || !send_file(fd, file)) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "scan", "", "%s: %s", path, strerror(errno));
        if (fd >= 0) {
            (void)close(fd); /* uncovered: the scanner is gone between connect() and sendmsg() */
        }
        return STATUS_UNAVAILABLE;
    }
    *socket_out = fd;
    return STATUS_OK;
}

/* The scanner writes its answer at once and closes. */
enum status scan_wait(int socket, int wait_ms, struct scan *scan_out, struct fault *fault)
{
    char bytes[SCAN_ANSWER_MAX];
    size_t len = 0;
    ssize_t got = 1;
    struct pollfd polled = {.fd = socket, .events = POLLIN};
    if (poll(&polled, 1, wait_ms) == 0) {
        return STATUS_RETRY;
    }
    while (got > 0 && len < sizeof(bytes) && poll(&polled, 1, SEND_WAIT_S * 1000) > 0) {
        got = recv(socket, bytes + len, sizeof(bytes) - len, MSG_DONTWAIT);
        len += got > 0 ? (size_t)got : 0;
    }
    if (got != 0
        || scan_answer_read((struct span){.data = bytes, .len = len}, scan_out) != STATUS_OK) {
        FAULT(fault, "scan", "", "the scanner went away, or answered what is no answer");
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}

enum status scan_bytes(
    const char *path, struct span bytes, struct scan *scan_out, struct fault *fault)
{
    int file = scan_file();
    if (file < 0 || !write_all(file, bytes)) {
        FAULT(fault, "scan", "", "no memory for the file"); /* uncovered: no memory */
        return STATUS_UNAVAILABLE;                          /* uncovered: likewise */
    }
    int fd = -1;
    enum status status = scan_ask(path, file, &fd, fault);
    (void)close(file);
    if (status != STATUS_OK) {
        return status;
    }
    status = scan_wait(fd, SCAN_WAIT_MS, scan_out, fault);
    (void)close(fd);
    if (status == STATUS_RETRY) {
        FAULT(fault, "scan", "", "%s does not answer", path); /* uncovered: after ten seconds */
        return STATUS_UNAVAILABLE;                            /* uncovered: likewise */
    }
    return status;
}
