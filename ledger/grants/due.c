/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/due.h"

#include "ledger/base/moment.h"

enum status due_final(const struct call *call, int32_t letter_day, int32_t *day_out)
{
    ensure(call != NULL && day_out != NULL);
    if (letter_day != DUE_NO_LETTER) {
        *day_out = letter_day;
        return STATUS_OK;
    }
    if (call->due.months_after_end == CALL_LETTER_DUE) {
        return STATUS_NOT_FOUND;
    }
    *day_out = day_add_months(call->project.to, call->due.months_after_end);
    return STATUS_OK;
}

bool due_part_required(const struct call *call)
{
    ensure(call != NULL);
    return call->due.part_accounts != CALL_PART_NONE;
}

struct call_period due_costs(
    const struct call *call, struct span category, bool later_start, int32_t due_day)
{
    ensure(call != NULL);
    struct call_period costs = call->project;
    if (later_start && call->applicants.later_start_annex.len > 0) {
        costs.from = call->applicants.later_start_from;
    }
    if (span_is(category, "audit")) {
        costs.to = due_day; /* the audit of the final accounts comes after the project */
    }
    return costs;
}
