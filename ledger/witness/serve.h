/* SPDX-License-Identifier: EUPL-1.2 */
/* serve.h - the witness's port: POST /add-checkpoint, one request at a time. */
#ifndef LEDGER_WITNESS_SERVE_H
#define LEDGER_WITNESS_SERVE_H

#include <signal.h>
#include <stdint.h>

#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/witness/witness.h"

#define WITNESS_TIMEOUT_MS 3000 /* for a whole request */

struct witness_serve {
    struct witness *witness;
    int listener; /* of witness_listen() */
    int64_t (*time_s)(void);
    void (*event)(int code, uint64_t size); /* an answered request; may be NULL */
};

/*
 * Listens on "address:port", the address in numbers ("[::1]:2025" for IPv6). STATUS_INVALID for
 * another form, STATUS_UNAVAILABLE with the reason.
 */
MUST_CHECK enum status witness_listen(const char *address, int *listener_out, struct fault *fault);

/* Serves until *stop is set by a signal handler without SA_RESTART. Does not close the listener. */
void witness_serve(const struct witness_serve *serve, const volatile sig_atomic_t *stop);

#endif
