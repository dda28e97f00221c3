/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/refusal.h"
#include "fcgi/web/response.h"
#include "tests/harness.h"

/* What the API's documentation promises. */
static const struct {
    enum status status;
    const char *code;
    int http;
    const char *type;
} rows[] = {
    {STATUS_INVALID, "", 400, "malformed"}, {STATUS_LIMIT, "", 413, "too-large"},
    {STATUS_NOT_FOUND, "", 404, "not-found"}, {STATUS_DENIED, "", 403, "forbidden"},
    {STATUS_CONFLICT, "", 409, "conflict"}, {STATUS_RETRY, "", 503, "unavailable"},
    {STATUS_UNAVAILABLE, "08006", 503, "unavailable"}, {STATUS_INTERNAL, "42883", 500, "internal"},
    {STATUS_INVALID, "LG101", 400, "malformed"}, {STATUS_INVALID, "LG102", 422, "invalid-content"},
    {STATUS_INVALID, "LG103", 409, "computation-differs"}, {STATUS_LIMIT, "LG201", 409, "limit"},
    {STATUS_LIMIT, "LG202", 409, "limit"}, {STATUS_LIMIT, "LG203", 413, "too-large"},
    {STATUS_NOT_FOUND, "LG301", 404, "not-found"}, {STATUS_DENIED, "LG401", 403, "forbidden"},
    {STATUS_DENIED, "LG402", 403, "separation-of-duties"},
    {STATUS_DENIED, "LG403", 403, "forbidden"}, {STATUS_DENIED, "LG404", 403, "blocked"},
    {STATUS_DENIED, "LG405", 403, "forbidden"}, {STATUS_DENIED, "LG406", 429, "too-many-refusals"},
    {STATUS_CONFLICT, "LG501", 409, "idempotency-conflict"},
    {STATUS_CONFLICT, "LG502", 409, "state"}, {STATUS_CONFLICT, "LG503", 412, "stale"},
    {STATUS_CONFLICT, "LG506", 409, "hands-missing"}, {STATUS_CONFLICT, "LG505", 409, "conflict"},
    {STATUS_INTERNAL, "LG503", 500, "internal"}, /* a code counts only with its own status */
};

START_TEST(each_outcome_has_its_answer)
{
    struct fault fault = {.file = "x"};
    (void)snprintf(fault.code, sizeof(fault.code), "%s", rows[_i].code);
    const struct refusal *refusal = refusal_find(rows[_i].status, &fault);
    ck_assert_int_eq(refusal->http, rows[_i].http);
    ck_assert_str_eq(refusal->type, rows[_i].type);
}
END_TEST

START_TEST(every_row_is_complete)
{
    size_t count = 0;
    const struct refusal *all = refusal_all(&count);
    ck_assert_uint_gt(count, 30);
    for (size_t i = 0; i < count; i++) {
        ck_assert(all[i].title[0] != '\0' && all[i].help[0] != '\0');
        ck_assert_uint_gt(strlen(response_reason(all[i].http)), 4);
        for (const char *at = all[i].type; *at != '\0'; at++) {
            ck_assert((*at >= 'a' && *at <= 'z') || *at == '-');
        }
        if (all[i].code == NULL) {
            ck_assert_str_eq(refusal_named(all[i].type)->type, all[i].type);
        }
    }
}
END_TEST

START_TEST(no_fault_is_no_code)
{
    ck_assert_int_eq(refusal_find(STATUS_CONFLICT, NULL)->http, 409);
}
END_TEST

START_TEST(an_unknown_type_is_our_mistake)
{
    (void)refusal_named("no-such-type");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("refusal");
    tcase_add_loop_test(tests, each_outcome_has_its_answer, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, every_row_is_complete);
    tcase_add_test(tests, no_fault_is_no_code);
    tcase_add_test_raise_signal(tests, an_unknown_type_is_our_mistake, 6);
    return harness_run("fcgi/refusal", tests);
}
