/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/trial.h"
#include "tests/ledger/grants/fixture.h"

enum { ROWS_MAX = 8, RUNS = 3000 };

/* What is asked of each row, and what is expected of it. */
struct expected {
    struct trial_row row;
    enum trial_step step;
    int64_t trial_ore;
    int64_t left_ore;
};

static void check(const struct trial *trial, const struct expected *expected, size_t count)
{
    struct trial_row rows[ROWS_MAX];
    for (size_t i = 0; i < count; i++) {
        rows[i] = expected[i].row;
    }
    trial_run(trial, rows, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(rows[i].step == expected[i].step, "row %zu: step %d", i, (int)rows[i].step);
        ck_assert_int_eq(rows[i].trial_ore, expected[i].trial_ore);
        ck_assert_int_eq(rows[i].left_ore, expected[i].left_ore);
    }
}

/* Pool 1,000: 400 as applied for; 500 with a cap of 350, so 350; of 300 the last 250; then nothing.
 */
START_TEST(best_first)
{
    static const struct trial trial = {1000, INT64_MAX, TRIAL_ALL_BP};
    static const struct expected rows[] = {
        {{.rank = 1, .applied_ore = 400, .cap_ore = TRIAL_NO_CAP}, TRIAL_APPLIED, 400, 600},
        {{.rank = 2, .applied_ore = 500, .cap_ore = 350}, TRIAL_CAP, 350, 250},
        {{.rank = 3, .applied_ore = 300, .cap_ore = 300}, TRIAL_REST, 250, 0},
        {{.rank = 4, .applied_ore = 1, .cap_ore = TRIAL_NO_CAP}, TRIAL_NOTHING_LEFT, 0, 0},
    };
    check(&trial, rows, 4);
}
END_TEST

/* Two of rank 2 want 350 each of the 600 that are left: neither, and rank 3 does not overtake them.
 */
START_TEST(nothing_chooses_among_equals)
{
    static const struct trial trial = {1000, INT64_MAX, TRIAL_ALL_BP};
    static const struct expected rows[] = {
        {{.rank = 1, .applied_ore = 400, .cap_ore = TRIAL_NO_CAP}, TRIAL_APPLIED, 400, 600},
        {{.rank = 2, .applied_ore = 350, .cap_ore = TRIAL_NO_CAP}, TRIAL_EQUAL, 0, 600},
        {{.rank = 2, .applied_ore = 350, .cap_ore = TRIAL_NO_CAP}, TRIAL_EQUAL, 0, 600},
        {{.rank = 4, .applied_ore = 100, .cap_ore = TRIAL_NO_CAP}, TRIAL_BEHIND, 0, 600},
    };
    check(&trial, rows, 4);
    /* 1,100 are exactly enough for the three */
    static const struct trial enough = {1100, INT64_MAX, TRIAL_ALL_BP};
    static const struct expected all[] = {
        {{.rank = 1, .applied_ore = 400, .cap_ore = TRIAL_NO_CAP}, TRIAL_APPLIED, 400, 0},
        {{.rank = 1, .applied_ore = 350, .cap_ore = TRIAL_NO_CAP}, TRIAL_APPLIED, 350, 0},
        {{.rank = 1, .applied_ore = 350, .cap_ore = TRIAL_NO_CAP}, TRIAL_APPLIED, 350, 0},
    };
    check(&enough, all, 3);
}
END_TEST

/* 500 of 1,000 are given to the last already; who has no cap yet gets nothing; 90 % of 333 is
 * 299.7. */
START_TEST(what_stands_comes_first)
{
    static const struct trial trial = {1000, INT64_MAX, 9000};
    static const struct expected rows[] = {
        {{.rank = 1, .applied_ore = 333, .cap_ore = TRIAL_NO_CAP}, TRIAL_SHARE, 299, 201},
        {{.rank = 2, .applied_ore = 800, .cap_ore = TRIAL_CAP_UNKNOWN}, TRIAL_NO_CAP_YET, 0, 201},
        {{.rank = 3, .applied_ore = 900, .cap_ore = 900, .given_ore = 500}, TRIAL_GIVEN, 500, 201},
    };
    check(&trial, rows, 3);
    static const struct trial spent = {400, INT64_MAX, TRIAL_ALL_BP};
    static const struct expected none[] = {
        {{.rank = 1, .applied_ore = 333, .cap_ore = TRIAL_NO_CAP}, TRIAL_NOTHING_LEFT, 0, -100},
        {{.rank = 2, .applied_ore = 900, .cap_ore = 900, .given_ore = 500}, TRIAL_GIVEN, 500, -100},
    };
    check(&spent, none, 2);
}
END_TEST

/* Ten ambassadors: 6 and 5 are eleven, so the second is passed over, and the third's 4 are the
 * last. */
START_TEST(counts_units)
{
    static const struct trial trial = {10000, 10, TRIAL_ALL_BP};
    static const struct expected rows[] = {
        {{.rank = 1, .applied_ore = 600, .cap_ore = 600, .units = 6}, TRIAL_APPLIED, 600, 9400},
        {{.rank = 2, .applied_ore = 500, .cap_ore = 500, .units = 5}, TRIAL_UNITS, 0, 9400},
        {{.rank = 3, .applied_ore = 400, .cap_ore = 400, .units = 4}, TRIAL_APPLIED, 400, 9000},
        {{.rank = 4, .applied_ore = 100, .cap_ore = 100, .units = 1}, TRIAL_UNITS, 0, 9000},
    };
    check(&trial, rows, 4);
    /* three of one rank want 4 each of 10 */
    static const struct expected equals[] = {
        {{.rank = 1, .applied_ore = 400, .cap_ore = 400, .units = 4}, TRIAL_EQUAL, 0, 10000},
        {{.rank = 1, .applied_ore = 400, .cap_ore = 400, .units = 4}, TRIAL_EQUAL, 0, 10000},
        {{.rank = 1, .applied_ore = 400, .cap_ore = 400, .units = 4}, TRIAL_EQUAL, 0, 10000},
    };
    check(&trial, equals, 3);
}
END_TEST

START_TEST(of_nobody_is_nothing)
{
    static const struct trial trial = {1000, INT64_MAX, 1};
    trial_run(&trial, NULL, 0);
}
END_TEST

static int64_t dice(uint64_t *state, int64_t sides)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)(*state >> 40) % sides;
}

static struct trial_row thrown(uint64_t *state, int64_t rank)
{
    return (struct trial_row){
        .rank = rank,
        .applied_ore = 1 + dice(state, 1000),
        .cap_ore = dice(state, 8) == 0 ? TRIAL_CAP_UNKNOWN : dice(state, 2000),
        .units = dice(state, 4),
        .given_ore = dice(state, 8) == 0 ? 1 + dice(state, 50) : 0,
    };
}

static void hold(const struct trial_row *row)
{
    ck_assert_int_ge(row->trial_ore, 0);
    ck_assert_int_le(row->trial_ore, row->most_ore);
    if (row->step != TRIAL_GIVEN) {
        int64_t cap_ore = row->cap_ore == TRIAL_CAP_UNKNOWN ? 0 : row->cap_ore;
        ck_assert_int_le(row->most_ore, row->applied_ore);
        ck_assert_int_le(row->most_ore, cap_ore);
    }
}

/* Whatever is asked: no øre too many, nobody above what was applied for or its cap, all steps told.
 */
START_TEST(holds_for_random_lists)
{
    uint64_t state = 20261123;
    size_t seen[TRIAL_NOTHING_LEFT + 1] = {0};
    for (int run = 0; run < RUNS; run++) {
        struct trial_row rows[ROWS_MAX];
        int64_t rank = 1;
        for (size_t i = 0; i < ROWS_MAX; i++) {
            rows[i] = thrown(&state, rank);
            rank += dice(&state, 4) > 0 ? 1 : 0;
        }
        struct trial trial = {.pool_ore = 400 + dice(&state, 4000),
            .units_in_all = dice(&state, 2) == 0 ? INT64_MAX : 8,
            .share_bp = dice(&state, 2) == 0 ? TRIAL_ALL_BP : 7777};
        trial_run(&trial, rows, ROWS_MAX);
        int64_t left_ore = trial.pool_ore;
        for (size_t i = 0; i < ROWS_MAX; i++) {
            seen[rows[i].step]++;
            left_ore -= rows[i].trial_ore;
            hold(&rows[i]);
        }
        ck_assert_int_eq(left_ore, rows[ROWS_MAX - 1].left_ore);
    }
    for (size_t step = 0; step <= TRIAL_NOTHING_LEFT; step++) {
        ck_assert_msg(seen[step] > 0, "step %zu was never taken", step);
    }
}
END_TEST

int main(void)
{
    TCase *trial = fixture_case("trial");
    tcase_add_test(trial, best_first);
    tcase_add_test(trial, nothing_chooses_among_equals);
    tcase_add_test(trial, what_stands_comes_first);
    tcase_add_test(trial, counts_units);
    tcase_add_test(trial, of_nobody_is_nothing);
    tcase_add_test(trial, holds_for_random_lists);
    return harness_run("ledger/grants/trial", trial);
}
