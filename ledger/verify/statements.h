/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * statements.h - whether the yearly statement that a grantee confirmed or disputed is what the
 * entries before it add up to: what was awarded, approved, paid and claimed back in the year and
 * until its end, by their accounting dates; in version 2 also interest that was paid and given up.
 * Interest that was charged is not counted again here: what is owed is held to it.
 */
#ifndef LEDGER_VERIFY_STATEMENTS_H
#define LEDGER_VERIFY_STATEMENTS_H

#include <stdbool.h>

#include "ledger/base/json.h"
#include "ledger/base/status.h"
#include "ledger/log/leaf.h"
#include "ledger/verify/table.h"

struct statements {
    struct table sums; /* "<grant>/<year>/<what>": balance_ore; "<grant>": index: its first year */
};

void statements_init(struct statements *statements);
void statements_free(struct statements *statements);

/* Whether the act answers a statement. */
bool statements_known(struct span kind);

/* Counts what the entry moved, whatever it is. STATUS_LIMIT: memory ran out. */
MUST_CHECK enum status statements_note(struct statements *statements, const struct leaf *leaf);

/*
 * What is wrong with the statement of an entry that answers one (static English); NULL: nothing.
 * `params` of its request may be NULL.
 */
const char *statements_fault(
    struct statements *statements, const struct leaf *leaf, const struct json *params);

#endif
