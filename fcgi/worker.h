/* SPDX-License-Identifier: EUPL-1.2 */
/* worker.h - the one request loop. The only file that speaks FastCGI is worker.c. */
#ifndef FCGI_WORKER_H
#define FCGI_WORKER_H

#include "fcgi/portal.h"

/*
 * Serves requests from the listening socket on file descriptor `listener`, one after the other,
 * until SIGTERM; the request at hand is finished first. Returns the process's exit code.
 */
int worker_run(struct portal *portal, int listener);

#endif
