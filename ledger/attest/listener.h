/* SPDX-License-Identifier: EUPL-1.2 */
/* listener.h - listening Unix sockets: made, replaced when stale, removed. */
#ifndef LEDGER_ATTEST_LISTENER_H
#define LEDGER_ATTEST_LISTENER_H

#include <stddef.h>
#include <sys/un.h>

#include "ledger/base/fault.h"
#include "ledger/base/status.h"

/* STATUS_INVALID when `path` is empty or too long for a socket's address. */
MUST_CHECK enum status socket_address(const char *path, struct sockaddr_un *address_out);

/*
 * Listens on `path` without blocking. A socket file that nobody listens on is replaced. Whoever
 * sees the file is answered: it is bound as "PATH.new" and gets its name when it listens.
 * STATUS_CONFLICT when somebody does, or the file is no socket; STATUS_INVALID, STATUS_UNAVAILABLE.
 */
MUST_CHECK enum status listener_open(const char *path, int *fd_out, struct fault *fault);

/* The next client, not blocking and closed on exec; -1 when there is none. */
int listener_accept(int listener);

/* Closes and removes the file; does nothing for -1. */
void listener_close(int fd, const char *path);

#endif
