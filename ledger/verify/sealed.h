/* SPDX-License-Identifier: EUPL-1.2 */
/* sealed.h - the acts that nobody performs without a signature of their own. */
#ifndef LEDGER_VERIFY_SEALED_H
#define LEDGER_VERIFY_SEALED_H

#include <stdbool.h>

#include "ledger/log/leaf.h"

/* Whether a person's act is without the signature of theirs that every such act needs. */
bool sealed_lacks(const struct leaf *leaf);

#endif
