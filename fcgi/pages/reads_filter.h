/* SPDX-License-Identifier: EUPL-1.2 */
/* reads_filter.h - the form by which look-ups are searched: case, person, organisation, period. */
#ifndef FCGI_PAGES_READS_FILTER_H
#define FCGI_PAGES_READS_FILTER_H

#include <stdbool.h>

#include "fcgi/web/form.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/*
 * Writes the filter object of read.reads(). False with the errors in `form`; then the object is not
 * to be used. Days are Danish, and the last one is included.
 */
bool reads_filter_put(struct form *form, struct json_writer *writer);

/* The next page of what the form asks for, and all of it as a file; in the arena. */
struct span reads_link(struct view *v, struct span cursor);
struct span reads_export(struct view *v, const char *path);

#endif
