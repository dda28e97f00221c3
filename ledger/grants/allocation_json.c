/* SPDX-License-Identifier: EUPL-1.2 */
/* The input and the report of an allocation as the record keeps them. */
#include "ledger/grants/allocation.h"
#include "ledger/grants/rule.h"

static enum status read_reading(const struct json *input, enum allocation_reading *reading_out)
{
    const struct json *reading = json_get(input, "reading");
    if (reading == NULL) {
        return STATUS_INVALID;
    }
    if (reading->kind == JSON_NULL) {
        *reading_out = ALLOCATION_UNRULED;
    } else if (span_is(reading->string, "floor_first")) {
        *reading_out = ALLOCATION_FLOOR_FIRST;
    } else if (span_is(reading->string, "share_at_least_floor")) {
        *reading_out = ALLOCATION_SHARE_AT_LEAST_FLOOR;
    } else {
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status read_applicant(
    const struct json *item, struct allocation_applicant *applicant_out)
{
    const struct json *size = json_get(item, "size");
    int64_t municipalities = 0;
    if (json_read_int(item, "application", &applicant_out->application) != STATUS_OK
        || json_read_text(item, "cvr", &applicant_out->cvr) != STATUS_OK
        || json_read_int(item, "municipalities", &municipalities) != STATUS_OK || municipalities < 1
        || json_read_int(item, "applied_ore", &applicant_out->applied_ore) != STATUS_OK
        || json_read_int(item, "guarantee_ore", &applicant_out->guarantee_ore) != STATUS_OK
        || size == NULL || (size->kind != JSON_NULL && size->kind != JSON_INTEGER)) {
        return STATUS_INVALID;
    }
    applicant_out->size = size->kind == JSON_NULL ? ALLOCATION_NO_SIZE : size->integer;
    return size->kind == JSON_INTEGER && size->integer < 0 ? STATUS_INVALID : STATUS_OK;
}

enum status allocation_read(
    struct arena *arena, const struct json *input, struct allocation *allocation_out)
{
    const struct json *list = json_get(input, "applicants");
    enum allocation_reading reading = ALLOCATION_UNRULED;
    int64_t pool_ore = 0;
    if (json_read_int(input, "pool_ore", &pool_ore) != STATUS_OK
        || read_reading(input, &reading) != STATUS_OK || list == NULL || list->kind != JSON_ARRAY) {
        return STATUS_INVALID;
    }
    if (list->count > ALLOCATION_APPLICANTS_MAX) {
        return STATUS_LIMIT;
    }
    struct allocation_applicant *applicants =
        arena_array(arena, list->count + 1, sizeof *applicants);
    if (applicants == NULL) {
        return STATUS_LIMIT;
    }
    size_t count = 0;
    for (const struct json *item = list->child; item != NULL; item = item->next) {
        if (read_applicant(item, &applicants[count++]) != STATUS_OK) {
            return STATUS_INVALID;
        }
    }
    return allocation_compute(arena, pool_ore, reading, applicants, count, allocation_out);
}

static const char *refusal_name(enum allocation_outcome outcome)
{
    switch (outcome) {
    case ALLOCATION_FITS:
    case ALLOCATION_SHARED:
        return NULL;
    case ALLOCATION_SIZE_MISSING:
        return "size_missing";
    case ALLOCATION_NOT_RULED:
        return "ruling_missing";
    case ALLOCATION_FLOORS_EXCEED_POOL:
        return "floors_exceed_pool";
    case ALLOCATION_ONLY_SIZE_ZERO:
        return "only_size_zero";
    }
    ensure(false); /* uncovered: every outcome returns above */
    return NULL;
}

static const char *state_name(enum allocation_state state)
{
    switch (state) {
    case ALLOCATION_AT_FLOOR:
        return "floor";
    case ALLOCATION_BY_KEY:
        return "key";
    case ALLOCATION_FULL:
        return "full";
    }
    ensure(false); /* uncovered: every state returns above */
    return NULL;
}

static void put_level(struct json_writer *writer, int64_t ore, int64_t size)
{
    json_open_object(writer, "level");
    json_put_int(writer, "ore", ore);
    json_put_int(writer, "size", size);
    json_close_object(writer);
}

static void put_steps(const struct allocation *allocation, struct json_writer *writer)
{
    json_open_array(writer, "steps");
    for (size_t i = 0; i < allocation->step_count; i++) {
        const struct allocation_step *step = &allocation->steps[i];
        json_open_object(writer, NULL);
        json_put_int(writer, "application", step->applicant->application);
        json_put_text(writer, "event", span_from(step->full ? "full" : "rises"));
        put_level(writer, step->level_ore, step->level_size);
        json_put_int(writer, "fixed_ore", step->fixed_ore);
        json_put_int(writer, "rising", step->rising);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void put_shares(const struct allocation *allocation, struct json_writer *writer)
{
    json_open_array(writer, "shares");
    for (size_t i = 0; i < allocation->share_count; i++) {
        const struct allocation_share *share = &allocation->shares[i];
        json_open_object(writer, NULL);
        json_put_int(writer, "application", share->applicant->application);
        json_put_text(writer, "cvr", share->applicant->cvr);
        json_put_int(writer, "floor_ore", share->floor_ore);
        json_put_text(writer, "state", span_from(state_name(share->state)));
        json_put_int(writer, "whole_ore", share->whole_ore);
        json_put_int(writer, "remainder", share->remainder);
        json_put_bool(writer, "extra", share->extra);
        json_put_int(writer, "award_ore", share->award_ore);
        json_close_object(writer);
    }
    json_close_array(writer);
}

void allocation_put(
    const struct allocation *allocation, struct json_writer *writer, const char *key)
{
    const char *refusal = refusal_name(allocation->outcome);
    const char *outcome = allocation->outcome == ALLOCATION_FITS ? "fits" : "shared";
    json_open_object(writer, key);
    json_put_int(writer, "rule_version", RULE_VERSION);
    json_put_text(writer, "outcome", span_from(refusal != NULL ? "refused" : outcome));
    if (refusal != NULL) {
        json_put_text(writer, "refusal", span_from(refusal));
    } else {
        json_put_null(writer, "refusal");
    }
    json_put_int(writer, "pool_ore", allocation->pool_ore);
    json_put_int(writer, "applied_ore", allocation->applied_ore);
    json_put_int(writer, "floors_ore", allocation->floors_ore);
    json_put_int(writer, "total_ore", allocation->total_ore);
    put_level(writer, allocation->level_ore, allocation->level_size);
    put_steps(allocation, writer);
    put_shares(allocation, writer);
    json_close_object(writer);
}
