/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * csv.h - cells as Danish spreadsheets read them: ";" between cells, CRLF after a row, decimal
 * comma, UTF-8 behind a byte order mark. No cell can become a formula.
 */
#ifndef FCGI_CSV_H
#define FCGI_CSV_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"

#define CSV_BOM "\xEF\xBB\xBF"

/* One row under construction. */
struct csv {
    struct buffer *out;
    bool begun; /* a cell was written; the next one needs a separator */
};

/*
 * Text: quoted when it holds a separator, a quote or a line break. One that a spreadsheet would run
 * (first character = + - @ tab or CR, also full-width forms) gets an apostrophe in front.
 */
void csv_text(struct csv *csv, struct span text);

/* Digits that are no number, a CVR: with an apostrophe in front, so that a leading 0 stays. */
void csv_digits(struct csv *csv, struct span digits);

void csv_int(struct csv *csv, int64_t value);
void csv_amount(struct csv *csv, int64_t ore); /* 1234,50 */
void csv_empty(struct csv *csv);
void csv_end_row(struct csv *csv);

#endif
