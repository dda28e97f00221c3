/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * recorded.h - from an entry's record (its leaf) to the receipt that may be given for it. Who asks
 * proves with the record itself that its request was attested here; nothing is remembered.
 */
#ifndef LEDGER_ATTEST_RECORDED_H
#define LEDGER_ATTEST_RECORDED_H

#include "ledger/attest/signer.h"
#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/log/receipt_body.h"

/*
 * Reads "<entry>\n<leaf>", as `audience` asks it at `now_us` (µs since 1970), and writes what its
 * receipt says; the texts live in the arena. The record must
 * - be of one of our requests, attested for this audience by this process or by a known one;
 * - name the request's act as its kind, its person and its certificate as its actor;
 * - carry the instants that follow from the request: received = the earlier of the request's and
 *   `at` (a simulated clock moves both alike, so there only the length of the request is held), at
 *   not before it and not in the future by more than SIGNER_AHEAD_US;
 * - give a verdict that this act can give.
 * SIGNER_RECEIPT; else why not, and *body_out is left alone. What the database alone decides -
 * which of its verdicts an act got, and its number - is the database's word all the same.
 */
enum signer_outcome recorded_read(const struct signer *signer, struct arena *arena,
    const char *audience, struct span content, int64_t now_us, struct receipt_body *body_out);

#endif
