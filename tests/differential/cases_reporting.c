/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/result.h"
#include "tests/differential/cases.h"

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
