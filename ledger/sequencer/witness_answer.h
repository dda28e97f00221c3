/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * witness_answer.h - what a witness's answer to add-checkpoint means (C2SP tlog-witness). A witness
 * may be wrong or lie, so nothing is taken from it but a good cosignature; what else it says is
 * only told.
 */
#ifndef LEDGER_SEQUENCER_WITNESS_ANSWER_H
#define LEDGER_SEQUENCER_WITNESS_ANSWER_H

#include <stdint.h>

#include "ledger/base/span.h"
#include "ledger/log/note.h"

#define WITNESS_CLOCK_S 60 /* that a witness's clock may be off ours */

/* By name in the database: witness_state_name(). */
enum witness_state {
    WITNESS_NOT_ASKED,
    WITNESS_COSIGNED,
    WITNESS_SILENT,          /* no answer in time */
    WITNESS_UNREADABLE,      /* an answer that the protocol does not know */
    WITNESS_MALFORMED,       /* 400: it could not read the question */
    WITNESS_NO_SIGNATURE,    /* 403: it does not accept the log's signature */
    WITNESS_UNKNOWN_LOG,     /* 404 */
    WITNESS_ELSEWHERE,       /* 409: it cosigned another size last, from which we may begin */
    WITNESS_AHEAD,           /* 409: it says that it has cosigned more than there is */
    WITNESS_OTHER_ROOT,      /* 409: it says that it has cosigned another root of this size */
    WITNESS_INCONSISTENT,    /* 422: it says that the log did not only grow */
    WITNESS_WRONG_SIGNATURE, /* 200, but not its signature over this checkpoint */
    WITNESS_WRONG_TIME,      /* 200, but its clock is off by more than WITNESS_CLOCK_S, or it has
                                cosigned an entry before that was recorded */
};

const char *witness_state_name(enum witness_state state);

/* What the witness had been asked. */
struct witness_question {
    struct span body; /* of the checkpoint */
    const struct note_verifier *key;
    uint64_t old_size;
    uint64_t size;
    int64_t now_s;    /* seconds since 1970 */
    int64_t newest_s; /* likewise, of the latest entry in the checkpoint as far as is known; 0 */
};

struct witness_said {
    enum witness_state state;
    uint64_t told;    /* with ELSEWHERE, AHEAD and OTHER_ROOT: the size that it named; with
                         INCONSISTENT: the one that it was asked from; else 0 */
    struct span line; /* with COSIGNED: its signature line, borrowed, without the line break */
};

/* `code` is of HTTP, 0: none came. */
void witness_answer_judge(const struct witness_question *question, int code, struct span answer,
    struct witness_said *said_out);

#endif
