/* SPDX-License-Identifier: EUPL-1.2 */
/* publish.h - a file that others read while it is replaced: whole, or the one before. */
#ifndef LEDGER_OPERATOR_PUBLISH_H
#define LEDGER_OPERATOR_PUBLISH_H

#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/*
 * Puts `bytes` at `path`, readable by everyone: into path.new, to the disk, renamed, the rename to
 * the disk. A file that holds these bytes already is left alone, so that nobody reads it again for
 * nothing. STATUS_UNAVAILABLE when the system refuses (fault.text: why); the old file stays then.
 */
MUST_CHECK enum status publish(const char *path, struct span bytes, struct fault *fault);

/*
 * The same for a file that is there and has another owner or is not everyone's to read: the new one
 * has its owner, group and mode. STATUS_UNAVAILABLE also when it is not there.
 */
MUST_CHECK enum status publish_as_before(const char *path, struct span bytes, struct fault *fault);

/*
 * Holds `path`.lock until the descriptor is closed. STATUS_CONFLICT while another process holds it,
 * STATUS_UNAVAILABLE when it cannot be made.
 */
MUST_CHECK enum status publish_lock(const char *path, int *fd_out, struct fault *fault);

#endif
