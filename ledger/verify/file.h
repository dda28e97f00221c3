/* SPDX-License-Identifier: EUPL-1.2 */
/* file.h - files of the folder that is verified, read whole. */
#ifndef LEDGER_VERIFY_FILE_H
#define LEDGER_VERIFY_FILE_H

#include <stdbool.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/base/zip.h"
#include "ledger/verify/options.h"

#define FILE_PATH_MAX 4096

/*
 * Appends the bytes of folder/name to `out`; the folder may be NULL. STATUS_NOT_FOUND: no such
 * file; STATUS_UNAVAILABLE: it cannot be read; STATUS_LIMIT: longer than `out` takes.
 */
MUST_CHECK enum status file_take(const char *folder, struct span name, struct buffer *out);

/* A dossier: an archive of one folder. */
struct archive {
    struct span mapped; /* its bytes */
    struct zip zip;
    struct span root; /* the folder's name with its "/" */
};

/*
 * The bytes of `name` of the archive's folder, borrowed; a document is found by its hash alone,
 * whatever ending it has. False: there is none.
 */
bool archive_find(const struct archive *archive, struct span name, struct span *bytes_out);

/* As file_take(), of what is verified: options->archive or else options->folder. Without options
 * `name` is a path. */
MUST_CHECK enum status file_held(
    const struct verify_options *options, struct span name, struct buffer *out);

/* A whole file as memory that the system pages in; given back with file_unmap().
 * STATUS_UNAVAILABLE: it cannot be read, or is empty. */
MUST_CHECK enum status file_map(const char *path, struct span *bytes_out);
void file_unmap(struct span bytes);

#endif
