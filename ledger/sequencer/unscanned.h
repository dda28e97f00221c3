/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * unscanned.h - files that were kept while tilsagn-scanner was away are looked into when it is
 * back: one at a time, and nothing that is due by the clock waits for it.
 */
#ifndef LEDGER_SEQUENCER_UNSCANNED_H
#define LEDGER_SEQUENCER_UNSCANNED_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

#define UNSCANNED_EVERY_MS                                                                         \
    INT64_C(20000) /* between two looks when there was none, or nobody answers */

/* Where we are; all but `path` and `socket` begin as 0. */
struct unscanned {
    const char *path; /* the scanner's socket, outlives it; NULL: nothing is looked into */
    int socket;       /* the answer comes here; -1: none is awaited */
    int64_t upload;   /* the file that was asked last */
    int64_t since_ms; /* when it was */
    int64_t next_ms;  /* not before */
};

/*
 * Asks for the next file, or takes the answer of the last one when it is there. *found_out is the
 * file in which a number was found, else 0. Resets `arena`. `service` was opened with
 * sequencer_statements. STATUS_UNAVAILABLE: the scanner does not answer; else statuses of the
 * database.
 */
MUST_CHECK enum status unscanned_turn(struct service *service, struct arena *arena,
    struct unscanned *unscanned, int64_t *found_out, struct fault *fault);

/* Awaits no answer any more. */
void unscanned_close(struct unscanned *unscanned);

#endif
