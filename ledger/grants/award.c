/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/award.h"

#include "ledger/base/amount.h"
#include "ledger/base/moment.h"
#include "ledger/grants/application_budget.h"
#include "ledger/grants/due.h"

static void check_amount(const struct call *call, const struct award *award,
    const struct award_context *context, struct violations *out)
{
    if (award->amount_ore <= 0) {
        violations_add(out, "not_positive", "amount_ore");
        return;
    }
    if (award->amount_ore > context->applied_ore) {
        violations_add(out, "above_applied", "amount_ore");
    }
    bool per_unit = call->limits.cap == CALL_CAP_PER_UNIT;
    int64_t cap_ore = per_unit ? call->limits.per_unit_ore * context->units : context->cap_ore;
    bool capped = call->limits.cap != CALL_CAP_NONE;
    if (capped && (cap_ore == AWARD_CAP_UNSET || award->amount_ore > cap_ore)) {
        violations_add(out, "above_cap", "amount_ore");
    }
}

static void check_lines(const struct call *call, const struct award *award, struct violations *out)
{
    int64_t sum = 0;
    int32_t before = 0;
    if (award->line_count == 0) {
        violations_add(out, "missing", "lines");
    }
    for (size_t i = 0; i < award->line_count; i++) {
        const struct content_amount *line = &award->lines[i];
        if (!application_year_inside(call, line->year)) {
            violations_add(out, "outside_period", "lines.%zu.year", i);
        } else if (line->year <= before) {
            violations_add(out, "not_ascending", "lines.%zu.year", i);
        }
        if (line->amount_ore < 0) {
            violations_add(out, "negative", "lines.%zu.amount_ore", i);
        } else if (line->amount_ore > AMOUNT_ORE_MAX) {
            violations_add(out, "too_large", "lines.%zu.amount_ore", i);
        } else {
            sum += line->amount_ore;
        }
        before = line->year;
    }
    if (award->line_count > 0 && sum != award->amount_ore) {
        violations_add(out, "sum_differs", "lines");
    }
}

static void check_days(const struct call *call, const struct award *award, struct violations *out)
{
    int32_t part = award->part_accounts_due;
    if (due_part_required(call) && part == AWARD_NO_DAY) {
        violations_add(out, "missing", "part_accounts_due");
    } else if (!due_part_required(call) && part != AWARD_NO_DAY) {
        violations_add(out, "not_allowed", "part_accounts_due");
    } else if (part != AWARD_NO_DAY && (part < call->project.from || part > call->project.to)) {
        violations_add(out, "outside_period", "part_accounts_due");
    }
    int32_t final = 0;
    if (due_final(call, award->final_accounts_due, &final) != STATUS_OK) {
        violations_add(out, "missing", "final_accounts_due");
    } else if (final <= call->project.to) {
        violations_add(out, "before_end", "final_accounts_due");
    }
}

static void check_first_day(
    const struct call *call, const struct award_context *context, struct violations *out)
{
    if (!context->later_start || call->applicants.later_start_annex.len == 0) {
        return;
    }
    int first_year = day_civil(call->applicants.later_start_from).year;
    for (size_t i = 0; i < context->budget_count; i++) {
        const struct content_line *line = &context->budget[i];
        for (size_t n = 0; n < line->amount_count; n++) {
            if (line->amounts[n].amount_ore > 0 && line->amounts[n].year < first_year) {
                violations_add(out, "before_first_day", "budget.%zu.amounts.%zu.amount_ore", i, n);
            }
        }
    }
}

void award_check(const struct call *call, const struct award *award,
    const struct award_context *context, struct violations *violations_out)
{
    ensure(call != NULL && award != NULL && context != NULL && violations_out != NULL);
    ensure(award->line_count <= AWARD_LINES_MAX);
    check_amount(call, award, context, violations_out);
    check_lines(call, award, violations_out);
    check_days(call, award, violations_out);
    for (size_t i = 0; i < call->annex_count; i++) {
        struct span name = call->annexes[i].annex;
        bool loaded = false;
        for (size_t a = 0; a < context->annex_count; a++) {
            loaded = loaded || span_equal(context->annexes[a], name);
        }
        if (!loaded) {
            violations_add(violations_out, "missing", "annexes.%.*s", (int)name.len, name.data);
        }
    }
    check_first_day(call, context, violations_out);
}
