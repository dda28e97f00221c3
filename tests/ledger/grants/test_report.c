/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/report.h"
#include "tests/ledger/grants/fixture.h"

static const struct {
    const char *call;
    enum call_report_kind kind;
    const char *period_to;
    const char *text;
    struct {
        const char *code;
        const char *text;
    } topics[3];
    const char *violations;
} rows[] = {
    {"fsm2-2019", CALL_REPORT_STATUS, "2020-10-31", "Ok", {{0}}, "report not_allowed"},
    {"ambassadoer-2018", CALL_REPORT_FINAL, "2018-12-31", "Ok", {{0}}, "report not_allowed"},
    {"opkval-2017", CALL_REPORT_FINAL, "2018-12-31", "Ok", {{0}}, ""},
    {"opkval-2017", CALL_REPORT_FINAL, "2018-12-30", "Ok", {{0}}, "period_to outside_period"},
    {"opkval-2017", CALL_REPORT_FINAL, "2019-01-01", " ", {{0}},
        "period_to outside_period, text missing"},
    {"opkval-2017", CALL_REPORT_FINAL, "2018-12-31", "Ok", {{"x", "y"}}, "topics.0.code unknown"},
    /* the case review may wait for another report, the activities may not */
    {"ressource-2019", CALL_REPORT_STATUS, "2020-06-30", "Ok", {{"activities_held", "Tre"}}, ""},
    {"ressource-2019", CALL_REPORT_STATUS, "2019-12-15", "Ok",
        {{"activities_held", "Tre"}, {"case_review", "Alle sager"}}, ""},
    {"ressource-2019", CALL_REPORT_STATUS, "2019-12-14", "Ok", {{"case_review", "Alle sager"}},
        "period_to outside_period, topics.activities_held missing"},
    {"ressource-2019", CALL_REPORT_STATUS, "2021-12-31", "Ok",
        {{"activities_held", ""}, {"activities_held", "Tre"}},
        "topics.0.text missing, topics.1.code duplicate"},
    {"rehab-2016", CALL_REPORT_FINAL, "2017-10-31", "Ok",
        {{"goals_reached", "Ja"}, {"knowledge_gained", "Meget"}, {"changes_in_practice", "To"}},
        ""},
    {"rehab-2016", CALL_REPORT_FINAL, "2017-10-31", "Ok", {{"goals_reached", "Ja"}},
        "topics.knowledge_gained missing, topics.changes_in_practice missing"},
};

static const char *checked(const char *call, const struct report *report)
{
    struct violations violations;
    violations_init(&violations, fixture_arena);
    report_check(fixture_call(call), report, &violations);
    char *list = arena_text(fixture_arena, SPAN(""));
    for (const struct violation *at = violations.first; at != NULL; at = at->next) {
        list = arena_printf(fixture_arena, "%s%s%.*s %s", list, list[0] == '\0' ? "" : ", ",
            (int)at->field.len, at->field.data, at->code);
    }
    return list;
}

START_TEST(holds_reports_to_the_call)
{
    struct report_topic topics[3];
    struct report report = {.kind = rows[_i].kind,
        .period_to = fixture_day(rows[_i].period_to),
        .text = span_from(rows[_i].text),
        .topics = topics};
    for (size_t i = 0; i < 3 && rows[_i].topics[i].code != NULL; i++) {
        topics[i].code = span_from(rows[_i].topics[i].code);
        topics[i].text = span_from(rows[_i].topics[i].text);
        report.topic_count++;
    }
    ck_assert_str_eq(checked(rows[_i].call, &report), rows[_i].violations);
}
END_TEST

START_TEST(takes_texts_up_to_their_limit)
{
    char *text = arena_alloc(fixture_arena, REPORT_TEXT_MAX + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', REPORT_TEXT_MAX + 1);
    struct report report = {.kind = CALL_REPORT_FINAL,
        .period_to = fixture_day("2018-12-31"),
        .text = {.data = text, .len = REPORT_TEXT_MAX}};
    ck_assert_str_eq(checked("opkval-2017", &report), "");
    report.text.len++;
    ck_assert_str_eq(checked("opkval-2017", &report), "text too_long");
}
END_TEST

int main(void)
{
    TCase *report = fixture_case("report");
    tcase_add_loop_test(report, holds_reports_to_the_call, 0, (int)COUNT_OF(rows));
    tcase_add_test(report, takes_texts_up_to_their_limit);
    return harness_run("ledger/grants/report", report);
}
