/* SPDX-License-Identifier: EUPL-1.2 */
/* trial_links.h - a trial of the ranking, as its page shows it. */
#ifndef FCGI_PAGES_TRIAL_LINKS_H
#define FCGI_PAGES_TRIAL_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/grants/trial.h"

#define TRIAL_ROW_HEIGHT 24 /* of one application in the chart, in its units */

/* Who is ranked and not refused, by the document's order; what of it a trial gave. */
struct trial_list {
    struct trial trial;
    const struct json **shown;
    struct trial_row *rows;
    size_t count;
};

/* The greatest sum applied for, at least 1: the width of the chart. */
int64_t trial_most(const struct trial_list *list);

/* What all get together, standing awards with them, and what the pool has left behind the last. */
int64_t trial_sum(const struct trial_list *list);
int64_t trial_left(const struct trial_list *list);

/* Why the application gets what it gets, in the reader's language. */
struct span trial_reason(struct view *v, const struct trial_row *row);

#endif
