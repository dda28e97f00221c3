/* SPDX-License-Identifier: EUPL-1.2 */
/* money_rows.h - calls, accounts, vouchers, lines, claims, rates and rulings as acts store them. */
#ifndef TESTS_LEDGER_VERIFY_MONEY_ROWS_H
#define TESTS_LEDGER_VERIFY_MONEY_ROWS_H

#include "tests/ledger/verify/decision_row.h"

#define PUBLISHED(pool, last)                                                                      \
    "{\"kind\":\"call\",\"pool_ore\":" pool ",\"last_on_time_us\":" last "}"
#define SPENT(mileage)                                                                             \
    "{\"lines\":[{\"line\":1,\"actual_ore\":50},{\"line\":2,\"actual_ore\":30}]" mileage "}"
#define DRIVEN ",\"mileage\":[{\"line\":1,\"year\":2018,\"km\":3,\"paid_ore\":16}]"
#define RATED(cut)                                                                                     \
    ",\"mileage\":[{\"line\":1,\"year\":2018,\"km\":3,\"paid_ore\":16,\"rate_ore\":2,\"cut_ore\":" cut \
    "}]"
#define ACCOUNTED(documented, mileage)                                                             \
    "{\"rule_version\":1,\"documented_ore\":" documented ",\"approved\":[{\"line\":1,"             \
    "\"approved_ore\":100},{\"line\":2,\"approved_ore\":20}]" mileage "}"
#define JUDGED          "{\"lines\":[{\"accepted_ore\":3},{\"accepted_ore\":4}]}"
#define LINE(year, ore) "{\"year\":" year ",\"amount_ore\":" ore "}"
#define LINES                                                                                      \
    "\"input\":{\"year_by_year\":true,\"lines\":[{\"year\":2017,\"amount_ore\":25},"               \
    "{\"year\":2018,\"amount_ore\":50}],\"given\":[{\"year\":2017,\"amount_ore\":25}]}"
#define NEXT(year, ore) "{\"rule_version\":1," LINES ",\"year\":" year ",\"amount_ore\":" ore "}"
#define GIVEN(verdict, ore)                                                                        \
    "{\"rule_version\":1," LINES ",\"verdict\":\"" verdict "\",\"year\":2018,\"amount_ore\":" ore  \
    "}"
#define FINAL_INPUT                                                                                   \
    "\"input\":{\"results\":[{\"code\":\"work_or_education\",\"numerator\":15,\"denominator\":100}]," \
    "\"rulings\":{},\"accounts\":\"final\",\"sign_off\":\"management\",\"award_ore\":100,"            \
    "\"case_review\":true,\"lines_given\":true,\"part_number\":2,\"final_report\":true,"              \
    "\"paid_part_ore\":50,\"status_report\":true,\"documented_ore\":62,\"paid_final_ore\":30}"
#define FINAL "{\"rule_version\":1," FINAL_INPUT "}"
#define CLAIMED(ore, claim)                                                                        \
    "{\"cause\":\"accounts\",\"amount_ore\":" ore                                                  \
    ",\"computation\":{\"missing\":[],\"accounts\":\"final\",\"paid_ore\":80,\"award_ore\":100,"   \
    "\"claim_ore\":" claim ",\"earned_bp\":9000,\"ceiling_ore\":80,\"payable_ore\":0,"             \
    "\"rule_version\":1,\"documented_ore\":62,\"required_sign_off\":\"management\"}}"
#define DECIDED(verdict, ore, input)                                                               \
    "{\"rule_version\":1,\"verdict\":\"" verdict "\",\"amount_ore\":" ore "," input "}"
#define RATE(percent, supplement)                                                                  \
    "{\"reference_percent\":\"" percent "\",\"supplement_bp\":" supplement "}"
#define CEILINGS(ore)                                                                              \
    "{\"sign_off\":\"management\",\"ceilings\":[{\"numerator\":15,\"denominator\":100,"            \
    "\"ceiling_ore\":" ore "},{\"numerator\":20,\"denominator\":100,\"ceiling_ore\":100}]}"
#define EFFECT_OF(application, before, after)                                                      \
    "{\"application\":" application                                                                \
    ",\"before\":" CEILINGS(before) ",\"after\":" CEILINGS(after) "}"
#define RULED_INPUT(award)                                                                         \
    "\"input\":{\"rulings\":{},\"ruled\":{\"INSTALMENT_40_PCT\":\"cumulative\"},"                  \
    "\"awards\":[[" award "],[2,100,40,0]]}"
#define RULED(affected, effects, award)                                                            \
    "{\"rule_version\":1,\"affected\":" affected ",\"effects\":[" effects                          \
    "]," RULED_INPUT(award) "}"
#define RULED_LONG                                                                                 \
    "{\"rule_version\":1,\"affected\":1,\"effects\":null," RULED_INPUT("1,100,50,0") "}"
#define SHARES(reading)                                                                              \
    "{\"pool_ore\":1000,\"reading\":" reading                                                        \
    ",\"applicants\":[{\"application\":1,\"cvr\":\"10000001\",\"municipalities\":1,"                 \
    "\"applied_ore\":900,\"guarantee_ore\":100,\"size\":3},{\"application\":2,\"cvr\":\"10000002\"," \
    "\"municipalities\":1,\"applied_ore\":800,\"guarantee_ore\":100,\"size\":1}]}"
#define SHARED(before, after)                                                                              \
    "{\"rule_version\":1,\"affected\":2,\"effects\":[{\"application\":1,\"before\":{\"award_ore\":" before \
    "},\"after\":{\"award_ore\":" after "}},{\"application\":2,\"before\":{\"award_ore\":"                 \
    "null},\"after\":{\"award_ore\":300}}],\"input\":{\"before\":" SHARES(                                 \
        "null") ",\"after\":" SHARES("\"floor_first\"") "}}"

/* In the order in which they are taken: a proposal is what the decision behind it is made from. */
static const struct row money_rows[] = {
    {"confirm", "fsm2-2019", "{}", PUBLISHED("14800000000", "1571911200000000"), 0, 0,
        DECISION_SAME, ""},
    {"confirm", "fsm2-2019", "{}", PUBLISHED("14800000001", "1571911200000000"), 0, 0,
        DECISION_DIFFERS, "pool_ore: 14800000001 is stored, the rule gives 14800000000"},
    {"confirm", "fsm2-2019", "{}", PUBLISHED("14800000000", "1571911200000001"), 0, 0,
        DECISION_DIFFERS, "last_on_time_us: 1571911200000001 is stored"},
    {"confirm", "x", "{}", PUBLISHED("1", "1"), 0, 0, DECISION_UNKNOWN, "definition is missing"},
    {"confirm", "x", "{}", "{\"kind\":\"mileage\",\"year\":2016}", 0, 0, DECISION_NONE, ""},
    {"decide_award", "x", "{}", "{\"verdict\":\"award\",\"rule_version\":0}", 0, 0,
        DECISION_DIFFERS, "it names rule version 0, which this program does not have"},
    {"propose_award", "fsm2-2019", "{}", "{\"rule_version\":2}", 0, 0, DECISION_DIFFERS,
        "it names rule version 2, which this program does not have"},
    /* 40 of 100 and 30 of 20 count, of the former 10 less than were spent: driven too dearly. */
    {"submit_accounts", "x", SPENT(DRIVEN), ACCOUNTED("60", RATED("10")), 0, 0, DECISION_SAME, ""},
    {"submit_accounts", "x", SPENT(DRIVEN), ACCOUNTED("61", RATED("10")), 0, 0, DECISION_DIFFERS,
        "documented_ore: 61 is stored, the rule gives 60"},
    {"submit_accounts", "x", SPENT(DRIVEN), ACCOUNTED("60", RATED("9")), 0, 0, DECISION_DIFFERS,
        "cut_ore: 9 is stored, the rule gives 10"},
    {"submit_accounts", "x", SPENT(DRIVEN), ACCOUNTED("60", ""), 0, 0, DECISION_DIFFERS,
        "mileage: not all that was sent"},
    {"submit_accounts", "x", SPENT(""), ACCOUNTED("60", RATED("10")), 0, 0, DECISION_DIFFERS,
        "mileage: line is not what was sent"},
    {"submit_accounts", "x", SPENT(""), "{\"rule_version\":1,\"documented_ore\":60}", 0, 0,
        DECISION_UNKNOWN, "the entry does not say what was approved"},
    {"submit_accounts", "x", SPENT(""), "{\"rule_version\":1,\"approved\":[]}", 0, 0,
        DECISION_DIFFERS, "its lines are not those that were approved"},
    {"submit_accounts", "x", "{}", "{\"rule_version\":1,\"approved\":[]}", 0, 0, DECISION_DIFFERS,
        "its lines are not those that were approved"},
    {"endorse_accounts", "x", "{}", "{\"opinion\":\"emphasis\",\"satisfies\":true}", 0, 0,
        DECISION_SAME, ""},
    {"endorse_accounts", "x", "{}", "{\"opinion\":\"qualified\",\"satisfies\":true}", 0, 0,
        DECISION_DIFFERS, "satisfies"},
    {"draw_vouchers", "x", "{}", "{\"sample\":[{\"ore\":4},{\"ore\":5}]}", 0, 0, DECISION_DIFFERS,
        "read"},
    {"judge_vouchers", "x", JUDGED, "{\"accepted_ore\":7,\"asked_ore\":9}", 0, 0, DECISION_SAME,
        ""},
    {"judge_vouchers", "x", JUDGED, "{\"accepted_ore\":7,\"asked_ore\":8}", 0, 0, DECISION_DIFFERS,
        "asked_ore: 8 is stored, the rule gives 9"},
    {"judge_vouchers", "x", JUDGED, "{\"accepted_ore\":8,\"asked_ore\":0}", 0, 0, DECISION_DIFFERS,
        "accepted_ore: 8 is stored, the rule gives 7"},
    {"propose_line", "x", LINE("2018", "50"), NEXT("2018", "50"), 0, 0, DECISION_SAME, ""},
    {"give_line", "x", "{}", GIVEN("give", "50"), 0, 0, DECISION_SAME, ""},
    {"give_line", "x", "{}", GIVEN("give", "51"), 0, 0, DECISION_DIFFERS, "gives 50"},
    {"propose_line", "x", LINE("2018", "49"), NEXT("2018", "49"), 0, 0, DECISION_DIFFERS,
        "amount_ore: 49 is stored, the rule gives 50"},
    {"give_line", "x", "{}", GIVEN("give", "49"), 0, 0, DECISION_DIFFERS, "the rule gives 50"},
    {"give_line", "x", "{}", GIVEN("decline", "49"), 0, 0, DECISION_SAME, ""},
    {"propose_line", "x", LINE("2019", "50"), NEXT("2019", "50"), 0, 0, DECISION_DIFFERS,
        "year: 2019 is stored, the rule gives 2018"},
    {"propose_line", "x", LINE("2018", "50"), NEXT("2019", "50"), 0, 0, DECISION_DIFFERS, "year"},
    {"propose_line", "x", "{}", "{\"rule_version\":1}", 0, 0, DECISION_DIFFERS, "cannot be read"},
    {"propose_line", "x", "{}",
        "{\"rule_version\":1,\"input\":{\"year_by_year\":false,\"lines\":[],\"given\":[]}}", 0, 0,
        DECISION_DIFFERS, "every line is given"},
    /* 62 of 100 documented, 80 paid. */
    {"propose_claim", "fsm2-2019", CLAIMED("18", "18"), FINAL, 0, 0, DECISION_SAME, ""},
    {"decide_claim", "fsm2-2019", "{}", DECIDED("claim", "18", FINAL_INPUT), 18, 0, DECISION_SAME,
        ""},
    {"decide_claim", "fsm2-2019", "{}", DECIDED("claim", "17", FINAL_INPUT), 17, 0,
        DECISION_DIFFERS, "amount_ore: 17 is stored, the rule gives 18"},
    {"decide_claim", "fsm2-2019", "{}", DECIDED("claim", "18", FINAL_INPUT), 17, 0,
        DECISION_DIFFERS, "posted_ore: 17 is stored, the rule gives 18"},
    {"decide_claim", "fsm2-2019", "{}", DECIDED("claim", "18", "\"input\":{}"), 18, 0,
        DECISION_DIFFERS, "its inputs cannot be read"},
    {"decide_claim", "x", "{}", DECIDED("claim", "18", FINAL_INPUT), 18, 0, DECISION_UNKNOWN,
        "the call's definition is missing"},
    {"decide_claim", "x", "{}", DECIDED("decline", "0", "\"input\":null"), 0, 0, DECISION_SAME, ""},
    {"propose_claim", "fsm2-2019", CLAIMED("17", "18"), FINAL, 0, 0, DECISION_DIFFERS,
        "amount_ore: 17 is stored, the rule gives 18"},
    {"decide_claim", "fsm2-2019", "{}", DECIDED("claim", "17", FINAL_INPUT), 17, 0,
        DECISION_DIFFERS, "amount_ore: 17 is stored, the rule gives 18"},
    {"propose_claim", "fsm2-2019", CLAIMED("18", "19"), FINAL, 0, 0, DECISION_DIFFERS,
        "claim_ore: 19 is stored, the rule gives 18"},
    {"propose_claim", "fsm2-2019", CLAIMED("18", "18"), "{\"rule_version\":1}", 0, 0,
        DECISION_UNKNOWN, "the entry does not say what it was computed from"},
    {"propose_claim", "fsm2-2019", CLAIMED("18", "18"), "{\"rule_version\":1,\"input\":{}}", 0, 0,
        DECISION_DIFFERS, "its inputs cannot be read"},
    /* What officers say is no rule's, and still what the decision is made from. */
    {"propose_claim", "fsm2-2019", "{\"cause\":\"terms\",\"amount_ore\":9}",
        "{\"rule_version\":1,\"input\":null}", 0, 0, DECISION_NONE, ""},
    {"decide_claim", "fsm2-2019", "{}", DECIDED("claim", "9", "\"input\":null"), 9, 0,
        DECISION_SAME, ""},
    {"propose_interest", "", RATE("-0.65", "800"), "{\"rate_bp\":735}", 0, 0, DECISION_SAME, ""},
    {"decide_interest", "", "{}", "{\"rate_bp\":735}", 0, 0, DECISION_SAME, ""},
    {"decide_interest", "", "{}", "{\"rate_bp\":736}", 0, 0, DECISION_DIFFERS, "gives 735"},
    {"propose_interest", "", RATE("3.25", "700"), "{\"rate_bp\":1026}", 0, 0, DECISION_DIFFERS,
        "rate_bp: 1026 is stored, the rule gives 1025"},
    /* 50 of 100 were paid on part accounts: with 15 of 100 there are 90 in all by either reading.
     * Of 40 paid there are 80, or 90. */
    {"propose_ruling", "fsm2-2019", "{}", RULED("1", EFFECT_OF("2", "80", "90"), "1,100,50,0"), 0,
        0, DECISION_SAME, ""},
    {"confirm_ruling", "fsm2-2019", "{}", RULED("1", EFFECT_OF("2", "80", "91"), "1,100,50,0"), 0,
        0, DECISION_DIFFERS, "effects: the rule gives others of application 2"},
    {"confirm_ruling", "fsm2-2019", "{}", RULED("1", EFFECT_OF("2", "81", "90"), "1,100,50,0"), 0,
        0, DECISION_DIFFERS, "effects: the rule gives others of application 2"},
    {"confirm_ruling", "fsm2-2019", "{}", RULED("1", "", "1,100,40,0"), 0, 0, DECISION_DIFFERS,
        "effects: the rule gives others of application 1"},
    {"confirm_ruling", "fsm2-2019", "{}",
        RULED("2", EFFECT_OF("1", "80", "90") "," EFFECT_OF("2", "80", "90"), "1,100,50,0"), 0, 0,
        DECISION_DIFFERS, "affected: 2 is stored, the rule gives 1"},
    {"confirm_ruling", "fsm2-2019", "{}",
        RULED("1", EFFECT_OF("1", "80", "90") "," EFFECT_OF("2", "80", "90"), "1,100,50,0"), 0, 0,
        DECISION_DIFFERS, "effects: 2 is stored, the rule gives 1"},
    {"confirm_ruling", "fsm2-2019", "{}", RULED_LONG, 0, 0, DECISION_SAME, ""},
    {"confirm_ruling", "fsm2-2019", "{}", "{\"rule_version\":1,\"affected\":1,\"input\":null}", 0,
        0, DECISION_UNKNOWN, "the entry does not say what its effects follow from"},
    {"confirm_ruling", "fsm2-2019", "{}",
        "{\"rule_version\":1,\"input\":{\"awards\":[],\"rulings\":{\"X\":\"y\"},\"ruled\":{}}}", 0,
        0, DECISION_DIFFERS, "its inputs cannot be read"},
    {"confirm_ruling", "x", "{}", RULED_LONG, 0, 0, DECISION_UNKNOWN, "definition is missing"},
    {"confirm_ruling", "x", "{}", SHARED("null", "700"), 0, 0, DECISION_SAME, ""},
    {"confirm_ruling", "fsm2-2019", "{}", SHARED("null", "701"), 0, 0, DECISION_DIFFERS,
        "effects: the rule gives others of application 1"},
    {"confirm_ruling", "fsm2-2019", "{}", "{\"rule_version\":1,\"input\":{\"before\":{}}}", 0, 0,
        DECISION_DIFFERS, "its inputs cannot be read"},
};

#endif
