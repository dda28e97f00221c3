/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/instalment.h"
#include "tests/ledger/grants/fixture.h"

#define COMPLETE                                                                                   \
    "\"sign_off\":\"auditor\",\"lines_given\":true,\"final_report\":true,\"status_report\":true,"  \
    "\"case_review\":true,\"part_number\":1"
#define SUMS(accounts, award, documented, part, final)                                             \
    "{\"accounts\":\"" accounts "\",\"award_ore\":" #award ",\"documented_ore\":" #documented      \
    ",\"paid_part_ore\":" #part ",\"paid_final_ore\":" #final ","
#define NO_RESULTS         ",\"results\":[],\"rulings\":{}}"
#define RESULT(code, n, d) "{\"code\":\"" code "\",\"numerator\":" #n ",\"denominator\":" #d "}"
#define WORK(n)            ",\"results\":[" RESULT("work_or_education", n, 100) "],\"rulings\":{}}"
#define PARTS(p, q)                                                                                \
    ",\"results\":[" RESULT("placement", p, 100) "," RESULT(                                       \
        "paid_or_education", q, 100) "],\"rulings\":{}}"

/* The worked examples first, then what else can happen. Amounts in øre. */
static const struct {
    const char *call;
    const char *input;
    int64_t payable_ore;
    int64_t claim_ore;
    const char *missing; /* "code/who " of each; "" when nothing is missing */
} rows[] = {
    {"fsm2-2019", SUMS("part", 100000000, 62000000, 0, 0) COMPLETE NO_RESULTS, KR(500000), 0, ""},
    {"fsm2-2019", SUMS("final", 100000000, 105000000, 50000000, 0) COMPLETE WORK(14), 0, 0, ""},
    {"fsm2-2019", SUMS("final", 100000000, 105000000, 50000000, 0) COMPLETE WORK(15), KR(400000), 0,
        ""},
    {"fsm2-2019", SUMS("final", 100000000, 45000000, 50000000, 0) COMPLETE WORK(20), 0, KR(50000),
        ""},
    {"ressource-2019", SUMS("part", 80000000, 70000000, 30000000, 0) COMPLETE NO_RESULTS,
        KR(300000), 0, ""},
    {"ressource-2019", SUMS("final", 80000000, 65000000, 60000000, 0) COMPLETE PARTS(35, 15),
        KR(50000), 0, ""},
    {"opkval-2017", SUMS("final", 7500000, 8000000, 0, 0) COMPLETE NO_RESULTS, KR(75000), 0, ""},

    /* part accounts never claim; documented caps */
    {"fsm2-2019", SUMS("part", 100000000, 40000000, 0, 0) COMPLETE NO_RESULTS, KR(400000), 0, ""},
    {"fsm2-2019", SUMS("part", 100000000, 40000000, 45000000, 0) COMPLETE NO_RESULTS, 0, 0, ""},
    /* below 15 per cent only what is not documented goes back */
    {"fsm2-2019", SUMS("final", 100000000, 45000000, 50000000, 0) COMPLETE WORK(14), 0, KR(50000),
        ""},
    {"fsm2-2019", SUMS("final", 100000000, 105000000, 0, 0) COMPLETE WORK(14), 0, 0, ""},
    /* an award amended below what was paid is claimed back in every call */
    {"fsm2-2019", SUMS("final", 40000000, 105000000, 50000000, 0) COMPLETE WORK(14), 0, KR(100000),
        ""},
    {"opkval-2017", SUMS("final", 5000000, 8000000, 0, 7500000) COMPLETE NO_RESULTS, 0, KR(25000),
        ""},
    {"rehab-2016", SUMS("final", 15000000, 20000000, 20000000, 0) COMPLETE NO_RESULTS, 0, KR(50000),
        ""},
    /* no split: what each accounts document */
    {"rehab-2016", SUMS("part", 30000000, 20000000, 0, 0) COMPLETE NO_RESULTS, KR(200000), 0, ""},
    {"rehab-2016", SUMS("final", 30000000, 40000000, 20000000, 0) COMPLETE NO_RESULTS, KR(100000),
        0, ""},
    /* catch up to 75 per cent without results; nothing claimed that they may still earn */
    {"ressource-2019", SUMS("final", 80000000, 80000000, 40000000, 0) COMPLETE NO_RESULTS,
        KR(200000), 0, ""},
    {"ressource-2019", SUMS("final", 80000000, 80000000, 70000000, 0) COMPLETE NO_RESULTS, 0, 0,
        ""},
    {"ressource-2019", SUMS("final", 80000000, 80000000, 70000000, 0) COMPLETE PARTS(0, 0), 0,
        KR(100000), ""},
    {"ressource-2019", SUMS("final", 80000000, 50000000, 70000000, 0) COMPLETE NO_RESULTS, 0,
        KR(200000), ""},

    /* while anything is missing nothing is payable and nothing claimed */
    {"fsm2-2019",
        SUMS("part", 100000000, 62000000, 0, 0) "\"sign_off\":null,\"lines_given\":false,"
                                                "\"final_report\":false,\"status_report\":false,"
                                                "\"case_review\":false,"
                                                "\"part_number\":1" NO_RESULTS,
        0, 0, "sign_off/management "},
    {"fsm2-2019",
        SUMS("part", 100000000, 62000000, 0,
            0) "\"sign_off\":\"management\","
               "\"lines_given\":false,\"final_report\":false,\"status_report\":false,"
               "\"case_review\":false,\"part_number\":2" NO_RESULTS,
        0, 0, "part_payments_used/officer "},
    {"fsm2-2019",
        SUMS("final", 100000000, 45000000, 50000000,
            0) "\"sign_off\":\"management\","
               "\"lines_given\":false,\"final_report\":false,\"status_report\":false,"
               "\"case_review\":false,\"part_number\":1" NO_RESULTS,
        0, 0, "sign_off/external_auditor result/officer "},
    {"ressource-2019",
        SUMS("part", 80000000, 70000000, 0,
            0) "\"sign_off\":\"management\","
               "\"lines_given\":false,\"final_report\":false,\"status_report\":false,"
               "\"case_review\":false,\"part_number\":9" NO_RESULTS,
        0, 0, "status_report/applicant case_review/applicant "},
    {"ressource-2019",
        SUMS("final", 80000000, 70000000, 0,
            0) "\"sign_off\":\"auditor\","
               "\"lines_given\":false,\"final_report\":false,\"status_report\":false,"
               "\"case_review\":false,\"part_number\":1" PARTS(35, 15),
        0, 0, "final_report/applicant "},
    {"opkval-2017",
        SUMS("final", 7500000, 8000000, 0,
            0) "\"sign_off\":\"management\","
               "\"lines_given\":false,\"final_report\":false,\"status_report\":false,"
               "\"case_review\":false,\"part_number\":1" NO_RESULTS,
        0, 0, "final_report/applicant lines_given/officer "},
    {"opkval-2017", SUMS("part", 7500000, 8000000, 0, 0) COMPLETE NO_RESULTS, 0, 0,
        "no_part_payment/officer "},
    {"rehab-2016",
        SUMS("final", 10000000, 8000000, 0,
            0) "\"sign_off\":\"management\","
               "\"lines_given\":false,\"final_report\":false,\"status_report\":false,"
               "\"case_review\":false,\"part_number\":1,\"results\":[],\"rulings\":{}}",
        0, 0, "sign_off/external_auditor "},
    {"rehab-2016",
        SUMS("final", 10000000, 8000000, 0,
            0) "\"sign_off\":\"management\","
               "\"lines_given\":false,\"final_report\":false,\"status_report\":false,"
               "\"case_review\":false,\"part_number\":1,\"results\":[],"
               "\"rulings\":{\"THRESHOLD_REVERSED\":\"corrected\"}}",
        KR(80000), 0, ""},
};

static const struct json *parsed(const char *text)
{
    const struct json *json = NULL;
    struct json_error error;
    ck_assert_int_eq(json_parse(fixture_arena, span_from(text), &json, &error), STATUS_OK);
    return json;
}

START_TEST(computes_each_row)
{
    const struct call *call = fixture_call(rows[_i].call);
    struct instalment_input input;
    ck_assert_int_eq(instalment_read(fixture_arena, parsed(rows[_i].input), &input), STATUS_OK);
    struct instalment instalment = instalment_compute(call, &input);
    struct buffer missing;
    buffer_init(&missing, 1000);
    for (size_t i = 0; i < INSTALMENT_MISSING_COUNT; i++) {
        if (instalment.missing[i]) {
            buffer_printf(&missing, "%s/%s ", instalment_missing_code((enum instalment_missing)i),
                instalment_missing_who((enum instalment_missing)i));
        }
    }
    ck_assert(span_is(buffer_span(&missing), rows[_i].missing));
    buffer_free(&missing);
    ck_assert(instalment.complete == (rows[_i].missing[0] == '\0'));
    ck_assert_int_eq(instalment.payable_ore, rows[_i].payable_ore);
    ck_assert_int_eq(instalment.claim_ore, rows[_i].claim_ore);
}
END_TEST

static void check_written(const char *call, const char *text, const char *expected)
{
    struct instalment_input input;
    ck_assert_int_eq(instalment_read(fixture_arena, parsed(text), &input), STATUS_OK);
    struct instalment instalment = instalment_compute(fixture_call(call), &input);
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, 4000);
    json_writer_init(&writer, &out);
    instalment_put(&instalment, &writer, NULL);
    ck_assert(!out.failed);
    ck_assert_msg(span_is(buffer_span(&out), expected), "%.*s", (int)out.len, out.data);
    buffer_free(&out);
}

START_TEST(writes_what_goes_into_the_record)
{
    check_written("fsm2-2019", SUMS("part", 100000000, 62000000, 0, 0) COMPLETE NO_RESULTS,
        "{\"rule_version\":1,\"accounts\":\"part\",\"award_ore\":100000000,"
        "\"documented_ore\":62000000,\"paid_ore\":0,\"required_sign_off\":\"management\","
        "\"earned_bp\":5000,\"ceiling_ore\":50000000,\"payable_ore\":50000000,\"claim_ore\":0,"
        "\"missing\":[]}");
    check_written("fsm2-2019", SUMS("final", 100000000, 62000000, 0, 0) COMPLETE NO_RESULTS,
        "{\"rule_version\":1,\"accounts\":\"final\",\"award_ore\":100000000,"
        "\"documented_ore\":62000000,\"paid_ore\":0,\"required_sign_off\":\"auditor\","
        "\"earned_bp\":null,\"ceiling_ore\":null,\"payable_ore\":0,\"claim_ore\":0,"
        "\"missing\":[{\"code\":\"result\",\"who\":\"officer\"}]}");
    check_written("opkval-2017", SUMS("part", 100, 0, 0, 0) COMPLETE NO_RESULTS,
        "{\"rule_version\":1,\"accounts\":\"part\",\"award_ore\":100,"
        "\"documented_ore\":0,\"paid_ore\":0,\"required_sign_off\":null,"
        "\"earned_bp\":0,\"ceiling_ore\":0,\"payable_ore\":0,\"claim_ore\":0,"
        "\"missing\":[{\"code\":\"no_part_payment\",\"who\":\"officer\"}]}");
}
END_TEST

/* One thing wrong with an input that is otherwise whole. */
static const struct {
    const char *old;
    const char *new;
} faults[] = {
    {"\"accounts\":\"part\"", "\"accounts\":\"all\""},
    {"\"accounts\":\"part\"", "\"accounts\":1"},
    {"\"award_ore\":100", "\"award_ore\":-1"},
    {"\"award_ore\":100", "\"award_ore\":1000000000000001"},
    {"\"documented_ore\"", "\"documented\""},
    {"\"paid_part_ore\":0", "\"paid_part_ore\":null"},
    {"\"paid_final_ore\":0", "\"paid_final_ore\":\"0\""},
    {"\"sign_off\":\"auditor\"", "\"sign_off\":\"nobody\""},
    {"\"sign_off\":\"auditor\",", ""},
    {"\"lines_given\":true", "\"lines_given\":1"},
    {"\"final_report\":true", "\"final_report\":1"},
    {"\"status_report\":true", "\"status_report\":1"},
    {"\"case_review\":true", "\"case_review\":1"},
    {"\"part_number\":1", "\"part_number\":-1"},
    {"\"part_number\":1", "\"part_number\":1001"},
    {"\"part_number\":1", "\"part_number\":true"},
    {"\"results\":[]", "\"results\":{}"},
    {"\"results\":[]", "\"result\":[]"},
    {"\"results\":[]", "\"results\":[" RESULT("x", 2, 1) "]"},
    {"\"results\":[]", "\"results\":[" RESULT("x", 0, 0) "]"},
    {"\"results\":[]", "\"results\":[" RESULT("x", -1, 1) "]"},
    {"\"results\":[]", "\"results\":[" RESULT("x", 1, 1000000001) "]"},
    {"\"results\":[]", "\"results\":[{\"code\":\"x\",\"numerator\":1}]"},
    {"\"results\":[]", "\"results\":[{\"code\":\"x\"}]"},
    {"\"results\":[]", "\"results\":[1]"},
    {"\"results\":[]", "\"results\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"},
    {"\"rulings\":{}", "\"rulings\":[]"},
};

START_TEST(refuses_each_fault)
{
    struct span text = span_from(SUMS("part", 100, 0, 0, 0) COMPLETE NO_RESULTS);
    struct span changed = fixture_change(text, faults[_i].old, faults[_i].new, NULL);
    struct instalment_input input = {.part_number = 7};
    ck_assert_int_eq(
        instalment_read(fixture_arena, parsed(arena_text(fixture_arena, changed)), &input),
        STATUS_INVALID);
    ck_assert_int_eq(input.part_number, 7);
}
END_TEST

START_TEST(says_when_the_arena_is_full)
{
    const struct json *json = parsed(SUMS("part", 100, 0, 0, 0) COMPLETE NO_RESULTS);
    struct arena *arena = arena_create(1);
    struct instalment_input input;
    ck_assert_int_eq(instalment_read(arena, json, &input), STATUS_LIMIT);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *instalment = fixture_case("instalment");
    tcase_add_loop_test(instalment, computes_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(instalment, writes_what_goes_into_the_record);
    tcase_add_loop_test(instalment, refuses_each_fault, 0, (int)COUNT_OF(faults));
    tcase_add_test(instalment, says_when_the_arena_is_full);
    return harness_run("ledger/grants/instalment", instalment);
}
