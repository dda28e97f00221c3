/* SPDX-License-Identifier: EUPL-1.2 */
/* attested.h - whether a leaf is what a portal host attested: the sequencer and the verifier ask.
 */
#ifndef LEDGER_LOG_ATTESTED_H
#define LEDGER_LOG_ATTESTED_H

#include <stddef.h>

#include "ledger/base/arena.h"
#include "ledger/log/leaf.h"
#include "ledger/log/note.h"

enum attested {
    ATTESTED,
    ATTESTED_NO_REQUEST,  /* the leaf's request has another form */
    ATTESTED_OTHER_CLAIM, /* it is another act's or another person's, or says other things */
    ATTESTED_UNKNOWN_KEY, /* by a key that is not among those given */
    ATTESTED_WRONG,       /* the signature is wrong */
    ATTESTED_OTHER_TIME,  /* attested, but to have come at another instant: so it is with a
                             simulated clock, and never with a real one */
};

/* Uses the arena for the request's tree. */
enum attested attested_check(struct arena *arena, const struct leaf *leaf,
    const struct note_verifier *keys, size_t key_count);

#endif
