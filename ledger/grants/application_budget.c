/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/application_budget.h"

#include "ledger/base/amount.h"
#include "ledger/base/moment.h"
#include "ledger/grants/sign_off.h"

#define LINE_MAX_NUMBER 9999

bool application_year_inside(const struct call *call, int32_t year)
{
    return year >= day_civil(call->project.from).year && year <= day_civil(call->project.to).year;
}

/* "negative", "too_large" or NULL. */
static const char *ore_fault(int64_t ore)
{
    if (ore < 0) {
        return "negative";
    }
    return ore > AMOUNT_ORE_MAX ? "too_large" : NULL;
}

static const char *category_fault(
    const struct call *call, const struct content_line *line, int64_t applied_ore)
{
    const struct call_category *category = call_category_find(call, line->category);
    if (category == NULL) {
        return "not_eligible";
    }
    enum call_signer signer =
        sign_off_require(call, RULE_ACCOUNTS_FINAL, applied_ore, NULL).required;
    bool idle = category->only_if_auditor && signer != CALL_SIGNER_AUDITOR;
    /* an amendment below the threshold keeps its audit line, without money */
    return idle && content_line_ore(line) != 0 ? "audit_not_required" : NULL;
}

static void check_amounts(const struct call *call, const struct content_line *line, size_t index,
    bool later_start, struct violations *out)
{
    if (line->amount_count == 0) {
        violations_add(out, "missing", "budget.%zu.amounts", index);
    }
    int first_year = later_start ? day_civil(call->applicants.later_start_from).year : 0;
    int32_t before = 0;
    for (size_t i = 0; i < line->amount_count; i++) {
        const struct content_amount *amount = &line->amounts[i];
        const char *fault = ore_fault(amount->amount_ore);
        if (!application_year_inside(call, amount->year)) {
            violations_add(out, "outside_period", "budget.%zu.amounts.%zu.year", index, i);
        } else if (amount->year <= before) {
            violations_add(out, "not_ascending", "budget.%zu.amounts.%zu.year", index, i);
        }
        if (fault == NULL && amount->amount_ore > 0 && amount->year < first_year) {
            fault = "before_first_day";
        }
        if (fault != NULL) {
            violations_add(out, fault, "budget.%zu.amounts.%zu.amount_ore", index, i);
        }
        before = amount->year;
    }
}

static void check_line(
    const struct call *call, const struct content *content, size_t index, struct violations *out)
{
    const struct content_line *line = &content->budget[index];
    int32_t before = index == 0 ? 0 : content->budget[index - 1].line;
    if (line->line <= before || line->line > LINE_MAX_NUMBER) {
        violations_add(out, "not_ascending", "budget.%zu.line", index);
    }
    const char *fault = category_fault(call, line, content->applied_ore);
    if (fault != NULL) {
        violations_add(out, fault, "budget.%zu.category", index);
    }
    violations_add_text(out, line->text, APPLICATION_TITLE_MAX, "budget.%zu.text", index);
    if (call->budget.notes_required || span_trim(line->note).len > 0) {
        violations_add_text(out, line->note, APPLICATION_NOTE_MAX, "budget.%zu.note", index);
    }
    fault = ore_fault(line->own_funding_ore);
    if (fault != NULL) {
        violations_add(out, fault, "budget.%zu.own_funding_ore", index);
    }
}

void application_check_budget(const struct call *call, const struct content *content,
    const struct application_context *context, struct violations *out)
{
    if (content->line_count == 0) {
        violations_add(out, "missing", "budget");
    } else if (content->line_count > APPLICATION_LINES_MAX) {
        violations_add(out, "too_many", "budget");
    }
    bool later_start = context->later_start && call->applicants.later_start_annex.len > 0;
    int64_t total_ore = 0;
    for (size_t i = 0; i < content->line_count; i++) {
        check_line(call, content, i, out);
        check_amounts(call, &content->budget[i], i, later_start, out);
        total_ore += content_line_ore(&content->budget[i]);
    }
    if (total_ore > AMOUNT_ORE_MAX) {
        violations_add(out, "too_large", "budget");
    }
}
