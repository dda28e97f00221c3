/* SPDX-License-Identifier: EUPL-1.2 */
/* payments.h - files that pass between agency and bank, kept in the database by their SHA-256. */
#ifndef LEDGER_PAYMENTS_H
#define LEDGER_PAYMENTS_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/* A payment file before its release, or a bank statement before its import. */
struct payment_bytes {
    struct span bytes;      /* 1 byte to 4 MiB */
    const char *media_type; /* "application/xml" or "text/csv" */
};

/*
 * Keeps the bytes in a transaction of `person`, who holds finance; the same bytes twice are one
 * file. Sets *sha256_out to 64 digits in the arena. STATUS_DENIED (LG401) for others, STATUS_LIMIT
 * (LG201) for another size; else as the database.
 */
MUST_CHECK enum status payment_keep(struct service *service, struct arena *arena, int64_t person,
    const struct payment_bytes *file, struct span *sha256_out, struct fault *fault);

#endif
