/* SPDX-License-Identifier: EUPL-1.2 */
/* decision_row.h - one entry, and what making it again says of it. */
#ifndef TESTS_LEDGER_VERIFY_DECISION_ROW_H
#define TESTS_LEDGER_VERIFY_DECISION_ROW_H

#include <stdint.h>

#include "ledger/verify/decisions.h"

/* One entry: its act, call and case, params, result, and what it posts on the case's committed, or
 * of a claim on its reclaimed. */
struct row {
    const char *kind;
    const char *call;
    const char *params;
    const char *result;
    int64_t posted_ore;
    int64_t at_us;
    enum decision decision;
    const char *text;
};

#endif
