/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * awards.h - whether the letter of an award says the conditions that were proposed, and whether it
 * continues the grant that was named and no other.
 */
#ifndef LEDGER_VERIFY_AWARDS_H
#define LEDGER_VERIFY_AWARDS_H

#include <stdbool.h>

#include "ledger/base/json.h"
#include "ledger/base/status.h"
#include "ledger/log/leaf.h"
#include "ledger/verify/table.h"

struct awards {
    /* By stream of the grant; version: what was seen of it, 0: nothing, 1: a proposal, 2: the
     * award; of the last proposal hash: of its conditions; balance_ore: the grant that it
     * continues, 0: none. */
    struct table proposals;
};

void awards_init(struct awards *awards);
void awards_free(struct awards *awards);

/* Whether the act proposes or decides an award. */
bool awards_known(struct span kind);

/*
 * The next such entry, in the log's order. *fault_out is what is wrong with a decision (static
 * English), NULL: nothing. One whose proposal stands in a former log is taken as it is, and so is
 * a grant continued of which this log has nothing. STATUS_LIMIT: memory ran out.
 */
MUST_CHECK enum status awards_take(struct awards *awards, const struct leaf *leaf,
    const struct json *params, const char **fault_out);

#endif
