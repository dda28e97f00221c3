/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/form_token.h"
#include "fcgi/login.h"
#include "fcgi/page.h"
#include "fcgi/views/form_token.h"
#include "tests/fcgi/exchange_support.h"
#include "tests/harness.h"

static struct exchange_support support;
static struct exchange *const x = &support.x;
static const struct route route = {.pattern = "/applications/{application}", .kind = ROUTE_PAGE};

static void setup(void)
{
    support_begin(&support, &route, "/applications/7", (size_t)1024 * 1024);
    support.config.public_origin = SPAN("https://localhost:8444");
}

static void teardown(void)
{
    support_end(&support);
}

static bool shows(const char *text)
{
    return strstr(support_body(&support), text) != NULL;
}

static const struct {
    const char *path;
    const char *query;
    const char *address;
} addresses[] = {
    {"/", "", "/"},
    {"/agency/", "", "/agency/"},
    {"/applications/7", "rows=5&x=%2F", "/applications/7?rows=5&x=%2F"},
    {"/calls/a b\xc3\xa6?<", "", "/calls/a%20b%C3%A6%3F%3C"},
};

START_TEST(a_page_knows_its_own_address)
{
    support.request.path = span_from(addresses[_i].path);
    support.request.query_text = span_from(addresses[_i].query);
    ck_assert(span_is(login_own_address(x), addresses[_i].address));
}
END_TEST

static const struct {
    const char *wanted;
    const char *way;
} ways[] = {
    {"/applications/7?kept=3#x", "/applications/7?kept=3#x"},
    {"/", "/"},
    {"", "/"},
    {"//evil.example/", "/"},
    {"https://evil.example/", "/"},
    {"/\\evil.example", "/"},
    {"/login?return=/", "/"}, /* round and round */
    {"/logout", "/"},
    {"/agency/login", "/"},
    {"/a\r\nSet-Cookie: x", "/"},
};

START_TEST(the_way_back_is_ours)
{
    ck_assert(span_is(login_way_back(span_from(ways[_i].wanted)), ways[_i].way));
}
END_TEST

START_TEST(without_a_login_the_login_page_comes_first)
{
    x->session = NULL;
    x->no_session = AUTH_NO_SESSION;
    ck_assert_int_eq(login_demand(x), STATUS_OK);
    ck_assert_int_eq(x->response.status, 303);
    ck_assert(span_is(support_header(&support, "Location"), "/login?return=%2Fapplications%2F7"));
    x->no_session = AUTH_SESSION_OVER;
    ck_assert_int_eq(login_redirect(x, SPAN("/x?kept=1"), true), STATUS_OK);
    ck_assert(span_is(
        support_header(&support, "Location"), "/login?kept=1&ended=over&return=%2Fx%3Fkept%3D1"));
    x->no_session = AUTH_SESSION_RENEWED;
    ck_assert_int_eq(login_redirect(x, SPAN("/x"), false), STATUS_OK);
    ck_assert(
        span_is(support_header(&support, "Location"), "/login?ended=certificate&return=%2Fx"));
}
END_TEST

/* The browser kept a SameSite=Strict cookie to itself: only a link of ours brings it. */
START_TEST(a_link_from_elsewhere_is_asked_about)
{
    x->session = NULL;
    support.request.sec_fetch_site = SPAN("cross-site");
    ck_assert_int_eq(login_demand(x), STATUS_OK);
    ck_assert_int_eq(x->response.status, 200);
    ck_assert(shows("href=\"/applications/7\"") && shows("Continue to Tilsagn"));
    ck_assert(shows(">/applications/7</code>"));
    ck_assert(!shows("Anna") && !shows("<nav") && !shows("name=\"token\""));
    ck_assert(shows("https://localhost:8444/about"));
    struct http_pair cookie = {.name = SPAN(SESSION_COOKIE), .value = SPAN("x")};
    support.request.cookies = (struct http_pairs){.items = &cookie, .count = 1};
    response_restart(&x->response);
    ck_assert_int_eq(login_demand(x), STATUS_OK); /* the cookie came, and named nothing */
    ck_assert_int_eq(x->response.status, 303);
}
END_TEST

START_TEST(a_form_has_the_token_of_its_own_action)
{
    char token[SESSION_TOKEN_LEN + 1];
    struct view *v = page_view(x);
    buffer_puts(v->out, "<form action=\"/first\"></form><form method=\"post\" "
                        "action=\"/calls/a%20b?x=1#y\" novalidate>");
    session_token(x->session, SPAN("/calls/a b"), token);
    ck_assert(span_is(form_token(v), token));
    ck_assert(!form_is_kept(v));
    v->kept = 7;
    v->kept_path = SPAN("/calls/a b");
    ck_assert(form_is_kept(v));
    view_form_token(v);
    ck_assert_int_eq(page_send(x, 200, SPAN("x")), STATUS_OK);
    ck_assert(shows(token) && shows("name=\"kept\" value=\"7\""));
    x->session = NULL;
    v = page_view(x);
    buffer_puts(v->out, "<form action=\"/first\">");
    ck_assert_uint_eq(form_token(v).len, 0);
}
END_TEST

START_TEST(a_token_is_wanted_where_something_changes)
{
    char token[SESSION_TOKEN_LEN + 1];
    static const struct route login = {.pattern = "/login", .flags = ROUTE_NO_LOGIN};
    support.request.method = HTTP_GET;
    ck_assert(login_token_fits(x));
    support.request.method = HTTP_POST;
    ck_assert(!login_token_fits(x));
    session_token(x->session, support.request.path, token);
    struct http_pair field = {.name = SPAN("token"), .value = span_from(token)};
    x->form.fields = (struct http_pairs){.items = &field, .count = 1};
    ck_assert(login_token_fits(x));
    support.request.path = SPAN("/applications/8");
    ck_assert(!login_token_fits(x));
    x->match.route = &login;
    ck_assert(login_token_fits(x));
    x->match.route = &route;
    x->session = NULL; /* then it is put aside, not handled */
    ck_assert(login_token_fits(x));
}
END_TEST

/* The API and the public server go their own ways: no service is asked here. */
START_TEST(not_everybody_needs_a_login)
{
    static const struct route api = {.pattern = "/api/v1/me", .kind = ROUTE_API};
    bool answered = false;
    x->session = NULL;
    x->match.route = &api;
    ck_assert_ptr_null(login_find(x, &support.session, &answered));
    x->match.route = &route;
    x->identity = NULL;
    ck_assert_ptr_null(login_find(x, &support.session, &answered));
    ck_assert(!answered && x->session == NULL);
}
END_TEST

static const struct {
    struct route route;
    enum http_method method;
    enum route_audience audience;
    const char *refusal; /* NULL: none */
    const char *leads;   /* "": nowhere, the handler answers */
} strangers[] = {
    {{.kind = ROUTE_PAGE}, HTTP_GET, ROUTE_GRANTEE, NULL, "/access"},
    {{.kind = ROUTE_PAGE}, HTTP_GET, ROUTE_AGENCY, NULL, "/agency/access"},
    {{.kind = ROUTE_PAGE}, HTTP_POST, ROUTE_GRANTEE, "unknown-person", ""},
    {{.kind = ROUTE_API}, HTTP_GET, ROUTE_GRANTEE, "unknown-person", ""},
    {{.kind = ROUTE_PAGE, .flags = ROUTE_STRANGER}, HTTP_POST, ROUTE_GRANTEE, NULL, ""},
    {{.kind = ROUTE_API, .flags = ROUTE_STRANGER}, HTTP_GET, ROUTE_AGENCY, NULL, ""},
};

START_TEST(who_is_not_enrolled_sees_one_page)
{
    bool answered = false;
    x->identity = NULL;
    x->session = NULL;
    x->stranger = true;
    x->match.route = &strangers[_i].route;
    support.request.method = strangers[_i].method;
    support.config.audience = strangers[_i].audience;
    const struct refusal *refusal = login_stranger(x, &answered);
    ck_assert_int_eq(refusal != NULL, strangers[_i].refusal != NULL);
    ck_assert(refusal == NULL || strcmp(refusal->type, strangers[_i].refusal) == 0);
    ck_assert(span_is(support_header(&support, "Location"), strangers[_i].leads));
    ck_assert_int_eq(answered, strangers[_i].leads[0] != '\0');
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("login");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, a_page_knows_its_own_address, 0, (int)COUNT_OF(addresses));
    tcase_add_loop_test(tests, the_way_back_is_ours, 0, (int)COUNT_OF(ways));
    tcase_add_test(tests, without_a_login_the_login_page_comes_first);
    tcase_add_test(tests, a_link_from_elsewhere_is_asked_about);
    tcase_add_test(tests, a_form_has_the_token_of_its_own_action);
    tcase_add_test(tests, a_token_is_wanted_where_something_changes);
    tcase_add_test(tests, not_everybody_needs_a_login);
    tcase_add_loop_test(tests, who_is_not_enrolled_sees_one_page, 0, (int)COUNT_OF(strangers));
    return harness_run("fcgi/login", tests);
}
