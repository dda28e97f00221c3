/* SPDX-License-Identifier: EUPL-1.2 */
/* routes.h - what the tables of pages are written with; for routes*.c alone. */
#ifndef FCGI_PAGES_ROUTES_H
#define FCGI_PAGES_ROUTES_H

#include "fcgi/dossier.h"
#include "fcgi/pages/changes.h"
#include "fcgi/pages/claims.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/vouchers.h"

#define GRANTEES  "applicant,management"
#define RECEIVERS GRANTEES ",external_auditor"
#define ACCOUNTS  "/grants/{application}/accounts/{version}"
#define CASE      "/applications/{application}"
#define GRANT     "/grants/{application}"
#define VOUCHERS  "/grants/{application}/vouchers"
#define LETTER    "/grants/{application}/letter"

/* Opened by a good certificate of a registered organisation, whoever it is. */
#define STRANGERS (ROUTE_ANYONE | ROUTE_NO_LOGIN | ROUTE_STRANGER)

/* A page, a form's target; the routes' roles are held by the router, the acts hold them again. */
#define PAGE(method_, pattern_, audience_, roles_, handler_, flags_, title_)                       \
    {                                                                                              \
        .method = (method_), .pattern = (pattern_), .audience = (audience_), .roles = (roles_),    \
        .kind = ROUTE_PAGE, .handler = (handler_), .flags = (flags_), .title = (title_)            \
    }

#define KEPT(pattern_, roles_, handler_)                                                           \
    PAGE(HTTP_GET, pattern_, ROUTE_GRANTEE, roles_, handler_, ROUTE_STREAM, NULL)
/* The target of a form: also the page that shows it, and how its button begins. */
#define FORM(pattern_, audience_, roles_, handler_, flags_, page_, button_)                        \
    {                                                                                              \
        .method = HTTP_POST, .pattern = (pattern_), .audience = (audience_), .roles = (roles_),    \
        .kind = ROUTE_PAGE, .handler = (handler_), .flags = (flags_), .page = (page_),             \
        .button = (button_)                                                                        \
    }

#define TABLE(rows)                                                                                \
    {                                                                                              \
        .routes = (rows), .count = sizeof(rows) / sizeof *(rows)                                   \
    }

#endif
