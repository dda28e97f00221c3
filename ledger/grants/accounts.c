/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/accounts.h"

#include "ledger/base/amount.h"
#include "ledger/base/moment.h"

static const struct content_line *budget_line(const struct content *budget, int32_t number)
{
    for (size_t i = 0; i < budget->line_count; i++) {
        if (budget->budget[i].line == number) {
            return &budget->budget[i];
        }
    }
    return NULL;
}

static bool seen_before(const struct accounts_line *lines, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (lines[i].line == lines[index].line) {
            return true;
        }
    }
    return false;
}

static const char *ore_fault(int64_t ore)
{
    if (ore < 0) {
        return "negative";
    }
    return ore > AMOUNT_ORE_MAX ? "too_large" : NULL;
}

static void check_line(const struct content *budget, const struct accounts *accounts, size_t index,
    struct violations *out)
{
    const struct accounts_line *line = &accounts->lines[index];
    if (budget_line(budget, line->line) == NULL) {
        violations_add(out, "unknown_line", "lines.%zu.line", index);
    } else if (seen_before(accounts->lines, index)) {
        violations_add(out, "duplicate", "lines.%zu.line", index);
    }
    const char *fault = ore_fault(line->actual_ore);
    if (fault != NULL) {
        violations_add(out, fault, "lines.%zu.actual_ore", index);
    }
    fault = ore_fault(line->own_funding_ore);
    if (fault != NULL) {
        violations_add(out, fault, "lines.%zu.own_funding_ore", index);
    }
}

void accounts_check(const struct call *call, const struct content *budget,
    const struct accounts *accounts, struct violations *violations_out)
{
    ensure(call != NULL && budget != NULL && accounts != NULL && violations_out != NULL);
    bool final = accounts->kind == RULE_ACCOUNTS_FINAL;
    if (!final && call->payment.kind == CALL_FINAL_ONLY) {
        violations_add(violations_out, "not_allowed", "kind");
    }
    int32_t earliest = final ? call->project.to : call->project.from;
    if (accounts->period_to < earliest || accounts->period_to > call->project.to) {
        violations_add(violations_out, "outside_period", "period_to");
    }
    if (accounts->line_count == 0) {
        violations_add(violations_out, "missing", "lines");
    } else if (accounts->line_count > ACCOUNTS_LINES_MAX) {
        violations_add(violations_out, "too_many", "lines");
    }
    for (size_t i = 0; i < accounts->line_count; i++) {
        check_line(budget, accounts, i, violations_out);
    }
}

enum status accounts_documented(const struct content *budget, const struct accounts_line *lines,
    size_t line_count, int64_t *documented_ore_out)
{
    ensure(budget != NULL && documented_ore_out != NULL);
    ensure(line_count <= CONTENT_LINES_MAX);
    int64_t documented_ore = 0;
    for (size_t i = 0; i < line_count; i++) {
        const struct content_line *approved = budget_line(budget, lines[i].line);
        if (approved == NULL || seen_before(lines, i) || ore_fault(lines[i].actual_ore) != NULL) {
            return STATUS_INVALID;
        }
        int64_t approved_ore = content_line_ore(approved);
        documented_ore += lines[i].actual_ore < approved_ore ? lines[i].actual_ore : approved_ore;
    }
    *documented_ore_out = documented_ore;
    return STATUS_OK;
}

static enum status read_line(const struct json *json, struct accounts_line *line_out)
{
    int64_t number = 0;
    struct accounts_line line = {.line = 0};
    if (json_read_int(json, "line", &number) != STATUS_OK || number < 0 || number > INT32_MAX
        || json_read_int(json, "actual_ore", &line.actual_ore) != STATUS_OK
        || json_read_int(json, "own_funding_ore", &line.own_funding_ore) != STATUS_OK
        || json->count != 3) {
        return STATUS_INVALID;
    }
    line.line = (int32_t)number;
    *line_out = line;
    return STATUS_OK;
}

enum status accounts_read(
    struct arena *arena, const struct json *json, struct accounts *accounts_out)
{
    ensure(arena != NULL && accounts_out != NULL);
    struct span kind;
    struct span day;
    struct accounts accounts = {.kind = RULE_ACCOUNTS_PART};
    const struct json *list = json_get(json, "lines");
    if (json_read_text(json, "kind", &kind) != STATUS_OK
        || (!span_is(kind, "part") && !span_is(kind, "final"))
        || json_read_text(json, "period_to", &day) != STATUS_OK
        || day_parse(day, &accounts.period_to) != STATUS_OK || list == NULL
        || list->kind != JSON_ARRAY || list->count > CONTENT_LINES_MAX) {
        return STATUS_INVALID;
    }
    accounts.kind = span_is(kind, "final") ? RULE_ACCOUNTS_FINAL : RULE_ACCOUNTS_PART;
    struct accounts_line *lines = arena_array(arena, list->count + 1, sizeof(*lines));
    if (lines == NULL) {
        return STATUS_LIMIT;
    }
    for (const struct json *node = list->child; node != NULL; node = node->next) {
        if (read_line(node, &lines[accounts.line_count]) != STATUS_OK) {
            return STATUS_INVALID;
        }
        accounts.line_count++;
    }
    accounts.lines = lines;
    *accounts_out = accounts;
    return STATUS_OK;
}
