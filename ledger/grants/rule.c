/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/rule.h"

#include <stdarg.h>

#include "ledger/base/utf8.h"
#include "ledger/grants/personal_number.h"

#define FIELD_MAX 100

const char *rule_accounts_name(enum rule_accounts accounts)
{
    return accounts == RULE_ACCOUNTS_PART ? "part" : "final";
}

void violations_init(struct violations *violations, struct arena *arena)
{
    ensure(arena != NULL);
    *violations = (struct violations){.arena = arena};
}

__attribute__((format(printf, 4, 0))) static void add(struct violations *violations,
    const char *code, size_t place, const char *format, va_list arguments)
{
    char field[FIELD_MAX];
    int len = vsnprintf(field, sizeof(field), format, arguments);
    ensure(len > 0 && (size_t)len < sizeof(field)); /* codes and slots are at most 40 bytes */

    struct violation *violation = arena_alloc(violations->arena, sizeof(*violation));
    struct span copy =
        arena_copy(violations->arena, (struct span){.data = field, .len = (size_t)len});
    if (violation == NULL || copy.data == NULL) {
        violations->failed = true;
        return;
    }
    violation->field = copy;
    violation->code = code;
    violation->place = place;
    if (violations->last == NULL) {
        violations->first = violation;
    } else {
        violations->last->next = violation;
    }
    violations->last = violation;
    violations->count++;
}

void violations_add(struct violations *violations, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(violations, code, 0, format, arguments);
    va_end(arguments);
}

void violations_add_text(
    struct violations *violations, struct span text, size_t most, const char *format, ...)
{
    const char *code = NULL;
    size_t place = 0;
    if (span_trim(text).len == 0) {
        code = "missing";
    } else if (utf8_length(text) > most) {
        code = "too_long";
    } else {
        place = personal_number_at(text);
        code = place > 0 ? "personal_number" : NULL;
    }
    if (code != NULL) {
        va_list arguments;
        va_start(arguments, format);
        add(violations, code, place, format, arguments);
        va_end(arguments);
    }
}

void violations_put(
    const struct violations *violations, struct json_writer *writer, const char *key)
{
    json_open_array(writer, key);
    for (const struct violation *at = violations->first; at != NULL; at = at->next) {
        json_open_object(writer, NULL);
        json_put_text(writer, "field", at->field);
        json_put_text(writer, "code", span_from(at->code));
        if (at->place > 0) {
            json_put_int(writer, "place", (int64_t)at->place);
        }
        json_close_object(writer);
    }
    json_close_array(writer);
}

/* The index of `choice` in `choices` plus one; 0 when it is none of them. */
static unsigned choice_of(struct span choice, const char *first, const char *second)
{
    if (span_is(choice, first)) {
        return 1;
    }
    return span_is(choice, second) ? 2 : 0;
}

enum status rulings_read(const struct json *json, struct rulings *rulings_out)
{
    ensure(rulings_out != NULL);
    if (json == NULL || json->kind != JSON_OBJECT) {
        return STATUS_INVALID;
    }
    struct rulings rulings = {.reversed = RULE_REVERSED_OPEN};
    for (const struct json *member = json->child; member != NULL; member = member->next) {
        struct span choice = member->kind == JSON_STRING ? member->string : SPAN("");
        unsigned index = 0;
        if (span_is(member->key, "THRESHOLD_REVERSED")) {
            index = choice_of(choice, "literal", "corrected");
            rulings.reversed = (enum rule_reversed)index;
        } else if (span_is(member->key, "THRESHOLD_GAP")) {
            index = choice_of(choice, "management", "auditor");
            rulings.gap = (enum rule_gap)index;
        } else if (span_is(member->key, "INSTALMENT_40_PCT")) {
            index = choice_of(choice, "cumulative", "at_most_40");
            rulings.forty = (enum rule_forty)index;
        }
        if (index == 0) {
            return STATUS_INVALID;
        }
    }
    *rulings_out = rulings;
    return STATUS_OK;
}
