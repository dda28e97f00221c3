/* SPDX-License-Identifier: EUPL-1.2 */
/* key_file.h - the attest process's key on disk. */
#ifndef LEDGER_ATTEST_KEY_FILE_H
#define LEDGER_ATTEST_KEY_FILE_H

#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/log/ed25519.h"

/*
 * Makes `path` (mode 0400, on disk when this returns) with a new key. STATUS_CONFLICT when the file
 * exists: a key is never replaced, as what it signed is kept for ever. STATUS_UNAVAILABLE when it
 * cannot be written.
 */
MUST_CHECK enum status key_file_create(const char *path, struct fault *fault);

/*
 * Reads the key. STATUS_NOT_FOUND when the file cannot be read, STATUS_DENIED when anybody else may
 * read it, STATUS_INVALID when it holds no Ed25519 key. The caller frees *key_out.
 */
MUST_CHECK enum status key_file_read(
    const char *path, struct ed25519_key **key_out, struct fault *fault);

#endif
