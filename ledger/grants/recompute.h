/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * recompute.h - one stored decision made again by the rule version that it names, from what stands
 * in its own entry, the call's definition and the little that it needs of earlier entries.
 */
#ifndef LEDGER_GRANTS_RECOMPUTE_H
#define LEDGER_GRANTS_RECOMPUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/grants/call.h"

#define RECOMPUTE_TEXT_MAX 200
#define RECOMPUTE_NOTHING  INT64_C(-1)

/* What the entry stores, and what was there when it was written. */
struct recompute {
    struct span kind;          /* the act */
    const struct json *params; /* of the request */
    const struct json *result; /* as stored */
    int64_t at_us;             /* database clock */
    int64_t received_us;       /* RECOMPUTE_NOTHING: nobody sent it */
    bool closed;               /* the call's list was fixed before */
    int64_t deadline_us;       /* in force when the entry was written; 0: it is not known */
    int64_t
        earlier_ore; /* proposed, prepared or given back last in the matter, or RECOMPUTE_NOTHING */
    int64_t posted_ore;          /* by this entry on the grant's committed */
    int64_t reclaimed_ore;       /* likewise on its reclaimed */
    int64_t committed_ore;       /* its balance after the entry */
    const struct call *call;     /* NULL: there is no definition */
    const struct json *document; /* an allocation's inputs; NULL: they are not there */
};

enum recompute_outcome {
    RECOMPUTE_NONE,    /* no rule computes it */
    RECOMPUTE_SAME,    /* the rule decides the same */
    RECOMPUTE_DIFFERS, /* it does not, or the version is not one of ours; the text says how */
    RECOMPUTE_UNKNOWN, /* definition or document is missing, or an older entry lacks its inputs */
};

/* Whether a rule computes such an act at all. */
bool recompute_known(struct span kind);

/* Of a known kind: what of its case it is about. A decision is made from what was proposed last of
 * the same matter. */
const char *recompute_matter(struct span kind);

/*
 * Makes the decision again. text_out (English, cut when longer) is set unless the outcome is NONE
 * or SAME. An exhausted arena counts as RECOMPUTE_UNKNOWN.
 */
enum recompute_outcome recompute_decision(
    struct arena *arena, const struct recompute *stored, char text_out[static RECOMPUTE_TEXT_MAX]);

/* What the next decision of the case is made from: proposed, prepared or given back by this entry;
 * else RECOMPUTE_NOTHING. */
int64_t recompute_proposed(const struct recompute *stored);

#endif
