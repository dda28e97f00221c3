/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * content.h - what an applicant writes: one canonical JSON text per version of a draft. Parsing
 * says whether the text has the form, application.h whether it may be submitted: a draft may be
 * incomplete, never malformed.
 */
#ifndef LEDGER_GRANTS_CONTENT_H
#define LEDGER_GRANTS_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define CONTENT_TEXT_MAX    ((size_t)512 * 1024) /* bytes of the whole text */
#define CONTENT_LINES_MAX   250                  /* above what a check allows, so it can say so */
#define CONTENT_YEARS_MAX   16                   /* amounts of one line */
#define CONTENT_PARTIES_MAX 120                  /* every municipality and region, and some */
#define CONTENT_UNITS_MAX   100
#define CONTENT_ANSWERS_MAX 100

struct content_amount {
    int32_t year;
    int64_t amount_ore;
};

struct content_line {
    int32_t line; /* the number by which accounts name it */
    struct span category;
    struct span text;
    struct span note;
    int64_t own_funding_ore; /* beside the amounts, never part of them */
    const struct content_amount *amounts;
    size_t amount_count;
};

struct content_answer {
    struct span code; /* of a criterion or a question */
    struct span text;
};

struct content {
    struct span title;
    struct span description;
    const struct span *parties; /* CVR of the others than the lead */
    size_t party_count;
    const int64_t *unit_hours; /* one element per ambassador */
    size_t unit_count;
    int64_t applied_ore;
    const struct content_line *budget;
    size_t line_count;
    const struct content_answer *answers;
    size_t answer_count;
};

/*
 * Reads a content text: exactly the fields of the form, texts printable (several lines in
 * description, note and answers), whole numbers. *content_out lives in `arena` and borrows from
 * `text`. STATUS_INVALID for anything else; STATUS_LIMIT above CONTENT_TEXT_MAX or when the arena
 * is exhausted.
 */
MUST_CHECK enum status content_parse(
    struct arena *arena, struct span text, struct content *content_out);

/* Writes the canonical text, which content_parse() reads back to the same. */
void content_put(const struct content *content, struct buffer *out);

/* Sum of a line's amounts over its years, negative and excessive ones left out. */
int64_t content_line_ore(const struct content_line *line);

#endif
