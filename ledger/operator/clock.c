/* SPDX-License-Identifier: EUPL-1.2 */
/* clock.c - the simulated clock of a demonstration; a production database has no such function. */
#include <string.h>

#include "ledger/base/moment.h"
#include "ledger/db/db.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/statements.h"

/* Nearer to the real clock than this, the simulated one was never set. */
#define UNSET_WITHIN_US (60 * MOMENT_SECOND_US)

/* What the command line asks for. */
struct wish {
    bool set;
    bool freeze;
    int64_t at_us;
};

static enum outcome clock_wish(
    struct operator_run *op, int count, char *const *arguments, struct wish *wish_out)
{
    struct wish wish = {0};
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--freeze") == 0 && !wish.freeze) {
            wish.freeze = true;
        } else if (wish.set || moment_parse(span_from(arguments[i]), &wish.at_us) != STATUS_OK) {
            operator_problem(op, "%s is no instant; write 2019-10-24T10:00:00Z", arguments[i]);
            return OUTCOME_USAGE;
        } else {
            wish.set = true;
        }
    }
    if (wish.freeze && !wish.set) {
        operator_problem(op, "--freeze needs an instant");
        return OUTCOME_USAGE;
    }
    *wish_out = wish;
    return OUTCOME_OK;
}

struct clocks {
    int64_t now_us;
    int64_t real_us;
};

static enum status clock_read(struct operator_run *op, struct db *db, struct clocks *clocks_out)
{
    struct db_row row;
    enum status status =
        db_one(db, &statements_clock[CLOCK_NOW], DB_NO_VALUES, op->arena, &row, &op->fault);
    if (status == STATUS_OK) {
        clocks_out->now_us = row_timestamptz(&row, 0);
        clocks_out->real_us = row_timestamptz(&row, 1);
    }
    return status;
}

/*
 * Entries bear their instant: after one of 2019-10-24, none of 2019-10-01 can follow. Only a clock
 * that was never set may go back, to where the demonstration begins.
 */
static enum status clock_set(struct operator_run *op, struct db *db, const struct wish *wish)
{
    struct clocks clocks = {0};
    struct db_row row;
    enum status status = clock_read(op, db, &clocks);
    if (status != STATUS_OK) {
        return status; /* uncovered: the connection was there a moment ago */
    }
    if (wish->at_us < clocks.now_us && clocks.real_us - clocks.now_us > UNSET_WITHIN_US) {
        FAULT(&op->fault, "clock", "", "it only moves forward");
        return STATUS_CONFLICT;
    }
    size_t which = wish->freeze ? CLOCK_FREEZE : CLOCK_RUN_FROM;
    return db_one(db, &statements_clock[which], DB_VALUES(db_timestamptz(wish->at_us)), op->arena,
        &row, &op->fault);
}

enum outcome command_demo_clock(struct operator_run *op, int count, char *const *arguments)
{
    struct wish wish;
    struct db *db = NULL;
    struct clocks clocks = {0};
    enum outcome outcome = clock_wish(op, count, arguments, &wish);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    enum status status =
        db_connect(op->settings.database, statements_clock, CLOCK_COUNT, &db, &op->fault);
    if (status == STATUS_INTERNAL) {
        operator_problem(op, "this database has no simulated clock");
    }
    if (status == STATUS_OK && wish.set) {
        status = clock_set(op, db, &wish);
    }
    if (status == STATUS_OK) {
        status = clock_read(op, db, &clocks);
    }
    db_close(db);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "clock");
    }
    moment_put(&op->out, clocks.now_us);
    buffer_putc(&op->out, '\n');
    return OUTCOME_OK;
}
