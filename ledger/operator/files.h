/* SPDX-License-Identifier: EUPL-1.2 */
/* files.h - whole files and sorted directories, as the operator's commands need them. */
#ifndef LEDGER_OPERATOR_FILES_H
#define LEDGER_OPERATOR_FILES_H

#include <stddef.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define FILE_BYTES_MAX ((size_t)17 * 1024 * 1024) /* the longest bundle of the log fits */

/*
 * All bytes of the file, NUL-terminated behind them, in the arena. STATUS_NOT_FOUND when it is
 * not there or cannot be read to its end, STATUS_DENIED when it cannot be opened, STATUS_LIMIT
 * above FILE_BYTES_MAX or when the arena is full; fault names it.
 */
MUST_CHECK enum status file_read(
    struct arena *arena, const char *path, struct span *bytes_out, struct fault *fault);

/* Told of each name; a status other than STATUS_OK ends it. */
struct file_visitor {
    enum status (*visit)(void *context, const char *name);
    void *context;
};

/*
 * Every name in `directory` (hidden ones never), in no order; nothing is kept, so that their number
 * has no limit. STATUS_NOT_FOUND when there is no such directory, STATUS_DENIED when it cannot be
 * opened, else the visitor's status.
 */
MUST_CHECK enum status file_each(
    const char *directory, struct file_visitor visitor, struct fault *fault);

struct file_list {
    const char **names; /* sorted by byte, without the directory */
    size_t count;
};

/*
 * Names in `directory` that end in `suffix` (hidden ones never), as many as the arena holds.
 * STATUS_NOT_FOUND when there is no such directory, STATUS_LIMIT when the arena is full.
 */
MUST_CHECK enum status file_names(struct arena *arena, const char *directory, const char *suffix,
    struct file_list *list_out, struct fault *fault);

#endif
