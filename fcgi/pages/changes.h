/* SPDX-License-Identifier: EUPL-1.2 */
/* changes.h - what becomes of a grant after its award: requests and amendments. */
#ifndef FCGI_PAGES_CHANGES_H
#define FCGI_PAGES_CHANGES_H

#include "fcgi/web/route.h"
#include "ledger/base/json.h"

#define CHANGES_ROWS_ADD 2 /* empty budget lines behind those that there are */

/* First and last year that an amendment's form shows: the project's and one more. */
int changes_first_year(const struct json *doc);
int changes_last_year(const struct json *doc);

/* How many budget lines the award has. */
size_t changes_rows(const struct json *doc);

/* The line of one finance year in "award.lines"; 0 when there is none. */
int64_t changes_year_ore(const struct json *doc, int year);

/* Sum of the approved budget's line `number` over its years; 0 when there is none. */
int64_t changes_line_ore(const struct json *doc, int64_t number);

/* The grantee's open request in "requests"; NULL when there is none. */
const struct json *changes_request(const struct json *doc);

route_handler pages_changes;
route_handler pages_amendment_request;
route_handler pages_transfer_accept;
route_handler agency_amendment;
route_handler agency_amendment_propose;
route_handler agency_amendment_decide;

#endif
