/* SPDX-License-Identifier: EUPL-1.2 */
/* annex.h - a table per CVR that a call's text refers to but does not contain. */
#ifndef LEDGER_GRANTS_ANNEX_H
#define LEDGER_GRANTS_ANNEX_H

#include "ledger/grants/call.h"

#define ANNEX_TEXT_MAX ((size_t)256 * 1024)
#define ANNEX_ROWS_MAX 200

struct annex_row {
    struct span cvr;
    int64_t value; /* øre or a count; 0 when the annex is a list of CVRs only */
};

struct annex {
    struct span call;
    struct span annex;
    enum call_annex_value value;
    bool invented; /* for demonstrations: shown on every page that uses it */
    struct bilingual note;
    const struct annex_row *rows; /* ascending by CVR, each once */
    size_t row_count;
};

/*
 * Reads an annex file strictly, as call_parse() reads a call. STATUS_INVALID with line and reason;
 * STATUS_LIMIT above ANNEX_TEXT_MAX or when the arena is exhausted.
 */
MUST_CHECK enum status annex_parse(
    struct arena *arena, struct span text, struct annex *annex_out, struct call_error *error_out);

/* STATUS_OK when `call` declares this annex with this kind of value, else STATUS_NOT_FOUND. */
MUST_CHECK enum status annex_fits(const struct annex *annex, const struct call *call);

/* The row of `cvr`; NULL when there is none. */
const struct annex_row *annex_find(const struct annex *annex, struct span cvr);

#endif
