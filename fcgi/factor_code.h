/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * factor_code.h - the code that came with a request, as the step that an act consumes. The act is
 * asked all the same when the code is wrong: one that was recorded before gives its answer again,
 * and one that needs no code does not miss it.
 */
#ifndef FCGI_FACTOR_CODE_H
#define FCGI_FACTOR_CODE_H

#include <stdint.h>

#include "fcgi/exchange.h"

enum factor_verdict {
    FACTOR_NOT_ASKED, /* no code came, or there is no factor to compare with */
    FACTOR_RIGHT,
    FACTOR_WRONG,
    FACTOR_LOCKED,
};

struct factor_code {
    enum factor_verdict verdict;
    int64_t step; /* 0 unless right */
};

/*
 * Compares the request's code with the person's seed; a wrong one is counted. STATUS_INTERNAL when
 * the seed does not open (the key file lacks its key); else as factor_read().
 */
MUST_CHECK enum status factor_code_take(struct exchange *x, struct factor_code *code_out);

/* Says in the fault of an act that missed a code why it got none. */
void factor_code_explain(const struct factor_code *code, struct fault *fault);

/* A new seed of the person, as it is shown once. In the arena, whose bytes go with the page. */
struct factor_seed {
    struct span secret; /* base32 in groups of four */
    struct span uri;    /* otpauth://… */
};

/* Makes and keeps it. Statuses as factor_begin(). */
MUST_CHECK enum status factor_seed_make(struct exchange *x, struct factor_seed *seed_out);

#endif
