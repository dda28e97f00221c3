/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * pieces.h - markup of our own views cut into what is set one below the other. It reads no
 * stranger's HTML: what views escape comes as text, and an element that no letter has is an error.
 */
#ifndef FCGI_PDF_PIECES_H
#define FCGI_PDF_PIECES_H

#include <stdbool.h>
#include <stddef.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* Bytes [from, to) of a text that look otherwise. */
struct piece_run {
    size_t from;
    size_t to;
    bool code; /* a fixed width; else bold */
    struct piece_run *next;
};

struct piece_text {
    struct span text; /* UTF-8; a line feed begins a new line */
    struct piece_run *runs;
};

struct piece_cell {
    struct piece_text text;
    bool heading;
    bool right; /* amounts */
    struct piece_cell *next;
};

enum piece_kind { PIECE_HEADING, PIECE_PARAGRAPH, PIECE_ITEM, PIECE_NOTE, PIECE_ROW };

struct piece {
    enum piece_kind kind;
    int level;                /* of a heading; the first one has 1 */
    size_t group;             /* of items and rows: their list or table; else 0 */
    bool head;                /* a row of column headings */
    struct piece_text text;   /* of all but rows */
    struct piece_cell *cells; /* of a row */
    struct piece *next;
};

/* STATUS_LIMIT when the arena is exhausted, STATUS_INTERNAL for what a letter cannot have. */
MUST_CHECK enum status pieces_read(
    struct arena *arena, struct span markup, struct piece **pieces_out, struct fault *fault);

#endif
