/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/settings.h"

#include <stddef.h>

static const struct {
    const char *name;
    size_t offset;
} keys[] = {
    {"database", offsetof(struct settings, database)},
    {"superuser", offsetof(struct settings, superuser)},
    {"attest", offsetof(struct settings, attest)},
    {"crl", offsetof(struct settings, crl)},
    {"state", offsetof(struct settings, state)},
};
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

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
        if (*field_at(&settings, key) == NULL) {
            FAULT(fault, "settings", "", "%s: key %s is missing", name, keys[key].name);
            return STATUS_INVALID;
        }
    }
    *settings_out = settings;
    return STATUS_OK;
}
