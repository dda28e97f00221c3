/* SPDX-License-Identifier: EUPL-1.2 */
/* log_files.h - the log's folder as auditors fetch it: which files there are, and which may be
 * asked for (docs/log.md, "Files of a log folder"). Their bytes are sent by nginx. */
#ifndef FCGI_LOG_FILES_H
#define FCGI_LOG_FILES_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

enum log_file {
    LOG_FILE_NONE,  /* no such name in a log's folder, whoever made it up */
    LOG_FILE_FIXED, /* never changes under its name: tiles, bundles, documents */
    LOG_FILE_LIVE,  /* keys, numbers, and checkpoints, which witnesses cosign later too */
};

/* What a name in the folder is: exactly those of docs/log.md, so none with "..", "//" or "%". */
enum log_file log_file_of(struct span name);

/* Takes names, a line each; borrowed until it returns. */
struct log_file_sink {
    enum status (*put)(void *context, struct span bytes);
    void *context;
};

/*
 * Names what a copy of the first `from` entries lacks or may have old, a line each; the checkpoint
 * that covers all of it, "checkpoints/SIZE", comes last. STATUS_UNAVAILABLE when nothing is signed
 * yet or the folder cannot be read; else what the sink returned.
 */
MUST_CHECK enum status log_files_list(
    const char *folder, uint64_t from, struct log_file_sink sink, struct fault *fault);

#endif
