/* SPDX-License-Identifier: EUPL-1.2 */
/* draft_version.h - which version of a draft a change was made from: If-Match. */
#ifndef FCGI_API_DRAFT_VERSION_H
#define FCGI_API_DRAFT_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/exchange.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/*
 * The version in one strong entity tag: "3" of the draft, or "3-…" of its application.
 * STATUS_INVALID for anything else ("*", a list, a weak tag): it cannot match.
 */
MUST_CHECK enum status draft_version_parse(struct span if_match, int32_t *version_out);

/*
 * The version that the request names; otherwise 428 (missing) or 412 was sent and *answer_out is
 * the handler's result.
 */
bool draft_version_wanted(struct exchange *x, int32_t *version_out, enum status *answer_out);

#endif
