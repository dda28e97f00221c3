/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * factor.h - a person's second factor as the database keeps it: the sealed seed, how far the
 * device's clock is off, and the count of wrong codes. What a seed or a code is, others know.
 */
#ifndef LEDGER_FACTOR_H
#define LEDGER_FACTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

struct factor {
    int64_t proposal;   /* the enrolment that it came from */
    bool active;        /* a first code was shown; else enrolled only */
    bool locked;        /* after too many wrong codes */
    struct span sealed; /* in the arena; empty: no seed was made yet */
    int64_t drift;      /* 30-second steps by which the device is ahead */
};

/*
 * The factor of `person`, grantee and agency audiences. STATUS_NOT_FOUND when there is none,
 * STATUS_DENIED when the audience does not speak for the person; else as db_maybe().
 */
MUST_CHECK enum status factor_read(struct service *service, struct arena *arena, int64_t person,
    struct factor *factor_out, struct fault *fault);

/*
 * Keeps a new sealed seed for the open enrolment of `person`. STATUS_CONFLICT (LG502) when none is
 * open, STATUS_DENIED (LG413) while it is locked.
 */
MUST_CHECK enum status factor_begin(struct service *service, struct arena *arena, int64_t person,
    struct span sealed, struct fault *fault);

/* Counts a wrong code; *locked_out when the factor is locked by that. */
MUST_CHECK enum status factor_wrong(struct service *service, struct arena *arena, int64_t person,
    bool *locked_out, struct fault *fault);

#endif
