/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * former.h - the folder of a log that another one goes on from: it is verified by itself, under its
 * own key, and held against what the log that goes on says of it.
 */
#ifndef LEDGER_VERIFY_FORMER_H
#define LEDGER_VERIFY_FORMER_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/verify/anew.h"
#include "ledger/verify/finding.h"
#include "ledger/verify/options.h"
#include "ledger/verify/trust.h"
#include "ledger/verify/verify.h"

#define FORMER_LOST_MAX ((size_t)65536) /* lost entries that are looked for in the log */

struct former {
    struct verify_options options; /* of its folder */
    struct trust trust;
    struct heads heads;
    struct findings findings;         /* of its heads, before its pass */
    struct verify *verify;            /* its pass; NULL: there was none */
    const struct discontinuity *said; /* what the log says of it; NULL: nothing */
    size_t place;                     /* of that among the log's beginnings */
    size_t under;       /* number from 1 of the finding that further differences fold under */
    uint64_t compared;  /* entries of it that the log has too */
    uint64_t held;      /* of the lost entries, those that its folder has */
    struct buffer lost; /* leaf hashes of the first of them, sorted */
    uint64_t asked;     /* how many these are */
    uint64_t again;     /* of those, entries that had waited and stand in the log again */
};

/* Reads the keys of options->former; one attest file and one policy are for both logs.
 * STATUS_INVALID or STATUS_NOT_FOUND with the reason in *fault. Closed with former_close() in each
 * case. */
MUST_CHECK enum status former_open(struct arena *arena, const struct verify_options *options,
    struct former *former, struct fault *fault);
void former_close(struct former *former);

/*
 * Verifies the folder, then compares it with the log of `verify`, whose pass is done and which
 * keeps what differs as findings; verify->former is set. STATUS_LIMIT, STATUS_INTERNAL: memory ran
 * out.
 */
MUST_CHECK enum status former_check(
    struct former *former, struct verify *verify, verify_progress *progress);

/* Whether its folder ends before what was signed. */
bool former_is_short(const struct former *former);

#endif
