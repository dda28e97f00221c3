/* SPDX-License-Identifier: EUPL-1.2 */
/* utf8.h - what text may enter the record. */
#ifndef LEDGER_BASE_UTF8_H
#define LEDGER_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/span.h"

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_valid(struct span text);

/* Valid UTF-8 without C0/C1 control characters (tab and line breaks only when `multiline`),
 * without bidirectional overrides and isolates (U+202A-202E, U+2066-2069). */
bool utf8_printable(struct span text, bool multiline);

/* Number of code points of valid UTF-8. */
size_t utf8_length(struct span text);

/* Writes the code point as UTF-8 into out (4 bytes); returns its length, 0 if not encodable. */
size_t utf8_encode(uint32_t code_point, char out[static 4]);

#endif
