/* SPDX-License-Identifier: EUPL-1.2 */
/* people_links.h - addresses on the pages about people, in whichever pool they are shown. */
#ifndef FCGI_PAGES_PEOPLE_LINKS_H
#define FCGI_PAGES_PEOPLE_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/web/form.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/* "/people/12" or "/agency/people/12"; without a number when `id` is 0. In the arena. */
struct span people_link(struct view *v, const char *path, int64_t id);

/* The next page of the list at `path`: the search of the form and the cursor. */
struct span people_next(struct view *v, const char *path, struct span cursor);

/*
 * Write the filter of read.people() and of read.organisations() from the form's fields (at most 100
 * characters each). False with the errors in the form.
 */
bool people_filter(struct form *form, struct json_writer *json);
bool organisations_filter(struct form *form, struct json_writer *json);

/* How many elements the list `name` of the document has. */
size_t list_count(const struct json *document, const char *name);

/* Whoever of the list has this number; NULL when nobody has. */
const struct json *people_find(const struct json *people, int64_t number);

/* What is in the way of erasing this human, of a proposal's "faults"; "" when nothing is. */
struct span people_fault(const struct json *faults, int64_t human);

/* True when the person or one of their certificates is blocked. */
bool something_blocked(const struct json *person);

#endif
