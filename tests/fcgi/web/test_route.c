/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/route.h"
#include "tests/harness.h"

static enum status handler(struct exchange *x)
{
    (void)x;
    return STATUS_OK;
}

#define ROW(verb, path, who, role, bits)                                                           \
    {                                                                                              \
        .method = (verb), .pattern = (path), .audience = (who), .roles = (role),                   \
        .kind = ROUTE_PAGE, .handler = handler, .flags = (bits)                                    \
    }

/* The target of a form. */
#define FORM(path, who, page_, button_, bits)                                                      \
    {                                                                                              \
        .method = HTTP_POST, .pattern = (path), .audience = (who),                                 \
        .roles = "applicant,management", .kind = ROUTE_PAGE, .handler = handler, .flags = (bits),  \
        .page = (page_), .button = (button_)                                                       \
    }
#define FORMLESS "a form names its page and its button, and nothing else does"

static const struct route first[] = {
    ROW(HTTP_GET, "/", ROUTE_GRANTEE, NULL, ROUTE_ANYONE),
    ROW(HTTP_GET, "/calls/{call}", ROUTE_GRANTEE, NULL, ROUTE_ANYONE),
    ROW(HTTP_GET, "/grants/{application}/accounts/{version}", ROUTE_GRANTEE, "applicant", 0),
    ROW(HTTP_GET, "/grants/{application}/accounts/new", ROUTE_GRANTEE, "applicant", 0),
    FORM("/calls/{call}", ROUTE_GRANTEE, "/calls/{call}", "Save", ROUTE_SUBMISSION),
};
static const struct route second[] = {
    ROW(HTTP_GET, "/agency/", ROUTE_AGENCY, NULL, ROUTE_ANYONE),
    ROW(HTTP_GET, "/", ROUTE_PUBLIC, NULL, 0),
};
static const struct route_table tables[] = {
    {.routes = first, .count = COUNT_OF(first)},
    {.routes = second, .count = COUNT_OF(second)},
};

static const struct {
    enum route_audience audience;
    enum http_method method;
    const char *path;
    enum status status;
    const struct route *route;
    const char *allow;
} rows[] = {
    {ROUTE_GRANTEE, HTTP_GET, "", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_GET, "calls", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_GET, "/calls", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_GET, "/calls/", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_GET, "/calls/x/", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_GET, "/calls/x/y", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_GET, "/agency/", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_AGENCY, HTTP_GET, "/calls/x", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_AGENCY, HTTP_GET, "/agency", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_GET, "/a/b/c/d/e/f/g/h/i/j/k/l/m", STATUS_NOT_FOUND, NULL, NULL},
    {ROUTE_GRANTEE, HTTP_DELETE, "/calls/x", STATUS_INVALID, NULL, "GET, HEAD, POST"},
    {ROUTE_GRANTEE, HTTP_POST, "/", STATUS_INVALID, NULL, "GET, HEAD"},
    {ROUTE_GRANTEE, HTTP_GET, "/", STATUS_OK, &first[0], "GET, HEAD"},
    {ROUTE_GRANTEE, HTTP_HEAD, "/", STATUS_OK, &first[0], "GET, HEAD"},
    {ROUTE_PUBLIC, HTTP_GET, "/", STATUS_OK, &second[1], "GET, HEAD"},
    {ROUTE_GRANTEE, HTTP_GET, "/calls/x", STATUS_OK, &first[1], "GET, HEAD, POST"},
    {ROUTE_GRANTEE, HTTP_POST, "/calls/x", STATUS_OK, &first[4], "GET, HEAD, POST"},
    {ROUTE_GRANTEE, HTTP_GET, "/grants/1/accounts/2", STATUS_OK, &first[2], "GET, HEAD"},
    {ROUTE_GRANTEE, HTTP_GET, "/grants/1/accounts/new", STATUS_OK, &first[3], "GET, HEAD"},
    {ROUTE_AGENCY, HTTP_GET, "/agency/", STATUS_OK, &second[0], "GET, HEAD"},
};

START_TEST(finds_or_refuses_each_row)
{
    struct route_match match = {.param_count = 99};
    enum status status = route_find(tables, COUNT_OF(tables), rows[_i].audience, rows[_i].method,
        span_from(rows[_i].path), &match);
    ck_assert_int_eq(status, rows[_i].status);
    if (rows[_i].allow == NULL) {
        ck_assert_uint_eq(match.param_count, 99);
        return;
    }
    struct buffer allow;
    buffer_init(&allow, 64);
    route_allow(&match, &allow);
    ck_assert(span_is(buffer_span(&allow), rows[_i].allow));
    ck_assert_ptr_eq(match.route, rows[_i].route);
    buffer_free(&allow);
}
END_TEST

START_TEST(parameters_have_names)
{
    struct route_match match;
    ck_assert_int_eq(route_find(tables, COUNT_OF(tables), ROUTE_GRANTEE, HTTP_GET,
                         SPAN("/grants/17/accounts/2"), &match),
        STATUS_OK);
    ck_assert(span_is(route_param(&match, "application"), "17"));
    ck_assert(span_is(route_param(&match, "version"), "2"));
}
END_TEST

START_TEST(a_parameter_that_the_pattern_lacks_is_our_mistake)
{
    struct route_match match = {.param_count = 0};
    (void)route_param(&match, "none");
}
END_TEST

START_TEST(roles_are_whole_words)
{
    ck_assert(route_role_listed("applicant,management", SPAN("management")));
    ck_assert(!route_role_listed("applicant,management", SPAN("manage")));
    ck_assert(!route_role_listed(NULL, SPAN("applicant")));
}
END_TEST

/* One wrong row beside a good one. */
static const struct {
    struct route route;
    const char *reason;
} wrong[] = {
    {ROW(HTTP_GET, NULL, ROUTE_GRANTEE, "applicant", 0), "GET (none): malformed pattern"},
    {ROW(HTTP_GET, "x", ROUTE_GRANTEE, "applicant", 0), "GET x: malformed pattern"},
    {ROW(HTTP_GET, "//", ROUTE_GRANTEE, "applicant", 0), "GET //: malformed pattern"},
    {ROW(HTTP_GET, "/{}", ROUTE_GRANTEE, "applicant", 0), "GET /{}: malformed pattern"},
    {ROW(HTTP_GET, "/{a", ROUTE_GRANTEE, "applicant", 0), "GET /{a: malformed pattern"},
    {ROW(HTTP_GET, "/A", ROUTE_GRANTEE, "applicant", 0), "GET /A: malformed pattern"},
    {ROW(HTTP_GET, "/{a}/{b}/{c}/{d}/{e}", ROUTE_GRANTEE, "applicant", 0),
        "GET /{a}/{b}/{c}/{d}/{e}: malformed pattern"},
    {ROW(HTTP_HEAD, "/x", ROUTE_GRANTEE, "applicant", 0), "HEAD /x: HEAD is answered by GET"},
    {ROW(HTTP_GET, "/x", ROUTE_GRANTEE, NULL, 0), "GET /x: neither roles nor ROUTE_ANYONE"},
    {ROW(HTTP_GET, "/x", ROUTE_PUBLIC, "applicant", 0), "GET /x: the public has no roles"},
    {ROW(HTTP_GET, "/x", ROUTE_PUBLIC, NULL, ROUTE_ANYONE), "GET /x: the public has no roles"},
    {ROW(HTTP_GET, "/x", ROUTE_GRANTEE, "king", 0), "GET /x: unknown role"},
    {ROW(HTTP_GET, "/x", ROUTE_GRANTEE, "applicant,", 0), "GET /x: unknown role"},
    {ROW(HTTP_GET, "/x", ROUTE_GRANTEE, "applicant", ROUTE_NAVIGATION),
        "GET /x: a title belongs to the navigation"},
    {ROW(HTTP_GET, "/api/v1/x", ROUTE_GRANTEE, "applicant", 0),
        "GET /api/v1/x: API routes are below /api/"},
    {ROW(HTTP_GET, "/calls/{other}", ROUTE_GRANTEE, "applicant", 0),
        "GET /calls/{other}: two rows for the same request"},
    {ROW(HTTP_GET, "/x", ROUTE_GRANTEE, "applicant", ROUTE_STRANGER),
        "GET /x: strangers have no roles and no login"},
    {ROW(HTTP_GET, "/x", ROUTE_GRANTEE, NULL, ROUTE_ANYONE | ROUTE_STRANGER),
        "GET /x: strangers have no roles and no login"},
    {{.pattern = "/x", .roles = "applicant"}, "GET /x: no handler"},
    {ROW(HTTP_POST, "/x", ROUTE_GRANTEE, "applicant", 0), "POST /x: " FORMLESS},
    {FORM("/x", ROUTE_GRANTEE, "/calls/{call}", NULL, 0), "POST /x: " FORMLESS},
    {FORM("/x", ROUTE_GRANTEE, NULL, "Save", 0), "POST /x: " FORMLESS},
    {FORM("/x", ROUTE_PUBLIC, "/calls/{call}", "Save", 0), "POST /x: the public has no roles"},
    {FORM("/x", ROUTE_GRANTEE, "/calls/{call}", "Save", ROUTE_NO_LOGIN), "POST /x: " FORMLESS},
    {FORM("/x", ROUTE_GRANTEE, "/nowhere", "Save", 0),
        "POST /x: the page of the form does not exist"},
    {FORM("/x", ROUTE_AGENCY, "/calls/{call}", "Save", 0),
        "POST /x: the page of the form does not exist"},
};

START_TEST(a_wrong_row_is_named)
{
    struct arena *arena = arena_create(65536);
    const struct route_table with[] = {
        {.routes = first, .count = COUNT_OF(first)}, {.routes = &wrong[_i].route, .count = 1}};
    const char *reason = NULL;
    ck_assert_int_eq(route_tables_check(with, COUNT_OF(with), arena, &reason), STATUS_INVALID);
    ck_assert_str_eq(reason, wrong[_i].reason);
    arena_destroy(arena);
}
END_TEST

START_TEST(good_tables_pass_and_are_listed)
{
    struct arena *arena = arena_create(65536);
    const char *reason = "none";
    struct buffer list;
    buffer_init(&list, 65536);
    ck_assert_int_eq(route_tables_check(tables, COUNT_OF(tables), arena, &reason), STATUS_OK);
    route_list(tables, COUNT_OF(tables), &list);
    buffer_putc(&list, '\0');
    ck_assert_ptr_nonnull(
        strstr(list.data, "POST\t/calls/{call}\tgrantee\tapplicant,management\tpage\tsubmission "));
    ck_assert_ptr_nonnull(strstr(list.data, "GET\t/agency/\tagency\tany\tpage\t\n"));
    ck_assert_ptr_nonnull(strstr(list.data, "GET\t/\tpublic\tany\tpage\t\n"));
    buffer_free(&list);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("route");
    tcase_add_loop_test(tests, finds_or_refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, parameters_have_names);
    tcase_add_test_raise_signal(tests, a_parameter_that_the_pattern_lacks_is_our_mistake, 6);
    tcase_add_test(tests, roles_are_whole_words);
    tcase_add_loop_test(tests, a_wrong_row_is_named, 0, (int)COUNT_OF(wrong));
    tcase_add_test(tests, good_tables_pass_and_are_listed);
    return harness_run("fcgi/web/route", tests);
}
