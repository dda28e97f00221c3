/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * log.h - one JSON line per event on standard error behind an <N> priority, as systemd's journal
 * reads it. Only programs (*_main.c), fcgi/worker.c and fcgi/certificate_log.c log; layers below
 * fill a struct fault. Never logged: names, e-mail, CPR numbers, tokens, form bodies.
 */
#ifndef LEDGER_BASE_LOG_H
#define LEDGER_BASE_LOG_H

#include "ledger/base/fault.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5,
    LOG_LEVEL_INFO = 6
};

struct log_line {
    struct buffer buffer;
    struct json_writer json;
};

/* Begins a line with ts, level, program (set once by log_program) and event. */
void log_program(const char *name);
void log_begin(struct log_line *line, enum log_level level, const char *event);
void log_text(struct log_line *line, const char *key, struct span text);
void log_int(struct log_line *line, const char *key, int64_t value);
void log_fault(struct log_line *line, const struct fault *fault);
void log_end(struct log_line *line);

#endif
