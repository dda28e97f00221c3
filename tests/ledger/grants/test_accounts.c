/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/accounts.h"
#include "tests/ledger/grants/fixture.h"

static const struct content_amount first_line[] = {{2019, KR(100000)}, {2020, KR(300000)}};
static const struct content_amount second_line[] = {{2021, KR(600000)}};
static const struct content_line lines[] = {
    {.line = 1, .amounts = first_line, .amount_count = 2},
    {.line = 7, .amounts = second_line, .amount_count = 1},
};
static const struct content budget = {.budget = lines, .line_count = 2};

static const struct {
    struct accounts_line lines[3];
    size_t count;
    enum status status;
    int64_t documented_ore; /* -1: the output is left alone */
} rows[] = {
    {{{0}}, 0, STATUS_OK, 0},
    /* finance years are taken together; above a line is shown and not counted */
    {{{1, KR(400000), 0, 0, 0, 0, 0}}, 1, STATUS_OK, KR(400000)},
    {{{1, KR(400000) - 1, 0, 0, 0, 0, 0}}, 1, STATUS_OK, KR(400000) - 1},
    {{{1, KR(400000) + 1, 0, 0, 0, 0, 0}}, 1, STATUS_OK, KR(400000)},
    {{{1, KR(500000), 0, 0, 0, 0, 0}, {7, KR(220000), 0, 0, 0, 0, 0}}, 2, STATUS_OK, KR(620000)},
    {{{7, AMOUNT_ORE_MAX, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 0}}, 2, STATUS_OK, KR(600000)},
    /* own funding is beside it */
    {{{7, 1, KR(600000), 0, 0, 0, 0}}, 1, STATUS_OK, 1},
    {{{2, 1, 0, 0, 0, 0, 0}}, 1, STATUS_INVALID, -1},
    {{{1, 1, 0, 0, 0, 0, 0}, {1, 1, 0, 0, 0, 0, 0}}, 2, STATUS_INVALID, -1},
    {{{1, -1, 0, 0, 0, 0, 0}}, 1, STATUS_INVALID, -1},
    {{{1, AMOUNT_ORE_MAX + 1, 0, 0, 0, 0, 0}}, 1, STATUS_INVALID, -1},
    /* what driving cost above its rate is taken off before the line is held to what is approved */
    {{{1, KR(3000), 0, KR(70), 0, 0, 0}}, 1, STATUS_OK, KR(2930)},
    {{{1, KR(400070), 0, KR(70), 0, 0, 0}}, 1, STATUS_OK, KR(400000)},
    {{{1, KR(400070), 0, KR(70) + 1, 0, 0, 0}}, 1, STATUS_OK, KR(400000) - 1},
};

START_TEST(documents_the_smaller_of_both)
{
    int64_t documented_ore = -1;
    ck_assert_int_eq(accounts_documented(&budget, rows[_i].lines, rows[_i].count, &documented_ore),
        rows[_i].status);
    ck_assert_int_eq(documented_ore, rows[_i].documented_ore);
}
END_TEST

static const char *checked_against(
    const char *call, const struct content *content, const struct accounts *accounts)
{
    struct violations violations;
    violations_init(&violations, fixture_arena);
    struct accounts dated = *accounts;
    static struct accounts_line days[ACCOUNTS_LINES_MAX + 1];
    const struct call *known = fixture_call(call);
    for (size_t i = 0; i < dated.line_count; i++) {
        days[i] = accounts->lines[i];
        if (days[i].first == 0) { /* a test of something else: the project's first day */
            days[i].first = days[i].last = known->project.from;
        }
    }
    dated.lines = days;
    accounts_check(known, content, &dated, &violations);
    char *list = arena_text(fixture_arena, SPAN(""));
    for (const struct violation *at = violations.first; at != NULL; at = at->next) {
        list = arena_printf(fixture_arena, "%s%s%.*s %s", list, list[0] == '\0' ? "" : ", ",
            (int)at->field.len, at->field.data, at->code);
    }
    return list;
}

static const char *checked(const char *call, const struct accounts *accounts)
{
    return checked_against(call, &budget, accounts);
}

static const struct {
    const char *call;
    enum rule_accounts kind;
    const char *period_to;
    const char *violations;
    const char *final_to; /* final accounts sent before, until then */
} periods[] = {
    {"fsm2-2019", RULE_ACCOUNTS_PART, "2019-11-01", "", NULL},
    {"fsm2-2019", RULE_ACCOUNTS_PART, "2021-11-30", "", NULL},
    {"fsm2-2019", RULE_ACCOUNTS_PART, "2019-10-31",
        "period_to outside_period, lines.0.last after_last_day", NULL},
    {"fsm2-2019", RULE_ACCOUNTS_PART, "2021-12-01", "period_to outside_period", NULL},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, "2021-11-30", "", NULL},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, "2021-11-29", "period_to outside_period", NULL},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, "2021-12-01", "period_to outside_period", NULL},
    {"opkval-2017", RULE_ACCOUNTS_PART, "2018-01-01", "kind not_allowed", NULL},
    {"opkval-2017", RULE_ACCOUNTS_FINAL, "2018-12-31", "", NULL},
    {"fsm2-2019", RULE_ACCOUNTS_PART, "2021-11-29", "kind after_final", "2021-11-30"},
    {"fsm2-2019", RULE_ACCOUNTS_PART, "2021-11-30", "kind after_final", "2021-11-30"},
    /* the project has got longer since */
    {"fsm2-2019", RULE_ACCOUNTS_PART, "2021-11-30", "", "2021-11-29"},
    {"fsm2-2019", RULE_ACCOUNTS_FINAL, "2021-11-30", "", "2021-11-30"},
    {"opkval-2017", RULE_ACCOUNTS_PART, "2018-01-01", "kind not_allowed", "2018-12-31"},
};

START_TEST(holds_them_to_the_period)
{
    struct accounts_line line = {.line = 1, .actual_ore = 1};
    struct accounts accounts = {.kind = periods[_i].kind,
        .period_to = fixture_day(periods[_i].period_to),
        .final_to = periods[_i].final_to == NULL ? 0 : fixture_day(periods[_i].final_to),
        .lines = &line,
        .line_count = 1};
    ck_assert_str_eq(checked(periods[_i].call, &accounts), periods[_i].violations);
}
END_TEST

START_TEST(holds_them_to_the_budget)
{
    struct accounts_line many[ACCOUNTS_LINES_MAX + 1] = {
        {.line = 1, .actual_ore = -1, .own_funding_ore = AMOUNT_ORE_MAX + 1},
        {.line = 1, .actual_ore = AMOUNT_ORE_MAX + 1, .own_funding_ore = -1},
        {.line = 2},
    };
    struct accounts accounts = {.kind = RULE_ACCOUNTS_PART,
        .period_to = fixture_day("2020-11-30"),
        .lines = many,
        .line_count = 3};
    ck_assert_str_eq(checked("fsm2-2019", &accounts),
        "lines.0.actual_ore negative, lines.0.own_funding_ore too_large, lines.1.line duplicate, "
        "lines.1.actual_ore too_large, lines.1.own_funding_ore negative, lines.2.line unknown_line");
    accounts.line_count = 0;
    ck_assert_str_eq(checked("fsm2-2019", &accounts), "lines missing");
    accounts.line_count = ACCOUNTS_LINES_MAX + 1;
    ck_assert_ptr_nonnull(strstr(checked("fsm2-2019", &accounts), "lines too_many"));
}
END_TEST

static const struct content_line dated_lines[] = {
    {.line = 1, .category = {"job_broker", sizeof("job_broker") - 1}},
    {.line = 2, .category = {"audit", sizeof("audit") - 1}},
};
static const struct content dated_budget = {.budget = dated_lines, .line_count = 2};

/* calls.md 13: the project is 1 November 2019 to 30 November 2021, accounts due on 28 February
 * 2022, the award of 20 December 2019. */
static const struct {
    enum rule_accounts kind;
    int32_t line;
    bool later;
    const char *first;
    const char *last;
    int64_t before_ore; /* of 1,000 */
    const char *violations;
} dated[] = {
    {RULE_ACCOUNTS_FINAL, 1, false, "2019-12-20", "2021-11-30", 0, ""},
    {RULE_ACCOUNTS_FINAL, 1, false, "2019-12-20", "2021-12-01", 0, "last after_last_day"},
    {RULE_ACCOUNTS_FINAL, 2, false, "2021-12-01", "2022-02-28", 0, ""},
    {RULE_ACCOUNTS_FINAL, 2, false, "2021-12-01", "2022-03-01", 0, "last after_last_day"},
    {RULE_ACCOUNTS_FINAL, 3, false, "2020-01-01", "2021-12-01", 0, "line unknown_line"},
    {RULE_ACCOUNTS_PART, 1, false, "2020-01-01", "2020-11-30", 0, ""},
    {RULE_ACCOUNTS_PART, 1, false, "2020-01-01", "2020-12-01", 0, "last after_last_day"},
    {RULE_ACCOUNTS_PART, 2, false, "2020-01-01", "2020-12-01", 0, "last after_last_day"},
    {RULE_ACCOUNTS_PART, 1, false, "2020-01-02", "2020-01-01", 0, "last not_ascending"},
    {RULE_ACCOUNTS_PART, 1, false, "2019-11-01", "2020-01-01", 1, ""},
    {RULE_ACCOUNTS_PART, 1, false, "2019-10-31", "2020-01-01", 1, "first before_first_day"},
    {RULE_ACCOUNTS_PART, 1, true, "2020-01-01", "2020-01-01", 0, ""},
    {RULE_ACCOUNTS_PART, 1, true, "2019-12-31", "2020-01-01", 0, "first before_first_day"},
    {RULE_ACCOUNTS_PART, 1, false, "2019-12-19", "2020-01-01", 0, "before_award_ore missing"},
    {RULE_ACCOUNTS_PART, 1, false, "2019-12-20", "2020-01-01", 1,
        "before_award_ore not_before_award"},
    {RULE_ACCOUNTS_PART, 1, false, "2019-12-19", "2020-01-01", 1000, ""},
    {RULE_ACCOUNTS_PART, 1, false, "2019-12-19", "2020-01-01", 1001,
        "before_award_ore above_actual"},
    {RULE_ACCOUNTS_PART, 1, false, "2019-12-19", "2020-01-01", -1, "before_award_ore negative"},
    {RULE_ACCOUNTS_PART, 1, false, "2019-11-01", "2019-12-19", 999,
        "before_award_ore all_before_award"},
    {RULE_ACCOUNTS_PART, 1, false, "2019-11-01", "2019-12-19", 1000, ""},
};

START_TEST(holds_costs_to_their_days)
{
    struct accounts_line line = {.line = dated[_i].line,
        .actual_ore = 1000,
        .first = fixture_day(dated[_i].first),
        .last = fixture_day(dated[_i].last),
        .before_award_ore = dated[_i].before_ore};
    struct accounts accounts = {.kind = dated[_i].kind,
        .period_to =
            fixture_day(dated[_i].kind == RULE_ACCOUNTS_FINAL ? "2021-11-30" : "2020-11-30"),
        .lines = &line,
        .line_count = 1,
        .later_start = dated[_i].later,
        .final_due = fixture_day("2022-02-28"),
        .awarded = fixture_day("2019-12-20")};
    const char *found = checked_against("fsm2-2019", &dated_budget, &accounts);
    ck_assert_str_eq(found, dated[_i].violations[0] == '\0'
                                ? ""
                                : arena_printf(fixture_arena, "lines.0.%s%s", dated[_i].violations,
                                    dated[_i].line == 3 ? ", lines.0.last after_last_day" : ""));
}
END_TEST

/* calls.md 19: 1.93 kr. per whole kilometre in 2017 */
START_TEST(cuts_what_is_above_the_rate)
{
    ck_assert_int_eq(accounts_mileage_cut(1000, KR(1930), 193), 0);
    ck_assert_int_eq(accounts_mileage_cut(1000, KR(1930) + 1, 193), 1);
    ck_assert_int_eq(accounts_mileage_cut(1000, KR(1000), 193), 0);
    ck_assert_int_eq(accounts_mileage_cut(0, 5, 193), 5);
}
END_TEST

static const struct content_line rehab_lines[] = {
    {.line = 1, .category = {"release", sizeof("release") - 1}},
    {.line = 2, .category = {"transport", sizeof("transport") - 1}},
    {.line = 3, .category = {"no such", sizeof("no such") - 1}},
};
static const struct content rehab_budget = {.budget = rehab_lines, .line_count = 3};

static const struct {
    struct accounts_drive drives[2];
    size_t count;
    const char *violations;
} driven[] = {
    {{{0}}, 0, ""},
    {{{2, 2017, 1, 1}, {2, 2016, ACCOUNTS_KM_MAX, 299}}, 2, ""},
    {{{1, 2017, 1, 1}}, 1, "mileage.0.line no_mileage"},
    {{{3, 2017, 1, 1}}, 1, "mileage.0.line no_mileage"},
    {{{4, 2017, 1, 1}}, 1, "mileage.0.line unknown_line"},
    {{{2, 2015, 1, 1}}, 1, "mileage.0.year outside_accounts"},
    {{{2, 2018, 1, 1}}, 1, "mileage.0.year outside_accounts"},
    {{{2, 2017, 1, 1}, {2, 2017, 1, 1}}, 2, "mileage.1.year duplicate"},
    {{{2, 2017, 0, 1}}, 1, "mileage.0.km missing"},
    {{{2, 2017, ACCOUNTS_KM_MAX + 1, 1}}, 1, "mileage.0.km too_large"},
    {{{2, 2017, 1, -1}}, 1, "mileage.0.paid_ore negative"},
    {{{2, 2017, 1, AMOUNT_ORE_MAX + 1}}, 1, "mileage.0.paid_ore too_large"},
    {{{2, 2017, 1, 300}, {2, 2016, 1, 1}}, 2, "mileage.1.paid_ore above_actual"},
};

START_TEST(holds_driving_to_line_year_and_cost)
{
    static const struct accounts_line spent[] = {{.line = 1, .actual_ore = 900},
        {.line = 2, .actual_ore = 300}, {.line = 3, .actual_ore = 900}};
    static const struct mileage_rate rates[] = {{2016, 199}, {2017, 193}};
    struct accounts_drive many[ACCOUNTS_LINES_MAX + 1] = {{0}};
    struct accounts accounts = {.kind = RULE_ACCOUNTS_PART,
        .period_to = fixture_day("2017-04-30"),
        .lines = spent,
        .line_count = 3,
        .drives = driven[_i].drives,
        .drive_count = driven[_i].count,
        .rates = rates,
        .rate_count = 2};
    ck_assert_str_eq(
        checked_against("rehab-2016", &rehab_budget, &accounts), driven[_i].violations);
    accounts.rate_count = 1;
    accounts.drives = driven[1].drives;
    accounts.drive_count = 2;
    ck_assert_str_eq(
        checked_against("rehab-2016", &rehab_budget, &accounts), "mileage.0.year no_rate");
    struct violations violations;
    violations_init(&violations, fixture_arena);
    accounts.drives = many;
    accounts.drive_count = ACCOUNTS_LINES_MAX + 1;
    accounts_check(fixture_call("rehab-2016"), &rehab_budget, &accounts, &violations);
    const struct violation *last = violations.first;
    while (last->next != NULL && strcmp(last->code, "too_many") != 0) {
        last = last->next;
    }
    ck_assert_str_eq(last->code, "too_many");
}
END_TEST

static const char payload[] =
    "{\"application\":3,\"kind\":\"part\",\"period_to\":\"2020-11-30\",\"lines\":"
    "[{\"line\":1,\"actual_ore\":5,\"own_funding_ore\":2,\"first\":\"2019-11-01\","
    "\"last\":\"2020-11-29\",\"before_award_ore\":4}],\"note\":\"\"}";

static const struct {
    const char *old;
    const char *new;
    enum status status;
} payloads[] = {
    {"", "", STATUS_OK},
    {"\"part\"", "\"final\"", STATUS_OK},
    {"\"part\"", "\"half\"", STATUS_INVALID},
    {"\"part\"", "1", STATUS_INVALID},
    {"2020-11-30", "2020-11-31", STATUS_INVALID},
    {"\"period_to\"", "\"period\"", STATUS_INVALID},
    {"\"lines\"", "\"line\"", STATUS_INVALID},
    {"\"lines\":[", "\"lines\":1,\"x\":[", STATUS_INVALID},
    {"[{", "[1,{", STATUS_INVALID},
    {"2019-11-01", "2019-11-31", STATUS_INVALID},
    {"2020-11-29", "", STATUS_INVALID},
    {"\"first\"", "\"firs\"", STATUS_INVALID},
    {"\"before_award_ore\":4", "\"before_award_ore\":\"4\"", STATUS_INVALID},
    {"\"line\":1", "\"line\":-1", STATUS_INVALID},
    {"\"line\":1", "\"line\":2147483648", STATUS_INVALID},
    {"\"actual_ore\":5", "\"actual_ore\":\"5\"", STATUS_INVALID},
    {",\"own_funding_ore\":2", "", STATUS_INVALID},
    {"\"own_funding_ore\":2", "\"own_funding_ore\":2,\"x\":1", STATUS_INVALID},
};

START_TEST(reads_a_payload)
{
    struct accounts accounts = {.line_count = 99};
    const struct json *json = NULL;
    struct json_error error;
    struct span text = fixture_change(span_from(payload), payloads[_i].old, payloads[_i].new, NULL);
    ck_assert_int_eq(json_parse(fixture_arena, text, &json, &error), STATUS_OK);
    ck_assert_int_eq(accounts_read(fixture_arena, json, &accounts), payloads[_i].status);
    if (payloads[_i].status != STATUS_OK) {
        ck_assert_uint_eq(accounts.line_count, 99);
        return;
    }
    ck_assert_uint_eq(accounts.line_count, 1);
    ck_assert_int_eq(accounts.lines[0].actual_ore, 5);
    ck_assert_int_eq(accounts.lines[0].own_funding_ore, 2);
    ck_assert_int_eq(accounts.lines[0].first, fixture_day("2019-11-01"));
    ck_assert_int_eq(accounts.lines[0].last, fixture_day("2020-11-29"));
    ck_assert_int_eq(accounts.lines[0].before_award_ore, 4);
    ck_assert_int_eq(accounts.period_to, fixture_day("2020-11-30"));
    struct arena *arena = arena_create(1);
    ck_assert_int_eq(accounts_read(arena, json, &accounts), STATUS_LIMIT);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *accounts = fixture_case("accounts");
    tcase_add_loop_test(accounts, documents_the_smaller_of_both, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(accounts, holds_them_to_the_period, 0, (int)COUNT_OF(periods));
    tcase_add_test(accounts, holds_them_to_the_budget);
    tcase_add_loop_test(accounts, holds_costs_to_their_days, 0, (int)COUNT_OF(dated));
    tcase_add_test(accounts, cuts_what_is_above_the_rate);
    tcase_add_loop_test(accounts, holds_driving_to_line_year_and_cost, 0, (int)COUNT_OF(driven));
    tcase_add_loop_test(accounts, reads_a_payload, 0, (int)COUNT_OF(payloads));
    return harness_run("ledger/grants/accounts", accounts);
}
