/* SPDX-License-Identifier: EUPL-1.2 */
/* reply.h - how the API answers: documents with an ETag, drafts, entries. */
#ifndef FCGI_API_REPLY_H
#define FCGI_API_REPLY_H

#include <stdbool.h>

#include "fcgi/api/problem.h"
#include "fcgi/exchange.h"
#include "ledger/acts.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/db/db.h"
#include "ledger/reads.h"

/* A buffer of at most `max` bytes that is freed with the arena; NULL when that is exhausted. */
struct buffer *reply_buffer(struct exchange *x, size_t max);

/*
 * True when the client takes `media_type`; otherwise 406 was sent and *answer_out says how that
 * went. Call it before anything that changes something.
 */
bool reply_accepted(struct exchange *x, const char *media_type, enum status *answer_out);

/* One read function as application/json with its ETag, or 304, or 406. */
MUST_CHECK enum status reply_read(struct exchange *x, enum read what, struct db_values values);

/*
 * A page of a list whose read takes a filter of the texts under `names` (of the query, until NULL),
 * a cursor and a limit. STATUS_INVALID: one of them is malformed.
 */
MUST_CHECK enum status reply_list(struct exchange *x, enum read what, const char *const *names);

/* JSON of our own as application/json with `etag` (with its quotes), or 304. */
MUST_CHECK enum status reply_json(struct exchange *x, struct span json, struct span etag);

/* 200 or 201 with a draft's document {"application","call","version",…} and its ETag. */
MUST_CHECK enum status reply_draft(struct exchange *x, int http, struct span draft);

/*
 * 201 with the entry that an act made, its receipt and `location`, a pattern whose {names} are
 * "entry", parameters of the path or members of the act's result.
 */
MUST_CHECK enum status reply_recorded(
    struct exchange *x, const struct act_reply *reply, const char *location);

#endif
