/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * confirmer.h - the role in which somebody confirms a proposal. For pages and API.
 */
#ifndef FCGI_CONFIRMER_H
#define FCGI_CONFIRMER_H

#include <stdint.h>

#include "fcgi/exchange.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* The role that confirms proposals of this kind; the act asks for the same one. */
const char *confirmer_of(struct span kind);

/*
 * Acts in the role that this proposal needs, when the person holds it: of somebody with two roles
 * the route alone cannot tell which. Sets *act_out to the act that confirms it, "confirm",
 * "grant_agency_role" or "confirm_recovery" (static). STATUS_NOT_FOUND without such a proposal.
 */
MUST_CHECK enum status confirmer_act_as(struct exchange *x, int64_t proposal, const char **act_out);

#endif
