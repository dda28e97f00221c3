/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * head_file.h - the last (size, root) that the log's key signed, in a file of the signer's own: not
 * in the database, nor in its backups, so that a restored database is seen to be behind.
 */
#ifndef LEDGER_SIGNER_HEAD_FILE_H
#define LEDGER_SIGNER_HEAD_FILE_H

#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/add_checkpoint.h"

#define HEAD_FILE_LEN_MAX 1024

/*
 * Reads it. STATUS_NOT_FOUND: there is none; STATUS_INVALID: another form, or another log's;
 * STATUS_UNAVAILABLE: it cannot be read. *fault says which.
 */
MUST_CHECK enum status head_file_read(
    const char *path, struct span origin, struct log_head *head_out, struct fault *fault);

/*
 * Replaces it: a new file, on disk, renamed, and the folder on disk, before it returns STATUS_OK.
 * STATUS_UNAVAILABLE: the old one still counts. `path` is at most 4,000 bytes.
 */
MUST_CHECK enum status head_file_write(
    const char *path, struct span origin, const struct log_head *head, struct fault *fault);

#endif
