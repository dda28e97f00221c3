/* SPDX-License-Identifier: EUPL-1.2 */
/* hand_over.c - `tilsagn hand-over`: everything into one folder, looked at, read into another. */
#include "ledger/operator/hand_over.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "ledger/operator/commands.h"
#include "ledger/operator/files.h"
#include "ledger/operator/statements_hand_over.h"

#define SCRATCH_LEN  (2 * FILE_BYTES_MAX)
#define PROGRESS_MAX 512

void hand_over_progress(const struct hand_over *hand_over, const char *format, ...)
{
    if (hand_over->op->progress != NULL) {
        char line[PROGRESS_MAX];
        va_list arguments;
        va_start(arguments, format);
        (void)vsnprintf(line, sizeof(line), format, arguments);
        va_end(arguments);
        hand_over->op->progress(line);
    }
}

void hand_over_count(const struct hand_over *hand_over, uint64_t files)
{
    if ((files & (files - 1)) == 0) {
        hand_over_progress(hand_over, "%" PRIu64 " files", files);
    }
}

enum status hand_over_steps(struct hand_over *hand_over, hand_over_step *const *steps)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; steps[i] != NULL && status == STATUS_OK; i++) {
        status = steps[i](hand_over);
    }
    return status;
}

enum status hand_over_connect(struct hand_over *hand_over)
{
    struct operator_run *op = hand_over->op;
    const char *conninfo =
        arena_printf(op->arena, "%s %s", op->settings.superuser, hand_over_options);
    enum status status = db_connect(
        conninfo, statements_hand_over, HAND_OVER_STATEMENTS, &hand_over->db, &op->fault);
    return status == STATUS_OK ? db_begin(hand_over->db, &op->fault) : status;
}

static enum status snapshot_begin(struct hand_over *hand_over)
{
    return db_script(hand_over->db, hand_over_snapshot, &hand_over->op->fault);
}

static enum outcome give(struct hand_over *hand_over)
{
    static hand_over_step *const steps[] = {
        hand_over_connect,
        hand_over_begin,
        snapshot_begin,
        hand_over_tables,
        hand_over_log,
        hand_over_files,
        hand_over_configuration,
        hand_over_readme,
        hand_over_end,
        NULL,
    };
    struct operator_run *op = hand_over->op;
    enum status status = hand_over_steps(hand_over, steps);
    hand_over_drop(hand_over);
    db_close(hand_over->db);
    if (status != STATUS_OK) {
        enum outcome outcome = operator_failed(op, status, "hand-over");
        operator_problem(op, "nothing was handed over: without " HAND_OVER_MANIFEST
                             " the folder is none, remove it");
        return outcome;
    }
    buffer_printf(&op->out,
        "handed over: %" PRIu64 " tables with %" PRIu64 " rows, a log of %" PRIu64
        " entries with root %s, %" PRIu64 " files of %" PRIu64 " bytes in all\n",
        hand_over->tables, hand_over->rows, hand_over->log_size, hand_over->root_hex,
        hand_over->files, hand_over->bytes);
    buffer_printf(&op->out,
        "SHA-256 of " HAND_OVER_MANIFEST ": %s\n"
        "Tell it to the receiver on another way than the folder. Names, addresses and accounts of "
        "people are in it, readable: encrypt it for the receiver before it leaves this host\n",
        hand_over->manifest_hex);
    return OUTCOME_OK;
}

static enum outcome check(struct hand_over *hand_over)
{
    struct operator_run *op = hand_over->op;
    enum status status = hand_over_verify(hand_over);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "hand-over");
    }
    buffer_printf(&op->out,
        "whole: %" PRIu64 " files of %" PRIu64 " bytes in all, each as the manifest has it\n"
        "SHA-256 of " HAND_OVER_MANIFEST ": %s (compare it with what the giver told)\n",
        hand_over->files, hand_over->bytes, hand_over->manifest_hex);
    return OUTCOME_OK;
}

static enum outcome read_back(struct hand_over *hand_over)
{
    static hand_over_step *const steps[] = {
        hand_over_verify,
        hand_over_connect,
        hand_over_read,
        NULL,
    };
    struct operator_run *op = hand_over->op;
    enum status status = hand_over_steps(hand_over, steps);
    db_close(hand_over->db);
    if (status != STATUS_OK) {
        enum outcome outcome = operator_failed(op, status, "hand-over");
        operator_unchanged(op, "nothing was read in: the database is as it was",
            "Run it again: it is refused when the database is not empty any more, which then has "
            "everything or is to be dropped; tilsagn doctor with the folder sql/checks tells");
        return outcome;
    }
    buffer_printf(&op->out,
        "read in: %" PRIu64 " tables with %" PRIu64 " rows, each as it was handed over; the first "
        "%" PRIu64 " entries have the log's root %s\n"
        "SHA-256 of " HAND_OVER_MANIFEST ": %s (compare it with what the giver told)\n"
        "run tilsagn doctor with the folder sql/checks now; README.en.txt says how to go on\n",
        hand_over->tables, hand_over->rows, hand_over->log_size, hand_over->root_hex,
        hand_over->manifest_hex);
    return OUTCOME_OK;
}

enum outcome command_hand_over(struct operator_run *op, int count, char *const *arguments)
{
    struct hand_over hand_over = {.op = op};
    enum outcome (*run)(struct hand_over * hand_over) = give;
    bool asks = true; /* the database */
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--check") == 0) {
            run = check;
            asks = false;
        } else if (strcmp(arguments[i], "--read") == 0) {
            run = read_back;
        } else if (arguments[i][0] != '-' && hand_over.folder == NULL) {
            hand_over.folder = arguments[i];
        } else {
            operator_problem(op, "not understood: %s", arguments[i]);
            return OUTCOME_USAGE;
        }
    }
    if (hand_over.folder == NULL || strlen(hand_over.folder) > HAND_OVER_FOLDER_MAX) {
        operator_problem(op, "hand-over takes one FOLDER");
        return OUTCOME_USAGE;
    }
    if (asks && !operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    if (run == give && op->settings.log == NULL) {
        operator_problem(op, "operator.conf does not say where the log's files are (log = FOLDER)");
        return OUTCOME_REFUSED;
    }
    hand_over.scratch = arena_create(SCRATCH_LEN);
    ensure(hand_over.scratch != NULL);
    enum outcome outcome = run(&hand_over);
    arena_destroy(hand_over.scratch);
    return outcome;
}
