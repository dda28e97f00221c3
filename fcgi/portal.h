/* SPDX-License-Identifier: EUPL-1.2 */
/* portal.h - what a worker process opens once at start and keeps until it ends. */
#ifndef FCGI_PORTAL_H
#define FCGI_PORTAL_H

#include "auth/seal.h"
#include "auth/trust.h"
#include "fcgi/config.h"
#include "fcgi/web/route.h"
#include "fcgi/web/translate.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

struct portal {
    struct arena *arena; /* of the process: configuration, catalogues */
    struct config config;
    const struct route_table *tables;
    size_t table_count;
    struct catalogue catalogues[LANGUAGE_COUNT];
    struct span assets;     /* "/s/<version>" */
    struct trust *trust;    /* NULL in the public pool */
    struct seal_keys *seal; /* likewise */
    struct service *service;
};

/*
 * Reads the configuration, checks the route tables, loads catalogues and trust, connects to the
 * database. On any status but STATUS_OK fault.text says what is wrong, for the operator.
 * portal_close() in every case.
 */
MUST_CHECK enum status portal_open(struct portal *portal, const char *config_path, enum pool pool,
    const struct route_table *tables, size_t table_count, struct fault *fault);

void portal_close(struct portal *portal);

#endif
