/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * viewc.h - compiles one view (HTML with tags, see fcgi/views/views.md) to a C function. Build-time
 * only; the program around it is viewc_main.c.
 */
#ifndef FCGI_WEB_VIEWC_H
#define FCGI_WEB_VIEWC_H

#include <stdbool.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define VIEWC_SOURCE_MAX (512 * 1024)
#define VIEWC_OUTPUT_MAX (4 * 1024 * 1024)
#define VIEWC_BLOCKS_MAX 32

struct viewc_output {
    struct buffer code;     /* C */
    struct buffer header;   /* C */
    struct buffer messages; /* .pot entries of {{t}} and {{tn}} */
};

struct viewc_error {
    unsigned line;
    char text[200];
};

/*
 * Compiles `source`, the file fcgi/views/<name>.html. The buffers must be initialised. On
 * STATUS_INVALID *error_out says where and why, and the buffers hold rubbish. STATUS_LIMIT: the
 * source or an output is too big, or the arena (1 MiB is enough) is.
 */
MUST_CHECK enum status viewc_compile(struct arena *arena, struct span source, struct span name,
    struct viewc_output *output, struct viewc_error *error_out);

/* ---- shared by viewc.c and viewc_value.c ---- */

/* What an @path in an expression stands for. */
enum viewc_sort { VIEWC_TEXT, VIEWC_INTEGER, VIEWC_NODE, VIEWC_TRUTH };

/* Writes a C expression with @a.b and #a.b replaced. False (and *reason_out) when malformed. */
MUST_CHECK bool viewc_expression(
    struct span expression, enum viewc_sort sort, struct buffer *out, const char **reason_out);

/* Cuts the next argument at a comma outside brackets and quotes. */
bool viewc_split(struct span *rest, struct span *part_out);

/* Cuts a C string literal with its quotes off the front of *rest. */
bool viewc_literal(struct span *rest, struct span *literal_out);

/*
 * Writes the C expression of type struct span for the inside of a value tag other than url, part
 * and html: `int e`, `t "…" a`, or a plain expression. Messages go to `messages`, with `where`.
 */
MUST_CHECK bool viewc_value(struct span inside, struct buffer *out, struct buffer *messages,
    const char *where, const char **reason_out);

/* Cuts the first word (letters and _) and the white space behind it; empty when there is none. */
struct span viewc_word(struct span *rest);

#endif
