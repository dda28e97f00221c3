/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * transfers.h - whether a grant went over as it was proposed, by two, with the successor's
 * signature and without money, and whether nobody but the people of who has it acted on it.
 */
#ifndef LEDGER_VERIFY_TRANSFERS_H
#define LEDGER_VERIFY_TRANSFERS_H

#include <stdint.h>

#include "ledger/base/json.h"
#include "ledger/base/status.h"
#include "ledger/log/leaf.h"
#include "ledger/verify/table.h"

struct transfers {
    /* Of each grant the undecided proposal: version: human who proposed, 0: none; index: CVR number
     * of the predecessor; balance_ore: of the successor; hash: of the reason; at_us: number of the
     * proposal that the successor accepted, 0: none; under: of the proposal's finding. */
    struct table proposals;
};

/* What is known of the entry besides the leaf. */
struct transfer_entry {
    const struct leaf *leaf;   /* of a stream grant: */
    const struct json *params; /* of its request */
    int64_t committed_ore;     /* of the grant after it */
    int64_t paid_ore;          /* likewise */
    uint32_t under;            /* number of the finding that the entry is, 0: none; out: of the
                                  proposal that it decides */
};

void transfers_init(struct transfers *transfers);
void transfers_free(struct transfers *transfers);

/* Whether the act proposes, accepts or decides a transfer. */
bool transfers_known(struct span kind);

/* Whether an entry is by a grantee's people, who act for the organisation that has the grant. */
bool transfers_acting(const struct leaf *leaf);

/*
 * The next entry of either sort, in the log's order. *holder is the CVR number of who has the
 * grant, 0: not known yet. *fault_out is what is wrong (static English), NULL: nothing.
 * STATUS_LIMIT: memory ran out.
 */
MUST_CHECK enum status transfers_take(struct transfers *transfers, struct transfer_entry *entry,
    uint64_t *holder, const char **fault_out);

#endif
