/* SPDX-License-Identifier: EUPL-1.2 */
/* key_links.h - small values of the document of READ_ALLOCATION that its views need. */
#ifndef FCGI_PAGES_KEY_LINKS_H
#define FCGI_PAGES_KEY_LINKS_H

#include <stdint.h>

#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

#define KEY_ROW_HEIGHT 24 /* of one application in the chart, in its units */

/* What `reading` gives the application of `row`: a share of its report, or NULL. */
const struct json *allocation_share(const struct json *reading, const struct json *row);

/* "1.400", or "–" for a size that is missing. */
struct span allocation_size_text(
    struct view *v, const struct json *document, const struct json *row);

/* The name of the applicant of an application; empty for one that is not there. */
struct span allocation_name(const struct json *document, int64_t application);

/* The greatest sum applied for, at least 1: the width of the chart. */
int64_t allocation_most(const struct json *document);

/* Where the row of the chart begins, and the height of all rows. */
int64_t allocation_top(const struct json *document, const struct json *row);
int64_t allocation_height(const struct json *document);

#endif
