/* SPDX-License-Identifier: EUPL-1.2 */
/* agency_lines.h - finance-year lines of an award that are given later. */
#ifndef FCGI_PAGES_AGENCY_LINES_H
#define FCGI_PAGES_AGENCY_LINES_H

#include "fcgi/exchange.h"
#include "fcgi/web/route.h"
#include "ledger/grants/content.h"

/*
 * The line that can be given next, computed from "lines.input" of a grant's document; NULL when
 * none waits. It lives in the arena. STATUS_LIMIT, STATUS_INTERNAL.
 */
MUST_CHECK enum status agency_lines_next(
    struct exchange *x, const struct json *grant, const struct content_amount **next_out);

route_handler agency_line_propose;
route_handler agency_line_decide;

#endif
