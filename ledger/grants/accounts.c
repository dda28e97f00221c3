/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/accounts.h"

#include "ledger/base/amount.h"
#include "ledger/base/moment.h"
#include "ledger/grants/due.h"

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

/* Costs before the award count, at own risk, and are told apart. */
static const char *early_fault(const struct accounts *accounts, const struct accounts_line *line)
{
    bool early = line->first < accounts->awarded && line->actual_ore > 0;
    if (ore_fault(line->before_award_ore) != NULL) {
        return ore_fault(line->before_award_ore);
    }
    if (line->before_award_ore > 0 && line->before_award_ore > line->actual_ore) {
        return "above_actual";
    }
    if (early != (line->before_award_ore > 0)) {
        return early ? "missing" : "not_before_award";
    }
    return line->before_award_ore < line->actual_ore && line->last < accounts->awarded
               ? "all_before_award"
               : NULL;
}

static void check_days(const struct call *call, const struct content *budget,
    const struct accounts *accounts, size_t index, struct violations *out)
{
    const struct accounts_line *line = &accounts->lines[index];
    const struct content_line *approved = budget_line(budget, line->line);
    struct call_period costs = due_costs(call, approved == NULL ? SPAN("") : approved->category,
        accounts->later_start, accounts->final_due);
    int32_t last = accounts->kind == RULE_ACCOUNTS_FINAL ? costs.to : accounts->period_to;
    if (line->first < costs.from) {
        violations_add(out, "before_first_day", "lines.%zu.first", index);
    }
    if (line->last < line->first) {
        violations_add(out, "not_ascending", "lines.%zu.last", index);
    } else if (line->last > last) {
        violations_add(out, "after_last_day", "lines.%zu.last", index);
    }
    const char *fault = early_fault(accounts, line);
    if (fault != NULL) {
        violations_add(out, fault, "lines.%zu.before_award_ore", index);
    }
}

static void check_line(const struct call *call, const struct content *budget,
    const struct accounts *accounts, size_t index, struct violations *out)
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
    check_days(call, budget, accounts, index, out);
}

int64_t accounts_mileage_cut(int64_t km, int64_t paid_ore, int64_t rate_ore)
{
    int64_t payable_ore = km * rate_ore;
    return paid_ore > payable_ore ? paid_ore - payable_ore : 0;
}

static bool allows_mileage(
    const struct call *call, const struct content *budget, const struct accounts_drive *drive)
{
    const struct content_line *line = budget_line(budget, drive->line);
    for (size_t i = 0; line != NULL && i < call->category_count; i++) {
        if (span_equal(call->categories[i].code, line->category)) {
            return call->categories[i].mileage;
        }
    }
    return false;
}

static const struct accounts_line *line_driven(const struct accounts *accounts, size_t index)
{
    for (size_t i = 0; i < accounts->line_count; i++) {
        if (accounts->lines[i].line == accounts->drives[index].line) {
            return &accounts->lines[i];
        }
    }
    return NULL;
}

static void check_drive_line(const struct call *call, const struct content *budget,
    const struct accounts *accounts, size_t index, struct violations *out)
{
    if (line_driven(accounts, index) == NULL) {
        violations_add(out, "unknown_line", "mileage.%zu.line", index);
    } else if (!allows_mileage(call, budget, &accounts->drives[index])) {
        violations_add(out, "no_mileage", "mileage.%zu.line", index);
    }
}

static void check_drive_year(
    const struct call *call, const struct accounts *accounts, size_t index, struct violations *out)
{
    const struct accounts_drive *drive = &accounts->drives[index];
    bool again = false;
    bool rated = false;
    for (size_t i = 0; i < index; i++) {
        const struct accounts_drive *other = &accounts->drives[i];
        again = again || (other->line == drive->line && other->year == drive->year);
    }
    for (size_t i = 0; i < accounts->rate_count; i++) {
        rated = rated || accounts->rates[i].year == drive->year;
    }
    if (drive->year < day_civil(call->project.from).year
        || drive->year > day_civil(accounts->period_to).year) {
        violations_add(out, "outside_accounts", "mileage.%zu.year", index);
    } else if (again) {
        violations_add(out, "duplicate", "mileage.%zu.year", index);
    } else if (!rated) {
        violations_add(out, "no_rate", "mileage.%zu.year", index);
    }
}

/* Of one line no more was paid for driving than it cost in all. */
static bool above_actual(const struct accounts *accounts, size_t index)
{
    const struct accounts_drive *drives = accounts->drives;
    const struct accounts_line *line = line_driven(accounts, index);
    int64_t paid_ore = 0;
    for (size_t i = 0; i <= index; i++) {
        paid_ore += drives[i].line == drives[index].line ? drives[i].paid_ore : 0;
    }
    return line != NULL && paid_ore > line->actual_ore;
}

static void check_drive(const struct call *call, const struct content *budget,
    const struct accounts *accounts, size_t index, struct violations *out)
{
    const struct accounts_drive *drive = &accounts->drives[index];
    check_drive_line(call, budget, accounts, index, out);
    check_drive_year(call, accounts, index, out);
    if (drive->km < 1) {
        violations_add(out, "missing", "mileage.%zu.km", index);
    } else if (drive->km > ACCOUNTS_KM_MAX) {
        violations_add(out, "too_large", "mileage.%zu.km", index);
    }
    const char *fault = ore_fault(drive->paid_ore);
    if (fault != NULL) {
        violations_add(out, fault, "mileage.%zu.paid_ore", index);
    } else if (above_actual(accounts, index)) {
        violations_add(out, "above_actual", "mileage.%zu.paid_ore", index);
    }
}

void accounts_check(const struct call *call, const struct content *budget,
    const struct accounts *accounts, struct violations *violations_out)
{
    ensure(call != NULL && budget != NULL && accounts != NULL && violations_out != NULL);
    bool final = accounts->kind == RULE_ACCOUNTS_FINAL;
    if (!final && call->payment.kind == CALL_FINAL_ONLY) {
        violations_add(violations_out, "not_allowed", "kind");
    } else if (!final && accounts->period_to <= accounts->final_to) {
        violations_add(violations_out, "after_final", "kind");
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
        check_line(call, budget, accounts, i, violations_out);
    }
    if (accounts->drive_count > ACCOUNTS_LINES_MAX) {
        violations_add(violations_out, "too_many", "mileage");
    }
    for (size_t i = 0; i < accounts->drive_count; i++) {
        check_drive(call, budget, accounts, i, violations_out);
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
        int64_t counted_ore = lines[i].actual_ore - lines[i].cut_ore;
        documented_ore += counted_ore < approved_ore ? counted_ore : approved_ore;
    }
    *documented_ore_out = documented_ore;
    return STATUS_OK;
}

static enum status read_day(const struct json *json, const char *key, int32_t *day_out)
{
    struct span day;
    enum status status = json_read_text(json, key, &day);
    return status == STATUS_OK ? day_parse(day, day_out) : status;
}

static enum status read_line(const struct json *json, struct accounts_line *line_out)
{
    int64_t number = 0;
    struct accounts_line line = {.line = 0};
    if (json_read_int(json, "line", &number) != STATUS_OK || number < 0 || number > INT32_MAX
        || json_read_int(json, "actual_ore", &line.actual_ore) != STATUS_OK
        || json_read_int(json, "own_funding_ore", &line.own_funding_ore) != STATUS_OK
        || json_read_int(json, "before_award_ore", &line.before_award_ore) != STATUS_OK
        || read_day(json, "first", &line.first) != STATUS_OK
        || read_day(json, "last", &line.last) != STATUS_OK || json->count != 6) {
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
    struct accounts accounts = {.kind = RULE_ACCOUNTS_PART};
    const struct json *list = json_get(json, "lines");
    if (json_read_text(json, "kind", &kind) != STATUS_OK
        || (!span_is(kind, "part") && !span_is(kind, "final"))
        || read_day(json, "period_to", &accounts.period_to) != STATUS_OK || list == NULL
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
