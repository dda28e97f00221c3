/* SPDX-License-Identifier: EUPL-1.2 */
/* stop.h - how a program that serves until it is told to end hears of it. */
#ifndef LEDGER_BASE_STOP_H
#define LEDGER_BASE_STOP_H

#include <signal.h>

/* Not 0 once SIGTERM or SIGINT has come. Only a signal writes it. */
extern volatile sig_atomic_t stop_asked;

/* From now on SIGTERM and SIGINT set stop_asked and end a call that waits with EINTR. */
void stop_on_signals(void);

#endif
