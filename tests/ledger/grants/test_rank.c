/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/rank.h"
#include "tests/ledger/grants/fixture.h"

static const struct rank_weight weights[] = {{{"case_loads", 10}, 6000}, {{"overall", 7}, 4000}};

#define POINT(name, number)                                                                        \
    {                                                                                              \
        {name, sizeof(name) - 1}, number                                                           \
    }

static const struct {
    struct rank_point points[4];
    size_t count;
    enum status status;
    int64_t score; /* -1: the output is left alone */
} rows[] = {
    {{POINT("case_loads", 0)}, 0, STATUS_OK, 0},
    {{POINT("case_loads", 5), POINT("overall", 5)}, 2, STATUS_OK, 50000},
    {{POINT("case_loads", 3), POINT("overall", 4), POINT("case_loads", 4), POINT("overall", 0)}, 4,
        STATUS_OK, 58000},
    {{POINT("case_loads", 6)}, 1, STATUS_INVALID, -1},
    {{POINT("case_loads", -1)}, 1, STATUS_INVALID, -1},
    {{POINT("overall", 1), POINT("spread", 1)}, 2, STATUS_INVALID, -1},
};

START_TEST(weighs_points)
{
    int64_t score = -1;
    ck_assert_int_eq(
        rank_score(weights, 2, rows[_i].points, rows[_i].count, &score), rows[_i].status);
    ck_assert_int_eq(score, rows[_i].score);
}
END_TEST

START_TEST(compares_by_the_assessor)
{
    ck_assert_int_eq(rank_mean(58000, 2), INT64_C(29000000000));
    ck_assert_int_eq(rank_mean(87000, 3), INT64_C(29000000000));
    ck_assert_int_eq(rank_mean(10, 3), 3333333);
    ck_assert_int_gt(rank_mean(50000, 2), rank_mean(74999, 3));
}
END_TEST

START_TEST(holds_weights_to_the_whole)
{
    struct rank_weight changed[] = {weights[0], weights[1]};
    ck_assert_int_eq(rank_weights_check(weights, 2), STATUS_OK);
    ck_assert_int_eq(rank_weights_check(weights, 1), STATUS_INVALID);
    ck_assert_int_eq(rank_weights_check(weights, 0), STATUS_INVALID);
    changed[1].criterion = changed[0].criterion;
    ck_assert_int_eq(rank_weights_check(changed, 2), STATUS_INVALID);
    changed[1] = (struct rank_weight){.criterion = SPAN("x"), .weight_bp = 0};
    ck_assert_int_eq(rank_weights_check(changed, 2), STATUS_INVALID);
    changed[1].weight_bp = 10001;
    ck_assert_int_eq(rank_weights_check(changed, 2), STATUS_INVALID);
}
END_TEST

int main(void)
{
    TCase *rank = fixture_case("rank");
    tcase_add_loop_test(rank, weighs_points, 0, (int)COUNT_OF(rows));
    tcase_add_test(rank, compares_by_the_assessor);
    tcase_add_test(rank, holds_weights_to_the_whole);
    return harness_run("ledger/grants/rank", rank);
}
