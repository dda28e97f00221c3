/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * draws.h - whether a draw of vouchers is of the request that the log has, and from a root of that
 * log: nobody attests what the draw's own entry says of them.
 */
#ifndef LEDGER_VERIFY_DRAWS_H
#define LEDGER_VERIFY_DRAWS_H

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/status.h"
#include "ledger/log/leaf.h"
#include "ledger/verify/table.h"

/* The head that a draw names. */
struct draw_head {
    uint64_t request; /* place of the request */
    uint64_t index;   /* of the draw */
    int64_t at_us;    /* of the draw */
    uint64_t size;    /* of the head */
};

struct draws {
    struct table requests; /* of each case the last: leaf hash and place */
    struct table inputs;   /* of each case its digest of rule and lines, as hash */
    /* The log's root at the head's size, as the log was at that time. STATUS_NOT_FOUND: no head of
     * that size lay between request and draw; STATUS_UNAVAILABLE: it cannot be read. NULL: nobody
     * here has the log. */
    enum status (*root)(void *context, const struct draw_head *head, struct digest *root_out);
    void *context;
};

void draws_init(struct draws *draws);
void draws_free(struct draws *draws);

/* Remembers a request_vouchers at `index` with that leaf hash. STATUS_LIMIT: memory ran out. */
MUST_CHECK enum status draws_request(struct draws *draws, struct arena *scratch,
    const struct leaf *leaf, const struct digest *hash, uint64_t index);

/* What is wrong with a draw_vouchers at `index`, whose sample follows from what it says (static
 * English); NULL: nothing. */
const char *draws_fault(
    struct draws *draws, struct arena *scratch, const struct leaf *leaf, uint64_t index);

#endif
