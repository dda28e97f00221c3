/* SPDX-License-Identifier: EUPL-1.2 */
/* Each row plants one fault in a shipped definition and must be refused with its reason. */
#include "tests/ledger/grants/fixture.h"

static const struct {
    const char *call;
    const char *old;
    const char *new;
    const char *reason; /* how it begins */
    bool here;          /* the refused line is the changed one */
} rows[] = {
    /* grammar */
    {"fsm2-2019", "{\n", "[\n", "", false},
    {"fsm2-2019", "\"v\": 1", "\"v\": 2", "not a whole number within bounds: v", true},
    {"fsm2-2019", "\"v\": 1", "\"v\": 1.0", "", true},
    {"fsm2-2019", "\"v\": 1,", "\"v\": 1, \"w\": 1,", "unknown field: w", true},
    {"fsm2-2019", "\"v\": 1,", "\"v\": 1, \"vouchers\": {},", "missing field: always", true},
    {"fsm2-2019", "\"v\": 1,",
        "\"v\": 1, \"vouchers\": {\"always_from_ore\": 1, \"draws\": 0, \"days\": 14},",
        "not a whole number within bounds: vouchers", true},
    {"fsm2-2019", "\"v\": 1,", "\"v\": 1, \"v\": 1,", "", true},
    {"fsm2-2019", "\"contact\": \"puljer@styrelsen.example\",", "", "missing field: contact",
        false},
    {"fsm2-2019", "\"fsm2-2019\"", "\"FSM2\"", "not a call's name: FSM2", true},
    {"fsm2-2019", "\"fsm2-2019\"", "\"f2\"", "not a call's name: f2", true},
    {"fsm2-2019", "\"fsm2-2019\"", "\"fsm_2\"", "not a call's name: fsm_2", true},
    {"fsm2-2019", "\"source_text\": \"001\"", "\"source_text\": \"\"", "not a text", true},
    {"fsm2-2019", "\"source_text\": \"001\"", "\"source_text\": \"00000000001\"", "text too long",
        true},
    {"fsm2-2019", "\"source_text\": \"001\"", "\"source_text\": \"0\\u202e1\"", "text too long",
        true},
    {"fsm2-2019", "\"en\": \"More to be included 2\"", "\"fr\": \"x\"", "unknown field: fr", true},
    {"fsm2-2019", "{\"da\": \"Flere skal med 2\", \"en\": \"More to be included 2\"}", "3",
        "not an object: title", true},
    {"fsm2-2019", "\"certificate_required\": false", "\"certificate_required\": 0",
        "neither true nor false", true},
    {"fsm2-2019", "\"kind\": \"portal\"", "\"kind\": \"fax\"", "not one of the allowed words: kind",
        true},
    {"fsm2-2019", "\"criteria\": [", "\"criteria\": 1, \"x\": [", "unknown field: x", true},
    {"fsm2-2019", "\"preconditions\": []", "\"preconditions\": {}", "not a list: preconditions",
        true},
    {"fsm2-2019", "\"kinds\": [\"municipality\"]", "\"kinds\": []", "too few or too many", true},
    {"fsm2-2019", "\"kinds\": [\"municipality\"]",
        "\"kinds\": [\"municipality\", \"municipality\"]", "duplicate kind", true},
    {"fsm2-2019", "\"code\": \"case_loads\"", "\"code\": \"Case\"", "not a code: Case", true},
    {"fsm2-2019", "\"code\": \"anchoring\"", "\"code\": \"case_loads\"",
        "duplicate code: case_loads", true},
    {"fsm2-2019", "[\"unit\", \"wage_rate\", \"hours\"]", "[\"unit\", \"unit\"]",
        "duplicate code: unit", true},
    {"fsm2-2019", "[\"unit\", \"wage_rate\", \"hours\"]", "[1]", "not a list of codes", true},
    {"fsm2-2019", "\"code\": \"audit\"", "\"code\": \"job_broker\"", "duplicate category", true},
    {"fsm2-2019", "\"slot\": \"budget\"", "\"slot\": \"form\"", "duplicate slot: form", true},
    {"fsm2-2019", "[\"budget\"]", "[\"plan\"]", "not a slot: plan", true},
    {"fsm2-2019", "\"annex\": \"frontrunner\", \"title\"", "\"annex\": \"caps\", \"title\"",
        "duplicate annex: caps", true},
    {"opkval-2017", "\"auditor_required\"", "\"sometimes\"", "not one of the allowed words", true},
    {"ressource-2019", "\"report\": \"final\"", "\"report\": \"status\"", "duplicate report", true},
    {"ressource-2019", "\"code\": \"case_review\", \"title\": {\"da\": \"Genn",
        "\"code\": \"activities_held\", \"title\": {\"da\": \"Genn", "duplicate topic", true},
    /* time */
    {"fsm2-2019", "Europe/Copenhagen", "Europe/Berlin", "unknown zone: Europe/Berlin", true},
    {"fsm2-2019", "2019-10-24T12:00", "2019-10-24 12:00", "not a local time", true},
    {"fsm2-2019", "2019-10-24T12:00", "2019-10-24T1200", "not a local time", true},
    {"fsm2-2019", "2019-10-24T12:00", "2019-10-32T12:00", "not a local time", true},
    {"fsm2-2019", "2019-10-24T12:00", "2019-10-24T24:00", "not a local time", true},
    {"fsm2-2019", "2019-10-24T12:00", "2019-03-31T02:30", "the clock skips this local time", true},
    {"fsm2-2019", "2019-10-24T12:00", "2019-10-27T02:30", "the clock shows this local time twice",
        true},
    {"fsm2-2019", "2019-10-24T12:00", "2019-10-24T12:01",
        "last_on_time is not the instant of the local time", true},
    {"fsm2-2019", "2019-10-24T10:00:00.000000Z", "2019-10-24T10:00:00.000001Z",
        "last_on_time is not the instant of the local time", true},
    {"fsm2-2019", "2019-10-24T10:00:00.000000Z", "2019-10-24T10:00:00+00:00", "not an instant",
        true},
    {"rehab-2016", "2016-10-07T21:59:59.999999Z", "2016-10-07T22:00:00.000000Z",
        "last_on_time is not the instant of the local time", true},
    {"rehab-2016", "\"local\": \"2016-10-07\"", "\"local\": \"2016-10-7\"", "not a local time",
        true},
    {"fsm2-2019", "\"from\": \"2019-11-01\", \"to\": \"2021-11-30\", \"stated\"",
        "\"from\": \"2021-12-01\", \"to\": \"2021-11-30\", \"stated\"",
        "period ends before it begins: project", true},
    {"fsm2-2019", "\"from\": \"2019-11-01\", \"to\": \"2021-11-30\", \"stated\"",
        "\"from\": \"2019-11-01\", \"to\": \"9999-12-31\", \"stated\"", "not a day up to 2100",
        true},
    {"fsm2-2019", "\"from\": \"2019-11-01\", \"to\": \"2021-11-30\", \"stated\"",
        "\"from\": \"2019-11-01\", \"to\": \"2101-01-01\", \"stated\"", "not a day up to 2100",
        true},
    {"fsm2-2019", "2019-10-24T10:00:00.000000Z", "9999-12-31T23:59:59.999999Z",
        "not an instant up to 2100", true},
    {"fsm2-2019", "\"from\": \"2019-11-01\", \"to\": \"2021-11-30\", \"stated\"",
        "\"from\": \"2019-11-02\", \"to\": \"2021-11-30\", \"stated\"",
        "a period stated in months has a day inside a month", true},
    {"fsm2-2019", "\"from\": \"2019-11-01\", \"to\": \"2019-11-30\"",
        "\"from\": \"2019-11-01\", \"to\": \"2019-11-29\"",
        "a period stated in months has a day inside a month", true},
    {"fsm2-2019", "\"from\": \"2019-11-01\", \"to\": \"2019-11-30\"",
        "\"from\": \"2019-09-01\", \"to\": \"2019-09-30\"",
        "the answer is expected before the deadline", true},
    {"rehab-2016", "\"from\": \"2016-11-01\", \"to\": \"2017-10-31\"",
        "\"from\": \"2015-11-01\", \"to\": \"2016-10-06\"", "the project ends before the deadline",
        true},
    {"fsm2-2019", "\"from\": \"2019-11-01\",\n      \"to\": \"2021-11-30\"",
        "\"from\": \"2021-11-30\",\n      \"to\": \"2019-11-01\"", "period ends before it begins",
        false},
    {"fsm2-2019", "\"from\": \"2019-11-01\",\n      \"to\": \"2021-11-30\"",
        "\"from\": \"2019-10-31\",\n      \"to\": \"2021-11-30\"",
        "results outside the project period", false},
    {"fsm2-2019", "\"to\": \"2021-11-30\", \"stated\"", "\"to\": \"2021-11-31\", \"stated\"",
        "not a day up to 2100: 2021-11-31", true},
    /* applicants, annexes, allocation */
    {"fsm2-2019", "\"required_kinds\": []", "\"required_kinds\": [\"region\"]",
        "a required kind may not apply", false},
    {"rehab-2016", "\"joint\": \"partners\"", "\"joint\": \"none\"",
        "several kinds are required but nobody may apply together", false},
    {"fsm2-2019", "\"required\": \"always\"", "\"required\": \"several_municipalities\"",
        "a slot for several can never be needed", false},
    {"fsm2-2019", "\"from\": \"2020-01-01\"", "\"from\": \"2019-11-01\"",
        "the later start lies outside the project", false},
    {"fsm2-2019", "\"kind\": \"annex\", \"annex\": \"caps\"",
        "\"kind\": \"annex\", \"annex\": \"frontrunner\"", "annex not declared with that value",
        false},
    {"fsm2-2019", "{\"kind\": \"annex\", \"annex\": \"caps\"}", "null",
        "an annex that no rule uses", false},
    {"fsm2-2019", "\"kind\": \"annex\", \"annex\": \"caps\"", "\"kind\": \"cap\"",
        "a cap is of kind annex or per_unit", true},
    {"opkval-2017", "\"floor_ore\": 2000000", "\"floor_ore\": null",
        "key and floor belong to key_with_floor", false},
    {"opkval-2017", "\"floor_ore\": 2000000", "\"floor_ore\": 530000001",
        "one floor is more than the pool", false},
    {"opkval-2017", "\"criteria\": []",
        "\"criteria\": [{\"code\": \"x\", \"title\": {\"da\": \"x\", \"en\": \"x\"}, \"help\": "
        "{\"da\": \"x\", \"en\": \"x\"}, \"weight_bp\": 10000}]",
        "overlapping rules: criteria and key, or neither", false},
    {"ambassadoer-2018", "\"weight_bp\": null", "\"weight_bp\": 5000",
        "weights do not add up to 10000", false},
    {"rehab-2016", "\"code\": \"participants\"", "\"code\": \"overall\"",
        "criterion and question share a code: overall", false},
    {"opkval-2017", "\"code\": \"municipal_pay\"", "\"code\": \"transport\"",
        "overlapping rules: eligible and never eligible: transport", false},
    /* money */
    {"fsm2-2019", "\"id\": \"17.46.64.20-2019\"", "\"id\": \"17.46.64.20-2020\"",
        "an appropriation is named account-year", false},
    {"fsm2-2019", "\"account\": \"17.46.64.20\"", "\"account\": \"17.46.64\"",
        "an appropriation is named account-year", false},
    {"fsm2-2019", "\"account\": \"17.46.64.20\"", "\"account\": \"17-46.64.20\"",
        "an appropriation is named account-year", false},
    {"fsm2-2019", "\"pool_ore\": 14800000000", "\"pool_ore\": 14800000001",
        "not exactly one part that is this call's pool", false},
    {"fsm2-2019", "\"pool_ore\": 14800000000", "\"pool_ore\": 0", "not a whole number", true},
    {"opkval-2017", "\"amount_ore\": 1000000000", "\"amount_ore\": 900000000",
        "the parts are more than the appropriation", false},
    {"fsm2-2019", "\"adds_bp\": 4000", "\"adds_bp\": 4001",
        "percentages do not add up: part_bp + adds_bp != total_bp", false},
    {"fsm2-2019", "\"adds_bp\": 5000, \"total_bp\": 10000", "\"adds_bp\": 4000, \"total_bp\": 9000",
        "overlapping rules: steps do not rise", false},
    {"fsm2-2019", "\"numerator\": 20", "\"numerator\": 15", "overlapping rules: steps do not rise",
        false},
    {"fsm2-2019", "\"numerator\": 20", "\"numerator\": 101", "overlapping rules: steps do not rise",
        false},
    {"fsm2-2019", "\"adds_bp\": 5000, \"total_bp\": 10000", "\"adds_bp\": 4999, \"total_bp\": 9999",
        "percentages do not add up: the last step is not the whole", false},
    {"ressource-2019", "\"part_bp\": 7500", "\"part_bp\": 7400",
        "percentages do not add up to 10000", false},
    {"ressource-2019", "\"numerator\": 35", "\"numerator\": 135",
        "a part asks for more than everyone", false},
    {"ressource-2019", "\"code\": \"paid_or_education\"", "\"code\": \"placement\"",
        "overlapping rules: two parts on one result: placement", false},
    {"rehab-2016", "\"kind\": \"no_split\"", "\"kind\": \"later\"",
        "not one of the allowed words: kind", true},
    {"ressource-2019", "\"kind\": \"independent_parts\"", "\"kin\": \"independent_parts\"",
        "missing field: kind", false},
    {"rehab-2016", "\"part_accounts\": \"half_way\"", "\"part_accounts\": null",
        "part payments, their sign-off and their day belong together", false},
    {"opkval-2017", "{\"report\": \"final\"", "{\"report\": \"status\"",
        "status reports without part payments", false},
    {"rehab-2016", "\"under\": \"auditor\"", "\"under\": \"management\"",
        "overlapping rules: the same signer on both sides", false},
    {"rehab-2016", "\"rule\": \"threshold\"", "\"rule\": \"rarely\"",
        "a sign-off rule is always or threshold", true},
    {"ambassadoer-2018", "\"only_if\": null", "\"only_if\": \"auditor_required\"",
        "a category waits for an auditor whom no threshold asks for", false},
    {"fsm2-2019", "\"months_after_end\": 3", "\"months_after_end\": null",
        "final accounts are never due", false},
    {"fsm2-2019", "\"unit_hours\": false", "\"unit_hours\": true",
        "hours per unit belong to a cap per unit", true},
    /* anomalies are held to what follows */
    {"fsm2-2019", "\"late_means\": \"sent\"", "\"late_means\": \"received\"",
        "anomaly does not follow from the definition: SENT_NOT_RECEIVED", false},
    {"fsm2-2019", "\"at_stated\": false", "\"at_stated\": true",
        "anomaly does not follow from the definition: THRESHOLD_GAP", false},
    {"fsm2-2019", "\"kind\": \"portal\"", "\"kind\": \"mail\"", "anomaly not listed: CHANNEL_MAIL",
        false},
    {"fsm2-2019", "[\"cumulative\", \"at_most_40\"]", "[\"cumulative\"]",
        "choices are not those of the anomaly: INSTALMENT_40_PCT", true},
    {"fsm2-2019", "[\"cumulative\", \"at_most_40\"]", "[\"cumulative\", \"other\"]",
        "choices are not those of the anomaly: INSTALMENT_40_PCT", true},
    {"fsm2-2019", "\"choices\": [], \"blocks\": []}", "\"choices\": [\"x\"], \"blocks\": []}",
        "choices are not those of the anomaly: FORM_NOT_LISTED", true},
    {"fsm2-2019", "\"code\": \"CRITERIA_UNWEIGHTED\"", "\"code\": \"NO_SPLIT\"",
        "anomalies are listed once each", true},
    {"fsm2-2019", "\"code\": \"CRITERIA_UNWEIGHTED\"", "\"code\": \"SOMETHING\"",
        "not one of the allowed words: code", true},
};

START_TEST(refuses_each_fault)
{
    unsigned line = 0;
    const struct call *call = NULL;
    struct call_error error = {.line = 0, .reason = NULL};
    struct span text = fixture_file(arena_printf(fixture_arena, "calls/%s.json", rows[_i].call));
    struct span changed = fixture_change(text, rows[_i].old, rows[_i].new, &line);
    ck_assert_int_eq(call_parse(fixture_arena, changed, &call, &error), STATUS_INVALID);
    ck_assert_ptr_null(call);
    ck_assert_ptr_nonnull(error.reason);
    ck_assert_msg(strncmp(error.reason, rows[_i].reason, strlen(rows[_i].reason)) == 0,
        "line %u: %s", error.line, error.reason);
    ck_assert_uint_gt(error.line, 0);
    if (rows[_i].here) {
        ck_assert_uint_eq(error.line, line);
    }
}
END_TEST

/* What no text has may still be written: a weighted call, a total that fits. */
START_TEST(accepts_what_is_whole)
{
    struct span text = fixture_file("calls/ambassadoer-2018.json");
    text = fixture_change(text, "\"weight_bp\": null", "\"weight_bp\": 6000", NULL);
    text = fixture_change(text, "\"weight_bp\": null", "\"weight_bp\": 4000", NULL);
    text = fixture_change(text, "\"late_means\": \"sent\"", "\"late_means\": \"received\"", NULL);
    const char *first = strstr(text.data, "{\"code\": \"CRITERIA_UNWEIGHTED\"");
    const char *second = strstr(text.data, "{\"code\": \"ELIGIBLE_TWICE\"");
    const char *last = strstr(text.data, ",\n    {\"code\": \"SENT_NOT_RECEIVED\"");
    text = arena_format(fixture_arena, "%.*s%.*s\n  ]\n}\n", (int)(first - text.data), text.data,
        (int)(last - second), second);
    const struct call *call = NULL;
    struct call_error error = {.line = 0, .reason = ""};
    enum status status = call_parse(fixture_arena, text, &call, &error);
    ck_assert_msg(status == STATUS_OK, "line %u: %s", error.line, error.reason);
    ck_assert_int_eq(call->criteria.items[0].weight_bp, 6000);
    ck_assert_uint_eq(call->anomaly_count, 3);
}
END_TEST

int main(void)
{
    TCase *refused = fixture_case("call_parse refuses");
    tcase_add_loop_test(refused, refuses_each_fault, 0, (int)COUNT_OF(rows));
    tcase_add_test(refused, accepts_what_is_whole);
    return harness_run("ledger/grants/call_refused", refused);
}
