/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/moment.h"
#include "ledger/grants/deadline.h"
#include "ledger/grants/due.h"
#include "ledger/grants/entitlement.h"
#include "ledger/grants/instalment.h"
#include "ledger/grants/rank.h"
#include "ledger/grants/sign_off.h"
#include "tests/differential/cases.h"

#define RESULTS 3

void cases_deadline(struct cases *cases)
{
    static const int64_t lags[] = {
        0, 1, DEADLINE_GRACE_US - 1, DEADLINE_GRACE_US, DEADLINE_GRACE_US + 1, INT64_C(500000000)};
    const struct call *call = cases->calls[cases_number(cases, 0, CASES_CALLS - 1)];
    int64_t last_us = call->deadline.last_on_time_us;
    int64_t reach_us = cases_number(cases, 0, 1) == 0 ? 3 : INT64_C(400000000);
    int64_t received_us = last_us + cases_number(cases, -reach_us, reach_us);
    int64_t clock_us = received_us + lags[cases_number(cases, 0, 5)];
    bool closed = cases_rarely(cases, 3);
    json_put_int(cases->input, "received", received_us);
    json_put_int(cases->input, "clock", clock_us);
    json_put_int(cases->input, "last", last_us);
    json_put_bool(cases->input, "closed", closed);
    struct deadline_decision decision = deadline_decide(received_us, clock_us, last_us, closed);
    cases_text(cases->expected, NULL, deadline_verdict_name(decision.verdict));
}

/* Days from 1990 to 2100, often at the end of a month. */
static int32_t any_day(struct cases *cases)
{
    int32_t day = (int32_t)cases_number(cases, 7305, 47481);
    if (cases_rarely(cases, 2)) {
        struct civil civil = day_civil(day);
        day = day_from_civil(civil.year, civil.month, 1) - 1;
    }
    return day;
}

static void put_day(struct json_writer *writer, struct arena *arena, const char *key, int32_t day)
{
    struct civil civil = day_civil(day);
    json_put_text(
        writer, key, arena_format(arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day));
}

void cases_add_months(struct cases *cases)
{
    int32_t day = any_day(cases);
    int months = (int)cases_number(cases, 0, 30);
    put_day(cases->input, cases->arena, "day", day);
    json_put_int(cases->input, "months", months);
    put_day(cases->expected, cases->arena, NULL, day_add_months(day, months));
}

void cases_due_final(struct cases *cases)
{
    const struct call *call = cases_call(cases);
    int32_t letter = DUE_NO_LETTER;
    if (cases_rarely(cases, 2)) {
        letter = any_day(cases);
        put_day(cases->input, cases->arena, "letter", letter);
    } else {
        json_put_null(cases->input, "letter");
    }
    int32_t day = 0;
    if (due_final(call, letter, &day) == STATUS_OK) {
        put_day(cases->expected, cases->arena, NULL, day);
    } else {
        json_put_null(cases->expected, NULL);
    }
}

static void put_signer(struct json_writer *writer, const char *key, enum call_signer signer)
{
    if (signer == CALL_SIGNER_NONE) {
        json_put_null(writer, key);
    } else {
        cases_text(writer, key, call_signer_name(signer));
    }
}

void cases_sign_off(struct cases *cases)
{
    const struct call *call = cases_call(cases);
    enum rule_accounts accounts = cases_accounts(cases);
    int64_t award_ore = cases_rarely(cases, 2) ? INT64_C(50000000) + cases_number(cases, -1, 1)
                                               : cases_amount(cases);
    json_put_int(cases->input, "award_ore", award_ore);
    struct rulings rulings = cases_rulings(cases, "rulings");
    put_signer(
        cases->expected, NULL, sign_off_require(call, accounts, award_ore, &rulings).required);
}

void cases_satisfies(struct cases *cases)
{
    enum call_signer given = (enum call_signer)cases_number(cases, 0, 2);
    enum call_signer required = (enum call_signer)cases_number(cases, 0, 2);
    put_signer(cases->input, "given", given);
    put_signer(cases->input, "required", required);
    json_put_bool(cases->expected, NULL, sign_off_satisfies(given, required));
}

void cases_rank_score(struct cases *cases)
{
    static const char *const names[] = {"a", "b", "c", "d", "unknown"};
    struct rank_weight weights[4];
    struct rank_point points[12];
    json_open_array(cases->input, "weights");
    for (size_t i = 0; i < 4; i++) {
        weights[i].criterion = span_from(names[i]);
        weights[i].weight_bp = (int)cases_number(cases, 1, 9000);
        json_open_object(cases->input, NULL);
        cases_text(cases->input, "criterion", names[i]);
        json_put_int(cases->input, "weight_bp", weights[i].weight_bp);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    size_t count = (size_t)cases_number(cases, 0, 12);
    json_open_array(cases->input, "scores");
    for (size_t i = 0; i < count; i++) {
        const char *name = names[cases_rarely(cases, 50) ? 4 : cases_number(cases, 0, 3)];
        points[i].criterion = span_from(name);
        points[i].points =
            (int)(cases_rarely(cases, 50) ? cases_number(cases, -1, 6) : cases_number(cases, 0, 5));
        json_open_object(cases->input, NULL);
        cases_text(cases->input, "criterion", name);
        json_put_int(cases->input, "points", points[i].points);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    int64_t score = 0;
    if (rank_score(weights, 4, points, count, &score) == STATUS_OK) {
        json_put_int(cases->expected, NULL, score);
    } else {
        json_put_null(cases->expected, NULL);
    }
}

void cases_rank_mean(struct cases *cases)
{
    int64_t score = cases_number(cases, 0, 500000);
    int assessors = (int)cases_number(cases, 1, 9);
    json_put_int(cases->input, "score", score);
    json_put_int(cases->input, "assessors", assessors);
    json_put_int(cases->expected, NULL, rank_mean(score, assessors));
}

/* Up to three results, near the shares that the calls ask for. */
static void put_results(
    struct cases *cases, struct entitlement_result *results, struct entitlement_input *money)
{
    static const char *const codes[] = {"work_or_education", "placement", "paid_or_education"};
    static const int64_t shares[] = {15, 20, 35};
    json_open_array(cases->input, "results");
    for (size_t i = 0; i < RESULTS; i++) {
        if (cases_rarely(cases, 4)) {
            continue;
        }
        struct entitlement_result *result = &results[money->result_count];
        int64_t whole = cases_rarely(cases, 2) ? 100 : cases_number(cases, 1, 1000000);
        int64_t part = whole * shares[cases_number(cases, 0, 2)] / 100;
        part += cases_number(cases, -1, 1);
        result->code = span_from(codes[i]);
        result->denominator = whole;
        result->numerator = part < 0 ? 0 : part > whole ? whole : part;
        json_open_object(cases->input, NULL);
        cases_text(cases->input, "code", codes[i]);
        json_put_int(cases->input, "numerator", result->numerator);
        json_put_int(cases->input, "denominator", result->denominator);
        json_close_object(cases->input);
        money->result_count++;
    }
    json_close_array(cases->input);
    money->results = results;
}

/* Sums that often sit on a share of the award, where the rules turn. */
static int64_t near_share(struct cases *cases, int64_t award_ore)
{
    static const int bp[] = {0, 4000, 5000, 7500, 8750, 9000, 10000};
    if (cases_rarely(cases, 4)) {
        return cases_amount(cases);
    }
    int64_t ore =
        entitlement_share(award_ore, bp[cases_number(cases, 0, 6)]) + cases_number(cases, -1, 1);
    return ore < 0 ? 0 : ore;
}

static struct entitlement_input put_money(struct cases *cases, struct entitlement_result *results)
{
    struct entitlement_input money = {.accounts = cases_accounts(cases)};
    money.award_ore = cases_amount(cases);
    money.documented_ore = near_share(cases, money.award_ore);
    money.paid_part_ore = near_share(cases, money.award_ore);
    money.paid_final_ore = cases_rarely(cases, 3) ? near_share(cases, money.award_ore) : 0;
    json_put_int(cases->input, "award_ore", money.award_ore);
    json_put_int(cases->input, "documented_ore", money.documented_ore);
    json_put_int(cases->input, "paid_part_ore", money.paid_part_ore);
    json_put_int(cases->input, "paid_final_ore", money.paid_final_ore);
    put_results(cases, results, &money);
    money.rulings = cases_rulings(cases, "rulings");
    return money;
}

static void put_or_null(struct json_writer *writer, int64_t value)
{
    if (value < 0) {
        json_put_null(writer, NULL);
    } else {
        json_put_int(writer, NULL, value);
    }
}

void cases_earned_bp(struct cases *cases)
{
    struct entitlement_result results[RESULTS];
    const struct call *call = cases_call(cases);
    struct entitlement_input money = put_money(cases, results);
    bool possible = cases_rarely(cases, 2);
    json_put_bool(cases->input, "possible", possible);
    put_or_null(cases->expected, possible ? entitlement_possible_bp(&call->payment, &money)
                                          : entitlement_earned_bp(&call->payment, &money));
}

void cases_ceiling(struct cases *cases)
{
    struct entitlement_result results[RESULTS];
    const struct call *call = cases_call(cases);
    struct entitlement_input money = put_money(cases, results);
    bool possible = cases_rarely(cases, 2);
    json_put_bool(cases->input, "possible", possible);
    put_or_null(cases->expected, possible ? entitlement_possible_ceiling(&call->payment, &money)
                                          : entitlement_ceiling(&call->payment, &money));
}

static void put_three(struct cases *cases, int64_t sums[static 3])
{
    sums[0] = cases_amount(cases);
    sums[1] = near_share(cases, sums[0]);
    sums[2] = near_share(cases, sums[0]);
    json_put_int(cases->input, "ceiling_ore", sums[0]);
    json_put_int(cases->input, "documented_ore", sums[1]);
    json_put_int(cases->input, "paid_ore", sums[2]);
}

void cases_payable(struct cases *cases)
{
    int64_t sums[3];
    put_three(cases, sums);
    json_put_int(cases->expected, NULL, entitlement_payable(sums[0], sums[1], sums[2]));
}

void cases_claim(struct cases *cases)
{
    int64_t sums[3];
    put_three(cases, sums);
    json_put_int(cases->expected, NULL, entitlement_claim(sums[0], sums[1], sums[2]));
}

/* A condition that is usually met, so that most cases reach the money. */
static bool put_condition(struct cases *cases, const char *key)
{
    bool met = !cases_rarely(cases, 10);
    json_put_bool(cases->input, key, met);
    return met;
}

void cases_instalment(struct cases *cases)
{
    struct entitlement_result results[RESULTS];
    const struct call *call = cases_call(cases);
    struct instalment_input input = {.money = put_money(cases, results)};
    int64_t signer = cases_number(cases, 0, 9);
    input.sign_off = signer == 0  ? CALL_SIGNER_NONE
                     : signer < 4 ? CALL_SIGNER_MANAGEMENT
                                  : CALL_SIGNER_AUDITOR;
    put_signer(cases->input, "sign_off", input.sign_off);
    input.lines_given = put_condition(cases, "lines_given");
    input.final_report = put_condition(cases, "final_report");
    input.status_report = put_condition(cases, "status_report");
    input.case_review = put_condition(cases, "case_review");
    input.part_number = cases_rarely(cases, 5) ? 2 : 1;
    json_put_int(cases->input, "part_number", input.part_number);
    struct instalment instalment = instalment_compute(call, &input);
    instalment_put(&instalment, cases->expected, NULL);
}
