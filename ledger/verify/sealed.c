/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/sealed.h"

#include <stddef.h>

/* Those of rights.act with needs_signature, whichever role performs them; tests/sql/30_rights.sql
 * holds the two to each other. */
static const char *const acts[] = {
    "accept_transfer",
    "confirm_admission",
    "confirm_ruling",
    "endorse_accounts",
    "grant_agency_role",
    "propose_admission",
    "propose_ruling",
    "release_batch",
    "request_amendment",
};

bool sealed_lacks(const struct leaf *leaf)
{
    if (leaf->actor != LEAF_PERSON || leaf->signature.len > 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        if (span_is(leaf->kind, acts[i])) {
            return true;
        }
    }
    return false;
}
