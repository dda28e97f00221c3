/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * trail.h - how far the check of a certificate came, for whoever must explain the answer: written
 * by the very function that decides a request, read by explain.h.
 */
#ifndef AUTH_TRAIL_H
#define AUTH_TRAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/profile.h"
#include "auth/reason.h"

/* In the order in which they are taken. OpenSSL takes those of the chain in one call. */
enum trail_step {
    TRAIL_NGINX,
    TRAIL_FORM,
    TRAIL_DER,
    TRAIL_CHAIN,
    TRAIL_FIT, /* extensions and purpose */
    TRAIL_STRENGTH,
    TRAIL_REVOCATION,
    TRAIL_TIME,
    TRAIL_ISSUER,
    TRAIL_CA,
    TRAIL_KEY_USAGE,
    TRAIL_EXTENDED_KEY_USAGE,
    TRAIL_POLICY,
    TRAIL_SUBJECT,
    TRAIL_SERIAL_NUMBER,
    TRAIL_ORGANISATION,
    TRAIL_STEPS,
};

enum trail_mark { TRAIL_NOT_REACHED, TRAIL_PASSED, TRAIL_REFUSED };

struct trail {
    enum trail_mark marks[TRAIL_STEPS];
    const struct profile *profile; /* the trust's; NULL until the chain is good */
};

/*
 * The steps from `first` to `last` ended with `reason`: AUTH_OK passes them all; another one
 * refuses the step that it belongs to. `ordered` steps before that one were passed; of others
 * nothing is known. `trail` may be NULL.
 */
void trail_mark(struct trail *trail, enum trail_step first, enum trail_step last, bool ordered,
    enum auth_reason reason);

#endif
