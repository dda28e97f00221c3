/* SPDX-License-Identifier: EUPL-1.2 */
/* What splits is put together again; what opens has text and a line by the key. Checkpoints in it
 * are written as they were read. */
#include <string.h>

#include "ledger/log/add_checkpoint.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/cosignature.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span note = fuzz_input(data, size);
    struct span text = SPAN("before");
    struct span lines;
    struct note_verifier key = {.name = SPAN("PeterNeumann")};
    struct checkpoint checkpoint = {.size = 77};
    int64_t time = -1;
    struct add_checkpoint request;
    if (add_checkpoint_parse(note, &request) == STATUS_OK) {
        struct buffer again;
        buffer_init(&again, size + 1);
        add_checkpoint_put(&again, &request);
        ensure(span_equal(buffer_span(&again), note));
        buffer_free(&again);
    }
    if (note_split(note, &text, &lines) != STATUS_OK) {
        ensure(span_is(text, "before"));
        ensure(note_open(note, &key, 1, &text) == STATUS_INVALID);
        return 0;
    }
    ensure(text.len + 1 + lines.len == size && text.data[text.len - 1] == '\n');
    /* Nobody has signed under a key of zeroes. */
    ensure(note_open(note, &key, 1, &text) != STATUS_OK);
    ensure(cosignature_find(note, &key, &time) != STATUS_OK && time == -1);
    if (checkpoint_parse(text, &checkpoint) == STATUS_OK) {
        struct buffer again;
        buffer_init(&again, size + 1);
        checkpoint_put(&again, &checkpoint);
        ensure(span_starts_with(text, buffer_span(&again)));
        buffer_free(&again);
    } else {
        ensure(checkpoint.size == 77);
    }
    return 0;
}
