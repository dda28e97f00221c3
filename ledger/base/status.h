/* SPDX-License-Identifier: EUPL-1.2 */
/* status.h - how every fallible function reports its outcome, and how bugs stop the process. */
#ifndef LEDGER_BASE_STATUS_H
#define LEDGER_BASE_STATUS_H

#include <stdio.h>
#include <stdlib.h>

enum status {
    STATUS_OK = 0,
    STATUS_INVALID,     /* the caller's input does not fit the grammar; nothing happened */
    STATUS_LIMIT,       /* a documented limit would be passed; nothing happened */
    STATUS_NOT_FOUND,   /* the named thing does not exist, or is not visible to this actor */
    STATUS_DENIED,      /* it exists, and this actor may not */
    STATUS_CONFLICT,    /* the same key was used before with other content, or the state moved on */
    STATUS_RETRY,       /* lost a race; the same call may succeed now */
    STATUS_UNAVAILABLE, /* a dependency (database, attest) does not answer */
    STATUS_INTERNAL,    /* a bug or exhausted memory; details are in the log only */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Stops the process on a programmer error, in every build type. Never used on outside input. */
#define ensure(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: ensure(%s) failed\n", __FILE__, __LINE__, #condition);   \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
