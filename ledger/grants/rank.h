/* SPDX-License-Identifier: EUPL-1.2 */
/* rank.h - assessors' points weighed into one whole number per application. */
#ifndef LEDGER_GRANTS_RANK_H
#define LEDGER_GRANTS_RANK_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define RANK_POINTS_MAX 5
#define RANK_MICRO      INT64_C(1000000)

struct rank_weight {
    struct span criterion;
    int weight_bp;
};

struct rank_point {
    struct span criterion;
    int points;
};

/*
 * The sum over all assessors' points of weight × points. STATUS_INVALID, and nothing set, for a
 * criterion without a weight or points outside 0..RANK_POINTS_MAX.
 */
MUST_CHECK enum status rank_score(const struct rank_weight *weights, size_t weight_count,
    const struct rank_point *points, size_t point_count, int64_t *score_out);

/* floor(score × 10^6 / assessors), assessors > 0: three assessors do not outrank two. */
int64_t rank_mean(int64_t score, int assessors);

/* STATUS_OK when the weights are positive, name distinct criteria and add up to 10000. */
MUST_CHECK enum status rank_weights_check(const struct rank_weight *weights, size_t weight_count);

#endif
