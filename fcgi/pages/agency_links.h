/* SPDX-License-Identifier: EUPL-1.2 */
/* agency_links.h - small derived values of the agency's views. */
#ifndef FCGI_PAGES_AGENCY_LINKS_H
#define FCGI_PAGES_AGENCY_LINKS_H

#include <stdint.h>

#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/* "4,25" from rule.rank_mean(): points times 10,000 basis points times 1,000,000. */
struct span points_text(struct view *v, int64_t mean);

/* The title of a criterion in read.agency_application(); NULL when it is unknown. */
const struct json *criterion_title(const struct json *doc, struct span criterion);

/* The kinds of entries that a filter offers, in the order of a case's life; "" behind the last. */
struct span entry_kind(size_t index);

/* Whether any row from `row` on has this among its "actions". */
bool any_holds(const struct json *row, const char *action);

/* Whether the one who reads has an assessment in "scores". */
bool scored_by_reader(const struct json *doc);

/* "points.case_loads", then "points.case_loads-3" for the later radio buttons. */
const char *points_id(struct view *v, const char *name, int64_t value);

/* "lines.2019": the field of one finance year's line. */
const char *year_field(struct view *v, int64_t year);

/* `path` with the submitted filter and the cursor of the next page. */
struct span entries_link(struct view *v, const char *path, struct span cursor);

/* The export of the same filter, "csv" or "jsonl"; `query` from entries_filter_query(). */
struct span entries_export(struct view *v, struct span query, const char *ending);

/* "quarter 1 of 2021", "03-2021": a result's period as people read it. */
struct span period_text(struct view *v, struct span period);

/* "numerator" of "denominator" in per cent, cut to two decimals; what counts are the numbers. */
struct span result_percent(struct view *v, const struct json *row);

/* "source-17": the file field of the form that confirms result 17. */
const char *source_field(struct view *v, int64_t entry);

#endif
