/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/settings.h"

#include <stdbool.h>
#include <stddef.h>

static const struct {
    const char *name;
    size_t offset;
    bool optional;
} keys[] = {
    {"database", offsetof(struct settings, database), false},
    {"superuser", offsetof(struct settings, superuser), false},
    {"attest", offsetof(struct settings, attest), false},
    {"trust", offsetof(struct settings, trust), false},
    {"crl", offsetof(struct settings, crl), false},
    {"crl_table", offsetof(struct settings, crl_table), false},
    {"state", offsetof(struct settings, state), false},
    {"log", offsetof(struct settings, log), true},
    {"stamp_source", offsetof(struct settings, stamp_source), true},
    {"stamp_trust", offsetof(struct settings, stamp_trust), true},
    {"stamp_folder", offsetof(struct settings, stamp_folder), true},
    {"scanner", offsetof(struct settings, scanner), true},
};
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))
#define HOURS_MAX 8760

static const char **field_at(struct settings *settings, size_t key)
{
    return (const char **)(void *)((char *)settings + keys[key].offset);
}

/* Where `name` stands among the keys; KEY_COUNT when it is none. */
static size_t key_find(struct span name)
{
    size_t key = 0;
    while (key < KEY_COUNT && !span_is(name, keys[key].name)) {
        key++;
    }
    return key;
}

/* One more of a key that may come again. */
static enum status list_add(struct arena *arena, struct span value, const char **list, size_t max,
    size_t *count, const char **reason_out)
{
    if (*count == max) {
        *reason_out = "too many of this key";
        return STATUS_INVALID;
    }
    list[*count] = arena_text(arena, value);
    return list[(*count)++] == NULL ? STATUS_LIMIT : STATUS_OK;
}

static enum status hours_set(struct span value, struct settings *settings, const char **reason_out)
{
    int hours = 0;
    for (size_t i = 0; i < value.len && hours <= HOURS_MAX; i++) {
        bool digit = value.data[i] >= '0' && value.data[i] <= '9';
        hours = digit ? hours * 10 + (value.data[i] - '0') : HOURS_MAX + 1;
    }
    if (hours < 1 || hours > HOURS_MAX || settings->crl_alarm_hours != 0) {
        *reason_out = "one whole number of hours, 1 to 8760";
        return STATUS_INVALID;
    }
    settings->crl_alarm_hours = hours;
    return STATUS_OK;
}

static enum status settings_line(
    struct arena *arena, struct span line, struct settings *settings, const char **reason_out)
{
    struct span rest = line;
    struct span name;
    if (line.len == 0 || line.data[0] == '#') {
        return STATUS_OK;
    }
    if (!span_split(&rest, '=', &name) || rest.data == NULL) {
        *reason_out = "expected \"key = value\"";
        return STATUS_INVALID;
    }
    size_t key = key_find(span_trim(name));
    struct span value = span_trim(rest);
    if (value.len > 0 && span_is(span_trim(name), "crl_source")) {
        return list_add(arena, value, settings->crl_sources, SETTINGS_CRL_SOURCES_MAX,
            &settings->crl_source_count, reason_out);
    }
    if (value.len > 0 && span_is(span_trim(name), "profile")) {
        return list_add(arena, value, settings->profiles, SETTINGS_PROFILES_MAX,
            &settings->profile_count, reason_out);
    }
    if (value.len > 0 && span_is(span_trim(name), "crl_alarm_hours")) {
        return hours_set(value, settings, reason_out);
    }
    if (key == KEY_COUNT) {
        *reason_out = "unknown key";
        return STATUS_INVALID;
    }
    if (value.len == 0 || *field_at(settings, key) != NULL) {
        *reason_out = value.len == 0 ? "no value" : "key given twice";
        return STATUS_INVALID;
    }
    *field_at(settings, key) = arena_text(arena, value);
    return *field_at(settings, key) == NULL ? STATUS_LIMIT : STATUS_OK;
}

enum status settings_parse(struct arena *arena, struct span text, const char *name,
    struct settings *settings_out, struct fault *fault)
{
    ensure(settings_out != NULL);
    struct settings settings = {0};
    struct span rest = text;
    struct span line;
    for (unsigned number = 1; span_split(&rest, '\n', &line); number++) {
        const char *reason = "out of memory";
        enum status status = settings_line(arena, span_trim(line), &settings, &reason);
        if (status != STATUS_OK) {
            FAULT(fault, "settings", "", "%s:%u: %s", name, number, reason);
            return status;
        }
    }
    for (size_t key = 0; key < KEY_COUNT; key++) {
        if (!keys[key].optional && *field_at(&settings, key) == NULL) {
            FAULT(fault, "settings", "", "%s: key %s is missing", name, keys[key].name);
            return STATUS_INVALID;
        }
    }
    if (settings.crl_alarm_hours == 0) {
        settings.crl_alarm_hours = SETTINGS_CRL_ALARM_HOURS;
    }
    *settings_out = settings;
    return STATUS_OK;
}
