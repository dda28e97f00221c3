/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * problem.h - RFC 9457 answers of the handlers, in the request's language, with what an act said
 * about its refusal. What fails before a handler runs is answered by the worker.
 */
#ifndef FCGI_API_PROBLEM_H
#define FCGI_API_PROBLEM_H

#include "fcgi/exchange.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* Sends the problem with this slug (fcgi/refusal.h); `violations` is a JSON array or empty. */
MUST_CHECK enum status reply_problem(struct exchange *x, const char *type, struct span violations);

/*
 * What an act or a draft function refused (x->fault.code is LGnnn): sends its problem with
 * `violations` (LG102) or `details`, the object that the refusal came with. Another failure comes
 * back as it is, for the worker.
 */
MUST_CHECK enum status reply_refused(struct exchange *x, enum status refused);

#endif
