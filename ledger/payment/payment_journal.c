/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/payment/payment_internal.h"

/*
 * Quoted always, so that no cell depends on what another holds. payment_read() let no text through
 * that a spreadsheet would run.
 */
static void put_cell(struct buffer *out, struct span text, char after)
{
    buffer_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"') {
            buffer_putc(out, '"');
        }
        buffer_putc(out, text.data[i]);
    }
    buffer_putc(out, '"');
    buffer_puts(out, after == '\n' ? "\r\n" : ";");
}

static void put_row(
    struct buffer *out, const struct payment_file *file, const struct payment_line *line)
{
    char sum[PAYMENT_SUM_LEN];
    payment_sum(line->amount_ore, sum);
    put_cell(out, file->execution_day, ';');
    put_cell(out, line->reference, ';');
    put_cell(out, file->profile.journal_account, ';');
    put_cell(out, line->cvr, ';');
    put_cell(out, line->name, ';');
    put_cell(out, line->text, ';');
    put_cell(out, span_from(sum), '\n');
}

void payment_journal(const struct payment_file *file, struct buffer *out)
{
    buffer_puts(out, "\"day\";\"reference\";\"account\";\"cvr\";\"name\";\"text\";\"amount\"\r\n");
    for (size_t i = 0; i < file->count; i++) {
        put_row(out, file, &file->lines[i]);
    }
}
