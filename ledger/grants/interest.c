/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/interest.h"

#include "ledger/base/amount.h"

#define YEAR INT64_C(3650000) /* basis points of a whole times days of a year */

_Static_assert(AMOUNT_ORE_MAX / YEAR < INT64_MAX / 10000 / INTEREST_DAYS_MAX, "never overflows");

enum status interest_compute(int64_t ore, int32_t due, int32_t to,
    const struct interest_rate *rates, size_t rate_count, int64_t *interest_out)
{
    ensure(ore >= 0 && ore <= AMOUNT_ORE_MAX && interest_out != NULL);
    ensure(rates != NULL || rate_count == 0);
    if (to <= due) {
        *interest_out = 0;
        return STATUS_OK;
    }
    if (to - due > INTEREST_DAYS_MAX) {
        return STATUS_LIMIT;
    }
    int64_t days = 0;
    int64_t sum = 0;
    for (size_t i = 0; i < rate_count; i++) {
        int32_t first = rates[i].from > due ? rates[i].from : due + 1;
        int32_t last = rates[i].to < to ? rates[i].to : to;
        if (last >= first) {
            days += last - first + 1;
            sum += (int64_t)(last - first + 1) * rates[i].rate_bp;
        }
    }
    if (days != to - due) {
        return STATUS_NOT_FOUND;
    }
    *interest_out = ore / YEAR * sum + ore % YEAR * sum / YEAR;
    return STATUS_OK;
}
