/* SPDX-License-Identifier: EUPL-1.2 */
/* Any source either compiles or names a line of itself and a reason; code comes only with success.
 */
#include "fcgi/web/viewc.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1024 * 1024);
    struct viewc_output output;
    struct viewc_error error = {.line = 0, .text = ""};
    ensure(arena != NULL);
    buffer_init(&output.code, VIEWC_OUTPUT_MAX);
    buffer_init(&output.header, VIEWC_OUTPUT_MAX);
    buffer_init(&output.messages, VIEWC_OUTPUT_MAX);
    enum status status = viewc_compile(arena, fuzz_input(data, size), SPAN("t"), &output, &error);
    if (status == STATUS_INVALID) {
        unsigned lines = 1;
        for (size_t i = 0; i < size; i++) {
            lines += data[i] == '\n' ? 1 : 0;
        }
        ensure(error.line >= 1 && error.line <= lines && error.text[0] != '\0');
        ensure(output.code.len == 0 && output.header.len == 0);
    } else {
        ensure(status != STATUS_OK || (output.code.len > 0 && output.header.len > 0));
    }
    buffer_free(&output.code);
    buffer_free(&output.header);
    buffer_free(&output.messages);
    arena_destroy(arena);
    return 0;
}
