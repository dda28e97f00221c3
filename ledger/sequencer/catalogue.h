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
#include "ledger/service.h"

#define CATALOGUE_EVERY_MS INT64_C(60000)

/*
 * *changed_out: it is another one, and *fault says which two hashes; false too while no deployment
 * is recorded. Opened with sequencer_statements. Statuses of the database.
 */
MUST_CHECK enum status catalogue_look(
    struct service *service, struct arena *arena, bool *changed_out, struct fault *fault);

#endif
