/* SPDX-License-Identifier: EUPL-1.2 */
/* The client against a scanner that says what it likes; fcgi/scanner/files has the real one. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/attest/listener.h"
#include "ledger/scan/client.h"
#include "tests/harness.h"

static char folder[] = "/tmp/scan-client-XXXXXX";
static char path[sizeof(folder) + 16];
static struct fault fault;
static int listener = -1;
static pid_t scanner;

static void setup(void)
{
    fault_clear(&fault);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/s", folder);
    ck_assert_int_eq(listener_open(path, &listener, &fault), STATUS_OK);
}

static void teardown(void)
{
    if (scanner > 0) {
        (void)kill(scanner, SIGKILL);
        ck_assert_int_eq(waitpid(scanner, NULL, 0), scanner);
    }
    listener_close(listener, path);
    ck_assert_int_eq(rmdir(folder), 0);
}

/* Answers the first client in two pieces; `wanted` is what its file must hold. */
static void answering(const char *answer, const char *wanted)
{
    scanner = fork();
    if (scanner != 0) {
        return;
    }
    struct pollfd polled = {.fd = listener, .events = POLLIN};
    (void)poll(&polled, 1, -1);
    int fd = listener_accept(listener);
    char mark = 0;
    char room[CMSG_SPACE(sizeof(int))];
    struct iovec bytes = {.iov_base = &mark, .iov_len = 1};
    struct msghdr message = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room)};
    polled.fd = fd;
    (void)poll(&polled, 1, -1);
    ssize_t got = recvmsg(fd, &message, 0);
    int file = -1;
    char held[64] = "";
    (void)memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(file));
    bool same = got == 1 && pread(file, held, sizeof(held) - 1, 0) >= 0 && strcmp(held, wanted) == 0
                && pwrite(file, "x", 1, 0) < 0;
    answer = same ? answer : "damaged\n";
    size_t half = strlen(answer) / 2;
    (void)send(fd, answer, half, 0);
    const struct timespec pause = {.tv_nsec = 20000000};
    (void)nanosleep(&pause, NULL);
    (void)send(fd, answer + half, strlen(answer) - half, 0);
    _exit(0);
}

START_TEST(brings_the_answer)
{
    struct scan scan;
    answering("found\n2 7 010190\n", "%PDF");
    ck_assert_int_eq(scan_bytes(path, SPAN("%PDF"), &scan, &fault), STATUS_OK);
    ck_assert_int_eq(scan.outcome, SCAN_FOUND);
    ck_assert_int_eq(scan.places[0].page, 2);
}
END_TEST

static const char *const nonsense[] = {"", "yes\n", "found\n"};

START_TEST(takes_no_nonsense)
{
    struct scan scan;
    answering(nonsense[_i], "%PDF");
    ck_assert_int_eq(scan_bytes(path, SPAN("%PDF"), &scan, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.text, "the scanner went away, or answered what is no answer");
}
END_TEST

START_TEST(takes_no_long_answer)
{
    struct scan scan;
    char answer[2 * SCAN_ANSWER_MAX];
    memset(answer, '1', sizeof(answer) - 1);
    answer[sizeof(answer) - 1] = '\0';
    answering(answer, "%PDF");
    ck_assert_int_eq(scan_bytes(path, SPAN("%PDF"), &scan, &fault), STATUS_UNAVAILABLE);
}
END_TEST

START_TEST(asks_now_and_hears_later)
{
    struct scan scan;
    int fd = -1;
    int file = scan_file();
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(scan_ask(path, file, &fd, &fault), STATUS_OK);
    ck_assert_int_eq(close(file), 0);
    ck_assert_int_eq(scan_wait(fd, 0, &scan, &fault), STATUS_RETRY);
    answering("nothing\n", "");
    ck_assert_int_eq(scan_wait(fd, 10000, &scan, &fault), STATUS_OK);
    ck_assert_int_eq(scan.outcome, SCAN_NOTHING);
    ck_assert_int_eq(close(fd), 0);
}
END_TEST

START_TEST(says_that_nobody_is_there)
{
    struct scan scan;
    ck_assert_int_eq(scan_bytes("/nowhere/s", SPAN("x"), &scan, &fault), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fault.text, "/nowhere/s: "));
    fault_clear(&fault);
    ck_assert_int_eq(scan_bytes("", SPAN("x"), &scan, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.text, " is no path of a socket");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("client");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, brings_the_answer);
    tcase_add_loop_test(cases, takes_no_nonsense, 0, (int)COUNT_OF(nonsense));
    tcase_add_test(cases, takes_no_long_answer);
    tcase_add_test(cases, asks_now_and_hears_later);
    tcase_add_test(cases, says_that_nobody_is_there);
    return harness_run("ledger/scan/client", cases);
}
