/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal has a reason and leaves the output alone; what is read keeps its promises. */
#include "ledger/log/leaf.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create((size_t)16 * 1024 * 1024);
    ensure(arena != NULL);
    struct leaf leaf = {.version = -77};
    const char *reason = NULL;
    if (leaf_parse(arena, fuzz_input(data, size), &leaf, &reason) != STATUS_OK) {
        ensure(leaf.version == -77 && reason != NULL);
        arena_destroy(arena);
        return 0;
    }
    ensure(leaf.version > 0 && leaf.has_prev == (leaf.version > 1));
    ensure(leaf.received_us <= leaf.at_us && leaf.stream.len > 0 && leaf.result != NULL);
    ensure((leaf.actor == LEAF_PERSON) == (leaf.person > 0));
    int64_t sum = 0;
    for (size_t i = 0; i < leaf.posting_count; i++) {
        ensure(leaf.postings[i].amount_ore != 0);
        sum += leaf.postings[i].amount_ore;
    }
    ensure(sum == 0);
    arena_destroy(arena);
    return 0;
}
