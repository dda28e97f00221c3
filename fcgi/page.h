/* SPDX-License-Identifier: EUPL-1.2 */
/* page.h - what stands around every page, as data for fcgi/views/layout.html. */
#ifndef FCGI_PAGE_H
#define FCGI_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/refusal.h"
#include "fcgi/web/html.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

struct exchange;
struct exchange_kept;
struct json;

#define CHROME_ITEMS_MAX 40 /* more than any pool has for all roles together */

struct chrome_item {
    struct span title;
    struct span href;
    bool current;
};

struct chrome {
    struct span title;
    struct safe_html body;
    const char *language;
    struct span user; /* "" in the public pool and before the person is known */
    struct span organisation;
    struct span roles; /* "Applicant, Management" */
    struct chrome_item items[CHROME_ITEMS_MAX];
    size_t item_count;
    struct span clock; /* "24-10-2019 kl. 11.58.03"; "" while unknown */
    struct span clock_iso;
    int64_t now_us;
    bool simulated;
    struct span deadline_title;
    struct span deadline; /* "24-10-2019 kl. 12.00"; "" when there is none */
    struct span deadline_iso;
    int64_t deadline_us;
    struct span time_left; /* "1 day 2 hours" */
    struct span request_id;
    bool has_errors;
    const struct exchange_kept *kept;
    const struct json *notice; /* see exchange.h; NULL for nothing */
    bool logged_in;
    int64_t left_s;    /* until the login ends when nothing is done */
    bool ends_anyway;  /* the absolute limit comes first: nothing prolongs it */
    struct span about; /* on the public server for those who are not logged in */
    struct span accessibility;
};

/* The error page of a refusal; the neutral one, with no word about anybody, for strangers. */
MUST_CHECK enum status page_refusal(struct exchange *x, const struct refusal *refusal);

/* The roles' names for people, in the request's language; the code itself for an unknown one. */
struct span page_role_title(const struct exchange *x, struct span role);

/* All of the person's, with commas between. */
struct span page_role_titles(const struct exchange *x);

#endif
