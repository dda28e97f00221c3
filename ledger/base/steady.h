/* SPDX-License-Identifier: EUPL-1.2 */
/* steady.h - time that only passes: for waits and durations, never for what is recorded. */
#ifndef LEDGER_BASE_STEADY_H
#define LEDGER_BASE_STEADY_H

#include <stdint.h>

/* Since some instant before this process began (CLOCK_MONOTONIC). */
int64_t steady_us(void);
int64_t steady_ms(void);

#endif
