/* SPDX-License-Identifier: EUPL-1.2 */
/* What a reader that somebody took over could still do; each in a process of its own. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/scanner/confine.h"
#include "tests/harness.h"

static bool refused(int result)
{
    return result < 0 && errno == EPERM;
}

static bool opens_a_socket(void)
{
    return !refused(socket(AF_INET, SOCK_STREAM, 0)) || !refused(socket(AF_UNIX, SOCK_STREAM, 0));
}

static bool signals_its_parent(void)
{
    return !refused(kill(getppid(), 0));
}

static bool removes_a_file(void)
{
    return !refused(unlink("/tmp/nothing-of-that-name"))
           || !refused(mkdir("/tmp/nothing-of-that-name", 0700));
}

static bool keeps_a_descriptor(void)
{
    return fcntl(3, F_GETFD) >= 0;
}

static bool (*const attempts[])(void) = {
    opens_a_socket, signals_its_parent, removes_a_file, keeps_a_descriptor};

static int ended(bool (*attempt)(void))
{
    int result = 0;
    pid_t pid = fork();
    if (pid == 0) {
        (void)dup2(STDOUT_FILENO, 3);
        _exit(confine() != STATUS_OK ? 2 : attempt() ? 1 : 0);
    }
    ck_assert_int_eq(waitpid(pid, &result, 0), pid);
    return result;
}

START_TEST(takes_it_away)
{
    ck_assert_int_eq(ended(attempts[_i]), 0);
}
END_TEST

static bool writes_into_a_file(void)
{
    return write(STDIN_FILENO, "x", 1) == 1;
}

START_TEST(writes_nothing)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(dup2(fileno(file), STDIN_FILENO), STDIN_FILENO);
    int result = ended(writes_into_a_file);
    (void)fclose(file);
    ck_assert(WIFSIGNALED(result) && WTERMSIG(result) == SIGXFSZ);
}
END_TEST

static bool computes_for_ever(void)
{
    volatile unsigned n = 1;
    while (n != 0) {
        n |= 1U;
    }
    return true;
}

START_TEST(computes_for_seconds_only)
{
    int result = ended(computes_for_ever);
    ck_assert(WIFSIGNALED(result) && (WTERMSIG(result) == SIGKILL || WTERMSIG(result) == SIGXCPU));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("confine");
    tcase_set_timeout(cases, 30);
    tcase_add_loop_test(cases, takes_it_away, 0, (int)COUNT_OF(attempts));
    tcase_add_test(cases, writes_nothing);
    tcase_add_test(cases, computes_for_seconds_only);
    return harness_run("fcgi/scanner/confine", cases);
}
