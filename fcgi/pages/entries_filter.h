/* SPDX-License-Identifier: EUPL-1.2 */
/* entries_filter.h - the auditors' filter as a form: days and kroner, as people write them. */
#ifndef FCGI_PAGES_ENTRIES_FILTER_H
#define FCGI_PAGES_ENTRIES_FILTER_H

#include <stdbool.h>

#include "fcgi/web/form.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/* The fields of the form, in order; ends with NULL. */
extern const char *const entries_filter_names[];

/*
 * Writes the filter object of read.entries(). False with the errors in `form`; then the object is
 * not to be used. Days are Danish, and the last one is included.
 */
bool entries_filter_put(struct form *form, struct json_writer *writer);

/* ---- pieces that the filter of look-ups shares ---- */

/* Member "organisation" of the filter, when the field holds a CVR number; false with its error. */
bool filter_put_organisation(struct form *form, struct json_writer *writer);

/* Danish midnight at the beginning of the field's day, `later` days on, as member `name`. */
bool filter_put_day(struct form *form, struct json_writer *writer, const char *name, int32_t later);

/* The same when field and member have different names. */
bool filter_put_day_as(struct form *form, struct json_writer *writer, const char *name,
    const char *member, int32_t later);

/* `path` with the form's fields `names`, which end with NULL, and `cursor`; those that are empty
 * are left out. In the arena. */
struct span filter_link(
    struct view *v, const char *path, const char *const *names, struct span cursor);

#endif
