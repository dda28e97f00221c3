/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/amendment.h"

#include "ledger/base/amount.h"
#include "ledger/grants/application_budget.h"

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool kept(const struct content_line *line, const struct amendment *new_terms)
{
    for (size_t i = 0; i < new_terms->line_count; i++) {
        const struct content_line *other = &new_terms->budget[i];
        if (other->line == line->line && span_equal(other->category, line->category)) {
            return true;
        }
    }
    return false;
}

static void check_budget(const struct call *call, const struct amendment *now,
    const struct amendment *new_terms, bool later_start, struct violations *out)
{
    struct content content = {
        .applied_ore = new_terms->award.amount_ore,
        .budget = new_terms->budget,
        .line_count = new_terms->line_count,
    };
    struct application_context context = {.later_start = later_start};
    int64_t total_ore = 0;
    application_check_budget(call, &content, &context, out);
    for (size_t i = 0; i < new_terms->line_count; i++) {
        total_ore += content_line_ore(&new_terms->budget[i]);
    }
    if (total_ore < new_terms->award.amount_ore) {
        violations_add(out, "above_budget", "budget");
    }
    for (size_t i = 0; i < now->line_count; i++) {
        if (!kept(&now->budget[i], new_terms)) {
            violations_add(out, "line_gone", "budget");
        }
    }
}

void amendment_check(const struct call *call, const struct amendment *now,
    const struct amendment *new_terms, const struct amendment_context *context,
    struct violations *violations_out)
{
    ensure(call != NULL && now != NULL && new_terms != NULL);
    ensure(context != NULL && violations_out != NULL);
    int64_t amount_ore = new_terms->award.amount_ore;
    if (amount_ore > larger(now->award.amount_ore, context->asked_ore)) {
        violations_add(violations_out, "not_requested", "amount_ore");
    }
    if (new_terms->period_to < context->covered_to || new_terms->period_to < call->project.from) {
        violations_add(violations_out, "outside_period", "period_to");
        return;
    }
    struct call changed = *call;
    changed.project.to = new_terms->period_to;
    struct award_context award = context->award;
    award.applied_ore = larger(larger(award.applied_ore, context->asked_ore), amount_ore);
    award_check(&changed, &new_terms->award, &award, violations_out);
    check_budget(&changed, now, new_terms, context->later_start, violations_out);
}

struct amendment_effect amendment_compute(const struct amendment_money *money)
{
    ensure(money != NULL);
    int64_t less_ore = larger(0, money->award_ore - money->new_ore);
    int64_t claim_ore = less_ore > 0 ? larger(0, money->counted_ore - money->new_ore) : 0;
    return (struct amendment_effect){
        .commit_ore = larger(0, money->new_ore - money->award_ore),
        .release_ore = less_ore < money->committed_ore ? less_ore : money->committed_ore,
        .claim_ore = claim_ore,
        .wait = claim_ore > money->paid_ore,
    };
}

static bool read_ore(const struct json *json, const char *name, int64_t *ore_out)
{
    return json_read_int(json, name, ore_out) == STATUS_OK && *ore_out >= 0
           && *ore_out <= AMOUNT_ORE_MAX;
}

enum status amendment_read(const struct json *json, struct amendment_money *money_out)
{
    ensure(money_out != NULL);
    struct amendment_money money;
    if (!read_ore(json, "award_ore", &money.award_ore) || !read_ore(json, "new_ore", &money.new_ore)
        || !read_ore(json, "committed_ore", &money.committed_ore)
        || !read_ore(json, "paid_ore", &money.paid_ore)
        || !read_ore(json, "counted_ore", &money.counted_ore)) {
        return STATUS_INVALID;
    }
    *money_out = money;
    return STATUS_OK;
}

void amendment_put(
    const struct amendment_effect *effect, struct json_writer *writer, const char *key)
{
    ensure(effect != NULL && writer != NULL);
    json_open_object(writer, key);
    json_put_int(writer, "rule_version", RULE_VERSION);
    json_put_int(writer, "commit_ore", effect->commit_ore);
    json_put_int(writer, "release_ore", effect->release_ore);
    json_put_int(writer, "claim_ore", effect->claim_ore);
    json_put_bool(writer, "wait", effect->wait);
    json_close_object(writer);
}
