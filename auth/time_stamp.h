/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * time_stamp.h - RFC 3161: a time-stamping authority says that it saw a SHA-256 at an instant.
 * Whoever trusts that authority knows then that a signature was there before its certificate ended,
 * whatever this database says of its own clock.
 */
#ifndef AUTH_TIME_STAMP_H
#define AUTH_TIME_STAMP_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define TIME_STAMP_LEN_MAX  65536 /* of a reply; those of authorities in use have 3 to 8 kB */
#define TIME_STAMP_WITHIN_S 60    /* how far the authority's clock may be off the host's */

/*
 * A request (DER, in the arena) for a token over `digest`: version 1, SHA-256, a random nonce of 64
 * bits, no policy, the authority's certificate to be inside. STATUS_LIMIT when the arena is full.
 */
MUST_CHECK enum status time_stamp_ask(
    struct arena *arena, const struct digest *digest, struct span *query_out, struct fault *fault);

/* What a reply is held to. */
struct time_stamp_terms {
    struct span query;       /* from time_stamp_ask() */
    struct span authorities; /* PEM: the CAs that the authority's certificate must lead to */
    int64_t asked_s;         /* Unix seconds of this host when the query was sent … */
    int64_t answered_s;      /* … and when the reply was there */
};

/*
 * Checks a reply (DER, RFC 3161 section 2.4.2): granted, over the query's digest, with its nonce,
 * signed by a certificate for nothing but time stamping (critical) that is inside and led to the
 * authorities when it stamped, with SHA-256 or stronger, and not more than TIME_STAMP_WITHIN_S
 * outside asked_s … answered_s.
 * STATUS_INVALID for anything else, with the reason in the fault; STATUS_DENIED when the authority
 * itself refuses to stamp. *at_s_out: its time, whole seconds.
 */
MUST_CHECK enum status time_stamp_check(struct span reply, const struct time_stamp_terms *terms,
    int64_t *at_s_out, struct fault *fault);

#endif
