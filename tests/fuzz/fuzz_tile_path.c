/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal leaves the output alone; what parses is written as it was. */
#include "ledger/log/tile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tile tile = {.width = 777};
    if (tile_parse_path(fuzz_input(data, size), &tile) != STATUS_OK) {
        ensure(tile.width == 777);
        return 0;
    }
    struct buffer again;
    buffer_init(&again, TILE_PATH_LEN_MAX);
    tile_put_path(&again, &tile);
    ensure(span_equal(buffer_span(&again), fuzz_input(data, size)));
    buffer_free(&again);
    return 0;
}
