/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * notices.h - whether what was added to a published call was proposed, stands in its chain, and
 * moved a deadline only later and before it had passed; and the deadline that then is in force.
 */
#ifndef LEDGER_VERIFY_NOTICES_H
#define LEDGER_VERIFY_NOTICES_H

#include <stdint.h>

#include "ledger/base/json.h"
#include "ledger/base/status.h"
#include "ledger/log/leaf.h"
#include "ledger/verify/table.h"

struct notices {
    struct table calls; /* hash: of the newest notice, before one of the call; version: number of
                           notices; balance_ore: deadline as published; at_us: as moved, 0: not */
    struct table proposals; /* by what they say: version: 1; at_us: deadline, 0: none */
};

void notices_init(struct notices *notices);
void notices_free(struct notices *notices);

/* Whether the act proposes or decides on a notice. */
bool notices_known(struct span kind);

/* A call that was published by this entry, with the hash of its definition. STATUS_LIMIT: no
 * memory. */
MUST_CHECK enum status notices_publish(
    struct notices *notices, const struct leaf *leaf, const struct digest *sha256);

/*
 * The next entry of either sort, in the log's order. *fault_out is what is wrong (static English),
 * NULL: nothing. STATUS_LIMIT: memory ran out.
 */
MUST_CHECK enum status notices_take(struct notices *notices, const struct leaf *leaf,
    const struct json *params, const char **fault_out);

/* The deadline that a notice moved the call to; 0: it is as published. */
int64_t notices_deadline(struct notices *notices, struct span call);

#endif
