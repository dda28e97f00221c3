/* SPDX-License-Identifier: EUPL-1.2 */
/* program.h - runs a line of the shell inside a test, such as one of openssl's. */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

/* The line's exit code; -1 when it was ended by a signal or could not be started. */
static inline int program_run(const char *line)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        (void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
        return -1;
    }
    return WEXITSTATUS(status);
}

#endif
