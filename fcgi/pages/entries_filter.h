/* SPDX-License-Identifier: EUPL-1.2 */
/* entries_filter.h - the auditors' filter as a form: days and kroner, as people write them. */
#ifndef FCGI_PAGES_ENTRIES_FILTER_H
#define FCGI_PAGES_ENTRIES_FILTER_H

#include <stdbool.h>

#include "fcgi/web/form.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/* The fields of the form, in order; ends with NULL. */
extern const char *const entries_filter_names[];

/*
 * Writes the filter object of read.entries(). False with the errors in `form`; then the object is
 * not to be used. Days are Danish, and the last one is included.
 */
bool entries_filter_put(struct form *form, struct json_writer *writer);

/* The same filter as the query of the export ("kind=…&amount_min_ore=…"), in the form's arena. */
struct span entries_filter_query(struct form *form);

#endif
