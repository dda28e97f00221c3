/* SPDX-License-Identifier: EUPL-1.2 */
/* amount.h - amounts of money as whole øre (1 krone = 100 øre), never as floating point. */
#ifndef LEDGER_BASE_AMOUNT_H
#define LEDGER_BASE_AMOUNT_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define AMOUNT_ORE_MAX INT64_C(1000000000000000) /* øre: 10^13 kroner, calls.md 19 */

/*
 * Reads what a Danish finance clerk types: "1250", "1250,75", "1.250,75": digits,
 * optionally grouped by "." in threes throughout, then optionally a comma and exactly two digits.
 * No sign, no spaces. Sets *ore_out (øre, 0..AMOUNT_ORE_MAX) on STATUS_OK and leaves it alone
 * otherwise: STATUS_INVALID for another grammar, STATUS_LIMIT above AMOUNT_ORE_MAX.
 */
MUST_CHECK enum status amount_parse(struct span text, int64_t *ore_out);

/* Writes "1.234,50" (Danish, also for negative amounts: "-1.234,50"). */
void amount_put_danish(struct buffer *out, int64_t ore);

/* Writes "1,234.50" for English pages. */
void amount_put_english(struct buffer *out, int64_t ore);

/* Writes "1234,50": no grouping, for CSV cells. */
void amount_put_csv(struct buffer *out, int64_t ore);

#endif
