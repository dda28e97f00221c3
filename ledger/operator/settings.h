/* SPDX-License-Identifier: EUPL-1.2 */
/* settings.h - operator.conf: "key = value" lines, every key known, none twice, none missing. */
#ifndef LEDGER_OPERATOR_SETTINGS_H
#define LEDGER_OPERATOR_SETTINGS_H

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* NUL-terminated, in the arena. */
struct settings {
    const char *database;  /* conninfo of the operator's role */
    const char *superuser; /* conninfo for migrate and doctor */
    const char *attest;    /* socket of the attest process for operators */
    const char *crl;       /* PEM bundle of the CRLs */
    const char *state;     /* state directory, for free space */
};

/*
 * Parses `text`, which came from the file `name` (for fault.text: "name:line: reason").
 * STATUS_INVALID for an unknown, repeated, empty or missing key; STATUS_LIMIT when the arena is
 * full.
 */
MUST_CHECK enum status settings_parse(struct arena *arena, struct span text, const char *name,
    struct settings *settings_out, struct fault *fault);

#endif
