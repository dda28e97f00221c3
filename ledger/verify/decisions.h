/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * decisions.h - decisions as they stand in leaves, made again: verdicts of submissions, awards,
 * amendments, allocations, instalments, closings, reopenings, transfers and reminders, each by the
 * rule version that it names, and yearly statements as they were answered. What a decision needs of
 * earlier entries is remembered of each case; what it needs of documents is read by their SHA-256.
 * Used by the offline verifier and by `tilsagn recompute`.
 */
#ifndef LEDGER_VERIFY_DECISIONS_H
#define LEDGER_VERIFY_DECISIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/status.h"
#include "ledger/grants/call.h"
#include "ledger/log/leaf.h"
#include "ledger/verify/awards.h"
#include "ledger/verify/draws.h"
#include "ledger/verify/notices.h"
#include "ledger/verify/reminders.h"
#include "ledger/verify/statements.h"
#include "ledger/verify/table.h"
#include "ledger/verify/transfers.h"

#define DECISIONS_CALLS_MAX 64 /* definitions kept at once; of more, each is read again */
#define DECISION_TEXT_MAX   200

enum decision {
    DECISION_NONE,    /* the entry decides nothing that a rule computes */
    DECISION_SAME,    /* made again, it is the same */
    DECISION_DIFFERS, /* it is another, or names a rule version that this program does not have */
    DECISION_UNKNOWN, /* a document that it needs is not there */
};

/* A call's definition, as the entry that published it names it. */
struct decisions_call {
    struct span name; /* empty: a free place */
    const struct call *call;
};

struct decisions {
    /* Appends the document's bytes; STATUS_NOT_FOUND when there is none. */
    enum status (*document)(void *context, const struct digest *sha256, struct buffer *out);
    void *context;
    struct table calls;   /* hash: SHA-256 of the definition; version: 1 once the call is closed */
    struct table streams; /* balance_ore: proposed, prepared or given back last; under: as told;
                             index: CVR number of who has the grant, 0: not known */
    struct decisions_call kept[DECISIONS_CALLS_MAX];
    size_t kept_count;
    struct arena *definitions; /* of kept[] */
    struct draws draws;        /* its root() is the caller's to set */
    struct transfers transfers;
    struct notices notices;
    struct awards awards;
    struct reminders reminders;
    struct statements statements;
    uint64_t made_again; /* DECISION_SAME and DECISION_DIFFERS */
    uint64_t unknown;    /* DECISION_UNKNOWN */
};

/* What the caller knows of the entry, and what it is told. */
struct decision_told {
    uint32_t under;     /* in: number of the finding that the entry itself is, 0: none; out, when it
                           differs: the number given with the entry that it was decided from, or 0 */
    uint64_t index;     /* in: place of the entry in the log */
    struct digest hash; /* in: its leaf hash */
    int64_t committed_ore;        /* in: the balance of the grant's committed after the entry */
    int64_t paid_ore;             /* in: likewise of its paid, for a transfer's decision */
    char text[DECISION_TEXT_MAX]; /* out, when it differs or is unknown: English */
};

/* STATUS_INTERNAL without memory. Freed with decisions_free(), also after a failure. */
MUST_CHECK enum status decisions_init(struct decisions *decisions,
    enum status (*document)(void *context, const struct digest *sha256, struct buffer *out),
    void *context);
void decisions_free(struct decisions *decisions);

/*
 * The next entry of the log, in its order. Uses `scratch`, which the caller resets. STATUS_LIMIT:
 * memory ran out.
 */
MUST_CHECK enum status decisions_take(struct decisions *decisions, struct arena *scratch,
    const struct leaf *leaf, struct decision_told *told, enum decision *decision_out);

#endif
