/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest_client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/listener.h"

void attest_client_init(struct attest_client *client, const char *path)
{
    ensure(client != NULL);
    *client = (struct attest_client){.path = path, .fd = -1};
}

void attest_client_close(struct attest_client *client)
{
    if (client->fd >= 0) {
        (void)close(client->fd);
        client->fd = -1;
    }
}

static bool limit_waiting(int fd)
{
    struct timeval wait = {.tv_sec = ATTEST_WAIT_S};
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) == 0
           && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) == 0;
}

static enum status client_connect(struct attest_client *client, struct fault *fault)
{
    struct sockaddr_un address;
    if (socket_address(client->path, &address) != STATUS_OK) {
        FAULT(fault, "attest", "", "%s is no path of a socket", client->path);
        return STATUS_UNAVAILABLE;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || !limit_waiting(fd)
        || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "attest", "", "%s: %s", client->path, strerror(errno));
        if (fd >= 0) {
            (void)close(fd);
        }
        return STATUS_UNAVAILABLE;
    }
    client->fd = fd;
    return STATUS_OK;
}

static bool send_all(int fd, struct span bytes)
{
    for (size_t sent = 0; sent < bytes.len;) {
        ssize_t len = send(fd, bytes.data + sent, bytes.len - sent, MSG_NOSIGNAL);
        if (len < 0 && errno == EINTR) {
            continue; /* uncovered: a signal just then */
        }
        if (len <= 0) {
            return false;
        }
        sent += (size_t)len;
    }
    return true;
}

/* Reads one whole frame into `answer`; false when the connection ends or waits too long. */
static bool receive_frame(int fd, struct buffer *answer, char *type_out, struct span *content_out)
{
    for (;;) {
        char bytes[4096];
        ssize_t len = recv(fd, bytes, sizeof(bytes), 0);
        if (len < 0 && errno == EINTR) {
            continue; /* uncovered: a signal just then */
        }
        if (len <= 0) {
            return false;
        }
        buffer_put(answer, (struct span){.data = bytes, .len = (size_t)len});
        switch (frame_look(buffer_span(answer), type_out, content_out)) {
        case FRAME_INCOMPLETE:
            break;
        case FRAME_COMPLETE:
            return true;
        case FRAME_BROKEN:
            return false;
        }
    }
}

static enum status take_answer(struct arena *arena, char type, struct span content,
    struct span *answer_out, struct fault *fault)
{
    if (type != FRAME_GOOD) {
        FAULT(fault, "attest", "", "refused: %.*s", (int)content.len, content.data);
        return STATUS_INTERNAL;
    }
    struct span copy = arena_copy(arena, content);
    if (copy.data == NULL) {
        return STATUS_LIMIT;
    }
    *answer_out = copy;
    return STATUS_OK;
}

/* One attempt on an open connection; STATUS_RETRY when the connection turned out to be dead. */
static enum status exchange(struct attest_client *client, struct arena *arena, struct span question,
    struct span *answer_out, struct fault *fault)
{
    struct buffer answer;
    buffer_init(&answer, FRAME_HEAD_LEN + FRAME_LEN_MAX);
    char type = FRAME_REFUSED;
    struct span content;
    enum status status = STATUS_RETRY;
    if (send_all(client->fd, question) && receive_frame(client->fd, &answer, &type, &content)) {
        status = take_answer(arena, type, content, answer_out, fault);
    } else {
        attest_client_close(client);
    }
    buffer_free(&answer);
    return status;
}

enum status attest_ask(struct attest_client *client, struct arena *arena, char type,
    struct span content, struct span *answer_out, struct fault *fault)
{
    ensure(client != NULL && arena != NULL && answer_out != NULL);
    if (content.len >= FRAME_LEN_MAX) {
        return STATUS_LIMIT;
    }
    struct buffer question;
    buffer_init(&question, FRAME_HEAD_LEN + FRAME_LEN_MAX);
    frame_put(&question, type, content);
    enum status status = STATUS_RETRY;
    if (question.failed) {
        status = STATUS_INTERNAL; /* uncovered: no memory */
    }
    /* A kept connection may be of a process that is gone: that one, and then a fresh one. */
    for (int attempt = 0; attempt < 2 && status == STATUS_RETRY; attempt++) {
        bool kept = client->fd >= 0;
        if (!kept) {
            status = client_connect(client, fault);
            if (status != STATUS_OK) {
                break;
            }
        }
        status = exchange(client, arena, buffer_span(&question), answer_out, fault);
        if (!kept) {
            break;
        }
    }
    buffer_free(&question);
    if (status == STATUS_RETRY) {
        FAULT(fault, "attest", "", "%s does not answer", client->path);
        return STATUS_UNAVAILABLE;
    }
    return status;
}
