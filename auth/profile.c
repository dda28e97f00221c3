/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/profile.h"

#include <regex.h>
#include <string.h>

enum pattern { PATTERN_SERIAL_NUMBER, PATTERN_UNKNOWN, PATTERN_ORGANISATION, PATTERN_COUNT };

struct profile {
    struct arena *arena; /* owns every text below */
    struct profile_rules rules;
    regex_t patterns[PATTERN_COUNT];
    bool compiled[PATTERN_COUNT];
    bool root_given;
};

static enum status set_once(struct profile *profile, struct span value, struct span *field)
{
    if (field->len > 0 || value.len == 0) {
        return STATUS_INVALID;
    }
    *field = arena_copy(profile->arena, value);
    return field->data == NULL ? STATUS_LIMIT : STATUS_OK;
}

static enum status set_root(struct profile *profile, struct span value)
{
    if (profile->root_given) {
        return STATUS_INVALID;
    }
    profile->root_given = true;
    return digest_from_hex(value, &profile->rules.root);
}

static enum status add_issuing(struct profile *profile, struct span value)
{
    struct profile_rules *rules = &profile->rules;
    if (rules->issuing_count == PROFILE_ISSUING_MAX) {
        return STATUS_LIMIT;
    }
    return digest_from_hex(value, &rules->issuing[rules->issuing_count++]);
}

/* Dotted decimal; whether such an object exists is the certificates' business. */
static bool is_oid(struct span text)
{
    bool digit_before = false;
    size_t dots = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool dot = text.data[i] == '.';
        if (dot ? !digit_before : (text.data[i] < '0' || text.data[i] > '9')) {
            return false;
        }
        dots += dot;
        digit_before = !dot;
    }
    return digit_before && dots > 0;
}

static enum status add_policy(
    struct profile *profile, struct span value, struct span *list, size_t *count)
{
    if (!is_oid(value)) {
        return STATUS_INVALID;
    }
    if (*count == PROFILE_POLICIES_MAX) {
        return STATUS_LIMIT;
    }
    return set_once(profile, value, &list[(*count)++]);
}

/*
 * The expression must be anchored: an unanchored one accepts "<somebody else>" behind or before it,
 * which is the mistake that other certificate parsers made.
 */
static enum status set_pattern(struct profile *profile, struct span value, enum pattern pattern)
{
    bool anchored = value.len > 2 && value.data[0] == '^' && value.data[value.len - 1] == '$'
                    && memchr(value.data, '|', value.len) == NULL
                    && memchr(value.data, '\\', value.len) == NULL;
    if (!anchored || profile->compiled[pattern]) {
        return STATUS_INVALID;
    }
    char *text = arena_text(profile->arena, value);
    if (text == NULL) {
        return STATUS_LIMIT; /* uncovered: the arena is four times the file */
    }
    if (regcomp(&profile->patterns[pattern], text, REG_EXTENDED) != 0) {
        return STATUS_INVALID;
    }
    profile->compiled[pattern] = true;
    bool groups_fit = pattern != PATTERN_ORGANISATION || profile->patterns[pattern].re_nsub == 1;
    return groups_fit ? STATUS_OK : STATUS_INVALID;
}

static enum status set(struct profile *profile, struct span key, struct span value)
{
    struct profile_rules *rules = &profile->rules;
    if (span_is(key, "name")) {
        return set_once(profile, value, &rules->name);
    }
    if (span_is(key, "root")) {
        return set_root(profile, value);
    }
    if (span_is(key, "issuing")) {
        return add_issuing(profile, value);
    }
    if (span_is(key, "policy")) {
        return add_policy(profile, value, rules->policies, &rules->policy_count);
    }
    if (span_is(key, "other_policy")) {
        return add_policy(profile, value, rules->other_policies, &rules->other_policy_count);
    }
    if (span_is(key, "country")) {
        return set_once(profile, value, &rules->country);
    }
    if (span_is(key, "serial_number")) {
        return set_pattern(profile, value, PATTERN_SERIAL_NUMBER);
    }
    if (span_is(key, "unknown_serial_number")) {
        return set_pattern(profile, value, PATTERN_UNKNOWN);
    }
    if (span_is(key, "organisation")) {
        return set_pattern(profile, value, PATTERN_ORGANISATION);
    }
    return STATUS_INVALID;
}

static enum status parse_line(struct profile *profile, struct span line)
{
    if (line.len == 0 || line.data[0] == '#') {
        return STATUS_OK;
    }
    const char *equals = memchr(line.data, '=', line.len);
    if (equals == NULL) {
        return STATUS_INVALID;
    }
    struct span key = {.data = line.data, .len = (size_t)(equals - line.data)};
    struct span value = {.data = equals + 1, .len = line.len - key.len - 1};
    return set(profile, span_trim(key), span_trim(value));
}

static const char *missing_key(const struct profile *profile)
{
    const struct profile_rules *rules = &profile->rules;
    const struct {
        bool given;
        const char *key;
    } required[] = {
        {rules->name.len > 0, "name"},
        {profile->root_given, "root"},
        {rules->issuing_count > 0, "issuing"},
        {rules->policy_count > 0, "policy"},
        {rules->country.len > 0, "country"},
        {profile->compiled[PATTERN_SERIAL_NUMBER], "serial_number"},
        {profile->compiled[PATTERN_ORGANISATION], "organisation"},
    };
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
        if (!required[i].given) {
            return required[i].key;
        }
    }
    return NULL;
}

static enum status parse_lines(struct profile *profile, struct span text, struct fault *fault)
{
    struct span line;
    int number = 0;
    while (span_split(&text, '\n', &line)) {
        number++;
        enum status status = parse_line(profile, span_trim(line));
        if (status != STATUS_OK) {
            FAULT(fault, "auth", "", "trust profile, line %d is not understood", number);
            return STATUS_INVALID;
        }
    }
    const char *missing = missing_key(profile);
    if (missing != NULL) {
        FAULT(fault, "auth", "", "trust profile has no \"%s\"", missing);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

enum status profile_parse(struct span text, struct profile **profile_out, struct fault *fault)
{
    ensure(profile_out != NULL);
    if (text.len > PROFILE_LEN_MAX || memchr(text.data, '\0', text.len) != NULL) {
        FAULT(fault, "auth", "", "trust profile is too long or no text");
        return STATUS_INVALID;
    }
    /* Every text is part of the file, with some room for alignment. */
    struct arena *arena = arena_create(4 * PROFILE_LEN_MAX);
    struct profile *profile = arena == NULL ? NULL : arena_alloc(arena, sizeof(*profile));
    if (profile == NULL) {
        arena_destroy(arena);   /* uncovered: no memory at start-up */
        return STATUS_INTERNAL; /* uncovered: likewise */
    }
    profile->arena = arena;
    enum status status = parse_lines(profile, text, fault);
    if (status != STATUS_OK) {
        profile_free(profile);
        return status;
    }
    *profile_out = profile;
    return STATUS_OK;
}

void profile_free(struct profile *profile)
{
    if (profile == NULL) {
        return;
    }
    for (size_t i = 0; i < PATTERN_COUNT; i++) {
        if (profile->compiled[i]) {
            regfree(&profile->patterns[i]);
        }
    }
    arena_destroy(profile->arena);
}

const struct profile_rules *profile_rules(const struct profile *profile)
{
    return &profile->rules;
}

bool profile_serial_number(const struct profile *profile, const char *text)
{
    return regexec(&profile->patterns[PATTERN_SERIAL_NUMBER], text, 0, NULL, 0) == 0;
}

bool profile_unknown_serial_number(const struct profile *profile, const char *text)
{
    return profile->compiled[PATTERN_UNKNOWN]
           && regexec(&profile->patterns[PATTERN_UNKNOWN], text, 0, NULL, 0) == 0;
}

bool profile_organisation(const struct profile *profile, const char *text, struct span *cvr_out)
{
    regmatch_t groups[2];
    if (regexec(&profile->patterns[PATTERN_ORGANISATION], text, 2, groups, 0) != 0) {
        return false;
    }
    *cvr_out = (struct span){
        .data = text + groups[1].rm_so, .len = (size_t)(groups[1].rm_eo - groups[1].rm_so)};
    return true;
}
