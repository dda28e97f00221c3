/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever somebody hands in as a receipt, it proves nothing under keys of zeroes. */
#include "ledger/log/receipt_file.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct note_verifier key = {.name = {.data = "log.test/a", .len = 10}};
    static struct policy policy = {.quorum = -1};
    struct arena *arena = arena_create((size_t)1024 * 1024);
    struct receipt_file file = {.proof = {.index = 77}};
    ensure(arena != NULL);
    if (receipt_file_read(arena, fuzz_input(data, size), &file) != STATUS_OK) {
        ensure(!file.has_proof && file.note.len == 0 && file.proof.index == 77);
    } else {
        ensure(file.has_proof || file.note.len > 0);
        struct receipt_keys keys = {
            .attest = &key, .attest_count = 1, .logs = &key, .log_count = 1, .policy = &policy};
        struct receipt_findings found;
        receipt_file_judge(&file, &keys, &found);
        ensure(found.signature != STATUS_OK && found.checkpoint != STATUS_OK);
        ensure(found.inclusion == STATUS_NOT_FOUND && !found.quorum);
        ensure((found.signature == STATUS_NOT_FOUND) == (file.note.len == 0));
    }
    arena_destroy(arena);
    return 0;
}
