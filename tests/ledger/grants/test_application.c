/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/application.h"
#include "tests/ledger/grants/fixture.h"

#define ANSWER(code) "{\"code\":\"" code "\",\"text\":\"svar\"}"
#define LINE(n, category, y, ore)                                                                  \
    "{\"line\":" #n ",\"category\":\"" category "\",\"text\":\"Post\",\"note\":\"Noter\","         \
    "\"own_funding_ore\":0,\"amounts\":[{\"year\":" #y ",\"amount_ore\":" #ore "}]}"
#define CONTENT(parties, hours, applied, budget, answers)                                          \
    "{\"v\":1,\"title\":\"Titel\",\"description\":\"Tekst\",\"parties\":[" parties                 \
    "],\"unit_hours\":[" hours "],\"applied_ore\":" #applied ",\"budget\":[" budget                \
    "],\"answers\":[" answers "]}"

/* One draft per call that may be submitted as it stands. */
static const struct {
    const char *call;
    const char *content;
    const char *slots;
} good[] = {
    {"opkval-2017",
        CONTENT("", "", 60000000,
            LINE(1, "upskilling", 2017, 50000000) "," LINE(2, "audit", 2018, 10000000),
            ANSWER("activities")),
        "form budget"},
    {"fsm2-2019",
        CONTENT("", "", 100000000,
            LINE(1, "job_broker", 2020, 60000000) "," LINE(2, "audit", 2021, 40000000),
            ANSWER("case_loads") "," ANSWER("earlier_results") "," ANSWER("anchoring") "," ANSWER(
                "result_plan") "," ANSWER("overall")),
        "form budget"},
    {"ambassadoer-2018",
        CONTENT("", "300,250", 30000000, LINE(1, "release", 2018, 30000000),
            ANSWER("experience") "," ANSWER("spread")),
        "form budget"},
    {"ressource-2019",
        CONTENT("", "", 100, LINE(1, "job_broker", 2021, 100),
            ANSWER("case_loads") "," ANSWER("experience") "," ANSWER("anchoring") "," ANSWER(
                "overall")),
        "form budget"},
    {"rehab-2016",
        CONTENT("\"10000003\",\"10000002\"", "", 100, LINE(1, "activities", 2017, 100),
            ANSWER("base_elements") "," ANSWER("functions") "," ANSWER("several_municipalities") "," ANSWER("budget") "," ANSWER("overall") "," ANSWER(
                "participants") "," ANSWER("activities") "," ANSWER("objectives") "," ANSWER("timetable") "," ANSWER("steering_group")),
        "form budget declaration"},
};

enum { OPKVAL, FSM2, AMBASSADOER, RESSOURCE, REHAB };

static const struct application_known known[] = {
    {{"10000001", 8}, APPLICATION_MUNICIPALITY},
    {{"10000002", 8}, APPLICATION_MUNICIPALITY},
    {{"10000003", 8}, APPLICATION_REGION},
    {{"10000004", 8}, APPLICATION_OTHER_KIND},
};

/* Checks `content` for lead "10000001" and gives the violations as "field code, …". */
static const char *checked(
    size_t call_index, struct span text, const char *slots, struct application_context context)
{
    struct content content;
    struct violations violations;
    struct span attachments[8];
    struct span rest = span_from(slots);
    ck_assert_int_eq(content_parse(fixture_arena, text, &content), STATUS_OK);
    context.organisation = context.organisation.len == 0 ? known[0].cvr : context.organisation;
    context.known = known;
    context.known_count = COUNT_OF(known);
    context.attachments = attachments;
    while (span_split(&rest, ' ', &attachments[context.attachment_count])) {
        context.attachment_count++;
    }
    violations_init(&violations, fixture_arena);
    application_check(fixture_call(good[call_index].call), &content, &context, &violations);
    char *list = arena_text(fixture_arena, SPAN(""));
    for (const struct violation *at = violations.first; at != NULL; at = at->next) {
        list = arena_printf(fixture_arena, "%s%s%.*s %s", list, list[0] == '\0' ? "" : ", ",
            (int)at->field.len, at->field.data, at->code);
    }
    return list;
}

static const struct application_context usual = {.cap_ore = APPLICATION_CAP_UNSET};

START_TEST(accepts_a_whole_draft)
{
    ck_assert_str_eq(checked((size_t)_i, span_from(good[_i].content), good[_i].slots, usual), "");
}
END_TEST

static const struct {
    size_t call;
    const char *old;
    const char *new;
    const char *slots; /* NULL: as they should be */
    const char *violations;
} rows[] = {
    /* who applies */
    {FSM2, "\"parties\":[]", "\"parties\":[\"10000002\"]", NULL, "parties.0 not_allowed"},
    {OPKVAL, "\"parties\":[]", "\"parties\":[\"10000002\",\"10000002\"]", NULL,
        "parties.1 duplicate"},
    {OPKVAL, "\"parties\":[]", "\"parties\":[\"10000001\"]", NULL, "parties.0 is_lead"},
    {OPKVAL, "\"parties\":[]", "\"parties\":[\"10000009\"]", NULL,
        "parties.0 unknown_organisation"},
    {OPKVAL, "\"parties\":[]", "\"parties\":[\"10000003\",\"10000004\"]", NULL,
        "parties.0 kind_not_allowed, parties.1 kind_not_allowed"},
    {REHAB, "\"10000003\",", "", NULL, "parties region_missing"},
    /* texts */
    {FSM2, "\"title\":\"Titel\"", "\"title\":\" \\t \"", NULL, NULL},
    {FSM2, "\"title\":\"Titel\"", "\"title\":\"  \"", NULL, "title missing"},
    {FSM2, "\"description\":\"Tekst\"", "\"description\":\" \\n\\r\\t\"", NULL,
        "description missing"},
    /* hours per ambassador and the cap that follows */
    {AMBASSADOER, "[300,250]", "[]", NULL, "unit_hours missing, applied_ore above_cap"},
    {AMBASSADOER, "[300,250]", "[300,0]", NULL, "unit_hours.1 not_positive"},
    {AMBASSADOER, "[300,250]", "[300,10001]", NULL, "unit_hours.1 too_large"},
    {AMBASSADOER, "[300,250]", "[1,1,1,1,1,1,1,1,1,1,1]", NULL, "unit_hours too_many"},
    {AMBASSADOER, "[300,250]", "[1,1,1,1,1,1,1,1,1,1]", NULL, ""},
    {AMBASSADOER, "[300,250]", "[300]", NULL, "applied_ore above_cap"},
    {AMBASSADOER, "\"applied_ore\":30000000", "\"applied_ore\":30000001", NULL,
        "applied_ore above_budget, applied_ore above_cap"},
    {FSM2, "\"unit_hours\":[]", "\"unit_hours\":[1]", NULL, "unit_hours not_allowed"},
    /* the sum applied for */
    {FSM2, "\"applied_ore\":100000000", "\"applied_ore\":0", NULL, "applied_ore not_positive"},
    {FSM2, "\"applied_ore\":100000000", "\"applied_ore\":-1", NULL, "applied_ore not_positive"},
    {FSM2, "\"applied_ore\":100000000", "\"applied_ore\":100000001", NULL,
        "applied_ore above_budget"},
    {FSM2, "\"applied_ore\":100000000", "\"applied_ore\":1000000000000001", NULL,
        "applied_ore too_large"},
    {FSM2, "\"applied_ore\":100000000", "\"applied_ore\":1", NULL, ""},
    /* the budget */
    {OPKVAL, LINE(2, "audit", 2018, 10000000), LINE(2, "overhead", 2018, 10000000), NULL,
        "budget.1.category not_eligible"},
    {OPKVAL, "\"applied_ore\":60000000", "\"applied_ore\":50000000", NULL, ""},
    {OPKVAL, "\"applied_ore\":60000000", "\"applied_ore\":49999999", NULL,
        "budget.1.category audit_not_required"},
    {FSM2, "\"line\":2", "\"line\":1", NULL, "budget.1.line not_ascending"},
    {FSM2, "\"line\":1", "\"line\":0", NULL, "budget.0.line not_ascending"},
    {FSM2, "\"line\":2", "\"line\":10000", NULL, "budget.1.line not_ascending"},
    {FSM2, "\"text\":\"Post\"", "\"text\":\"\"", NULL, "budget.0.text missing"},
    {FSM2, "\"note\":\"Noter\"", "\"note\":\" \"", NULL, "budget.0.note missing"},
    {OPKVAL, "\"note\":\"Noter\"", "\"note\":\" \"", NULL, ""},
    {FSM2, "\"own_funding_ore\":0", "\"own_funding_ore\":-1", NULL,
        "budget.0.own_funding_ore negative"},
    {FSM2, "\"own_funding_ore\":0", "\"own_funding_ore\":1000000000000001", NULL,
        "budget.0.own_funding_ore too_large"},
    {FSM2, "[{\"year\":2020,\"amount_ore\":60000000}]", "[]", NULL,
        "applied_ore above_budget, budget.0.amounts missing"},
    {FSM2, "\"year\":2020", "\"year\":2018", NULL, "budget.0.amounts.0.year outside_period"},
    {FSM2, "\"year\":2020", "\"year\":2022", NULL, "budget.0.amounts.0.year outside_period"},
    {FSM2, "\"year\":2020,\"amount_ore\":60000000}",
        "\"year\":2020,\"amount_ore\":60000000},{\"year\":2020,\"amount_ore\":0}", NULL,
        "budget.0.amounts.1.year not_ascending"},
    {FSM2, "\"amount_ore\":60000000", "\"amount_ore\":-1", NULL,
        "applied_ore above_budget, budget.0.amounts.0.amount_ore negative"},
    {FSM2, "\"amount_ore\":60000000", "\"amount_ore\":1000000000000001", NULL,
        "applied_ore above_budget, budget.0.amounts.0.amount_ore too_large"},
    {FSM2, "\"amount_ore\":60000000", "\"amount_ore\":1000000000000000", NULL, "budget too_large"},
    /* answers */
    {FSM2, "\"case_loads\"", "\"case_load\"", NULL,
        "answers.0.code unknown, answers.case_loads missing"},
    {FSM2, "\"case_loads\"", "\"overall\"", NULL,
        "answers.4.code duplicate, answers.case_loads missing"},
    {FSM2, "\"text\":\"svar\"", "\"text\":\"\"", NULL, "answers.0.text missing"},
    {REHAB, "\"timetable\"", "\"base_elements\"", NULL,
        "answers.8.code duplicate, answers.timetable missing"},
    /* attachments: closed slots, and the declaration exactly when several municipalities take part
     */
    {FSM2, "", "", "", "attachments.form missing, attachments.budget missing"},
    {FSM2, "", "", "form", "attachments.budget missing"},
    {FSM2, "", "", "form budget cv", "attachments.cv unknown"},
    {REHAB, "", "", "form budget", "attachments.declaration missing"},
    {REHAB, ",\"10000002\"", "", NULL, "attachments.declaration not_needed"},
    {REHAB, ",\"10000002\"", "", "form budget", ""},
};

START_TEST(finds_each_violation)
{
    const char *content = good[rows[_i].call].content;
    if (rows[_i].violations == NULL) {
        struct content refused; /* a title has one line: not even the form */
        struct span text = fixture_change(span_from(content), rows[_i].old, rows[_i].new, NULL);
        ck_assert_int_eq(content_parse(fixture_arena, text, &refused), STATUS_INVALID);
        return;
    }
    const char *slots = rows[_i].slots == NULL ? good[rows[_i].call].slots : rows[_i].slots;
    struct span text = fixture_change(span_from(content), rows[_i].old, rows[_i].new, NULL);
    ck_assert_str_eq(checked(rows[_i].call, text, slots, usual), rows[_i].violations);
}
END_TEST

START_TEST(looks_at_the_applicant)
{
    static const struct span both[] = {{"10000001", 8}, {"10000002", 8}};
    struct span fsm2 = span_from(good[FSM2].content);
    struct application_context context = usual;
    context.kind = APPLICATION_REGION;
    ck_assert_str_eq(checked(FSM2, fsm2, "form budget", context), "organisation kind_not_allowed");
    context.kind = APPLICATION_OTHER_KIND;
    ck_assert_str_eq(checked(FSM2, fsm2, "form budget", context), "organisation kind_not_allowed");
    /* a clinical function may lead, but not without a municipality */
    context.kind = APPLICATION_REGION;
    context.organisation = SPAN("10000003");
    struct span rehab = fixture_change(
        span_from(good[REHAB].content), "\"10000003\",\"10000002\"", "\"10000002\"", NULL);
    ck_assert_str_eq(checked(REHAB, rehab, "form budget", context), "");
    rehab = fixture_change(rehab, "\"10000002\"", "", NULL);
    ck_assert_str_eq(checked(REHAB, rehab, "form budget", context), "parties municipality_missing");
    /* one application per municipality in opkval-2017 only */
    context = usual;
    context.already = both;
    context.already_count = 2;
    struct span opkval = fixture_change(
        span_from(good[OPKVAL].content), "\"parties\":[]", "\"parties\":[\"10000002\"]", NULL);
    ck_assert_str_eq(checked(OPKVAL, opkval, "form budget", context),
        "organisation already_applied, parties.0 already_applied");
    ck_assert_str_eq(checked(FSM2, fsm2, "form budget", context), "");
}
END_TEST

START_TEST(looks_at_the_annexes)
{
    struct application_context context = usual;
    struct span fsm2 = span_from(good[FSM2].content);
    context.cap_ore = KR(1000000);
    ck_assert_str_eq(checked(FSM2, fsm2, "form budget", context), "");
    context.cap_ore = KR(1000000) - 1;
    ck_assert_str_eq(checked(FSM2, fsm2, "form budget", context), "applied_ore above_cap");
    /* the cap of an annex says nothing in a call without one */
    ck_assert_str_eq(checked(OPKVAL, span_from(good[OPKVAL].content), "form budget",
                         (struct application_context){.cap_ore = 1}),
        "");
    /* those who start later have no costs in 2019; a zero is no cost */
    context = usual;
    context.later_start = true;
    ck_assert_str_eq(checked(FSM2, fsm2, "form budget", context), "");
    struct span early = fixture_change(fsm2, "\"year\":2020", "\"year\":2019", NULL);
    ck_assert_str_eq(checked(FSM2, early, "form budget", context),
        "budget.0.amounts.0.amount_ore before_first_day");
    ck_assert_str_eq(checked(FSM2, early, "form budget", usual), "");
    early = fixture_change(early, "60000000", "0", NULL);
    early = fixture_change(early, "\"applied_ore\":100000000", "\"applied_ore\":1", NULL);
    ck_assert_str_eq(checked(FSM2, early, "form budget", context), "");
}
END_TEST

/* Where no auditor is required an audit line may stand, but without money. */
START_TEST(keeps_an_audit_line_without_money)
{
    struct span text = span_from(good[OPKVAL].content);
    text = fixture_change(text, "\"applied_ore\":60000000", "\"applied_ore\":49999999", NULL);
    ck_assert_str_eq(
        checked(OPKVAL, text, "form budget", usual), "budget.1.category audit_not_required");
    text = fixture_change(text, "10000000", "1", NULL);
    ck_assert_str_eq(
        checked(OPKVAL, text, "form budget", usual), "budget.1.category audit_not_required");
    text = fixture_change(text, "\"amount_ore\":1}", "\"amount_ore\":0}", NULL);
    ck_assert_str_eq(checked(OPKVAL, text, "form budget", usual), "");
}
END_TEST

/* `count` times "ø": code points are counted, not bytes. */
static const char *letters(size_t count)
{
    struct buffer out;
    buffer_init(&out, count * 2 + 1);
    for (size_t i = 0; i < count; i++) {
        buffer_puts(&out, "ø");
    }
    const char *text = arena_text(fixture_arena, buffer_span(&out));
    buffer_free(&out);
    return text;
}

static const struct {
    const char *old;
    size_t most;
    const char *violation;
} lengths[] = {
    {"Titel", APPLICATION_TITLE_MAX, "title too_long"},
    {"Tekst", APPLICATION_TEXT_MAX, "description too_long"},
    {"Post", APPLICATION_TITLE_MAX, "budget.0.text too_long"},
    {"Noter", APPLICATION_NOTE_MAX, "budget.0.note too_long"},
    {"svar", APPLICATION_TEXT_MAX, "answers.0.text too_long"},
};

START_TEST(counts_code_points)
{
    struct span fsm2 = span_from(good[FSM2].content);
    struct span most = fixture_change(fsm2, lengths[_i].old, letters(lengths[_i].most), NULL);
    ck_assert_str_eq(checked(FSM2, most, "form budget", usual), "");
    struct span more = fixture_change(fsm2, lengths[_i].old, letters(lengths[_i].most + 1), NULL);
    ck_assert_str_eq(checked(FSM2, more, "form budget", usual), lengths[_i].violation);
}
END_TEST

START_TEST(counts_lines)
{
    static const char line[] = LINE(2, "audit", 2021, 40000000);
    struct span fsm2 = span_from(good[FSM2].content);
    ck_assert_str_eq(
        checked(FSM2,
            fixture_change(fsm2,
                LINE(1, "job_broker", 2020, 60000000) "," LINE(2, "audit", 2021, 40000000), "",
                NULL),
            "form budget", usual),
        "applied_ore above_budget, budget missing");
    struct buffer out;
    buffer_init(&out, (size_t)100 * 1024);
    for (int i = 2; i <= APPLICATION_LINES_MAX + 1; i++) {
        buffer_printf(
            &out, "%s{\"line\":%d,%s", i == 2 ? "" : ",", i, line + sizeof("{\"line\":2,") - 1);
    }
    struct span more =
        fixture_change(fsm2, line, arena_text(fixture_arena, buffer_span(&out)), NULL);
    buffer_free(&out);
    ck_assert_str_eq(checked(FSM2, more, "form budget", usual), "budget too_many");
}
END_TEST

int main(void)
{
    TCase *application = fixture_case("application");
    tcase_add_loop_test(application, accepts_a_whole_draft, 0, (int)COUNT_OF(good));
    tcase_add_loop_test(application, finds_each_violation, 0, (int)COUNT_OF(rows));
    tcase_add_test(application, looks_at_the_applicant);
    tcase_add_test(application, looks_at_the_annexes);
    tcase_add_loop_test(application, counts_code_points, 0, (int)COUNT_OF(lengths));
    tcase_add_test(application, counts_lines);
    tcase_add_test(application, keeps_an_audit_line_without_money);
    return harness_run("ledger/grants/application", application);
}
