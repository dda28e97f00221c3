/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * catalogue.h - whether the database's schema (function bodies, rights, triggers, constraints …) is
 * still the one that the last deployment recorded: a replaced act would write entries that every
 * other check finds in order.
 */
#ifndef LEDGER_SEQUENCER_CATALOGUE_H
#define LEDGER_SEQUENCER_CATALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/sequencer/tlog.h"
#include "ledger/service.h"

#define CATALOGUE_EVERY_MS INT64_C(60000)

/*
 * *changed_out: it is another one, and *fault says which two hashes and what is strange in it.
 * Beside a log (else NULL) the deployment is one that was published in it, and a log that was
 * published without one tells nothing of the schema, which counts as changed. Opened with
 * sequencer_statements, outside a transaction. Statuses of the database and the disk.
 */
MUST_CHECK enum status catalogue_look(struct service *service, const struct tlog *tlog,
    struct arena *arena, bool *changed_out, struct fault *fault);

#endif
