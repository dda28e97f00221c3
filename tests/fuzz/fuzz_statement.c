/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal leaves the output alone and says why, or says that it is too much; what is read keeps
 * every promise of the header. */
#include "ledger/base/amount.h"
#include "ledger/base/utf8.h"
#include "ledger/payment/statement.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct statement_line *line)
{
    ensure(line->amount_ore > 0 && line->amount_ore <= AMOUNT_ORE_MAX);
    ensure(line->bank_id.len > 0 && utf8_printable(line->bank_id, false));
    ensure(utf8_printable(line->reference, false) && utf8_printable(line->creditor_id, false));
    ensure(line->day.len == sizeof("2020-11-17") - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create((size_t)4 * 1024 * 1024);
    ensure(arena != NULL);
    struct statement statement = {.count = STATEMENT_LINES_MAX + 1};
    const char *reason = NULL;
    enum status status = statement_read(arena, fuzz_input(data, size), &statement, &reason);
    if (status == STATUS_OK) {
        ensure(statement.count <= STATEMENT_LINES_MAX && statement.id.len > 0);
        for (size_t i = 0; i < statement.count; i++) {
            check(&statement.lines[i]);
        }
    } else {
        ensure(statement.count == STATEMENT_LINES_MAX + 1);
        ensure(status == STATUS_LIMIT || (status == STATUS_INVALID && reason != NULL));
    }
    arena_destroy(arena);
    return 0;
}
