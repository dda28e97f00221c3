/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * proof.h - the proof that an entry stands in the log, made from the hashes that the database shows
 * to everybody. Who holds it needs neither us nor the database to check it.
 */
#ifndef LEDGER_PROOF_H
#define LEDGER_PROOF_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/json.h"
#include "ledger/base/status.h"
#include "ledger/log/tlog_proof.h"
#include "ledger/service.h"

struct proof_question {
    uint64_t index;
    uint64_t size; /* above index */
};

/*
 * The proof for what read.log_place() says of an entry: {"index", "size", "checkpoint", …}; texts
 * borrow from the document. In a transaction of its own as `person` (0: nobody). STATUS_NOT_FOUND
 * when `place` is no object: no signed checkpoint covers the entry yet, or hashes are missing;
 * else as db_one().
 */
MUST_CHECK enum status proof_of_place(struct service *service, int64_t person, struct arena *arena,
    const struct json *place, struct tlog_proof *proof_out, struct fault *fault);

/*
 * The hashes that lead from leaf `index` to the root of the first `size`, likewise; the arena is
 * used for tiles, a few of 8 KiB.
 */
MUST_CHECK enum status proof_of_leaf(struct service *service, int64_t person, struct arena *arena,
    const struct proof_question *question, struct merkle_proof *proof_out, struct fault *fault);

/* The root of the first `size` leaves as the database has them now; statuses likewise. */
MUST_CHECK enum status proof_root(struct service *service, struct arena *arena, uint64_t size,
    struct digest *root_out, struct fault *fault);

#endif
