/* SPDX-License-Identifier: EUPL-1.2 */
/* run_program.h - tilsagn-verify as a process, given the options that its parts were given. */
#ifndef TESTS_LEDGER_VERIFY_RUN_PROGRAM_H
#define TESTS_LEDGER_VERIFY_RUN_PROGRAM_H

#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "ledger/base/arena.h"
#include "ledger/verify/options.h"
#include "tests/harness.h"

#define PROGRAM_WORDS_MAX 24

struct program_run {
    int code;
    struct span out;
    struct span err;
};

static inline size_t program_words(
    struct arena *from, const struct verify_options *options, char **words_out)
{
    const struct {
        const char *name;
        const char *value;
    } valued[] = {
        {"--log-key", options->log_key},
        {"--attest-keys", options->attest},
        {"--verified", options->verified},
        {"--former", options->former},
        {"--former-key", options->former_key},
        {"--policy", options->policy},
    };
    const struct {
        const char *name;
        bool given;
    } flags[] = {
        {"--every-checkpoint", options->every_checkpoint},
        {"--json", options->json},
        {"--balances", options->balances},
        {"--progress", options->progress},
    };
    size_t count = 0;
    words_out[count++] = arena_printf(from, "tilsagn-verify");
    for (size_t i = 0; i < COUNT_OF(valued); i++) {
        if (valued[i].value != NULL) {
            words_out[count++] = arena_printf(from, "%s", valued[i].name);
            words_out[count++] = arena_printf(from, "%s", valued[i].value);
        }
    }
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        if (flags[i].given) {
            words_out[count++] = arena_printf(from, "%s", flags[i].name);
        }
    }
    words_out[count++] = arena_printf(from, "%s", options->folder);
    words_out[count] = NULL;
    return count;
}

static inline struct span program_said(struct arena *from, FILE *file)
{
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    long len = ftell(file);
    ck_assert_int_ge(len, 0);
    char *data = arena_alloc(from, (size_t)len + 1);
    ck_assert_ptr_nonnull(data);
    rewind(file);
    ck_assert_uint_eq(fread(data, 1, (size_t)len, file), (size_t)len);
    data[len] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    return (struct span){.data = data, .len = (size_t)len};
}

/* Starts it and waits for its end; returns its exit code, -1 when it had none. */
static inline int program_ends(char **words, FILE *out, FILE *err)
{
    char *environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = -1;
    int status = -1;
    bool good = posix_spawn_file_actions_init(&actions) == 0
                && posix_spawn_file_actions_adddup2(&actions, fileno(out), 1) == 0
                && posix_spawn_file_actions_adddup2(&actions, fileno(err), 2) == 0
                && posix_spawn(&child, VERIFY_PROGRAM, &actions, NULL, words, environment) == 0
                && waitpid(child, &status, 0) == child
                && posix_spawn_file_actions_destroy(&actions) == 0;
    ck_assert(good);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What it said lies in the arena. */
static inline struct program_run run_program(
    struct arena *from, const struct verify_options *options)
{
    char *words[PROGRAM_WORDS_MAX];
    ck_assert_uint_lt(program_words(from, options, words), PROGRAM_WORDS_MAX);
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    ck_assert(out != NULL && err != NULL);
    struct program_run run = {.code = program_ends(words, out, err)};
    run.out = program_said(from, out);
    run.err = program_said(from, err);
    return run;
}

#endif
