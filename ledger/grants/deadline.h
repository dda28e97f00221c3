/* SPDX-License-Identifier: EUPL-1.2 */
/* deadline.h - on time, late or contested: one comparison of microseconds, nothing else. */
#ifndef LEDGER_GRANTS_DEADLINE_H
#define LEDGER_GRANTS_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

/* How far the clock may be past `received` before receipt can no longer be taken for granted. */
#define DEADLINE_GRACE_US INT64_C(120000000)

enum deadline_verdict { DEADLINE_ON_TIME, DEADLINE_LATE, DEADLINE_CONTESTED };

/* What was decided and from what, for the receipt and the page. */
struct deadline_decision {
    enum deadline_verdict verdict;
    int64_t margin_us; /* last on-time instant - received: negative when after it */
    int64_t lag_us;    /* clock - received */
    bool closed;
};

/*
 * The verdict on what had been received completely at `received_us`, decided at `clock_us`.
 * Contested when the clock is more than DEADLINE_GRACE_US past receipt, whatever else is true: a
 * queue never makes anybody late. Otherwise late when received after `last_on_time_us`, which is
 * itself on time. `closed`: the list of on-time applications has been fixed, so that nothing can
 * enter it any more and what would be on time is contested.
 */
struct deadline_decision deadline_decide(
    int64_t received_us, int64_t clock_us, int64_t last_on_time_us, bool closed);

/* "on_time", "late", "contested": the words of the record. */
const char *deadline_verdict_name(enum deadline_verdict verdict);

#endif
