/* SPDX-License-Identifier: EUPL-1.2 */
/* call_check.c - what must hold between the fields of a definition. */
#include "ledger/base/moment.h"
#include "ledger/grants/call_internal.h"

/* The instant behind a local minute or the end of a local day, refused where the clock is torn. */
static void check_deadline(struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *node = json_get(root, "deadline");
    const struct call_deadline *deadline = &call->deadline;
    struct span local = deadline->local;
    if (!span_is(deadline->zone, "Europe/Copenhagen")) {
        reader_fail_field(reader, json_get(node, "zone"), "unknown zone", deadline->zone);
        return;
    }
    size_t len = deadline->end_of_day ? sizeof("2019-10-24") - 1 : sizeof("2019-10-24T12:00") - 1;
    int32_t day = 0;
    struct span date = {.data = local.data, .len = local.len < 10 ? local.len : 10};
    if (local.len != len || day_parse(date, &day) != STATUS_OK) {
        reader_fail_field(reader, json_get(node, "local"), "not a local time", local);
        return;
    }
    struct civil civil = day_civil(deadline->end_of_day ? day + 1 : day);
    if (!deadline->end_of_day) {
        int64_t minute_us = 0;
        const char *text = arena_printf(
            reader->arena, "1970-01-01T%.5s:00Z", local.data + sizeof("2019-10-24T") - 1);
        if (local.data[10] != 'T' || text == NULL
            || moment_parse(span_from(text), &minute_us) != STATUS_OK) {
            reader_fail_field(reader, json_get(node, "local"), "not a local time", local);
            return;
        }
        civil.hour = (int)(minute_us / MOMENT_SECOND_US / 3600);
        civil.minute = (int)(minute_us / MOMENT_SECOND_US / 60 % 60);
    }
    int64_t us = 0;
    enum status status = moment_from_local(&civil, &us);
    if (status != STATUS_OK) {
        reader_fail_field(reader, json_get(node, "local"),
            status == STATUS_NOT_FOUND ? "the clock skips this local time"
                                       : "the clock shows this local time twice",
            local);
        return;
    }
    if (deadline->end_of_day) {
        us -= 1;
    }
    if (us != deadline->last_on_time_us) {
        reader_fail(reader, json_get(node, "last_on_time"),
            "last_on_time is not the instant of the local time");
    }
}

static bool whole_months(const struct call_period *period)
{
    return day_civil(period->from).day == 1 && day_civil(period->to + 1).day == 1;
}

static void check_periods(struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *project = json_get(root, "project");
    const struct json *answer = json_get(root, "expected_answer");
    int64_t deadline_day = call->deadline.last_on_time_us / MOMENT_DAY_US;
    if (call->project.coarse && !whole_months(&call->project)) {
        reader_fail(reader, project, "a period stated in months has a day inside a month");
    }
    if (call->expected_answer.coarse && !whole_months(&call->expected_answer)) {
        reader_fail(reader, answer, "a period stated in months has a day inside a month");
    }
    if (deadline_day > call->project.to) {
        reader_fail(reader, project, "the project ends before the deadline");
    }
    if (deadline_day > call->expected_answer.to) {
        reader_fail(reader, answer, "the answer is expected before the deadline");
    }
}

static void check_applicants(
    struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *node = json_get(root, "applicants");
    const struct call_applicants *applicants = &call->applicants;
    size_t required = 0;
    for (size_t kind = 0; kind < CALL_KIND_COUNT; kind++) {
        if (applicants->required_kinds[kind] && !applicants->kinds[kind]) {
            reader_fail(reader, node, "a required kind may not apply");
        }
        required += applicants->required_kinds[kind] ? 1U : 0U;
    }
    if (applicants->joint == CALL_JOINT_NONE && required > 1) {
        reader_fail(reader, node, "several kinds are required but nobody may apply together");
    }
    if (applicants->later_start_annex.len > 0
        && (applicants->later_start_from <= call->project.from
            || applicants->later_start_from > call->project.to)) {
        reader_fail(reader, node, "the later start lies outside the project");
    }
    for (size_t i = 0; i < call->slot_count; i++) {
        if (call->slots[i].required == CALL_SLOT_SEVERAL_MUNICIPALITIES
            && (applicants->joint == CALL_JOINT_NONE || !applicants->kinds[CALL_MUNICIPALITY])) {
            reader_fail(reader, json_get(root, "slots"), "a slot for several can never be needed");
        }
    }
}

/* `name` must be declared with `value`; counts it as used. */
static size_t annex_used(struct reader *reader, const struct json *root, const struct call *call,
    struct span name, enum call_annex_value value)
{
    if (name.len == 0) {
        return 0;
    }
    const struct call_annex *annex = call_annex_find(call, name);
    if (annex == NULL || annex->value != value) {
        reader_fail_field(
            reader, json_get(root, "annexes"), "annex not declared with that value", name);
    }
    return 1;
}

static void check_annexes(struct reader *reader, const struct json *root, const struct call *call)
{
    size_t used =
        annex_used(reader, root, call, call->limits.cap_annex, CALL_ANNEX_ORE)
        + annex_used(reader, root, call, call->key_annex, CALL_ANNEX_COUNT)
        + annex_used(reader, root, call, call->applicants.later_start_annex, CALL_ANNEX_NONE);
    if (used != call->annex_count) {
        reader_fail(reader, json_get(root, "annexes"), "an annex that no rule uses");
    }
}

static void check_allocation(
    struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *node = json_get(root, "allocation");
    bool key = call->allocation == CALL_KEY_WITH_FLOOR;
    if (key != (call->key_annex.len > 0) || key != (call->limits.floor_ore > 0)) {
        reader_fail(reader, node, "key and floor belong to key_with_floor, and both to it");
    }
    if (key == (call->criteria.count > 0)) {
        reader_fail(reader, node, "overlapping rules: criteria and key, or neither");
    }
    if (call->limits.floor_ore > call->pool_ore) {
        reader_fail(reader, json_get(root, "limits"), "one floor is more than the pool");
    }
}

static void check_criteria(struct reader *reader, const struct json *root, const struct call *call)
{
    const struct json *node = json_get(root, "criteria");
    int sum = 0;
    size_t weighted = 0;
    for (size_t i = 0; i < call->criteria.count; i++) {
        const struct call_item *item = &call->criteria.items[i];
        if (item->weight_bp > 0) {
            sum += item->weight_bp;
            weighted++;
        }
        if (call_items_has(&call->questions, item->code)) {
            reader_fail_field(reader, node, "criterion and question share a code", item->code);
        }
    }
    if (weighted != 0 && (weighted != call->criteria.count || sum != CALL_BP_WHOLE)) {
        reader_fail(reader, node, "weights do not add up to 10000");
    }
    for (size_t i = 0; i < call->never_eligible.count; i++) {
        struct span code = call->never_eligible.items[i].code;
        if (call_category_find(call, code) != NULL) {
            reader_fail_field(reader, json_get(root, "never_eligible"),
                "overlapping rules: eligible and never eligible", code);
        }
    }
}

void call_check(struct reader *reader, const struct json *root, const struct call *call)
{
    check_deadline(reader, root, call);
    check_periods(reader, root, call);
    check_applicants(reader, root, call);
    check_annexes(reader, root, call);
    check_allocation(reader, root, call);
    check_criteria(reader, root, call);
    call_check_money(reader, root, call);
}
