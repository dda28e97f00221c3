/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kill_shim.h - what libraries share that are loaded in front of a program (LD_PRELOAD) to end it
 * with SIGKILL at a named point, when a file of that name lies in $TILSAGN_KILL_DIR. The file is
 * taken away first, so one file kills one process once. The programs have no trace of this.
 * Includes need _GNU_SOURCE for RTLD_NEXT.
 */
#ifndef TESTS_FAULT_KILL_SHIM_H
#define TESTS_FAULT_KILL_SHIM_H

#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_LEN_MAX = 512 };

/* Whether a file of that name lies there, which is gone now. */
static bool armed(const char *point)
{
    const char *dir = getenv("TILSAGN_KILL_DIR");
    char path[PATH_LEN_MAX];
    if (dir == NULL) {
        return false;
    }
    int len = snprintf(path, sizeof path, "%s/%s", dir, point);
    return len > 0 && (size_t)len < sizeof path && unlink(path) == 0;
}

static void die_at(const char *point)
{
    if (armed(point)) {
        (void)raise(SIGKILL);
    }
}

/* The function that this one stands in front of. ISO C has no cast from data to code. */
#define NEXT(name)                                                                                 \
    static __typeof__(name) *next;                                                                 \
    if (next == NULL) {                                                                            \
        void *symbol = dlsym(RTLD_NEXT, #name);                                                    \
        memcpy(&next, &symbol, sizeof next);                                                       \
    }

#endif
