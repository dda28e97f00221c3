/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/rank.h"

#define WEIGHT_SUM 10000

static const struct rank_weight *weight_of(
    const struct rank_weight *weights, size_t count, struct span criterion)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal(weights[i].criterion, criterion)) {
            return &weights[i];
        }
    }
    return NULL;
}

enum status rank_score(const struct rank_weight *weights, size_t weight_count,
    const struct rank_point *points, size_t point_count, int64_t *score_out)
{
    ensure(score_out != NULL);
    int64_t score = 0;
    for (size_t i = 0; i < point_count; i++) {
        const struct rank_weight *weight = weight_of(weights, weight_count, points[i].criterion);
        if (weight == NULL || points[i].points < 0 || points[i].points > RANK_POINTS_MAX) {
            return STATUS_INVALID;
        }
        score += (int64_t)weight->weight_bp * points[i].points;
    }
    *score_out = score;
    return STATUS_OK;
}

int64_t rank_mean(int64_t score, int assessors)
{
    ensure(score >= 0 && assessors > 0);
    return score * RANK_MICRO / assessors;
}

enum status rank_weights_check(const struct rank_weight *weights, size_t weight_count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < weight_count; i++) {
        if (weights[i].weight_bp <= 0 || weights[i].weight_bp > WEIGHT_SUM
            || weight_of(weights, i, weights[i].criterion) != NULL) {
            return STATUS_INVALID;
        }
        sum += weights[i].weight_bp;
    }
    return sum == WEIGHT_SUM ? STATUS_OK : STATUS_INVALID;
}
