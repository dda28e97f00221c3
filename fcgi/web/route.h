/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * route.h - the table of everything that can be asked for: who may ask is part of the row, so that
 * no handler can be reached without its declared right.
 */
#ifndef FCGI_WEB_ROUTE_H
#define FCGI_WEB_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "fcgi/web/http.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define ROUTE_PARAMS_MAX 4
#define ROUTE_TABLES_MAX 8

struct exchange; /* fcgi/exchange.h */

enum route_audience { ROUTE_GRANTEE, ROUTE_AGENCY, ROUTE_PUBLIC };

enum route_kind { ROUTE_PAGE, ROUTE_API };

enum route_flags {
    ROUTE_SUBMISSION = 1, /* served by the submit pool too */
    ROUTE_UPLOAD = 2,     /* the body is streamed by the handler; HTTP_UPLOAD_BODY_MAX */
    ROUTE_STREAM = 4,     /* the answer may be spooled */
    ROUTE_NAVIGATION = 8, /* stands in the navigation, under `title` */
    ROUTE_ANYONE = 16,    /* every known person; `roles` then only says whose role comes first, so
                             that the act itself refuses, and the attempt can be recorded */
    ROUTE_NO_LOGIN = 32,  /* a page that the certificate alone opens: those that log in and out.
                             They must come from our own pages, but need no token */
    ROUTE_STRANGER = 64,  /* also for a good certificate of a registered organisation that nobody
                             is enrolled with: asking for access, and nothing else */
};

/* Returns STATUS_OK after filling the response; any other status becomes an error page. */
typedef enum status route_handler(struct exchange *x);

struct route {
    const char *pattern; /* "/calls/{call}": a {name} matches one non-empty segment */
    const char *roles;   /* "applicant" or "applicant,management": one of them is needed; NULL
                            only with ROUTE_ANYONE or for the public */
    const char *title;   /* N_("…") of the navigation; NULL without ROUTE_NAVIGATION */
    const char *page;    /* of a POST page: the pattern of the page that shows its form, so that a
                            form sent after the login had ended comes back there. Its {names} are
                            parameters of this route, else fields of the form. NULL otherwise */
    const char *button;  /* with `page`: N_("…"), what its button says; %s for what
                            differs from page to page */
    route_handler *handler;
    enum http_method method; /* GET also answers HEAD */
    enum route_audience audience;
    enum route_kind kind;
    unsigned flags; /* enum route_flags */
};

struct route_table {
    const struct route *routes;
    size_t count;
};

struct route_match {
    const struct route *route;
    struct http_pair params[ROUTE_PARAMS_MAX]; /* name and decoded value */
    size_t param_count;
    bool methods[HTTP_METHOD_COUNT]; /* methods that the path has, for Allow */
};

/*
 * Finds the route for method and path among those of the audience. STATUS_NOT_FOUND when no
 * pattern matches; STATUS_INVALID when one does, but not with this method (then only
 * match_out->methods is set).
 */
MUST_CHECK enum status route_find(const struct route_table *tables, size_t table_count,
    enum route_audience audience, enum http_method method, struct span path,
    struct route_match *match_out);

/* Writes "GET, HEAD, POST". */
void route_allow(const struct route_match *match, struct buffer *out);

/* The value of {name}; stops the process when the pattern has no such name. */
struct span route_param(const struct route_match *match, const char *name);

/* True when the comma-separated list `roles` holds `role`. */
bool route_role_listed(const char *roles, struct span role);

/*
 * Checks the tables once at start-up: patterns well formed, no two rows that could match the same
 * request, roles known, navigation titled. On STATUS_INVALID *reason_out names the row.
 */
MUST_CHECK enum status route_tables_check(const struct route_table *tables, size_t table_count,
    struct arena *arena, const char **reason_out);

/* One line per route: method, pattern, audience, roles or "any", kind, flags; tab-separated. */
void route_list(const struct route_table *tables, size_t table_count, struct buffer *out);

#endif
