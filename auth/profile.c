/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/profile.h"

#include <regex.h>
#include <string.h>

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#define NAME_LEN_MAX 32 /* what the register takes */

enum pattern {
    PATTERN_SERIAL_NUMBER,
    PATTERN_UNKNOWN,
    PATTERN_ORGANISATION,
    PATTERN_SERIAL_ORGANISATION,
    PATTERN_COUNT,
};

struct profile {
    struct arena *arena; /* owns every text below */
    struct profile_rules rules;
    regex_t patterns[PATTERN_COUNT];
    bool compiled[PATTERN_COUNT];
};

typedef enum status setter(struct profile *profile, struct span value);

static enum status set_once(struct profile *profile, struct span value, struct span *field)
{
    if (field->len > 0 || value.len == 0) {
        return STATUS_INVALID;
    }
    *field = arena_copy(profile->arena, value);
    return field->data == NULL ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory at start-up */
}

static enum status set_name(struct profile *profile, struct span value)
{
    const struct span allowed = SPAN("abcdefghijklmnopqrstuvwxyz0123456789-");
    for (size_t i = 0; i < value.len; i++) {
        if (memchr(allowed.data, value.data[i], allowed.len) == NULL) {
            return STATUS_INVALID;
        }
    }
    return value.len > NAME_LEN_MAX ? STATUS_INVALID
                                    : set_once(profile, value, &profile->rules.name);
}

static enum status add_pin(struct span value, struct digest *pins, size_t *count, size_t max)
{
    struct digest pin;
    if (*count == max || digest_from_hex(value, &pin) != STATUS_OK) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < *count; i++) {
        if (memcmp(pins[i].bytes, pin.bytes, DIGEST_LEN) == 0) {
            return STATUS_INVALID;
        }
    }
    pins[(*count)++] = pin;
    return STATUS_OK;
}

static enum status add_root(struct profile *profile, struct span value)
{
    struct profile_rules *rules = &profile->rules;
    return add_pin(value, rules->roots, &rules->root_count, PROFILE_ROOTS_MAX);
}

static enum status add_issuing(struct profile *profile, struct span value)
{
    struct profile_rules *rules = &profile->rules;
    return add_pin(value, rules->issuing, &rules->issuing_count, PROFILE_ISSUING_MAX);
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

static enum status add_oid(
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

static enum status add_policy(struct profile *profile, struct span value)
{
    return add_oid(profile, value, profile->rules.policies, &profile->rules.policy_count);
}

static enum status add_other_policy(struct profile *profile, struct span value)
{
    return add_oid(
        profile, value, profile->rules.other_policies, &profile->rules.other_policy_count);
}

static enum status add_key_usage(struct profile *profile, struct span value)
{
    static const struct {
        const char *name;
        uint32_t bit;
    } usages[] = {
        {"digitalSignature", KU_DIGITAL_SIGNATURE},
        {"nonRepudiation", KU_NON_REPUDIATION},
        {"keyEncipherment", KU_KEY_ENCIPHERMENT},
        {"dataEncipherment", KU_DATA_ENCIPHERMENT},
        {"keyAgreement", KU_KEY_AGREEMENT},
    };
    for (size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++) {
        if (span_is(value, usages[i].name)) {
            profile->rules.key_usage |= usages[i].bit;
            return STATUS_OK;
        }
    }
    return STATUS_INVALID;
}

static enum status set_country(struct profile *profile, struct span value)
{
    return set_once(profile, value, &profile->rules.country);
}

static enum status add_attribute(struct profile *profile, struct span value)
{
    struct profile_rules *rules = &profile->rules;
    int nid = span_is(value, "givenName")                ? NID_givenName
              : span_is(value, "surname")                ? NID_surname
              : span_is(value, "organizationIdentifier") ? NID_organizationIdentifier
                                                         : NID_undef;
    if (nid == NID_undef || rules->attribute_count == PROFILE_ATTRIBUTES_MAX) {
        return STATUS_INVALID;
    }
    rules->attributes[rules->attribute_count++] = nid;
    return STATUS_OK;
}

static enum status set_organisation_attribute(struct profile *profile, struct span value)
{
    int nid = span_is(value, "organizationIdentifier") ? NID_organizationIdentifier
              : span_is(value, "organizationName")     ? NID_organizationName
                                                       : NID_undef;
    if (nid == NID_undef || profile->rules.organisation_nid != NID_undef) {
        return STATUS_INVALID;
    }
    profile->rules.organisation_nid = nid;
    return STATUS_OK;
}

/*
 * The expression must be anchored: an unanchored one accepts "<somebody else>" behind or before it,
 * which is the mistake that other certificate parsers made.
 */
static enum status set_pattern(
    struct profile *profile, struct span value, enum pattern pattern, struct span *text_out)
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
    *text_out = (struct span){.data = text, .len = value.len};
    bool one_group = pattern == PATTERN_ORGANISATION || pattern == PATTERN_SERIAL_ORGANISATION;
    return one_group && profile->patterns[pattern].re_nsub != 1 ? STATUS_INVALID : STATUS_OK;
}

static enum status set_serial_number(struct profile *profile, struct span value)
{
    return set_pattern(profile, value, PATTERN_SERIAL_NUMBER, &profile->rules.serial_number);
}

static enum status set_unknown(struct profile *profile, struct span value)
{
    return set_pattern(profile, value, PATTERN_UNKNOWN, &profile->rules.unknown_serial_number);
}

static enum status set_organisation(struct profile *profile, struct span value)
{
    return set_pattern(profile, value, PATTERN_ORGANISATION, &profile->rules.organisation);
}

static enum status set_serial_organisation(struct profile *profile, struct span value)
{
    return set_pattern(
        profile, value, PATTERN_SERIAL_ORGANISATION, &profile->rules.serial_number_organisation);
}

static enum status set(struct profile *profile, struct span key, struct span value)
{
    static const struct {
        const char *key;
        setter *set;
    } setters[] = {
        {"name", set_name},
        {"root", add_root},
        {"issuing", add_issuing},
        {"policy", add_policy},
        {"other_policy", add_other_policy},
        {"key_usage", add_key_usage},
        {"country", set_country},
        {"attribute", add_attribute},
        {"serial_number", set_serial_number},
        {"unknown_serial_number", set_unknown},
        {"organisation", set_organisation},
        {"organisation_attribute", set_organisation_attribute},
        {"serial_number_organisation", set_serial_organisation},
    };
    for (size_t i = 0; i < sizeof(setters) / sizeof(setters[0]); i++) {
        if (span_is(key, setters[i].key)) {
            return setters[i].set(profile, value);
        }
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
        {rules->root_count > 0, "root"},
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
    profile->rules.key_usage |= KU_DIGITAL_SIGNATURE; /* what TLS asks of the key */
    if (profile->rules.organisation_nid == NID_undef) {
        profile->rules.organisation_nid = NID_organizationIdentifier;
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

/* The one group of the expression. */
static bool number_in(
    const struct profile *profile, enum pattern pattern, const char *text, struct span *number_out)
{
    regmatch_t groups[2];
    if (regexec(&profile->patterns[pattern], text, 2, groups, 0) != 0) {
        return false;
    }
    *number_out = (struct span){
        .data = text + groups[1].rm_so, .len = (size_t)(groups[1].rm_eo - groups[1].rm_so)};
    return true;
}

bool profile_organisation(const struct profile *profile, const char *text,
    const char *serial_number, struct span *number_out)
{
    struct span number;
    struct span again;
    if (!number_in(profile, PATTERN_ORGANISATION, text, &number)) {
        return false;
    }
    if (profile->compiled[PATTERN_SERIAL_ORGANISATION]
        && (!number_in(profile, PATTERN_SERIAL_ORGANISATION, serial_number, &again)
            || !span_equal(number, again))) {
        return false;
    }
    *number_out = number;
    return true;
}

bool profile_policy_within(struct span oid, const struct span *arcs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span_starts_with(oid, arcs[i])
            && (oid.len == arcs[i].len || oid.data[arcs[i].len] == '.')) {
            return true;
        }
    }
    return false;
}
