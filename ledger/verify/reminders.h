/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * reminders.h - whether accounts or a report that a grantee was reminded of was overdue then: by
 * the due day of the award as last amended, not sent, of a grant that ran, and not reminded of
 * shortly before.
 */
#ifndef LEDGER_VERIFY_REMINDERS_H
#define LEDGER_VERIFY_REMINDERS_H

#include <stdbool.h>

#include "ledger/base/json.h"
#include "ledger/base/status.h"
#include "ledger/log/leaf.h"
#include "ledger/verify/table.h"

struct reminders {
    struct table grants; /* by stream; version: what was sent, whether it was awarded and is closed;
                            hash: the days, packed */
};

void reminders_init(struct reminders *reminders);
void reminders_free(struct reminders *reminders);

/* Whether the act says by when something is due, that it was sent or no longer is, or reminds. */
bool reminders_known(struct span kind);

/*
 * The next such entry, in the log's order. *fault_out is what is wrong with a reminder (static
 * English), NULL: nothing. Of a grant whose award stands in a former log alone, the due day is
 * taken as it is. STATUS_LIMIT: memory ran out.
 */
MUST_CHECK enum status reminders_take(struct reminders *reminders, const struct leaf *leaf,
    const struct json *params, const char **fault_out);

#endif
