/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/signer/serve.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/listener.h"
#include "ledger/attest/peer.h"

#define POLL_MS 500

/* Waits for the socket; false when it is quiet for too long, or we are to stop. */
static bool ready(int fd, int wait_ms, const volatile sig_atomic_t *stop)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    for (int waited = 0; waited < wait_ms && *stop == 0; waited += POLL_MS) {
        if (poll(&polled, 1, POLL_MS) > 0) {
            return true;
        }
    }
    return false;
}

/* Takes one whole question; false when the client is gone, slow or talks nonsense. */
static bool question_take(int fd, struct buffer *in, char *type_out, struct span *content_out,
    const volatile sig_atomic_t *stop)
{
    for (;;) {
        char bytes[8192];
        if (!ready(fd, SERVE_TIMEOUT_MS, stop)) {
            return false;
        }
        ssize_t len = recv(fd, bytes, sizeof(bytes), 0);
        if (len <= 0) {
            return false;
        }
        buffer_put(in, (struct span){.data = bytes, .len = (size_t)len});
        enum frame_state state = frame_look(buffer_span(in), type_out, content_out);
        if (in->failed || state == FRAME_BROKEN) {
            return false;
        }
        if (state == FRAME_COMPLETE) {
            return true;
        }
    }
}

static void client_serve(
    const struct serve_config *config, int fd, const volatile sig_atomic_t *stop)
{
    struct buffer in;
    struct buffer out;
    buffer_init(&in, FRAME_HEAD_LEN + FRAME_LEN_MAX);
    buffer_init(&out, FRAME_HEAD_LEN + FRAME_LEN_MAX);
    char type = 0;
    struct span content;
    while (question_take(fd, &in, &type, &content, stop)) {
        buffer_clear(&out);
        int outcome = signing_answer(config->signing, type, content, &out);
        if (outcome == (int)ADD_SIGN) {
            config->event(SERVE_SIGNED, (int64_t)config->signing->head.size);
        } else if (outcome != 0) {
            config->event(SERVE_REFUSED, outcome);
        }
        /* An answer is far below what a socket takes at once. */
        if (send(fd, out.data, out.len, MSG_NOSIGNAL) != (ssize_t)out.len) {
            break; /* uncovered: the client is gone at this very moment */
        }
        buffer_clear(&in);
    }
    buffer_free(&in);
    buffer_free(&out);
}

enum status serve(
    const struct serve_config *config, const volatile sig_atomic_t *stop, struct fault *fault)
{
    ensure(config != NULL && stop != NULL);
    int listener = -1;
    enum status status = listener_open(config->path, &listener, fault);
    if (status != STATUS_OK) {
        return status;
    }
    while (*stop == 0) {
        int fd = ready(listener, POLL_MS, stop) ? listener_accept(listener) : -1;
        uint32_t uid = 0;
        if (fd < 0) {
            continue;
        }
        if (peer_uid(fd, &uid) == STATUS_OK && uid == config->uid) {
            client_serve(config, fd, stop);
        } else {
            config->event(SERVE_REFUSED_PEER, (int64_t)uid);
        }
        (void)close(fd);
    }
    listener_close(listener, config->path);
    return STATUS_OK;
}
