/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/application.h"

#include "ledger/base/amount.h"
#include "ledger/grants/application_budget.h"

static bool listed(const struct span *items, size_t count, struct span item)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal(items[i], item)) {
            return true;
        }
    }
    return false;
}

/* The register's entry of a party; NULL when it is not there. */
static const struct application_known *known(
    const struct application_context *context, struct span cvr)
{
    for (size_t i = 0; i < context->known_count; i++) {
        if (span_equal(context->known[i].cvr, cvr)) {
            return &context->known[i];
        }
    }
    return NULL;
}

static bool may_apply(const struct call *call, enum application_party kind)
{
    return kind != APPLICATION_OTHER_KIND && call->applicants.kinds[kind];
}

static bool taken(
    const struct call *call, const struct application_context *context, struct span cvr)
{
    return call->applicants.one_per_municipality
           && listed(context->already, context->already_count, cvr);
}

size_t application_municipalities(
    const struct content *content, const struct application_context *context)
{
    size_t count = context->kind == APPLICATION_MUNICIPALITY ? 1 : 0;
    for (size_t i = 0; i < content->party_count; i++) {
        const struct application_known *party = known(context, content->parties[i]);
        count += party != NULL && party->kind == APPLICATION_MUNICIPALITY ? 1U : 0U;
    }
    return count;
}

/* The first thing wrong with party `i`; NULL when nothing is. */
static const char *party_fault(const struct call *call, const struct content *content,
    const struct application_context *context, size_t i)
{
    struct span cvr = content->parties[i];
    if (call->applicants.joint == CALL_JOINT_NONE) {
        return "not_allowed";
    }
    if (span_equal(cvr, context->organisation)) {
        return "is_lead";
    }
    if (listed(content->parties, i, cvr)) {
        return "duplicate";
    }
    const struct application_known *party = known(context, cvr);
    if (party == NULL) {
        return "unknown_organisation";
    }
    if (!may_apply(call, party->kind)) {
        return "kind_not_allowed";
    }
    return taken(call, context, cvr) ? "already_applied" : NULL;
}

static bool takes_part(const struct content *content, const struct application_context *context,
    enum application_party kind)
{
    bool found = context->kind == kind;
    for (size_t i = 0; i < content->party_count; i++) {
        const struct application_known *party = known(context, content->parties[i]);
        found = found || (party != NULL && party->kind == kind);
    }
    return found;
}

static void check_parties(const struct call *call, const struct content *content,
    const struct application_context *context, struct violations *out)
{
    const bool *required = call->applicants.required_kinds;
    if (!may_apply(call, context->kind)) {
        violations_add(out, "kind_not_allowed", "organisation");
    }
    if (taken(call, context, context->organisation)) {
        violations_add(out, "already_applied", "organisation");
    }
    for (size_t i = 0; i < content->party_count; i++) {
        const char *fault = party_fault(call, content, context, i);
        if (fault != NULL) {
            violations_add(out, fault, "parties.%zu", i);
        }
    }
    if (required[CALL_MUNICIPALITY] && !takes_part(content, context, APPLICATION_MUNICIPALITY)) {
        violations_add(out, "municipality_missing", "parties");
    }
    if (required[CALL_REGION] && !takes_part(content, context, APPLICATION_REGION)) {
        violations_add(out, "region_missing", "parties");
    }
}

static void check_units(
    const struct call *call, const struct content *content, struct violations *out)
{
    if (!call->budget.unit_hours) {
        if (content->unit_count > 0) {
            violations_add(out, "not_allowed", "unit_hours");
        }
        return;
    }
    if (content->unit_count == 0) {
        violations_add(out, "missing", "unit_hours");
    } else if (content->unit_count > (size_t)call->limits.units_in_all) {
        violations_add(out, "too_many", "unit_hours");
    }
    for (size_t i = 0; i < content->unit_count; i++) {
        if (content->unit_hours[i] <= 0) {
            violations_add(out, "not_positive", "unit_hours.%zu", i);
        } else if (content->unit_hours[i] > APPLICATION_HOURS_MAX) {
            violations_add(out, "too_large", "unit_hours.%zu", i);
        }
    }
}

/* The cap on the sum applied for; APPLICATION_CAP_UNSET when there is none yet. */
static int64_t cap_ore(const struct call *call, const struct content *content,
    const struct application_context *context)
{
    if (call->limits.cap == CALL_CAP_PER_UNIT) {
        return call->limits.per_unit_ore * (int64_t)content->unit_count;
    }
    return call->limits.cap == CALL_CAP_ANNEX ? context->cap_ore : APPLICATION_CAP_UNSET;
}

static void check_applied(const struct call *call, const struct content *content,
    const struct application_context *context, struct violations *out)
{
    int64_t budget_ore = 0;
    for (size_t i = 0; i < content->line_count; i++) {
        budget_ore += content_line_ore(&content->budget[i]);
    }
    if (content->applied_ore <= 0) {
        violations_add(out, "not_positive", "applied_ore");
        return;
    }
    if (content->applied_ore > AMOUNT_ORE_MAX) {
        violations_add(out, "too_large", "applied_ore");
        return;
    }
    if (content->applied_ore > budget_ore) {
        violations_add(out, "above_budget", "applied_ore");
    }
    int64_t cap = cap_ore(call, content, context);
    if (cap != APPLICATION_CAP_UNSET && content->applied_ore > cap) {
        violations_add(out, "above_cap", "applied_ore");
    }
}

static bool answered(const struct content *content, size_t count, struct span code)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal(content->answers[i].code, code)) {
            return true;
        }
    }
    return false;
}

static void missing_answers(
    const struct call_items *items, const struct content *content, struct violations *out)
{
    for (size_t i = 0; i < items->count; i++) {
        struct span code = items->items[i].code;
        if (!answered(content, content->answer_count, code)) {
            violations_add(out, "missing", "answers.%.*s", (int)code.len, code.data);
        }
    }
}

static void check_answers(
    const struct call *call, const struct content *content, struct violations *out)
{
    for (size_t i = 0; i < content->answer_count; i++) {
        struct span code = content->answers[i].code;
        if (!call_items_has(&call->criteria, code) && !call_items_has(&call->questions, code)) {
            violations_add(out, "unknown", "answers.%zu.code", i);
        } else if (answered(content, i, code)) {
            violations_add(out, "duplicate", "answers.%zu.code", i);
        }
        violations_add_text(
            out, content->answers[i].text, APPLICATION_TEXT_MAX, "answers.%zu.text", i);
    }
    missing_answers(&call->criteria, content, out);
    missing_answers(&call->questions, content, out);
}

static void check_attachments(const struct call *call, const struct content *content,
    const struct application_context *context, struct violations *out)
{
    bool several = application_municipalities(content, context) >= 2;
    for (size_t i = 0; i < call->slot_count; i++) {
        const struct call_slot *slot = &call->slots[i];
        bool needed = several || slot->required == CALL_SLOT_ALWAYS;
        bool present = listed(context->attachments, context->attachment_count, slot->slot);
        if (needed != present) {
            violations_add(out, needed ? "missing" : "not_needed", "attachments.%.*s",
                (int)slot->slot.len, slot->slot.data);
        }
    }
    for (size_t i = 0; i < context->attachment_count; i++) {
        struct span name = context->attachments[i];
        bool found = false;
        for (size_t s = 0; s < call->slot_count; s++) {
            found = found || span_equal(call->slots[s].slot, name);
        }
        if (!found) {
            violations_add(out, "unknown", "attachments.%.*s", (int)name.len, name.data);
        }
    }
}

void application_check(const struct call *call, const struct content *content,
    const struct application_context *context, struct violations *violations_out)
{
    ensure(call != NULL && content != NULL && context != NULL && violations_out != NULL);
    check_parties(call, content, context, violations_out);
    violations_add_text(violations_out, content->title, APPLICATION_TITLE_MAX, "title");
    violations_add_text(violations_out, content->description, APPLICATION_TEXT_MAX, "description");
    check_units(call, content, violations_out);
    check_applied(call, content, context, violations_out);
    application_check_budget(call, content, context, violations_out);
    check_answers(call, content, violations_out);
    check_attachments(call, content, context, violations_out);
}
