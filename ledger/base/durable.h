/* SPDX-License-Identifier: EUPL-1.2 */
/* durable.h - files that are whole or not there, whatever happens meanwhile. */
#ifndef LEDGER_BASE_DURABLE_H
#define LEDGER_BASE_DURABLE_H

#include <stdbool.h>

#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define DURABLE_PATH_MAX 4000

/* All of `bytes` into a blocking file; false and errno when it cannot take them. */
MUST_CHECK bool write_all(int fd, struct span bytes);

/*
 * Makes `path` a folder that is on disk with its name; one that is there already is no failure.
 * STATUS_UNAVAILABLE when it cannot be made.
 */
MUST_CHECK enum status durable_folder(const char *path, struct fault *fault);

/*
 * Puts `bytes` at `path`, replacing what is there: a new file of mode `mode` beside it, on disk,
 * then renamed, then its folder on disk. Readers see the old one or the new one. STATUS_INVALID: an
 * over-long path; STATUS_UNAVAILABLE, and the old file stays, when anything fails.
 */
MUST_CHECK enum status durable_write(
    const char *path, struct span bytes, unsigned mode, struct fault *fault);

#endif
