/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/entitlement.h"
#include "tests/ledger/grants/fixture.h"

#define MAX_RESULTS 2

/* A result of n/d for the call's n-th result; d 0: not recorded. */
struct share {
    int64_t n;
    int64_t d;
};

static const struct {
    const char *call;
    enum rule_accounts accounts;
    int64_t award_ore;
    int64_t paid_part_ore;
    int64_t paid_final_ore;
    struct share results[MAX_RESULTS];
    enum rule_forty forty;
    int bp;
    int64_t ceiling_ore;
} rows[] = {
    /* final accounts only */
    {"opkval-2017", RULE_ACCOUNTS_FINAL, KR(75000), 0, 0, {{0}}, 0, 10000, KR(75000)},
    {"opkval-2017", RULE_ACCOUNTS_PART, KR(75000), 0, 0, {{0}}, 0, 0, 0},
    {"ambassadoer-2018", RULE_ACCOUNTS_FINAL, KR(150000), 0, 0, {{0}}, 0, 10000, KR(150000)},
    /* steps: part, below, at and above each share; an odd øre is rounded down */
    {"fsm2-2019", RULE_ACCOUNTS_PART, KR(1000000), 0, 0, {{0}}, 0, 5000, KR(500000)},
    {"fsm2-2019", RULE_ACCOUNTS_PART, 99999999, 0, 0, {{0}}, 0, 5000, 49999999},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(500000), 0, {{0}}, 0, -1, -1},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(500000), 0, {{14, 100}}, 0, 5000,
        KR(500000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(500000), 0, {{149999, 1000000}}, 0, 5000,
        KR(500000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(500000), 0, {{15, 100}}, 0, 9000,
        KR(900000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(500000), 0, {{199999, 1000000}}, 0, 9000,
        KR(900000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(500000), 0, {{20, 100}}, 0, 10000,
        KR(1000000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), 0, 0, {{20, 100}}, 0, 10000, KR(1000000)},
    /* below 15 per cent nothing more is paid, also when little or nothing was paid before */
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), 0, 0, {{14, 100}}, 0, 5000, 0},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(300000), 0, {{0, 1}}, 0, 5000, KR(300000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(400000), KR(500000), 0, {{14, 100}}, 0, 5000, KR(400000)},
    /* "40 per cent" after a low first instalment: the lower until a ruling */
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(300000), 0, {{15, 100}}, RULE_FORTY_OPEN,
        9000, KR(700000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(300000), 0, {{15, 100}}, RULE_FORTY_AT_MOST,
        9000, KR(700000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(300000), 0, {{15, 100}},
        RULE_FORTY_CUMULATIVE, 9000, KR(900000)},
    /* uncut by a rounded øre when the first instalment was the full half */
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, 99999999, 49999999, 0, {{15, 100}}, RULE_FORTY_AT_MOST, 9000,
        89999999},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, 99999999, 49999998, 0, {{15, 100}}, RULE_FORTY_AT_MOST, 9000,
        89999997},
    /* and one final payment only */
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(300000), KR(100000), {{15, 100}},
        RULE_FORTY_AT_MOST, 9000, KR(400000)},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, KR(1000000), KR(500000), KR(400000), {{15, 100}},
        RULE_FORTY_AT_MOST, 9000, KR(900000)},
    /* independent parts: each by itself, and 75 per cent in any case */
    {"ressource-2019", RULE_ACCOUNTS_PART, KR(800000), 0, 0, {{35, 100}, {15, 100}}, 0, 7500,
        KR(600000)},
    {"ressource-2019", RULE_ACCOUNTS_FINAL, KR(800000), 0, 0, {{34, 100}, {14, 100}}, 0, 7500,
        KR(600000)},
    {"ressource-2019", RULE_ACCOUNTS_FINAL, KR(800000), 0, 0, {{35, 100}, {14, 100}}, 0, 8750,
        KR(700000)},
    {"ressource-2019", RULE_ACCOUNTS_FINAL, KR(800000), 0, 0, {{34, 100}, {15, 100}}, 0, 8750,
        KR(700000)},
    {"ressource-2019", RULE_ACCOUNTS_FINAL, KR(800000), 0, 0, {{35, 100}, {15, 100}}, 0, 10000,
        KR(800000)},
    {"ressource-2019", RULE_ACCOUNTS_FINAL, KR(800000), 0, 0, {{35, 100}, {0}}, 0, 8750,
        KR(700000)},
    {"ressource-2019", RULE_ACCOUNTS_FINAL, KR(800000), 0, 0, {{0}, {0}}, 0, 7500, KR(600000)},
    /* no split is a kind of its own */
    {"rehab-2016", RULE_ACCOUNTS_PART, KR(300000), 0, 0, {{0}}, 0, -1, KR(300000)},
    {"rehab-2016", RULE_ACCOUNTS_FINAL, KR(300000), KR(200000), 0, {{0}}, 0, -1, KR(300000)},
};

START_TEST(earns_and_caps)
{
    const struct call *call = fixture_call(rows[_i].call);
    bool steps = call->payment.kind == CALL_RESULT_STEPS;
    const char *codes[MAX_RESULTS] = {
        steps ? "work_or_education" : "placement", "paid_or_education"};
    struct entitlement_result results[MAX_RESULTS];
    struct entitlement_input input = {
        .accounts = rows[_i].accounts,
        .award_ore = rows[_i].award_ore,
        .paid_part_ore = rows[_i].paid_part_ore,
        .paid_final_ore = rows[_i].paid_final_ore,
        .results = results,
        .rulings = {.forty = rows[_i].forty},
    };
    for (size_t i = 0; i < MAX_RESULTS; i++) {
        if (rows[_i].results[i].d > 0) {
            results[input.result_count] = (struct entitlement_result){
                .code = span_from(codes[i]),
                .numerator = rows[_i].results[i].n,
                .denominator = rows[_i].results[i].d,
            };
            input.result_count++;
        }
    }
    ck_assert_int_eq(entitlement_earned_bp(&call->payment, &input), rows[_i].bp);
    ck_assert_int_eq(entitlement_ceiling(&call->payment, &input), rows[_i].ceiling_ore);
    if (input.result_count == MAX_RESULTS || steps) {
        ck_assert_int_eq(
            entitlement_possible_ceiling(&call->payment, &input), rows[_i].ceiling_ore);
    }
}
END_TEST

/* What is not recorded may still be earned. */
START_TEST(knows_what_is_possible)
{
    const struct call *call = fixture_call("ressource-2019");
    struct entitlement_result missed = {
        .code = SPAN("placement"), .numerator = 0, .denominator = 10};
    struct entitlement_input input = {.accounts = RULE_ACCOUNTS_FINAL, .award_ore = KR(800000)};
    ck_assert_int_eq(entitlement_possible_bp(&call->payment, &input), 10000);
    ck_assert_int_eq(entitlement_possible_ceiling(&call->payment, &input), KR(800000));
    input.results = &missed;
    input.result_count = 1;
    ck_assert_int_eq(entitlement_possible_bp(&call->payment, &input), 8750);
    ck_assert_int_eq(entitlement_possible_ceiling(&call->payment, &input), KR(700000));
}
END_TEST

static const struct {
    int64_t ceiling_ore;
    int64_t documented_ore;
    int64_t paid_ore;
    int64_t payable_ore;
    int64_t claim_ore;
} sums[] = {
    {100, 100, 0, 100, 0},
    {100, 99, 0, 99, 0},
    {99, 100, 0, 99, 0},
    {100, 100, 100, 0, 0},
    {100, 100, 99, 1, 0},
    {100, 100, 101, 0, 1},
    {0, 100, 0, 0, 0},
    {AMOUNT_ORE_MAX, AMOUNT_ORE_MAX, 0, AMOUNT_ORE_MAX, 0},
    {0, 0, AMOUNT_ORE_MAX, 0, AMOUNT_ORE_MAX},
};

START_TEST(pays_or_claims_the_difference)
{
    ck_assert_int_eq(
        entitlement_payable(sums[_i].ceiling_ore, sums[_i].documented_ore, sums[_i].paid_ore),
        sums[_i].payable_ore);
    ck_assert_int_eq(
        entitlement_claim(sums[_i].ceiling_ore, sums[_i].documented_ore, sums[_i].paid_ore),
        sums[_i].claim_ore);
}
END_TEST

START_TEST(rounds_down_and_never_overflows)
{
    ck_assert_int_eq(entitlement_share(AMOUNT_ORE_MAX, 10000), AMOUNT_ORE_MAX);
    ck_assert_int_eq(entitlement_share(AMOUNT_ORE_MAX, 9999), AMOUNT_ORE_MAX / 10000 * 9999);
    ck_assert_int_eq(entitlement_share(1, 9999), 0);
    ck_assert_int_eq(entitlement_share(3, 5000), 1);
    ck_assert_int_eq(entitlement_share(0, 10000), 0);
}
END_TEST

int main(void)
{
    TCase *entitlement = fixture_case("entitlement");
    tcase_add_loop_test(entitlement, earns_and_caps, 0, (int)COUNT_OF(rows));
    tcase_add_test(entitlement, knows_what_is_possible);
    tcase_add_loop_test(entitlement, pays_or_claims_the_difference, 0, (int)COUNT_OF(sums));
    tcase_add_test(entitlement, rounds_down_and_never_overflows);
    return harness_run("ledger/grants/entitlement", entitlement);
}
