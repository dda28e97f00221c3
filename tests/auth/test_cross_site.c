/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/cross_site.h"
#include "tests/harness.h"

#define OWN "https://localhost:8443"

static const struct {
    enum cross_site_kind kind;
    const char *method;
    const char *fetch_site; /* NULL: absent */
    const char *origin;
    enum auth_reason reason;
} rows[] = {
    {CROSS_SITE_PAGE, "GET", NULL, NULL, AUTH_OK},
    {CROSS_SITE_PAGE, "POST", "same-origin", OWN, AUTH_OK},
    {CROSS_SITE_PAGE, "POST", "same-origin", NULL, AUTH_OK},
    {CROSS_SITE_PAGE, "POST", NULL, OWN, AUTH_OK}, /* a browser before 2023 */
    {CROSS_SITE_PAGE, "POST", "cross-site", "https://evil.example", AUTH_CROSS_SITE}, /* E01 */
    {CROSS_SITE_PAGE, "POST", "cross-site", "null", AUTH_CROSS_SITE},                 /* E02 E03 */
    {CROSS_SITE_PAGE, "POST", NULL, "null", AUTH_CROSS_SITE},
    {CROSS_SITE_PAGE, "POST", "same-site", OWN, AUTH_CROSS_SITE},  /* E05 */
    {CROSS_SITE_PAGE, "POST", NULL, NULL, AUTH_CROSS_SITE},        /* E06 */
    {CROSS_SITE_PAGE, "POST", "cross-site", OWN, AUTH_CROSS_SITE}, /* E07 */
    {CROSS_SITE_PAGE, "POST", "none", OWN, AUTH_CROSS_SITE},
    {CROSS_SITE_PAGE, "POST", "", OWN, AUTH_CROSS_SITE},
    {CROSS_SITE_PAGE, "POST", "same-origin", "", AUTH_CROSS_SITE},
    {CROSS_SITE_PAGE, "POST", "same-origin", "https://localhost:8444", AUTH_CROSS_SITE},
    {CROSS_SITE_PAGE, "POST", "same-origin", "http://localhost:8443", AUTH_CROSS_SITE},
    {CROSS_SITE_PAGE, "POST", "same-origin", OWN ".evil.example", AUTH_CROSS_SITE},
    {CROSS_SITE_PAGE, "get", NULL, NULL, AUTH_CROSS_SITE}, /* not the safe method */
    {CROSS_SITE_PAGE, "OPTIONS", "cross-site", "https://evil.example", AUTH_CROSS_SITE}, /* E10 */
    {CROSS_SITE_API, "POST", NULL, NULL, AUTH_OK}, /* a program */
    {CROSS_SITE_API, "POST", "same-origin", OWN, AUTH_OK},
    {CROSS_SITE_API, "POST", NULL, OWN, AUTH_OK},
    {CROSS_SITE_API, "GET", "none", NULL, AUTH_OK}, /* typed in */
    {CROSS_SITE_API, "GET", "same-origin", NULL, AUTH_OK},
    {CROSS_SITE_API, "GET", "cross-site", NULL, AUTH_CROSS_SITE},
    {CROSS_SITE_API, "POST", "none", NULL, AUTH_CROSS_SITE},
    {CROSS_SITE_API, "POST", "same-site", NULL, AUTH_CROSS_SITE},
    {CROSS_SITE_API, "POST", NULL, "https://evil.example", AUTH_CROSS_SITE},
    {CROSS_SITE_API, "POST", NULL, "null", AUTH_CROSS_SITE},
    {CROSS_SITE_API, "GET", NULL, "https://evil.example", AUTH_CROSS_SITE},
};

START_TEST(judges_each_row)
{
    struct cross_site_request request = {
        .kind = rows[_i].kind,
        .method = span_from(rows[_i].method),
        .fetch_site = span_from(rows[_i].fetch_site),
        .origin = span_from(rows[_i].origin),
        .own_origin = SPAN(OWN),
    };
    ck_assert_int_eq(cross_site_check(&request), rows[_i].reason);
}
END_TEST

/* E09: what other sites' pages make the browser fetch. */
static const struct {
    const char *fetch_site;
    const char *fetch_mode;
    const char *fetch_dest;
    enum auth_reason reason;
} fetches[] = {
    {"cross-site", "navigate", "document", AUTH_OK}, /* a link */
    {"same-site", "navigate", "document", AUTH_OK},
    {"none", "navigate", "document", AUTH_OK},
    {"none", NULL, NULL, AUTH_OK},
    {"same-origin", "cors", "empty", AUTH_OK},
    {"same-origin", "no-cors", "image", AUTH_OK},
    {"cross-site", "no-cors", "image", AUTH_CROSS_SITE},
    {"cross-site", "no-cors", "script", AUTH_CROSS_SITE},
    {"same-site", "no-cors", "empty", AUTH_CROSS_SITE},
    {"cross-site", "cors", "empty", AUTH_CROSS_SITE},
    {"cross-site", "navigate", "iframe", AUTH_CROSS_SITE}, /* E20 */
    {"same-origin", "navigate", "iframe", AUTH_CROSS_SITE},
    {"cross-site", "navigate", "object", AUTH_CROSS_SITE},
    {NULL, NULL, "embed", AUTH_CROSS_SITE},
    {"cross-site", "navigate", NULL, AUTH_CROSS_SITE},
    {"cross-site", NULL, "document", AUTH_CROSS_SITE},
    {"", "navigate", "image", AUTH_CROSS_SITE},
};

START_TEST(isolates_each_row)
{
    struct cross_site_request request = {
        .kind = CROSS_SITE_PAGE,
        .method = SPAN("GET"),
        .fetch_site = span_from(fetches[_i].fetch_site),
        .fetch_mode = span_from(fetches[_i].fetch_mode),
        .fetch_dest = span_from(fetches[_i].fetch_dest),
        .own_origin = SPAN(OWN),
    };
    ck_assert_int_eq(cross_site_check(&request), fetches[_i].reason);
    request.method = SPAN("HEAD");
    ck_assert_int_eq(cross_site_check(&request), fetches[_i].reason);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cross_site");
    tcase_add_loop_test(tests, judges_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(tests, isolates_each_row, 0, (int)COUNT_OF(fetches));
    return harness_run("auth/cross_site", tests);
}
