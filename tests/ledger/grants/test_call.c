/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ledger/grants/fixture.h"

static const char *const names[] = {
    "opkval-2017", "fsm2-2019", "ambassadoer-2018", "ressource-2019", "rehab-2016"};

/* The closed list: what each text leaves unclear, and nothing else. */
static const struct {
    const char *call;
    const char *codes[10];
} unclear[] = {
    {"opkval-2017", {"THRESHOLD_GAP", "FLOOR_AND_KEY", "ANNEX_MISSING", "UNALLOCATED_RESIDUE",
                        "SENT_NOT_RECEIVED"}},
    {"fsm2-2019", {"THRESHOLD_GAP", "INSTALMENT_40_PCT", "CRITERIA_UNWEIGHTED", "FORM_NOT_LISTED",
                      "ANNEX_MISSING", "SENT_NOT_RECEIVED"}},
    {"ambassadoer-2018", {"CRITERIA_UNWEIGHTED", "ELIGIBLE_TWICE", "UNALLOCATED_RESIDUE",
                             "START_BEFORE_ANSWER", "SENT_NOT_RECEIVED"}},
    {"ressource-2019",
        {"THRESHOLD_GAP", "CATCH_UP_75", "FIRST_WEEK", "CRITERIA_UNWEIGHTED", "DUE_DATE_TWICE",
            "ANNEX_MISSING", "START_BEFORE_ANSWER", "SENT_NOT_RECEIVED"}},
    {"rehab-2016", {"THRESHOLD_REVERSED", "THRESHOLD_GAP", "DEADLINE_NO_TIME", "CHANNEL_MAIL",
                       "NO_SPLIT", "PART_SIGN_OFF_UNSTATED", "CRITERIA_UNWEIGHTED",
                       "DUE_DATE_TWICE", "SENT_NOT_RECEIVED"}},
};

START_TEST(has_the_closed_list_of_anomalies)
{
    const struct call *call = fixture_call(unclear[_i].call);
    size_t count = 0;
    for (; unclear[_i].codes[count] != NULL; count++) {
        ck_assert_uint_lt(count, call->anomaly_count);
        ck_assert_str_eq(
            call_anomaly_code(call->anomalies[count].anomaly), unclear[_i].codes[count]);
        ck_assert_uint_gt(call->anomalies[count].reading.da.len, 0);
        ck_assert_uint_gt(call->anomalies[count].reading.en.len, 0);
    }
    ck_assert_uint_eq(call->anomaly_count, count);
}
END_TEST

/* The figures of the five texts; -1: no such figure. */
static const struct {
    const char *call;
    const char *account;
    int64_t pool_ore;
    const char *last_on_time;
    const char *from;
    const char *to;
    int64_t floor_ore;
    enum call_cap cap;
    enum call_payment_kind payment;
    int part_bp;
    int months;
    size_t criteria;
    size_t categories;
    size_t slots;
    size_t duties;
} figures[] = {
    {"opkval-2017", "17.59.21.80", KR(5300000), "2017-10-31T11:00:00.000000Z", "2017-11-01",
        "2018-12-31", KR(20000), CALL_CAP_NONE, CALL_FINAL_ONLY, 0, CALL_LETTER_DUE, 0, 5, 2, 3},
    {"fsm2-2019", "17.46.64.20", KR(148000000), "2019-10-24T10:00:00.000000Z", "2019-11-01",
        "2021-11-30", 0, CALL_CAP_ANNEX, CALL_RESULT_STEPS, 5000, 3, 5, 4, 2, 8},
    {"ambassadoer-2018", "17.59.21.80", KR(1500000), "2018-01-26T11:00:00.000000Z", "2018-02-01",
        "2018-12-31", 0, CALL_CAP_PER_UNIT, CALL_FINAL_ONLY, 0, 3, 2, 2, 2, 3},
    {"ressource-2019", "17.46.65.40", KR(61500000), "2019-11-29T11:00:00.000000Z", "2019-12-15",
        "2021-12-31", 0, CALL_CAP_ANNEX, CALL_INDEPENDENT_PARTS, 7500, 3, 4, 3, 2, 8},
    {"rehab-2016", "17.59.21.10", KR(7700000), "2016-10-07T21:59:59.999999Z", "2016-11-01",
        "2017-10-31", 0, CALL_CAP_NONE, CALL_NO_SPLIT, 0, 3, 5, 7, 3, 2},
};

START_TEST(has_the_figures_of_its_text)
{
    const struct call *call = fixture_call(figures[_i].call);
    int64_t last_us = 0;
    ck_assert_int_eq(moment_parse(span_from(figures[_i].last_on_time), &last_us), STATUS_OK);
    ck_assert(span_is(call->name, figures[_i].call));
    ck_assert(span_is(call->appropriation.account, figures[_i].account));
    ck_assert_int_eq(call->pool_ore, figures[_i].pool_ore);
    ck_assert_int_eq(call->deadline.last_on_time_us, last_us);
    ck_assert_int_eq(call->project.from, fixture_day(figures[_i].from));
    ck_assert_int_eq(call->project.to, fixture_day(figures[_i].to));
    ck_assert_int_eq(call->limits.floor_ore, figures[_i].floor_ore);
    ck_assert_uint_eq(call->limits.cap, figures[_i].cap);
    ck_assert_uint_eq(call->payment.kind, figures[_i].payment);
    ck_assert_int_eq(call->payment.part_bp, figures[_i].part_bp);
    ck_assert_int_eq(call->due.months_after_end, figures[_i].months);
    ck_assert_uint_eq(call->criteria.count, figures[_i].criteria);
    ck_assert_uint_eq(call->category_count, figures[_i].categories);
    ck_assert_uint_eq(call->slot_count, figures[_i].slots);
    ck_assert_uint_eq(call->duties.count, figures[_i].duties);
}
END_TEST

START_TEST(reads_what_only_one_call_has)
{
    const struct call *opkval = fixture_call("opkval-2017");
    ck_assert_uint_eq(opkval->focus_areas.count, 7);
    ck_assert_uint_eq(opkval->applicants.joint, CALL_JOINT_ONE_LEAD);
    ck_assert(opkval->applicants.one_per_municipality && opkval->payment.year_by_year);
    ck_assert(opkval->certificate_required && opkval->reports[CALL_REPORT_FINAL].exists);
    ck_assert(call_category_find(opkval, SPAN("audit"))->only_if_auditor);
    ck_assert_ptr_null(call_category_find(opkval, SPAN("pay")));
    ck_assert(call_items_has(&opkval->never_eligible, SPAN("municipal_pay")));
    const struct call *fsm2 = fixture_call("fsm2-2019");
    ck_assert_int_eq(fsm2->applicants.later_start_from, fixture_day("2020-01-01"));
    ck_assert_int_eq(fsm2->payment.steps[0].total_bp, 9000);
    ck_assert_int_eq(fsm2->payment.steps[1].total_bp, 10000);
    ck_assert(fsm2->budget.per_year && fsm2->budget.notes_required);
    ck_assert_uint_eq(fsm2->budget.note_contents.count, 3);
    ck_assert(fsm2->co_financing_expected);
    const struct call *ambassador = fixture_call("ambassadoer-2018");
    ck_assert_int_eq(ambassador->limits.per_unit_ore, KR(150000));
    ck_assert_int_eq(ambassador->limits.units_in_all, 10);
    ck_assert(ambassador->budget.unit_hours && !ambassador->sign_off.threshold);
    const struct call *resource = fixture_call("ressource-2019");
    ck_assert_uint_eq(resource->payment.part_count, 2);
    ck_assert_int_eq(resource->payment.parts[0].result.first_week, 2020);
    ck_assert_uint_eq(resource->reports[CALL_REPORT_STATUS].topic_count, 2);
    const struct call *rehab = fixture_call("rehab-2016");
    ck_assert(rehab->applicants.required_kinds[CALL_REGION]);
    ck_assert_uint_eq(rehab->preconditions.count, 4);
    ck_assert_uint_eq(rehab->reports[CALL_REPORT_FINAL].topic_count, 3);
    ck_assert(!rehab->reports[CALL_REPORT_FINAL].condition_of_payment);
    ck_assert_ptr_null(call_annex_find(rehab, SPAN("caps")));
}
END_TEST

/* Both calls on one account describe the same appropriation. */
START_TEST(agrees_on_the_shared_appropriation)
{
    const struct call_appropriation *a = &fixture_call("opkval-2017")->appropriation;
    const struct call_appropriation *b = &fixture_call("ambassadoer-2018")->appropriation;
    ck_assert(a->id.len == b->id.len && memcmp(a->id.data, b->id.data, a->id.len) == 0);
    ck_assert_int_eq(a->amount_ore, b->amount_ore);
    ck_assert_uint_eq(a->share_count, b->share_count);
    int64_t sum = 0;
    for (size_t i = 0; i < a->share_count; i++) {
        ck_assert_int_eq(a->shares[i].amount_ore, b->shares[i].amount_ore);
        sum += a->shares[i].amount_ore;
    }
    ck_assert_int_eq(sum, KR(9800000));
}
END_TEST

START_TEST(refuses_what_is_too_large)
{
    char *text = calloc(1, CALL_TEXT_MAX + 1);
    const struct call *call = NULL;
    struct call_error error = {.line = 7, .reason = NULL};
    ck_assert_ptr_nonnull(text);
    struct span span = {.data = text, .len = CALL_TEXT_MAX + 1};
    ck_assert_int_eq(call_parse(fixture_arena, span, &call, &error), STATUS_LIMIT);
    ck_assert_ptr_null(call);
    ck_assert_uint_eq(error.line, 7);
    free(text);
}
END_TEST

START_TEST(survives_every_exhausted_arena)
{
    struct span text = fixture_file(arena_printf(fixture_arena, "calls/%s.json", names[_i]));
    enum status status = STATUS_LIMIT;
    for (size_t limit = 64; status != STATUS_OK; limit += 64) {
        struct arena *arena = arena_create(limit);
        const struct call *call = NULL;
        struct call_error error = {.line = 0, .reason = NULL};
        status = call_parse(arena, text, &call, &error);
        ck_assert(status == STATUS_OK || (status == STATUS_LIMIT && call == NULL));
        arena_destroy(arena);
        ck_assert_uint_lt(limit, FIXTURE_ARENA);
    }
}
END_TEST

START_TEST(names_only_what_exists)
{
    ck_assert_str_eq(call_signer_name(CALL_SIGNER_NONE), "");
    ck_assert_str_eq(call_signer_name(CALL_SIGNER_AUDITOR), "auditor");
    ck_assert(call_code_valid(SPAN("a1_b")) && !call_code_valid(SPAN("")));
    ck_assert(!call_code_valid(SPAN("1a")) && !call_code_valid(SPAN("aB")));
    ck_assert(!call_code_valid(SPAN("a2345678901234567890123456789012345678901")));
    ck_assert(call_cvr_valid(SPAN("10000001")) && !call_cvr_valid(SPAN("1000000")));
    ck_assert(!call_cvr_valid(SPAN("1000000a")));
}
END_TEST

/* The texts say nothing of vouchers; a definition may. */
START_TEST(a_call_may_have_its_own_rule_of_vouchers)
{
    const struct call *call = NULL;
    struct call_error error = {.line = 0, .reason = NULL};
    struct span text = fixture_change(fixture_file("calls/fsm2-2019.json"), "\"v\": 1,",
        "\"v\": 1, \"vouchers\": {\"always_from_ore\": 1, \"draws\": 5, \"days\": 30},", NULL);
    ck_assert_int_eq(call_parse(fixture_arena, text, &call, &error), STATUS_OK);
}
END_TEST

int main(void)
{
    TCase *calls = fixture_case("call");
    tcase_add_loop_test(calls, has_the_closed_list_of_anomalies, 0, (int)COUNT_OF(unclear));
    tcase_add_loop_test(calls, has_the_figures_of_its_text, 0, (int)COUNT_OF(figures));
    tcase_add_test(calls, a_call_may_have_its_own_rule_of_vouchers);
    tcase_add_test(calls, reads_what_only_one_call_has);
    tcase_add_test(calls, agrees_on_the_shared_appropriation);
    tcase_add_test(calls, refuses_what_is_too_large);
    tcase_add_loop_test(calls, survives_every_exhausted_arena, 0, (int)COUNT_OF(names));
    tcase_add_test(calls, names_only_what_exists);
    return harness_run("ledger/grants/call", calls);
}
