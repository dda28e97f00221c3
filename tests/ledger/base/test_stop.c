/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/base/stop.h"
#include "tests/harness.h"

static const int numbers[] = {SIGTERM, SIGINT};

START_TEST(each_signal_asks_to_stop)
{
    stop_on_signals();
    ck_assert_int_eq(stop_asked, 0);
    ck_assert_int_eq(raise(numbers[_i]), 0);
    ck_assert_int_ne(stop_asked, 0);
}
END_TEST

/* A reader of a pipe into which nothing comes: the child sends the signal and holds the other end.
 */
START_TEST(a_call_that_waits_is_ended)
{
    int ends[2];
    stop_on_signals();
    ck_assert_int_eq(pipe(ends), 0);
    pid_t waiter = getpid();
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        while (kill(waiter, SIGTERM) == 0) {
            (void)poll(NULL, 0, 10); /* then again: the first may come before the other waits */
        }
        _exit(0);
    }
    char byte;
    ck_assert_int_eq(read(ends[0], &byte, 1), -1);
    ck_assert_int_eq(errno, EINTR);
    ck_assert_int_ne(stop_asked, 0);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    while (waitpid(child, NULL, 0) < 0) {
        ck_assert_int_eq(errno, EINTR);
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("stop");
    tcase_add_loop_test(cases, each_signal_asks_to_stop, 0, (int)COUNT_OF(numbers));
    tcase_add_test(cases, a_call_that_waits_is_ended);
    return harness_run("ledger/base/stop", cases);
}
