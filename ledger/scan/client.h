/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * client.h - asks tilsagn-scanner what is in a file. What parses strangers' files is another
 * process, another user, without a database; all that passes is a descriptor and a short answer.
 */
#ifndef LEDGER_SCAN_CLIENT_H
#define LEDGER_SCAN_CLIENT_H

#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/scan/answer.h"

/* Longer than the scanner gives any file, and a short queue before it. */
#define SCAN_WAIT_MS 10000

/* An empty file in memory, closed on exec; -1 when there is none. Write it, then scan_ask(). */
MUST_CHECK int scan_file(void);

/*
 * Sends the file to the scanner that listens on `path`; `file` stays the caller's and can be
 * neither changed nor made longer from here on. STATUS_UNAVAILABLE when nobody takes it; else the
 * answer comes on *socket_out, which the caller closes.
 */
MUST_CHECK enum status scan_ask(const char *path, int file, int *socket_out, struct fault *fault);

/* Waits up to `wait_ms`. STATUS_RETRY: not yet; STATUS_UNAVAILABLE: none will come. */
MUST_CHECK enum status scan_wait(
    int socket, int wait_ms, struct scan *scan_out, struct fault *fault);

/* All of it for `bytes`, within SCAN_WAIT_MS. STATUS_UNAVAILABLE: the scanner is away. */
MUST_CHECK enum status scan_bytes(
    const char *path, struct span bytes, struct scan *scan_out, struct fault *fault);

#endif
