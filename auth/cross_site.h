/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * cross_site.h - whether another site's page asked. The browser sends the certificate along with
 * every request to us, whoever asked for it: the certificate never tells.
 */
#ifndef AUTH_CROSS_SITE_H
#define AUTH_CROSS_SITE_H

#include <stdbool.h>

#include "auth/reason.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

enum cross_site_kind { CROSS_SITE_PAGE, CROSS_SITE_API };

/* Absent headers are spans with data == NULL; a present and empty one is not absent. */
struct cross_site_request {
    enum cross_site_kind kind;
    struct span method;
    struct span fetch_site; /* Sec-Fetch-Site */
    struct span fetch_mode; /* Sec-Fetch-Mode */
    struct span fetch_dest; /* Sec-Fetch-Dest */
    struct span origin;     /* Origin */
    struct span own_origin; /* configured, e.g. "https://localhost:8443"; never from a header */
};

/*
 * Pages: GET and HEAD change nothing, but asked for by another site only a page of its own in the
 * window passes (a link that was followed); as a picture, script, frame or fetch it is refused, and
 * in a frame of anybody's. Everything else needs Sec-Fetch-Site
 * "same-origin" or, from a browser without it, our Origin; a header that contradicts is refused
 * even if the other fits. API: programs send neither header, so absence passes; a present
 * Sec-Fetch-Site must be "same-origin" (or "none" for GET and HEAD: an address typed in), a present
 * Origin must be ours. AUTH_OK or AUTH_CROSS_SITE.
 */
MUST_CHECK enum auth_reason cross_site_check(const struct cross_site_request *request);

#endif
