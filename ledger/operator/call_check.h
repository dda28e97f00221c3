/* SPDX-License-Identifier: EUPL-1.2 */
/* call_check.h - reads a call's definition from a file, for `call check` and `call load`. */
#ifndef LEDGER_OPERATOR_CALL_CHECK_H
#define LEDGER_OPERATOR_CALL_CHECK_H

#include "ledger/base/span.h"
#include "ledger/grants/call.h"
#include "ledger/operator/operator.h"

/*
 * The file's bytes and the definition in them. Anything but OUTCOME_OK has written "file:line:
 * reason" to op->problem and left the outputs alone.
 */
enum outcome call_file_read(
    struct operator_run *op, const char *path, struct span *text_out, const struct call **call_out);

#endif
