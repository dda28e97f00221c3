/* SPDX-License-Identifier: EUPL-1.2 */
/* log.h - what the views of the log and of a receipt's check are shown. */
#ifndef FCGI_PAGES_LOG_H
#define FCGI_PAGES_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/log/receipt_file.h"

/* A witness of the policy, and what it answered last. */
struct log_witness {
    struct span name;
    const struct json *event; /* NULL: not asked yet */
};

/* What became of somebody's receipt; the order is that of how bad it is. */
enum checked_verdict {
    CHECKED_NOTHING,      /* nothing was handed in */
    CHECKED_FOREIGN,      /* the receipt is not signed by a portal host of ours */
    CHECKED_BAD_HEAD,     /* the proof's checkpoint is not signed by the log's key */
    CHECKED_BAD_PROOF,    /* receipt and checkpoint are good, and the proof does not join them */
    CHECKED_LOG_CUT,      /* the checkpoint is signed, and the log is shorter now */
    CHECKED_LOG_CHANGED,  /* the checkpoint is signed, and the log has another root there now */
    CHECKED_OTHER_RECORD, /* the log holds another record under this entry */
    CHECKED_BROKEN,       /* not in the log, and the promised time is over */
    CHECKED_LOST,         /* of a log that ended: the entry is not among those that were left */
    CHECKED_WAITS,        /* not in the log yet, within the promised time */
    CHECKED_HEAD_ONLY,    /* a proof without a receipt: the checkpoint is good, and no more */
    CHECKED_FORMER, /* good under a log that ended, and carried over to the one that goes on */
    CHECKED_GOOD,
};

struct checked {
    enum checked_verdict verdict;
    struct receipt_file file;
    struct receipt_findings findings;
    bool lettered;             /* the proof was joined to the hash of a letter, not of a receipt */
    bool fresh;                /* the proof was made here and now: only a receipt came */
    bool kept_out;             /* with CHECKED_BROKEN: the sequencer kept the entry out */
    int64_t log_size;          /* of the last checkpoint */
    const struct json *former; /* the log that ended whose receipt or proof it is; NULL: of now */
};

/* A time of a witness, for {{instant}}. */
struct span checked_time(struct arena *arena, int64_t time_s);

#endif
