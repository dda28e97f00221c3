/* SPDX-License-Identifier: EUPL-1.2 */
/* run.h - runs a command line of `tilsagn` inside a test and keeps what it said. */
#ifndef TESTS_LEDGER_OPERATOR_RUN_H
#define TESTS_LEDGER_OPERATOR_RUN_H

#include "ledger/operator/operator.h"
#include "tests/harness.h"

#define WORDS_MAX 16

static struct operator_run run;

static inline void run_begin(void)
{
    run = (struct operator_run){.config = "/nowhere/operator.conf"};
    run.arena = arena_create((size_t)16 * 1024 * 1024);
    buffer_init(&run.out, (size_t)1024 * 1024);
    buffer_init(&run.problem, (size_t)1024 * 1024);
}

static inline void run_end(void)
{
    buffer_free(&run.out);
    buffer_free(&run.problem);
    arena_destroy(run.arena);
}

/* The words of `line`, split at single spaces. */
static inline enum outcome run_line(const char *line)
{
    char *words[WORDS_MAX] = {0};
    int count = 0;
    struct span rest = span_from(line);
    struct span word;
    while (rest.len > 0 && span_split(&rest, ' ', &word)) {
        ck_assert_int_lt(count, WORDS_MAX);
        words[count++] = arena_text(run.arena, word);
    }
    return operator_dispatch(&run, count, words);
}

/* What went to standard output, or to standard error. */
static inline const char *said(const struct buffer *buffer)
{
    const char *text = arena_text(run.arena, buffer_span(buffer));
    ck_assert_ptr_nonnull(text);
    return text;
}

#endif
