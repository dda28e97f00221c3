/* SPDX-License-Identifier: EUPL-1.2 */
/* hex.h - what is a hexadecimal number; digest.h writes and reads them. */
#ifndef LEDGER_BASE_HEX_H
#define LEDGER_BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

#include "ledger/base/span.h"

/* Whether `text` is exactly `count` lower-case hexadecimal digits. */
bool hex_is(struct span text, size_t count);

#endif
