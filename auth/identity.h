/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * identity.h - whose certificate it is: the enrolled person, human, organisation and roles, asked
 * anew for every request, so that a block or a lost role counts at once.
 */
#ifndef AUTH_IDENTITY_H
#define AUTH_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/credential.h"
#include "auth/reason.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

#define IDENTITY_ROLES_MAX 8

/* All text lives in the arena. */
struct identity {
    int64_t person;
    int64_t human;
    struct span display_name; /* the register's; empty when erased */
    struct span organisation; /* CVR */
    struct span organisation_name;
    struct span organisation_kind; /* municipality, region, audit_firm, agency, state_auditor */
    struct span roles[IDENTITY_ROLES_MAX];
    size_t role_count;
    struct span certificate_hex;
};

/*
 * Finds who `credential` is, in a transaction of its own. Sets *identity_out on STATUS_OK.
 * STATUS_DENIED with *reason_out AUTH_UNKNOWN_PERSON (of a registered organisation: may ask for
 * access), AUTH_UNKNOWN_ORGANISATION, AUTH_OTHER_ORGANISATION (enrolled under
 * another CVR than the certificate now says) or AUTH_BLOCKED; other statuses as the database's,
 * with *reason_out AUTH_INTERNAL.
 */
MUST_CHECK enum status identity_find(struct service *service, struct arena *arena,
    const struct credential *credential, struct identity *identity_out,
    enum auth_reason *reason_out, struct fault *fault);

bool identity_holds(const struct identity *identity, const char *role);

#endif
