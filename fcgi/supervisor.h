/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * supervisor.h - owns a pool's listening socket and keeps its workers running on it. It never reads
 * from the socket, so it has nothing that a request could break.
 */
#ifndef FCGI_SUPERVISOR_H
#define FCGI_SUPERVISOR_H

#include <stddef.h>

#include "ledger/base/fault.h"
#include "ledger/base/status.h"

#define SUPERVISOR_WORKERS_MAX 64
#define SUPERVISOR_BACKLOG     1024 /* connections that wait when all workers are busy */

struct supervisor_config {
    const char *socket_path; /* at most 100 bytes */
    size_t workers;          /* 1..SUPERVISOR_WORKERS_MAX */
    const char *program;     /* executable of a worker */
    char *const *arguments;  /* its argv, NULL-terminated; the socket is its descriptor 0 */
};

/*
 * Binds the socket (mode 0660; a stale one of a dead process is replaced) and runs until SIGTERM or
 * SIGINT, which workers get too: each finishes its request. A worker that ends is started again, at
 * once if it lived for a second, else after a growing pause of at most 10 s. SIGHUP replaces the
 * workers one by one; the socket stays open, so that no connection is refused meanwhile.
 * STATUS_INVALID for a bad path or number, STATUS_CONFLICT when another process listens there.
 */
MUST_CHECK enum status supervisor_run(const struct supervisor_config *config, struct fault *fault);

#endif
