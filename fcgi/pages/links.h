/* SPDX-License-Identifier: EUPL-1.2 */
/* links.h - addresses and small derived values that several views need. */
#ifndef FCGI_PAGES_LINKS_H
#define FCGI_PAGES_LINKS_H

#include <stdint.h>

#include "fcgi/computation.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/* Where a row of read.tasks() is dealt with. `base` is "" or "/agency". */
struct span link_task(struct view *v, struct span base, const struct json *task);

/* One version of a grant's accounts. */
struct span link_accounts(struct view *v, struct span base, int64_t application, int64_t version);

/* " (25 %)" for a criterion whose weight has been published in document `doc`, else "". */
struct span link_weight(struct view *v, const struct json *doc, const struct json *criterion);

/* The part of a bar of 400 that `ore` is of `of_ore`, 0..400. */
int64_t balance_width(int64_t ore, int64_t of_ore);

/* The page on which a waiting request is signed, in the pool that the view is for. */
struct span link_signature(struct view *v, int64_t pending);

/* The digits behind `kind` ("grant:") in an entry's stream; empty for a stream of another kind. */
struct span stream_number(struct span stream, const char *kind);

/* The page of the own second factor, in the pool that the view is for. */
struct span link_factor(const struct view *v);

#endif
