/* SPDX-License-Identifier: EUPL-1.2 */
/* due.h - by when accounts are due. */
#ifndef LEDGER_GRANTS_DUE_H
#define LEDGER_GRANTS_DUE_H

#include "ledger/grants/call.h"

#define DUE_NO_LETTER INT32_MIN /* the award letter names no day */

/*
 * The day on which final accounts are due, that day included: the one of the award letter if it
 * names one, in every call; else the stated number of months after the project, clamped to the end
 * of the month. STATUS_NOT_FOUND, and nothing set, when only a letter could say it.
 */
MUST_CHECK enum status due_final(const struct call *call, int32_t letter_day, int32_t *day_out);

/* True when nothing may be awarded without a day for the part accounts. */
bool due_part_required(const struct call *call);

/* The first and last day on which costs of `category` count; `due_day` from due_final(). */
struct call_period due_costs(
    const struct call *call, struct span category, bool later_start, int32_t due_day);

#endif
