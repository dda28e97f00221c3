/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/config.h"

#include <stdio.h>
#include <string.h>

#include "ledger/base/buffer.h"

#define CONFIG_BYTES_MAX (64 * 1024)

enum key {
    KEY_DATABASE,
    KEY_ATTEST,
    KEY_SCANNER,
    KEY_TRUST,
    KEY_CRL,
    KEY_PROFILE,
    KEY_SEAL,
    KEY_LISTS,
    KEY_LOG,
    KEY_PEER_UID,
    KEY_ORIGIN,
    KEY_PUBLIC_ORIGIN,
    KEY_PO_DIR,
    KEY_ASSETS_DIR,
    KEY_LANGUAGE_DEFAULT,
    KEY_DEMO,
    KEY_COUNT,
};

static const struct {
    const char *name;
    enum { EVERYWHERE, PERSONS, AGENCY } needed; /* PERSONS: only where persons log in */
} keys[KEY_COUNT] = {
    [KEY_DATABASE] = {"database", EVERYWHERE},
    [KEY_ATTEST] = {"attest", PERSONS},
    [KEY_SCANNER] = {"scanner", PERSONS},
    [KEY_TRUST] = {"trust", PERSONS},
    [KEY_CRL] = {"crl", PERSONS},
    [KEY_PROFILE] = {"profile", PERSONS},
    [KEY_SEAL] = {"seal", PERSONS},
    [KEY_LISTS] = {"lists", PERSONS},
    [KEY_LOG] = {"log", AGENCY},
    [KEY_PEER_UID] = {"peer_uid", EVERYWHERE},
    [KEY_ORIGIN] = {"origin", EVERYWHERE},
    [KEY_PUBLIC_ORIGIN] = {"public_origin", EVERYWHERE},
    [KEY_PO_DIR] = {"po_dir", EVERYWHERE},
    [KEY_ASSETS_DIR] = {"assets_dir", EVERYWHERE},
    [KEY_LANGUAGE_DEFAULT] = {"language_default", EVERYWHERE},
    [KEY_DEMO] = {"demo", EVERYWHERE},
};

static const char *const pool_names[] = {
    [POOL_GRANTEE] = "grantee",
    [POOL_SUBMIT] = "submit",
    [POOL_AGENCY] = "agency",
    [POOL_PUBLIC] = "public",
};

const char *pool_name(enum pool pool)
{
    return pool_names[pool];
}

enum status pool_from_name(struct span name, enum pool *pool_out)
{
    for (unsigned i = 0; i < sizeof(pool_names) / sizeof(pool_names[0]); i++) {
        if (span_is(name, pool_names[i])) {
            *pool_out = (enum pool)i;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

/* The values of all keys as NUL-terminated texts; NULL where the file has none. */
struct values {
    const char *text[KEY_COUNT];
    const char *profiles[PROFILES_MAX]; /* the one key that may come again */
    size_t profile_count;
};

static enum status read_line(
    struct arena *arena, struct span line, struct values *values, const char **reason_out)
{
    struct span value = span_trim(line);
    struct span name = {.data = NULL, .len = 0};
    if (value.len == 0 || value.data[0] == '#') {
        return STATUS_OK;
    }
    if (!span_split(&value, '=', &name) || value.data == NULL) {
        *reason_out = "write key = value";
        return STATUS_INVALID;
    }
    name = span_trim(name);
    value = span_trim(value);
    size_t key = 0;
    while (key < KEY_COUNT && !span_is(name, keys[key].name)) {
        key++;
    }
    bool again = key == KEY_PROFILE ? values->profile_count == PROFILES_MAX
                                    : key != KEY_COUNT && values->text[key] != NULL;
    if (key == KEY_COUNT || again || value.len == 0) {
        *reason_out = key == KEY_COUNT ? "unknown key"
                      : value.len == 0 ? "empty value"
                                       : "the key comes too often";
        return STATUS_INVALID;
    }
    values->text[key] = arena_text(arena, value);
    if (key == KEY_PROFILE) {
        values->profiles[values->profile_count++] = values->text[key];
    }
    return values->text[key] == NULL ? STATUS_LIMIT : STATUS_OK;
}

static bool parse_uid(const char *text, uint32_t *uid_out)
{
    uint64_t uid = 0;
    if (text == NULL) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || uid > UINT32_MAX / 10) {
            return false;
        }
        uid = uid * 10 + (uint64_t)(*at - '0');
    }
    *uid_out = (uint32_t)uid;
    return *text != '\0' && uid < UINT32_MAX;
}

/* https:// and a host, nothing behind it: it is compared with the Origin header byte by byte. */
static bool is_origin(const char *text)
{
    const char *scheme = "https://";
    size_t len = strlen(scheme);
    return text != NULL && strncmp(text, scheme, len) == 0 && text[len] != '\0'
           && strpbrk(text + len, "/?# ") == NULL;
}

static const char *convert(const struct values *values, struct config *config)
{
    config->database = values->text[KEY_DATABASE];
    config->attest = values->text[KEY_ATTEST];
    config->scanner = values->text[KEY_SCANNER];
    config->trust = values->text[KEY_TRUST];
    config->crl = values->text[KEY_CRL];
    memcpy(config->profiles, values->profiles, sizeof(config->profiles));
    config->profile_count = values->profile_count;
    config->seal = values->text[KEY_SEAL];
    config->lists = values->text[KEY_LISTS];
    config->log = values->text[KEY_LOG];
    config->po_dir = values->text[KEY_PO_DIR];
    config->assets_dir = values->text[KEY_ASSETS_DIR];
    config->origin = span_from(values->text[KEY_ORIGIN]);
    config->public_origin = span_from(values->text[KEY_PUBLIC_ORIGIN]);
    if (!is_origin(values->text[KEY_ORIGIN]) || !is_origin(values->text[KEY_PUBLIC_ORIGIN])) {
        return "an origin is https://host:port";
    }
    if (!parse_uid(values->text[KEY_PEER_UID], &config->peer_uid)) {
        return "peer_uid is a number";
    }
    if (language_from_code(span_from(values->text[KEY_LANGUAGE_DEFAULT]), &config->language_default)
        != STATUS_OK) {
        return "language_default is da or en";
    }
    struct span demo = span_from(values->text[KEY_DEMO]);
    config->demo = span_is(demo, "1");
    return config->demo || span_is(demo, "0") ? NULL : "demo is 0 or 1";
}

static bool is_needed(size_t key, enum pool pool)
{
    switch (keys[key].needed) {
    case EVERYWHERE:
        return true;
    case PERSONS:
        return pool != POOL_PUBLIC;
    case AGENCY:
        break;
    }
    return pool == POOL_AGENCY;
}

static const char *missing(const struct values *values, enum pool pool)
{
    for (size_t key = 0; key < KEY_COUNT; key++) {
        if (values->text[key] == NULL && is_needed(key, pool)) {
            return keys[key].name;
        }
    }
    return NULL;
}

enum status config_parse(struct arena *arena, struct span text, const char *name, enum pool pool,
    struct config *config_out, struct fault *fault)
{
    struct values values = {.text = {NULL}};
    struct span rest = text;
    struct span line;
    int number = 0;
    while (span_split(&rest, '\n', &line)) {
        const char *reason = "no memory";
        number++;
        enum status status = read_line(arena, line, &values, &reason);
        if (status != STATUS_OK) {
            FAULT(fault, "config", "", "%s:%d: %s", name, number, reason);
            return status;
        }
    }
    const char *absent = missing(&values, pool);
    if (absent != NULL) {
        FAULT(fault, "config", "", "%s: the key %s is missing", name, absent);
        return STATUS_INVALID;
    }
    struct config config = {.pool = pool};
    switch (pool) {
    case POOL_GRANTEE:
    case POOL_SUBMIT:
        config.audience = ROUTE_GRANTEE;
        break;
    case POOL_AGENCY:
        config.audience = ROUTE_AGENCY;
        break;
    case POOL_PUBLIC:
        config.audience = ROUTE_PUBLIC;
        break;
    }
    const char *reason = convert(&values, &config);
    if (reason != NULL) {
        FAULT(fault, "config", "", "%s: %s", name, reason);
        return STATUS_INVALID;
    }
    *config_out = config;
    return STATUS_OK;
}

enum status config_read(struct arena *arena, const char *path, enum pool pool,
    struct config *config_out, struct fault *fault)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        FAULT(fault, "config", "", "%s: cannot be read", path);
        return STATUS_NOT_FOUND;
    }
    char *bytes = arena_alloc(arena, CONFIG_BYTES_MAX);
    size_t len = bytes == NULL ? 0 : fread(bytes, 1, CONFIG_BYTES_MAX, file);
    bool whole = bytes != NULL && ferror(file) == 0 && len < CONFIG_BYTES_MAX;
    (void)fclose(file);
    if (!whole) {
        FAULT(fault, "config", "", "%s: cannot be read whole", path);
        return STATUS_NOT_FOUND;
    }
    return config_parse(
        arena, (struct span){.data = bytes, .len = len}, path, pool, config_out, fault);
}
