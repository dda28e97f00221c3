/* SPDX-License-Identifier: EUPL-1.2 */
/* config.h - the portal's configuration file: "key = value" lines, every key known, none
 * twice but "profile". */
#ifndef FCGI_CONFIG_H
#define FCGI_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/profiles.h"
#include "fcgi/web/route.h"
#include "fcgi/web/translate.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

enum pool { POOL_GRANTEE, POOL_SUBMIT, POOL_AGENCY, POOL_PUBLIC };

/* All texts NUL-terminated, in the arena given to config_read(). */
struct config {
    enum pool pool;
    enum route_audience audience;       /* of the pool: submit serves grantees */
    const char *database;               /* libpq conninfo */
    const char *attest;                 /* socket of the attest process; NULL in the public pool */
    const char *scanner;                /* socket of tilsagn-scanner; NULL in the public pool */
    const char *trust;                  /* PEM of root and issuing CAs; NULL in the public pool */
    const char *crl;                    /* table of their CRLs; NULL in the public pool */
    const char *profiles[PROFILES_MAX]; /* trust profiles: the key may be repeated */
    size_t profile_count;
    const char
        *lists;       /* PEM of the CRLs, kept as evidence of signatures; NULL in the public pool */
    const char *seal; /* key file of seal.h; NULL in the public pool */
    const char *log;  /* folder of the log's files; NULL but in the agency's pool */
    uint32_t peer_uid;  /* the only user that may speak on the socket */
    struct span origin; /* "https://localhost:8443" */
    struct span public_origin;
    const char *po_dir;     /* where da.mo and en.mo are */
    const char *assets_dir; /* where the file `version` is */
    enum language language_default;
    bool demo; /* the clock may be simulated; says so on every page */
};

/*
 * Reads the file for this pool. STATUS_INVALID (fault.text: file, line, reason) for an unknown,
 * repeated or missing key or a bad value; STATUS_NOT_FOUND when the file cannot be read.
 */
MUST_CHECK enum status config_read(struct arena *arena, const char *path, enum pool pool,
    struct config *config_out, struct fault *fault);

/* The same from text, for config_read() and its tests; `name` stands in the fault. */
MUST_CHECK enum status config_parse(struct arena *arena, struct span text, const char *name,
    enum pool pool, struct config *config_out, struct fault *fault);

/* "grantee", "submit", "agency", "public". STATUS_NOT_FOUND for another name. */
MUST_CHECK enum status pool_from_name(struct span name, enum pool *pool_out);
const char *pool_name(enum pool pool);

#endif
