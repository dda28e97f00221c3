/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What test_supervisor.c has supervised: answers each connection with its own process number, takes
 * 5 ms for it, finishes the present one at SIGTERM. With the argument "broken" it ends at once.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int number)
{
    (void)number;
    stop = 1;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "broken") == 0) {
        return EXIT_FAILURE;
    }
    struct sigaction action = {.sa_handler = on_term}; /* no SA_RESTART: accept() must end */
    if (sigaction(SIGTERM, &action, NULL) != 0) {
        return EXIT_FAILURE;
    }
    while (!stop) {
        int client = accept(STDIN_FILENO, NULL, NULL);
        if (client < 0) {
            continue;
        }
        const struct timespec work = {.tv_sec = 0, .tv_nsec = 5000000};
        (void)nanosleep(&work, NULL);
        char text[32];
        int len = snprintf(text, sizeof(text), "%ld", (long)getpid());
        if (len < 0 || write(client, text, (size_t)len) != len) {
            return EXIT_FAILURE;
        }
        (void)close(client);
    }
    return EXIT_SUCCESS;
}
