/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz.h - what every fuzz target includes: libFuzzer's entry, and the input as a span. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* Returns 0; a broken property stops the process through ensure(). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct span fuzz_input(const uint8_t *data, size_t size)
{
    return (struct span){.data = (const char *)data, .len = size};
}

#endif
