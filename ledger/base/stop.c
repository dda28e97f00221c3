/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/stop.h"

#include <string.h>

#include "ledger/base/status.h"

volatile sig_atomic_t stop_asked;

static void on_signal(int number)
{
    (void)number;
    stop_asked = 1;
}

void stop_on_signals(void)
{
    struct sigaction action;
    (void)memset(&action, 0, sizeof(action));
    action.sa_handler = on_signal; /* and no SA_RESTART, so that waiting ends */
    ensure(sigaction(SIGTERM, &action, NULL) == 0);
    ensure(sigaction(SIGINT, &action, NULL) == 0);
}
