/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * failed.h - submissions that were answered with 5xx, from nginx's log of them into the database,
 * which lists them on the call's page. nginx writes it, as it answers too when no worker does; the
 * line is there whatever became of the database, and is read when both are there again.
 */
#ifndef LEDGER_SEQUENCER_FAILED_H
#define LEDGER_SEQUENCER_FAILED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

#define FAILED_CHUNK_LEN 16384 /* read and noted at once; a longer line is none of nginx's */

/* What has been read of a file; all but `path` begins as 0. */
struct failed_log {
    const char *path; /* outlives it; NULL: nothing is read */
    int64_t read;     /* bytes of it */
    ino_t inode;      /* which file: a rotated log begins anew */
};

/* Lines of one call: how many were new, and how many no line of this log. */
struct failed_noted {
    int64_t noted;
    int64_t unreadable;
};

/*
 * Notes the whole lines that came since the last time; again after a restart does no harm, as each
 * request is noted once. No file is an empty one. `service` was opened with sequencer_statements.
 * STATUS_UNAVAILABLE when the file is there and cannot be read, else statuses of the database;
 * *noted_out then counts what was done before.
 */
MUST_CHECK enum status failed_note(struct service *service, struct arena *arena,
    struct failed_log *log, struct failed_noted *noted_out, struct fault *fault);

#endif
