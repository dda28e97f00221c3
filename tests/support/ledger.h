/* SPDX-License-Identifier: EUPL-1.2 */
/* ledger.h - tests that ledger.sh runs beside a whole ledger. */
#ifndef TESTS_SUPPORT_LEDGER_H
#define TESTS_SUPPORT_LEDGER_H

#include "ledger/acts.h"
#include "ledger/base/arena.h"
#include "ledger/service.h"

#define ADMINISTRATOR_1 "UI:DK-E:G:00000000-0000-0000-0000-000000000001"
#define ADMINISTRATOR_2 "UI:DK-E:G:00000000-0000-0000-0000-000000000002"

/* The conninfo of a login role; static until the next call but three. */
const char *ledger_conninfo(const char *user);

/* The attest process's socket for this audience; static likewise. */
const char *ledger_socket(enum audience audience);

/* A service of this audience as its own login role, or the running test fails. */
struct service *ledger_service(enum audience audience);

/*
 * Enrols the two administrators of agency 10000009 as operator, or finds that it was done: the
 * same answer every time. Fails the running test otherwise.
 */
struct act_reply ledger_bootstrap(struct service *operator_service, struct arena *arena);

#endif
