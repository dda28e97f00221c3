/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * dossier.h - one case as a file of its own (docs/log.md, "Dossiers"): entries with their proofs
 * under one signed checkpoint, the files that they name, and a list of all with their hashes. What
 * the whole log is asked, as far as one case can answer it.
 */
#ifndef LEDGER_VERIFY_DOSSIER_H
#define LEDGER_VERIFY_DOSSIER_H

#include "ledger/base/status.h"
#include "ledger/verify/options.h"
#include "ledger/verify/verify.h"

/*
 * Opens options->dossier, whose files then stand for those of a folder. STATUS_UNAVAILABLE: it
 * cannot be read; STATUS_INVALID: it is no dossier as a portal writes it; *reason_out (static,
 * short English) says which. The caller closes.
 */
MUST_CHECK enum status dossier_open(
    struct verify_options *options, struct archive *archive, const char **reason_out);
void dossier_close(struct archive *archive);

/*
 * Every entry, document, signature and line of the list. `verify` was begun with the dossier's own
 * checkpoint. STATUS_LIMIT as verify_run().
 */
MUST_CHECK enum status dossier_run(struct verify *verify);

#endif
