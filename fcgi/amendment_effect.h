/* SPDX-License-Identifier: EUPL-1.2 */
/* amendment_effect.h - what a proposed amendment does to the money, computed here from the record's
 * own inputs; the database computes it again and refuses a difference. For pages and API. */
#ifndef FCGI_AMENDMENT_EFFECT_H
#define FCGI_AMENDMENT_EFFECT_H

#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/status.h"

/*
 * Writes the member "computation" for the decision on proposal `entry` of the grant in the path.
 * A decided proposal keeps its recorded inputs, so that a repeated request is the same request.
 * STATUS_NOT_FOUND when the grant has no such proposal.
 */
MUST_CHECK enum status amendment_effect_put(
    struct exchange *x, int64_t application, int64_t entry, struct json_writer *writer);

#endif
