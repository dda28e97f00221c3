/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * computation.h - the amount of an instalment, computed here from the record's own inputs with its
 * explanation; the database computes it again and refuses a difference. For pages and API.
 */
#ifndef FCGI_COMPUTATION_H
#define FCGI_COMPUTATION_H

#include <stdint.h>

#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/status.h"

struct instalment_wanted {
    int64_t version; /* of the accounts */
    int64_t amount_ore;
};

/*
 * Writes the member "computation" for an instalment on a version of the grant's accounts. For a
 * request that was recorded already it is the one recorded. STATUS_NOT_FOUND when there are no such
 * accounts.
 */
MUST_CHECK enum status computation_put(struct exchange *x, int64_t application,
    const struct instalment_wanted *wanted, struct json_writer *writer);

/*
 * Writes the member "computation" of a claim: for the cause "accounts" what the rule computes from
 * "computed" of read.claims(), null for another cause or without final accounts.
 */
MUST_CHECK enum status claim_computation_put(
    struct exchange *x, const struct json *claims, struct span cause, struct json_writer *writer);

/* Basis points as per cent: "50", "12,50". */
struct span percent_text(struct view *v, int64_t basis_points);

#endif
