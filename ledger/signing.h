/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * signing.h - what a person's own signature needs of the database: the request's exact text while
 * it waits, and the evidence that the signature was verified with.
 */
#ifndef LEDGER_SIGNING_H
#define LEDGER_SIGNING_H

#include <stdint.h>

#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/*
 * Keeps a text from act_write() for an hour and sets *pending_out to its number. STATUS_DENIED
 * (LG406) when too many wait; else as the database.
 */
MUST_CHECK enum status signing_keep(struct service *service, struct arena *arena, int64_t person,
    struct span request, int64_t *pending_out, struct fault *fault);

struct evidence {
    const char *kind; /* "certificate", "authorities", "crl" */
    struct span bytes;
};

/* Keeps `evidence` beside the signature with this SHA-256; bytes that are known are not sent. */
MUST_CHECK enum status signing_evidence(struct service *service, struct arena *arena,
    int64_t person, const struct digest *signature, const struct evidence *evidence,
    struct fault *fault);

#endif
