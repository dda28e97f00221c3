/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * proof_report.h - what a receipt's file shows by itself: the portal host's signature, the place in
 * the log, the signed checkpoint, and who cosigned it. Whether the log still begins with that
 * checkpoint is asked of the log.
 */
#ifndef LEDGER_VERIFY_PROOF_REPORT_H
#define LEDGER_VERIFY_PROOF_REPORT_H

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/verify/options.h"
#include "ledger/verify/trust.h"

#define PROOF_UNREADABLE 3 /* the exit code for a file that is not there, or none of ours */

/*
 * Reads options->proof, writes for each part what it shows and "verified" or "NOT VERIFIED" last,
 * and gives the exit code: 0, PROOF_UNREADABLE, or the cause of the first part that is wrong
 * (CAUSE_ATTEST the receipt, CAUSE_SIGNATURE the checkpoint, CAUSE_ROOT the proof,
 * CAUSE_COSIGNATURE). Texts live in the arena.
 */
int proof_report(struct arena *arena, const struct verify_options *options,
    const struct trust *trust, struct buffer *out);

#endif
