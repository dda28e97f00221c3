/* SPDX-License-Identifier: EUPL-1.2 */
/* routes.h - every resource under /api/v1/, as openapi.json documents it. */
#ifndef FCGI_API_ROUTES_H
#define FCGI_API_ROUTES_H

#include "fcgi/web/route.h"

extern const struct route api_routes[];
extern const size_t api_routes_count;

#endif
