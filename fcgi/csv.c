/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/csv.h"

#include <string.h>

#include "ledger/base/amount.h"

static void separate(struct csv *csv)
{
    if (csv->begun) {
        buffer_putc(csv->out, ';');
    }
    csv->begun = true;
}

/* True when a spreadsheet would take the cell for a formula (OWASP, CSV injection). */
static bool runs(struct span text)
{
    static const char starters[] = "=+-@\t\r\n";
    if (text.len > 0 && text.data[0] != '\0' && strchr(starters, text.data[0]) != NULL) {
        return true;
    }
    /* Full-width "=", "+", "-", "@": some spreadsheets fold them. */
    static const char *const wide[] = {
        "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        if (span_starts_with(text, span_from(wide[i]))) {
            return true;
        }
    }
    return false;
}

void csv_text(struct csv *csv, struct span text)
{
    separate(csv);
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        quoted = quoted || c == ';' || c == '"' || c == '\r' || c == '\n' || c == ',' || c == '\t';
    }
    if (quoted) {
        buffer_putc(csv->out, '"');
    }
    if (runs(text)) {
        buffer_putc(csv->out, '\'');
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"') {
            buffer_putc(csv->out, '"');
        }
        buffer_putc(csv->out, text.data[i]);
    }
    if (quoted) {
        buffer_putc(csv->out, '"');
    }
}

void csv_digits(struct csv *csv, struct span digits)
{
    separate(csv);
    if (digits.len > 0) {
        buffer_putc(csv->out, '\'');
    }
    buffer_put(csv->out, digits);
}

void csv_int(struct csv *csv, int64_t value)
{
    separate(csv);
    buffer_put_int(csv->out, value);
}

void csv_amount(struct csv *csv, int64_t ore)
{
    separate(csv);
    amount_put_csv(csv->out, ore);
}

void csv_empty(struct csv *csv)
{
    separate(csv);
}

void csv_end_row(struct csv *csv)
{
    buffer_puts(csv->out, "\r\n");
    csv->begun = false;
}
