/* SPDX-License-Identifier: EUPL-1.2 */
/* lines.h - which finance-year lines of an award are given, and which comes next. */
#ifndef LEDGER_GRANTS_LINES_H
#define LEDGER_GRANTS_LINES_H

#include "ledger/grants/award.h"

#define LINES_GIVEN_MAX 200          /* what was given of one award, earlier amounts too */
#define LINES_NONE      ((size_t)-1) /* nothing waits */

/* Amounts in øre, 0..AMOUNT_ORE_MAX. */
struct lines_input {
    bool year_by_year; /* the call gives its commitments one finance year at a time */
    const struct content_amount *lines; /* the award as last amended; at most AWARD_LINES_MAX */
    size_t line_count;
    const struct content_amount *given; /* the award's first line, and what two officers gave */
    size_t given_count;
};

struct lines {
    bool given[AWARD_LINES_MAX]; /* by the index of the line */
    int64_t given_ore;           /* sum of the given lines */
    size_t next;                 /* index of the earliest line that is not given; LINES_NONE */
};

/*
 * A line is given when as much as it holds, or more, was given for its year: one that an amendment
 * raised is to be given anew. In a call with one commitment every line is given with the award.
 * calls.md 11; SQL's rule.lines decides the same.
 */
struct lines lines_compute(const struct lines_input *input);

/*
 * Reads rule.lines' input; arrays are in the arena. STATUS_INVALID for a missing member or one out
 * of bounds, STATUS_LIMIT when the arena is exhausted.
 */
MUST_CHECK enum status lines_read(
    struct arena *arena, const struct json *json, struct lines_input *input_out);

/* Writes the decision as rule.lines returns it (value of `key`, or the root). */
void lines_put(const struct lines_input *input, const struct lines *lines,
    struct json_writer *writer, const char *key);

#endif
