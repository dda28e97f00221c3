/* SPDX-License-Identifier: EUPL-1.2 */
/* arguments.h - reads whose arguments are the path's. */
#ifndef FCGI_API_ARGUMENTS_H
#define FCGI_API_ARGUMENTS_H

#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/reads.h"

/* reply_read() of {call}. STATUS_NOT_FOUND for a text that can be no call's name. */
MUST_CHECK enum status read_by_call(struct exchange *x, enum read what);

/* reply_read() of the id {name}. STATUS_NOT_FOUND when it is none. */
MUST_CHECK enum status read_by_id(struct exchange *x, enum read what, const char *name);

/* reply_read() of {application} and {version} of its accounts. */
MUST_CHECK enum status read_by_version(struct exchange *x, enum read what);

/* The document of {application}, which the organisation owns. `text_out` may be NULL. */
MUST_CHECK enum status application_document(
    struct exchange *x, struct span *text_out, const struct json **document_out);

#endif
