/* SPDX-License-Identifier: EUPL-1.2 */
/* claims.h - what is to be paid back: claims, what becomes of them, and the interest on late ones.
 */
#ifndef FCGI_PAGES_CLAIMS_H
#define FCGI_PAGES_CLAIMS_H

#include "fcgi/pages/field.h"
#include "fcgi/web/route.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"

extern const struct field_choice claims_causes[];
extern const struct field_choice claims_changes[];

/* What the final accounts still claim back, in øre; 0 without such accounts. */
int64_t claims_computed_ore(const struct json *doc);

/* Whether something is open and no instalments, set-off or write-off wait for finance. */
bool claims_settleable(const struct json *doc);

/* Whether some day of the delay of a claim has no rate yet, so that nothing can be computed. */
bool claims_interest_unknown(const struct json *row);

/* A rate of hundredths of a per cent as "0,05"; may be negative. */
struct span claims_rate_text(struct view *v, int64_t basis_points);

route_handler pages_claims;
route_handler agency_claim_propose;
route_handler agency_claim_decide;
route_handler agency_settlement_propose;
route_handler agency_settlement_decide;
route_handler agency_claims;
route_handler agency_interest_propose;
route_handler agency_interest_decide;

#endif
