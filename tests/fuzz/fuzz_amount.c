/* SPDX-License-Identifier: EUPL-1.2 */
/* A refused amount leaves the output alone; an accepted one is written and read back unchanged. */
#include "ledger/base/amount.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t ore = -1;
    if (amount_parse(fuzz_input(data, size), &ore) != STATUS_OK) {
        ensure(ore == -1);
        return 0;
    }
    ensure(ore >= 0 && ore <= AMOUNT_ORE_MAX);
    struct buffer out;
    buffer_init(&out, 64);
    amount_put_danish(&out, ore);
    int64_t again = -1;
    ensure(amount_parse(buffer_span(&out), &again) == STATUS_OK);
    ensure(again == ore);
    buffer_free(&out);
    return 0;
}
