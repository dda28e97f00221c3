/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/deadline.h"

struct deadline_decision deadline_decide(
    int64_t received_us, int64_t clock_us, int64_t last_on_time_us, bool closed)
{
    struct deadline_decision decision = {
        .verdict = DEADLINE_ON_TIME,
        .margin_us = last_on_time_us - received_us,
        .lag_us = clock_us - received_us,
        .closed = closed,
    };
    bool late = decision.margin_us < 0;
    if (decision.lag_us > DEADLINE_GRACE_US || (closed && !late)) {
        decision.verdict = DEADLINE_CONTESTED;
    } else if (late) {
        decision.verdict = DEADLINE_LATE;
    }
    return decision;
}

const char *deadline_verdict_name(enum deadline_verdict verdict)
{
    static const char *const names[] = {"on_time", "late", "contested"};
    return names[verdict];
}
