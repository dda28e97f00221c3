/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/trial.h"

#include <stdbool.h>

#include "ledger/base/status.h"

/* What is left of pool and units while the ranks are gone through. */
struct left {
    int64_t ore;
    int64_t units;
};

static void set_most(const struct trial *trial, struct trial_row *row)
{
    int64_t share = row->applied_ore / TRIAL_ALL_BP * trial->share_bp
                    + row->applied_ore % TRIAL_ALL_BP * trial->share_bp / TRIAL_ALL_BP;
    row->trial_ore = 0;
    if (row->given_ore > 0) {
        row->step = TRIAL_GIVEN;
        row->most_ore = row->given_ore;
    } else if (row->cap_ore == TRIAL_CAP_UNKNOWN) {
        row->step = TRIAL_NO_CAP_YET;
        row->most_ore = 0;
    } else if (row->cap_ore < share) {
        row->step = TRIAL_CAP;
        row->most_ore = row->cap_ore;
    } else {
        row->step = trial->share_bp == TRIAL_ALL_BP ? TRIAL_APPLIED : TRIAL_SHARE;
        row->most_ore = share;
    }
}

static bool is_open(const struct trial_row *row)
{
    return row->step == TRIAL_APPLIED || row->step == TRIAL_SHARE || row->step == TRIAL_CAP;
}

static size_t rank_end(const struct trial_row *rows, size_t count, size_t from)
{
    size_t end = from;
    while (end < count && rows[end].rank == rows[from].rank) {
        end++;
    }
    return end;
}

/* Whoever applies for more units than are left alone takes no part in its rank. */
static size_t pass_over(struct trial_row *rows, size_t count, const struct left *left)
{
    size_t open = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_open(&rows[i]) && rows[i].units > left->units) {
            rows[i].step = TRIAL_UNITS;
        }
        open += is_open(&rows[i]) ? 1 : 0;
    }
    return open;
}

static bool fits(const struct trial_row *rows, size_t count, const struct left *left)
{
    struct left rest = *left;
    for (size_t i = 0; i < count; i++) {
        if (is_open(&rows[i])) {
            if (rows[i].most_ore > rest.ore || rows[i].units > rest.units) {
                return false;
            }
            rest.ore -= rows[i].most_ore;
            rest.units -= rows[i].units;
        }
    }
    return true;
}

static void take(struct trial_row *row, int64_t ore, struct left *left)
{
    row->trial_ore = ore;
    left->ore -= ore;
    left->units -= row->units;
}

/* One rank; false when nobody behind it may get anything. */
static bool take_rank(struct trial_row *rows, size_t count, struct left *left)
{
    size_t open = pass_over(rows, count, left);
    bool all = fits(rows, count, left);
    for (size_t i = 0; i < count; i++) {
        struct trial_row *row = &rows[i];
        if (!is_open(row)) {
            continue;
        }
        if (all) {
            take(row, row->most_ore, left);
        } else if (left->ore <= 0) {
            row->step = TRIAL_NOTHING_LEFT;
        } else if (open > 1) {
            row->step = TRIAL_EQUAL;
        } else {
            row->step = TRIAL_REST;
            take(row, left->ore, left);
        }
    }
    return all || open <= 1;
}

/* What stands is taken first. */
static void begin(
    const struct trial *trial, struct trial_row *rows, size_t count, struct left *left)
{
    for (size_t i = 0; i < count; i++) {
        set_most(trial, &rows[i]);
        if (rows[i].step == TRIAL_GIVEN) {
            take(&rows[i], rows[i].given_ore, left);
        }
    }
}

static void end_rank(struct trial_row *rows, size_t count, bool reached, int64_t left_ore)
{
    for (size_t i = 0; i < count; i++) {
        if (!reached && is_open(&rows[i])) {
            rows[i].step = TRIAL_BEHIND;
        }
        rows[i].left_ore = left_ore;
    }
}

void trial_run(const struct trial *trial, struct trial_row *rows, size_t count)
{
    ensure(trial != NULL && (rows != NULL || count == 0));
    ensure(trial->share_bp > 0 && trial->share_bp <= TRIAL_ALL_BP);
    struct left left = {.ore = trial->pool_ore, .units = trial->units_in_all};
    begin(trial, rows, count, &left);
    bool goes_on = true;
    for (size_t from = 0; from < count;) {
        size_t end = rank_end(rows, count, from);
        bool reached = goes_on;
        goes_on = goes_on && take_rank(&rows[from], end - from, &left);
        end_rank(&rows[from], end - from, reached, left.ore);
        from = end;
    }
}
