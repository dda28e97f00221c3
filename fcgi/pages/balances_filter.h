/* SPDX-License-Identifier: EUPL-1.2 */
/* balances_filter.h - as at which day or size of the log an auditor asks for balances. */
#ifndef FCGI_PAGES_BALANCES_FILTER_H
#define FCGI_PAGES_BALANCES_FILTER_H

#include <stdbool.h>

#include "fcgi/web/form.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/*
 * Writes the filter object of read.account_balances(). False with the errors in `form`; then the
 * object is not to be used. The day is Danish, and the balances those at its end.
 */
bool balances_filter_put(struct form *form, struct json_writer *writer);

/* `path` with what the form asks for, from `cursor` on when it is not empty; in the arena. */
struct span balances_link(struct view *v, const char *path, struct span cursor);

#endif
