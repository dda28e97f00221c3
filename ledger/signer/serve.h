/* SPDX-License-Identifier: EUPL-1.2 */
/* serve.h - the signer's socket: one sequencer at a time, known by its user. */
#ifndef LEDGER_SIGNER_SERVE_H
#define LEDGER_SIGNER_SERVE_H

#include <signal.h>
#include <stdint.h>

#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/signer/signing.h"

#define SERVE_TIMEOUT_MS 5000 /* of a client that says nothing, or does not take its answer */

enum serve_event {
    SERVE_REFUSED_PEER, /* number: its uid */
    SERVE_SIGNED,       /* number: the size */
    SERVE_REFUSED,      /* number: of add_checkpoint.h, or 500: the head could not be stored */
};

struct serve_config {
    struct signing *signing;
    const char *path; /* of the socket */
    uint32_t uid;     /* who may ask */
    void (*event)(enum serve_event event, int64_t number);
};

/*
 * Serves until *stop is set by a signal handler without SA_RESTART. STATUS_CONFLICT,
 * STATUS_INVALID, STATUS_UNAVAILABLE: the socket cannot be made, as listener_open() says.
 */
MUST_CHECK enum status serve(
    const struct serve_config *config, const volatile sig_atomic_t *stop, struct fault *fault);

#endif
