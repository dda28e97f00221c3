/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * due.h - acts that nobody performs because the clock does: closing a call 120 seconds after its
 * deadline, reminding of an overdue claim. What is due, the database says; two sequencers at once
 * do no harm, as each act carries a key of its own.
 */
#ifndef LEDGER_SEQUENCER_DUE_H
#define LEDGER_SEQUENCER_DUE_H

#include "ledger/acts.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/*
 * Told of every act that was tried, and on what: a call's name, a claim's number. `reply` only when
 * it is STATUS_OK.
 */
struct due_listener {
    void (*tried)(void *context, const char *act, struct span subject, enum status status,
        const struct act_reply *reply, const struct fault *fault);
    void *context;
};

/*
 * Performs what is due now, each in a transaction of its own; one that fails does not stop the
 * others. Statuses of the question what is due; *fault then holds its cause.
 */
MUST_CHECK enum status due_perform(struct service *service, struct arena *arena,
    const struct due_listener *listener, struct fault *fault);

#endif
