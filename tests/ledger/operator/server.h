/* SPDX-License-Identifier: EUPL-1.2 */
/* server.h - a web server of a test's own: each connection is answered by a process of its own. */
#ifndef TESTS_LEDGER_OPERATOR_SERVER_H
#define TESTS_LEDGER_OPERATOR_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/base/span.h"
#include "tests/harness.h"

static pid_t server;
static unsigned port;

/* Sends all of it, unless the other side gives up. */
static inline void put_bytes(int fd, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = write(fd, bytes.data, bytes.len);
        if (sent <= 0) {
            return; /* the other side gave up, as it should */
        }
        bytes.data += sent;
        bytes.len -= (size_t)sent;
    }
}

static inline void put(int fd, const char *text)
{
    put_bytes(fd, span_from(text));
}

static inline void serve(int listener, void (*answer)(int fd))
{
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGCHLD, SIG_IGN);
    while (true) {
        int fd = accept(listener, NULL, NULL);
        if (fd >= 0 && fork() == 0) {       /* a slow answer holds up no other */
            (void)signal(SIGCHLD, SIG_DFL); /* it may start a program */
            answer(fd);
            _exit(0);
        }
        (void)close(fd);
    }
}

/* Listens on 127.0.0.1:`port` until server_end(). */
static inline void server_begin(void (*answer)(int fd))
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_ge(listener, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
    ck_assert_int_eq(listen(listener, 8), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &len), 0);
    port = ntohs(address.sin_port);
    server = fork();
    if (server == 0) {
        serve(listener, answer);
    }
    ck_assert_int_gt(server, 0);
    (void)close(listener);
    /* A proxy of the surroundings must not answer for the server. */
    ck_assert_int_eq(setenv("no_proxy", "127.0.0.1", 1), 0); /* NOLINT(concurrency-mt-unsafe) */
}

static inline void server_end(void)
{
    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
}

#endif
