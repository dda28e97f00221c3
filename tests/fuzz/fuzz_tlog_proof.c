/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal leaves the output alone; what parses is written as it was. */
#include "ledger/log/tlog_proof.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tlog_proof proof = {.index = 77, .checkpoint = SPAN("before")};
    if (tlog_proof_parse(fuzz_input(data, size), &proof) != STATUS_OK) {
        ensure(proof.index == 77 && span_is(proof.checkpoint, "before"));
        return 0;
    }
    struct buffer again;
    buffer_init(&again, size + 1);
    tlog_proof_put(&again, &proof);
    ensure(span_equal(buffer_span(&again), fuzz_input(data, size)));
    buffer_free(&again);
    /* Whatever it says, it proves nothing under a key of zeroes. */
    struct note_verifier log = {.name = SPAN("log.example/a")};
    struct digest leaf = {.bytes = {0}};
    struct checkpoint checkpoint;
    ensure(tlog_proof_check(&proof, &leaf, &log, &checkpoint) != STATUS_OK);
    return 0;
}
