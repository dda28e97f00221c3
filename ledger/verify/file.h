/* SPDX-License-Identifier: EUPL-1.2 */
/* file.h - files of the folder that is verified, read whole. */
#ifndef LEDGER_VERIFY_FILE_H
#define LEDGER_VERIFY_FILE_H

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define FILE_PATH_MAX 4096

/*
 * Appends the bytes of folder/name to `out`; the folder may be NULL. STATUS_NOT_FOUND: no such
 * file; STATUS_UNAVAILABLE: it cannot be read; STATUS_LIMIT: longer than `out` takes.
 */
MUST_CHECK enum status file_read(const char *folder, struct span name, struct buffer *out);

#endif
