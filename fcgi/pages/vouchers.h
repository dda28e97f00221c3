/* SPDX-License-Identifier: EUPL-1.2 */
/* vouchers.h - vouchers on request: the page of both sides and what it posts. */
#ifndef FCGI_PAGES_VOUCHERS_H
#define FCGI_PAGES_VOUCHERS_H

#include "fcgi/web/route.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"

/* The request that stands, on the newest accounts; NULL when there is none. */
const struct json *vouchers_asked(const struct json *doc);

/* What an accepted judgement says of a line of a request; NULL while there is none. */
const struct json *vouchers_result(const struct json *request, const struct json *line);

/* "vouchers.2.note": a field of line 2 of the form; "vouchers.2" without a leaf. */
const char *vouchers_field(struct view *v, const struct json *line, const char *leaf);

route_handler pages_vouchers;
route_handler pages_voucher_file;
route_handler pages_voucher_save;
route_handler pages_voucher_remove;
route_handler pages_vouchers_send;
route_handler agency_vouchers_request;
route_handler agency_vouchers_judge;
route_handler agency_vouchers_decide;

#endif
