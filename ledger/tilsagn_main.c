/* SPDX-License-Identifier: EUPL-1.2 */
/* tilsagn_main.c - the operator's program: global options, then one command of ledger/operator. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/base/arena.h"
#include "ledger/base/log.h"
#include "ledger/operator/operator.h"

#define ARENA_BYTES  ((size_t)64 * 1024 * 1024)
#define OUTPUT_BYTES ((size_t)16 * 1024 * 1024)

/* Global options stand before the command. Returns how many words they took, -1 on a wrong one. */
static int global_options(struct operator_run *op, int count, char *const *words)
{
    int used = 0;
    while (used < count && words[used][0] == '-' && strcmp(words[used], "--help") != 0
           && strcmp(words[used], "-h") != 0) {
        bool state = strcmp(words[used], "--state") == 0;
        if ((!state && strcmp(words[used], "--config") != 0) || used + 1 == count) {
            operator_problem(op, "unknown or unfinished option %s (see --help)", words[used]);
            return -1;
        }
        const char *value = words[used + 1];
        op->config = state ? arena_printf(op->arena, "%s/config/operator.conf", value) : value;
        used += 2;
    }
    return used;
}

/* What monitoring waits for; whoever sits at a terminal reads it anyway. */
static void log_alarm(const char *event, struct span text)
{
    struct log_line line;
    if (isatty(STDERR_FILENO) == 0) {
        log_begin(&line, LOG_LEVEL_ERROR, event);
        log_text(&line, "text", text);
        log_end(&line);
    }
}

/* Standard output first, so that what went right stands before what went wrong. */
static void tell(const struct operator_run *op)
{
    struct span rest = buffer_span(&op->problem);
    struct span line;
    struct span out = buffer_span(&op->out);
    if (out.len > 0) {
        (void)fwrite(out.data, 1, out.len, stdout);
        (void)fflush(stdout);
    }
    while (span_split(&rest, '\n', &line)) {
        if (line.len > 0) {
            (void)fprintf(stderr, "tilsagn: %.*s\n", (int)line.len, line.data);
            if (op->alarm != NULL) {
                log_alarm(op->alarm, line);
            }
        }
    }
}

/* At once, unlike what the command says at its end. */
static void progress(const char *line)
{
    (void)fprintf(stderr, "tilsagn: %s\n", line);
}

int main(int argc, char **argv)
{
    struct operator_run op = {.config = "var/config/operator.conf", .progress = progress};
    op.arena = arena_create(ARENA_BYTES);
    ensure(op.arena != NULL);
    buffer_init(&op.out, OUTPUT_BYTES);
    buffer_init(&op.problem, OUTPUT_BYTES);
    int used = global_options(&op, argc - 1, argv + 1);
    enum outcome outcome = OUTCOME_USAGE;
    if (used >= 0) {
        outcome = operator_dispatch(&op, argc - 1 - used, argv + 1 + used);
    }
    ensure(!op.out.failed && !op.problem.failed);
    tell(&op);
    buffer_free(&op.out);
    buffer_free(&op.problem);
    arena_destroy(op.arena);
    return (int)outcome;
}
