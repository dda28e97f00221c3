/* SPDX-License-Identifier: EUPL-1.2 */
/* What decodes encodes to the same text (the decoder is canonical), and any bytes round trip. */
#include "ledger/base/digest.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = fuzz_input(data, size);
    struct buffer bytes;
    struct buffer text;
    buffer_init(&bytes, 2 * size + 8);
    buffer_init(&text, 2 * size + 8);
    if (base64_decode(input, &bytes) == STATUS_OK) {
        base64_put(&text, buffer_span(&bytes));
        ensure(span_equal(buffer_span(&text), input));
    }
    buffer_clear(&bytes);
    buffer_clear(&text);
    base64_put(&text, input);
    ensure(base64_decode(buffer_span(&text), &bytes) == STATUS_OK);
    ensure(span_equal(buffer_span(&bytes), input));
    buffer_free(&bytes);
    buffer_free(&text);
    return 0;
}
