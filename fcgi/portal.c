/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/portal.h"

#include <stdio.h>
#include <string.h>

#include "ledger/statements_drafts.h"

#define PORTAL_ARENA_MAX  (10 * 1024 * 1024)
#define ASSET_VERSION_MAX 64

/* A whole file of at most `max` bytes into the portal's arena. */
static enum status read_file(
    struct portal *portal, const char *path, size_t max, struct span *text_out, struct fault *fault)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        FAULT(fault, "portal", "", "%s: cannot be read", path);
        return STATUS_NOT_FOUND;
    }
    char *bytes = NULL;
    size_t len = 0;
    if (fseek(file, 0, SEEK_END) == 0) {
        long end = ftell(file);
        len = end > 0 && (unsigned long)end <= max ? (size_t)end : 0;
        rewind(file);
        bytes = len == 0 ? NULL : arena_alloc(portal->arena, len + 1);
    }
    bool whole = bytes != NULL && fread(bytes, 1, len, file) == len;
    (void)fclose(file);
    if (!whole) {
        FAULT(fault, "portal", "", "%s: empty, too large or unreadable", path);
        return STATUS_INVALID;
    }
    *text_out = (struct span){.data = bytes, .len = len};
    return STATUS_OK;
}

static enum status load_catalogues(struct portal *portal, struct fault *fault)
{
    for (unsigned i = 0; i < LANGUAGE_COUNT; i++) {
        enum language language = (enum language)i;
        char *path =
            arena_printf(portal->arena, "%s/%s.mo", portal->config.po_dir, language_code(language));
        struct span mo;
        if (path == NULL) {
            return STATUS_LIMIT;
        }
        enum status status = read_file(portal, path, CATALOGUE_BYTES_MAX, &mo, fault);
        if (status == STATUS_OK) {
            status = catalogue_parse(mo, language, &portal->catalogues[i]);
        }
        if (status != STATUS_OK) {
            FAULT(fault, "portal", "", "%s: no catalogue", path);
            return status;
        }
    }
    return STATUS_OK;
}

/* assets_dir/version holds the hash that all asset addresses of this build begin with. */
static enum status load_assets(struct portal *portal, struct fault *fault)
{
    char *path = arena_printf(portal->arena, "%s/version", portal->config.assets_dir);
    struct span text;
    if (path == NULL) {
        return STATUS_LIMIT;
    }
    enum status status = read_file(portal, path, ASSET_VERSION_MAX, &text, fault);
    if (status != STATUS_OK) {
        return status;
    }
    text = span_trim(text);
    portal->assets = arena_format(portal->arena, "/s/%.*s", (int)text.len, text.data);
    return portal->assets.data == NULL ? STATUS_LIMIT : STATUS_OK;
}

static enum audience ledger_audience(enum route_audience audience)
{
    switch (audience) {
    case ROUTE_GRANTEE:
        return AUDIENCE_GRANTEE;
    case ROUTE_AGENCY:
        return AUDIENCE_AGENCY;
    case ROUTE_PUBLIC:
        break;
    }
    return AUDIENCE_PUBLIC;
}

static enum status open_trust(struct portal *portal, struct fault *fault)
{
    if (portal->config.pool == POOL_PUBLIC) {
        return STATUS_OK;
    }
    struct trust_paths paths = {
        .profile_count = portal->config.profile_count,
        .authorities = portal->config.trust,
        .table = portal->config.crl,
    };
    for (size_t i = 0; i < paths.profile_count; i++) {
        paths.profiles[i] = portal->config.profiles[i];
    }
    enum status status = trust_open(&paths, &portal->trust, fault);
    return status == STATUS_OK ? seal_keys_read(portal->config.seal, &portal->seal, fault) : status;
}

enum status portal_open(struct portal *portal, const char *config_path, enum pool pool,
    const struct route_table *tables, size_t table_count, struct fault *fault)
{
    memset(portal, 0, sizeof(*portal));
    portal->tables = tables;
    portal->table_count = table_count;
    portal->arena = arena_create(PORTAL_ARENA_MAX);
    if (portal->arena == NULL) {
        FAULT(fault, "portal", "", "no memory");
        return STATUS_INTERNAL;
    }
    enum status status = config_read(portal->arena, config_path, pool, &portal->config, fault);
    if (status == STATUS_OK) {
        const char *reason = "";
        status = route_tables_check(tables, table_count, portal->arena, &reason);
        if (status != STATUS_OK) {
            FAULT(fault, "portal", "", "routes: %s", reason);
        }
    }
    if (status == STATUS_OK) {
        status = load_catalogues(portal, fault);
    }
    if (status == STATUS_OK) {
        status = load_assets(portal, fault);
    }
    if (status == STATUS_OK) {
        status = open_trust(portal, fault);
    }
    if (status == STATUS_OK) {
        bool drafts = portal->config.audience == ROUTE_GRANTEE; /* only applicants write them */
        const struct service_config service = {
            .audience = ledger_audience(portal->config.audience),
            .database = portal->config.database,
            .attest = portal->config.attest,
            .scanner = portal->config.scanner,
            .more = drafts ? draft_statements : NULL,
            .more_count = drafts ? DRAFT_STATEMENT_COUNT : 0,
        };
        status = service_open(&service, &portal->service, fault);
    }
    return status;
}

void portal_close(struct portal *portal)
{
    service_close(portal->service);
    seal_keys_free(portal->seal);
    trust_close(portal->trust);
    arena_destroy(portal->arena);
}
