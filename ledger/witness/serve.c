/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/witness/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ledger/base/steady.h"
#include "ledger/witness/http.h"

#define BACKLOG     32
#define POLL_MS     500
#define ADDRESS_MAX 128

/* Splits at the last colon; brackets around the address are taken off. */
static bool address_split(const char *address, char host_out[static ADDRESS_MAX], const char **port)
{
    const char *colon = strrchr(address, ':');
    if (colon == NULL || colon == address || (size_t)(colon - address) >= ADDRESS_MAX) {
        return false;
    }
    size_t len = (size_t)(colon - address);
    bool brackets = address[0] == '[' && address[len - 1] == ']' && len > 2;
    (void)memcpy(host_out, address + (brackets ? 1 : 0), len);
    host_out[brackets ? len - 2 : len] = '\0';
    *port = colon + 1;
    return true;
}

static bool without_blocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0
           && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static bool bound(int fd, const struct addrinfo *found)
{
    int yes = 1;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 && without_blocking(fd)
           && bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0;
}

enum status witness_listen(const char *address, int *listener_out, struct fault *fault)
{
    ensure(address != NULL && listener_out != NULL);
    char host[ADDRESS_MAX];
    const char *port = NULL;
    struct addrinfo wanted = {
        .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    if (!address_split(address, host, &port) || getaddrinfo(host, port, &wanted, &found) != 0) {
        FAULT(fault, "witness", "", "%s is not address:port", address);
        return STATUS_INVALID;
    }
    int fd = socket(found->ai_family, SOCK_STREAM, 0);
    bool good = fd >= 0 && bound(fd, found);
    freeaddrinfo(found);
    if (!good) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "witness", "", "%s: %s", address, strerror(errno));
        if (fd >= 0) {
            (void)close(fd);
        }
        return STATUS_UNAVAILABLE;
    }
    *listener_out = fd;
    return STATUS_OK;
}

/* Waits until `fd` is ready for `events`; false at the deadline, or when we are to stop. */
static bool ready(int fd, short events, int64_t deadline_ms, const volatile sig_atomic_t *stop)
{
    struct pollfd polled = {.fd = fd, .events = events};
    for (int64_t left = deadline_ms - steady_ms(); left > 0 && *stop == 0;
         left = deadline_ms - steady_ms()) {
        if (poll(&polled, 1, (int)(left < POLL_MS ? left : POLL_MS)) > 0) {
            return true;
        }
    }
    return false;
}

/* Answers what has been asked; returns the status. */
static int answer(const struct witness_serve *serve, const struct http_question *question,
    struct buffer *out, uint64_t *size)
{
    struct buffer body;
    const char *type = NULL;
    int code = 404;
    buffer_init(&body, WITNESS_ANSWER_MAX);
    if (span_is(question->path, "/add-checkpoint")) {
        bool post = span_is(question->method, "POST");
        code = post ? witness_answer(serve->witness, question->body, serve->time_s(), &body, size)
                    : 405;
        type = code == (int)ADD_CONFLICT ? "text/x.tlog.size" : NULL;
    }
    http_answer_put(out, code, type, buffer_span(&body));
    buffer_free(&body);
    return code;
}

/* Reads one request, up to its end or what makes it none. */
static enum http_state question_take(int fd, struct buffer *in, struct http_question *question,
    int64_t deadline_ms, const volatile sig_atomic_t *stop)
{
    enum http_state state = HTTP_INCOMPLETE;
    while (state == HTTP_INCOMPLETE && ready(fd, POLLIN, deadline_ms, stop)) {
        char bytes[8192];
        ssize_t len = recv(fd, bytes, sizeof(bytes), 0);
        if (len <= 0) {
            break;
        }
        buffer_put(in, (struct span){.data = bytes, .len = (size_t)len});
        state = in->failed ? HTTP_TOO_LARGE : http_look(buffer_span(in), question);
    }
    return state;
}

static void send_all(
    int fd, struct span bytes, int64_t deadline_ms, const volatile sig_atomic_t *stop)
{
    while (bytes.len > 0 && ready(fd, POLLOUT, deadline_ms, stop)) {
        ssize_t len = send(fd, bytes.data, bytes.len, MSG_NOSIGNAL);
        if (len <= 0) {
            return; /* uncovered: the client is gone at this very moment */
        }
        bytes = (struct span){.data = bytes.data + len, .len = bytes.len - (size_t)len};
    }
}

static void client_serve(
    const struct witness_serve *serve, int fd, const volatile sig_atomic_t *stop)
{
    struct buffer in;
    struct buffer out;
    struct http_question question;
    int64_t deadline_ms = steady_ms() + WITNESS_TIMEOUT_MS;
    buffer_init(&in, HTTP_HEAD_LEN_MAX + HTTP_BODY_LEN_MAX);
    buffer_init(&out, (size_t)2 * WITNESS_ANSWER_MAX);
    enum http_state state = question_take(fd, &in, &question, deadline_ms, stop);
    uint64_t size = 0;
    int code = (int)state;
    if (state == HTTP_COMPLETE) {
        code = answer(serve, &question, &out, &size);
    } else if (state != HTTP_INCOMPLETE) {
        http_answer_put(&out, code, NULL, SPAN(""));
    }
    send_all(fd, buffer_span(&out), deadline_ms, stop);
    if (code != (int)HTTP_INCOMPLETE && serve->event != NULL) {
        serve->event(code, size);
    }
    buffer_free(&in);
    buffer_free(&out);
}

void witness_serve(const struct witness_serve *serve, const volatile sig_atomic_t *stop)
{
    ensure(serve != NULL && stop != NULL);
    while (*stop == 0) {
        int fd = -1;
        if (ready(serve->listener, POLLIN, steady_ms() + POLL_MS, stop)) {
            fd = accept(serve->listener, NULL, NULL);
        }
        if (fd < 0) {
            continue;
        }
        if (without_blocking(fd)) {
            client_serve(serve, fd, stop);
        }
        (void)close(fd);
    }
}
