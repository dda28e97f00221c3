/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * fetch.h - the bytes behind a file name or an http(s) address, within limits. Whether they are to
 * be believed the caller decides: revocation lists carry a signature.
 */
#ifndef LEDGER_OPERATOR_FETCH_H
#define LEDGER_OPERATOR_FETCH_H

#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"

struct fetch_limits {
    size_t bytes_max;
    long seconds_max; /* for the whole download */
    long redirects_max;
};

/*
 * Reads `source` into *bytes, which it initialises and the caller frees in any case. What has "://"
 * in it is an address: http or https (of https every redirect too), without a user name in it;
 * through the proxy that the environment names. STATUS_NOT_FOUND for a file that cannot be read,
 * STATUS_INVALID for another kind of address or too many redirects, STATUS_LIMIT above bytes_max,
 * STATUS_UNAVAILABLE when the server does not answer in time or answers with an error.
 */
MUST_CHECK enum status fetch(const char *source, const struct fetch_limits *limits,
    struct buffer *bytes, struct fault *fault);

struct fetch_question {
    const char *type; /* media type */
    struct span bytes;
};

/*
 * The answer to a question that is posted to an http(s) address, as fetch() otherwise; it follows
 * no redirect. STATUS_INVALID for what is no address.
 */
MUST_CHECK enum status fetch_answer(const char *address, const struct fetch_question *question,
    const struct fetch_limits *limits, struct buffer *bytes, struct fault *fault);

#endif
