/* SPDX-License-Identifier: EUPL-1.2 */
/* world.h - tests that tests/ledger/drafts_world runs: a published call and enrolled people are
 * there. */
#ifndef TESTS_SUPPORT_WORLD_H
#define TESTS_SUPPORT_WORLD_H

#include "ledger/drafts.h"
#include "tests/support/ledger.h"

/* The number of the person whom drafts_world keeps in this variable: "TILSAGN_APPLICANT", … */
int64_t person(const char *variable);

/* A service of the grantees' portal that keeps drafts and asks the scanner at this path; NULL:
 * none. */
struct service *draft_service(const char *scanner);

/* A member of an object of the database's; the running test fails when it is none. */
int64_t number(struct arena *arena, struct span object, const char *name);

/* The applicant's new draft. */
struct draft_version draft_created(struct service *service, struct arena *arena);

#endif
