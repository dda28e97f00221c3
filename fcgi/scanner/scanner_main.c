/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * scanner_main.c - tilsagn-scanner: looks for CPR numbers in uploaded files, one process per file,
 * without a database, a network or a file of its own.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/scanner/look.h"
#include "ledger/attest/listener.h"
#include "ledger/attest/peer.h"
#include "ledger/base/log.h"
#include "ledger/base/steady.h"
#include "ledger/base/stop.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

#define UIDS_MAX      8
#define FILES_AT_ONCE 4 /* further ones wait in the socket's queue */
#define FILE_LEN_MAX  ((off_t)64 * 1024 * 1024)
#define POLL_MS       200
#define TAKE_MS       2000
#define ALL_OF_IT_S   20 /* whatever becomes of it */

static const char usage[] =
    "usage: tilsagn-scanner --listen PATH --uid N [--uid N]...\n"
    "\n"
    "Looks for CPR numbers in the files whose descriptors the users N send over the socket PATH, and\n"
    "answers with page, line and the first six digits of the first three.\n";

struct options {
    const char *listen;
    uint32_t uids[UIDS_MAX];
    size_t uid_count;
};

static bool options_read(int count, char **words, struct options *options)
{
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--listen") == 0 && options->listen == NULL) {
            options->listen = words[i + 1];
        } else if (strcmp(words[i], "--uid") != 0 || options->uid_count == UIDS_MAX
                   || uid_read(span_from(words[i + 1]), &options->uids[options->uid_count++])
                          != STATUS_OK) {
            return false;
        }
    }
    return count % 2 == 1 && options->listen != NULL && options->uid_count > 0;
}

/* The descriptor that came with one byte; -1 when none did in time. */
static int take_file(int client)
{
    char mark = 0;
    int fd = -1;
    struct iovec bytes = {.iov_base = &mark, .iov_len = 1};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &bytes,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control)};
    struct pollfd polled = {.fd = client, .events = POLLIN};
    if (poll(&polled, 1, TAKE_MS) <= 0 || recvmsg(client, &message, 0) != 1) {
        return -1;
    }
    const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head != NULL && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS
        && head->cmsg_len == CMSG_LEN(sizeof(int))) {
        (void)memcpy(&fd, CMSG_DATA(head), sizeof(fd));
    }
    return fd;
}

static void say_scanned(const struct scan *scan, off_t size, int64_t began_ms)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, "scanned");
    log_text(&line, "outcome", span_from(scan_outcome_name(scan->outcome)));
    log_int(&line, "bytes", (int64_t)size);
    log_int(&line, "ms", steady_ms() - began_ms);
    log_end(&line);
}

/* One file, in a process of its own. */
static int answer(int client)
{
    int64_t began_ms = steady_ms();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)alarm(ALL_OF_IT_S);
    int file = take_file(client);
    struct stat is;
    if (file < 0) {
        return EXIT_DONE; /* somebody only wanted to know whether we are there */
    }
    struct scan scan = {.outcome = SCAN_TOO_MUCH};
    if (fstat(file, &is) != 0 || !S_ISREG(is.st_mode)) {
        return EXIT_FAILED;
    }
    if (is.st_size <= FILE_LEN_MAX) {
        look_at(file, &scan);
    }
    struct buffer out;
    buffer_init(&out, SCAN_ANSWER_MAX);
    scan_answer_put(&out, &scan);
    bool sent = send(client, out.data, out.len, MSG_NOSIGNAL) == (ssize_t)out.len;
    say_scanned(&scan, is.st_size, began_ms);
    return sent ? EXIT_DONE : EXIT_FAILED;
}

static bool may_ask(const struct options *options, int client)
{
    uint32_t uid = 0;
    bool known = peer_uid(client, &uid) == STATUS_OK;
    for (size_t i = 0; known && i < options->uid_count; i++) {
        if (options->uids[i] == uid) {
            return true;
        }
    }
    struct log_line line;
    log_begin(&line, LOG_LEVEL_WARNING, "peer_refused");
    log_int(&line, "uid", (int64_t)uid);
    log_end(&line);
    return false;
}

static void serve(const struct options *options, int listener)
{
    int running = 0;
    while (stop_asked == 0) {
        struct pollfd polled = {.fd = running < FILES_AT_ONCE ? listener : -1, .events = POLLIN};
        int ready = poll(&polled, 1, POLL_MS);
        while (running > 0 && waitpid(-1, NULL, WNOHANG) > 0) {
            running--;
        }
        int client = ready > 0 ? listener_accept(listener) : -1;
        if (client < 0) {
            continue;
        }
        if (may_ask(options, client)) {
            pid_t pid = fork();
            if (pid == 0) {
                (void)close(listener);
                _exit(answer(client));
            }
            running += pid > 0 ? 1 : 0;
        }
        (void)close(client);
    }
}

static void say(const char *event)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_NOTICE, event);
    log_end(&line);
}

int main(int count, char **words)
{
    struct options options = {.listen = NULL};
    struct fault fault;
    int listener = -1;
    fault_clear(&fault);
    log_program("tilsagn-scanner");
    if (count == 2 && strcmp(words[1], "--help") == 0) {
        return fputs(usage, stdout) >= 0 ? EXIT_DONE : EXIT_FAILED;
    }
    if (!options_read(count, words, &options)) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    if (listener_open(options.listen, &listener, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-scanner: %s\n", fault.text);
        return EXIT_FAILED;
    }
    stop_on_signals();
    say("started");
    serve(&options, listener);
    listener_close(listener, options.listen);
    say("stopped");
    return EXIT_DONE;
}
