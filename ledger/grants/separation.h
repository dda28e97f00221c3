/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * separation.h - whether different humans are left for all that must still be done on a case. Who
 * may do what is the record's to say; this is the matching, the twin of rule.hands_missing in SQL.
 */
#ifndef LEDGER_GRANTS_SEPARATION_H
#define LEDGER_GRANTS_SEPARATION_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/status.h"

#define SEPARATION_ACTS_MAX   10
#define SEPARATION_GROUPS_MAX 1024 /* one per set of acts: 2^SEPARATION_ACTS_MAX */

/* Humans who can do exactly the same acts. */
struct separation_group {
    uint32_t acts; /* bit i: the act at index i */
    int64_t humans;
};

/*
 * Finds a different human for each of `act_count` acts, in their order (architecture, "Before an
 * award a matching of distinct humans for all later acts must exist"). An act that finds nobody
 * beside the acts before it is missing: its bit is set in *missing_out, and it takes nobody from
 * those after it. `groups` may be NULL when there are none; it stays the caller's.
 *
 * STATUS_OK; STATUS_LIMIT above SEPARATION_ACTS_MAX acts or SEPARATION_GROUPS_MAX groups;
 * STATUS_INVALID for a bit without an act or a negative number of humans. Allocates nothing; takes
 * acts² × groups steps at most.
 */
MUST_CHECK enum status separation_missing(size_t act_count, const struct separation_group *groups,
    size_t group_count, uint32_t *missing_out);

#endif
