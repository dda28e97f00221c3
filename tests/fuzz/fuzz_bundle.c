/* SPDX-License-Identifier: EUPL-1.2 */
/* Entries of a bundle put together again are the bundle, up to where it is cut short. */
#include "ledger/log/tile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = fuzz_input(data, size);
    struct span entry;
    struct buffer again;
    buffer_init(&again, size + 1);
    enum status status = bundle_next(&rest, &entry);
    for (; status == STATUS_OK; status = bundle_next(&rest, &entry)) {
        ensure(bundle_put(&again, entry) == STATUS_OK);
    }
    ensure((status == STATUS_NOT_FOUND) == (rest.len == 0));
    ensure(!again.failed && again.len + rest.len == size);
    ensure(span_starts_with(fuzz_input(data, size), buffer_span(&again)));
    buffer_free(&again);
    return 0;
}
