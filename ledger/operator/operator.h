/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * operator.h - what every command of `tilsagn` is given, and how it answers. Commands write into
 * buffers; only tilsagn_main.c touches the terminal, so that tests read what an operator would.
 */
#ifndef LEDGER_OPERATOR_OPERATOR_H
#define LEDGER_OPERATOR_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/operator/settings.h"

/* Exit codes, the same for every command. */
enum outcome {
    OUTCOME_OK = 0,
    OUTCOME_REFUSED = 1,     /* the input, the state or a check says no; the reason is printed */
    OUTCOME_USAGE = 2,       /* the command line is wrong */
    OUTCOME_UNAVAILABLE = 3, /* database, attest process or source does not answer */
};

struct operator_run {
    struct arena *arena;
    const char *config;       /* path of operator.conf */
    struct settings settings; /* read by operator_settings() */
    bool settings_known;
    struct buffer out;     /* for standard output */
    struct buffer problem; /* for standard error: whole lines without the program's name */
    void (*progress)(const char *line); /* of commands that take long; NULL: nobody watches */
    const char *alarm; /* event under which `problem` is logged as an error too; NULL: not */
    struct fault fault;
};

struct command {
    const char *name;      /* "call check" */
    const char *arguments; /* "FILE" */
    const char *summary;   /* one line */
    const char *manual;    /* description for --help, whole lines */
    enum outcome (*run)(struct operator_run *op, int count, char *const *arguments);
};

/* All commands, in the order in which --help lists them; ends with a NULL name. */
extern const struct command operator_commands[];

/* Finds the command that the first words of `words` name; *used_out = how many words that took. */
const struct command *command_find(int count, char *const *words, int *used_out);

/* Help for the program, or for one command. */
void command_list(struct buffer *out);
void command_manual(const struct command *command, struct buffer *out);

/* Runs the command line behind the program's name and global options. */
enum outcome operator_dispatch(struct operator_run *op, int count, char *const *words);

/* Reads op->config once. False when it cannot; the reason is in op->problem. */
bool operator_settings(struct operator_run *op);

/* Adds a line to op->problem. */
void operator_problem(struct operator_run *op, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Turns a failed status and op->fault into a line and the exit code that belongs to it. */
enum outcome operator_failed(struct operator_run *op, enum status status, const char *what);

/* After operator_failed(): the line `unchanged`; or, when the answer to a commit did not come, that
 * nobody knows, and how to find out. */
void operator_unchanged(struct operator_run *op, const char *unchanged, const char *find_out);

#endif
