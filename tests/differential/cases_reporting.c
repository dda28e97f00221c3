/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/moment.h"
#include "ledger/grants/accounts.h"
#include "ledger/grants/report.h"
#include "ledger/grants/result.h"
#include "ledger/grants/voucher.h"
#include "tests/differential/cases.h"

enum { DRIVES_MAX = 4, FIRST_YEAR = 2015, YEARS = 7 };

void cases_result_violations(struct cases *cases)
{
    static const char *const codes[] = {
        "work_or_education", "placement", "paid_or_education", "unknown"};
    static const char *const weeks[] = {"", "iso", "first_full", "second"};
    const struct call *call = cases_call(cases);
    const char *code = codes[cases_number(cases, 0, cases_rarely(cases, 9) ? 3 : 2)];
    const char *week = weeks[cases_number(cases, 0, 3)];
    int64_t whole = cases_rarely(cases, 4) ? cases_number(cases, -1, 1)
                                           : INT64_C(1000000000) - cases_number(cases, -1, 3);
    int64_t part =
        cases_rarely(cases, 2) ? whole + cases_number(cases, -1, 1) : cases_number(cases, -1, 1000);
    int year = (int)cases_number(cases, 2018, 2023);
    struct span period =
        cases_rarely(cases, 2)
            ? arena_format(cases->arena, "%04d-Q%d", year, (int)cases_number(cases, 0, 5))
            : arena_format(cases->arena, "%04d-%02d", year, (int)cases_number(cases, 0, 13));
    struct result result = {.code = span_from(code),
        .numerator = part,
        .denominator = whole,
        .period = period,
        .first_week = span_from(week)};
    cases_text(cases->input, "code", code);
    json_put_int(cases->input, "numerator", part);
    json_put_int(cases->input, "denominator", whole);
    json_put_text(cases->input, "period", period);
    if (result.first_week.len == 0) {
        json_put_null(cases->input, "first_week");
    } else {
        json_put_text(cases->input, "first_week", result.first_week);
    }
    struct violations violations;
    violations_init(&violations, cases->arena);
    result_check(call, &result, &violations);
    ensure(!violations.failed);
    violations_put(&violations, cases->expected, NULL);
}

static void put_topics(struct cases *cases, const struct call_report *asked, struct report *report,
    struct report_topic *topics)
{
    static const char *const texts[] = {"Som planlagt", "", " ", "\n", "Borger 010190-1234"};
    static const char *const codes[] = {"activities_held", "case_review", "goals_reached", "other"};
    int64_t count = asked->topic_count > 0 ? cases_number(cases, 0, 4) : cases_number(cases, 0, 1);
    json_open_array(cases->input, "topics");
    for (int64_t i = 0; i < count; i++) {
        const char *code = codes[cases_number(cases, 0, 3)];
        topics[i].code = asked->topic_count > 0 && !cases_rarely(cases, 5)
                             ? asked->topics[(size_t)i % asked->topic_count].code
                             : span_from(code);
        topics[i].text = span_from(texts[cases_rarely(cases, 5) ? cases_number(cases, 1, 4) : 0]);
        json_open_object(cases->input, NULL);
        json_put_text(cases->input, "code", topics[i].code);
        json_put_text(cases->input, "text", topics[i].text);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    report->topics = topics;
    report->topic_count = (size_t)count;
}

void cases_report_violations(struct cases *cases)
{
    struct report_topic topics[5];
    const struct call *call = cases_call(cases);
    struct report report = {
        .kind = cases_rarely(cases, 3) ? CALL_REPORT_STATUS : CALL_REPORT_FINAL,
        .period_to = cases_rarely(cases, 3) ? call->project.from : call->project.to,
        .text = cases_rarely(cases, 9) ? SPAN("") : SPAN("Vi holdt tre møder"),
    };
    report.period_to += (int32_t)(cases_rarely(cases, 2) ? cases_number(cases, -1, 1) : 0);
    struct civil civil = day_civil(report.period_to);
    cases_text(cases->input, "report", report.kind == CALL_REPORT_FINAL ? "final" : "status");
    json_put_text(cases->input, "period_to",
        arena_format(cases->arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day));
    json_put_text(cases->input, "text", report.text);
    put_topics(cases, &call->reports[report.kind], &report, topics);
    struct violations violations;
    violations_init(&violations, cases->arena);
    report_check(call, &report, &violations);
    ensure(!violations.failed);
    violations_put(&violations, cases->expected, NULL);
}

/* Years around the projects, each known more often than not. */
static size_t put_rates(struct cases *cases, struct mileage_rate *rates)
{
    size_t count = 0;
    json_open_object(cases->input, "rates");
    for (int32_t year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
        if (!cases_rarely(cases, 4)) {
            rates[count++] = (struct mileage_rate){.year = year, .ore_per_km = 150 + (year - 2000)};
            json_put_int(cases->input, arena_printf(cases->arena, "%d", year), 150 + (year - 2000));
        }
    }
    json_close_object(cases->input);
    return count;
}

/* Driving that mostly belongs to a line and a year. */
static size_t put_drives(struct cases *cases, const struct call *call,
    const struct accounts *accounts, struct accounts_drive *drives)
{
    size_t count = cases_rarely(cases, 3) ? 0 : (size_t)cases_number(cases, 1, DRIVES_MAX);
    json_open_array(cases->input, "mileage");
    for (size_t i = 0; i < count; i++) {
        const struct accounts_line *line =
            accounts->line_count == 0
                ? NULL
                : &accounts->lines[cases_number(cases, 0, (int64_t)accounts->line_count - 1)];
        drives[i] = (struct accounts_drive){
            .line = line == NULL || cases_rarely(cases, 10) ? 77 : line->line,
            .year = day_civil(call->project.from).year + (int32_t)cases_number(cases, -1, 3),
            .km = cases_rarely(cases, 8) ? ACCOUNTS_KM_MAX + cases_number(cases, 0, 1)
                                         : cases_number(cases, 0, 3000),
            .paid_ore = line == NULL || cases_rarely(cases, 3)
                            ? cases_amount(cases)
                            : line->actual_ore + cases_number(cases, -1, 1),
        };
        json_open_object(cases->input, NULL);
        json_put_int(cases->input, "line", drives[i].line);
        json_put_int(cases->input, "year", drives[i].year);
        json_put_int(cases->input, "km", drives[i].km);
        json_put_int(cases->input, "paid_ore", drives[i].paid_ore);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    return count;
}

void cases_put_mileage(struct cases *cases, const struct call *call, struct accounts *accounts)
{
    struct mileage_rate *rates = arena_array(cases->arena, YEARS, sizeof(*rates));
    struct accounts_drive *drives = arena_array(cases->arena, DRIVES_MAX, sizeof(*drives));
    ensure(rates != NULL && drives != NULL);
    accounts->rate_count = put_rates(cases, rates);
    accounts->rates = rates;
    accounts->drive_count = put_drives(cases, call, accounts, drives);
    accounts->drives = drives;
}

void cases_mileage_cut(struct cases *cases)
{
    int64_t km = cases_number(cases, 0, cases_rarely(cases, 2) ? 20 : ACCOUNTS_KM_MAX);
    int64_t rate_ore = cases_number(cases, 1, 400);
    int64_t paid_ore =
        cases_rarely(cases, 2) ? cases_amount(cases) : km * rate_ore + cases_number(cases, -1, 1);
    json_put_int(cases->input, "km", km);
    json_put_int(cases->input, "paid_ore", paid_ore);
    json_put_int(cases->input, "rate_ore", rate_ore);
    json_put_int(cases->expected, NULL, accounts_mileage_cut(km, paid_ore, rate_ore));
}

void cases_voucher_sample(struct cases *cases)
{
    struct voucher_line lines[12];
    char hex[DIGEST_HEX_LEN + 1];
    size_t count = (size_t)cases_number(cases, 0, 12);
    struct voucher_rule rule = {
        .always_from_ore = cases_amount(cases) + 1,
        .draws = (int)cases_number(cases, 1, cases_rarely(cases, 3) ? VOUCHER_DRAWS_MAX : 4),
    };
    struct digest seed;
    for (size_t i = 0; i < DIGEST_LEN; i++) {
        seed.bytes[i] = (uint8_t)cases_number(cases, 0, UINT8_MAX);
    }
    digest_hex(&seed, hex);
    json_open_object(cases->input, "rule");
    json_put_int(cases->input, "always_from_ore", rule.always_from_ore);
    json_put_int(cases->input, "draws", rule.draws);
    json_close_object(cases->input);
    json_put_text(cases->input, "seed", span_from(hex));
    json_open_array(cases->input, "lines");
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct voucher_line){.line = (int64_t)i + 1,
            .ore = cases_rarely(cases, 2) ? cases_number(cases, 1, 20) : cases_amount(cases) + 1,
            .before = cases_rarely(cases, 6)};
        json_open_object(cases->input, NULL);
        json_put_int(cases->input, "line", lines[i].line);
        json_put_int(cases->input, "ore", lines[i].ore);
        json_put_bool(cases->input, "before", lines[i].before);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    voucher_draw(&rule, lines, count, &seed);
    voucher_put(lines, count, cases->expected, NULL);
}
