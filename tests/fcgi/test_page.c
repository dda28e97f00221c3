/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/page.h"
#include "tests/fcgi/exchange_support.h"
#include "tests/harness.h"

static struct exchange_support support;
static struct exchange *const x = &support.x;

static enum status handler(struct exchange *exchange)
{
    (void)exchange;
    return STATUS_OK;
}

#define ROW(path, who, role, bits, name)                                                           \
    {                                                                                              \
        .method = HTTP_GET, .pattern = (path), .audience = (who), .roles = (role),                 \
        .kind = ROUTE_PAGE, .handler = handler, .flags = (bits), .title = (name)                   \
    }

static const struct route routes[] = {
    ROW("/", ROUTE_GRANTEE, NULL, ROUTE_ANYONE | ROUTE_NAVIGATION, "Front"),
    ROW("/calls", ROUTE_GRANTEE, NULL, ROUTE_ANYONE | ROUTE_NAVIGATION, "Calls"),
    ROW("/grants", ROUTE_GRANTEE, "applicant", ROUTE_NAVIGATION, "Grants"),
    ROW("/secret", ROUTE_GRANTEE, "management", ROUTE_NAVIGATION, "Secret"),
    ROW("/agency/", ROUTE_AGENCY, NULL, ROUTE_ANYONE | ROUTE_NAVIGATION, "Agency"),
    ROW("/calls/{call}", ROUTE_GRANTEE, NULL, ROUTE_ANYONE, NULL),
};
static const struct route_table table = {.routes = routes, .count = COUNT_OF(routes)};

static void begin(const char *path, size_t memory)
{
    support_begin(&support, &routes[5], path, memory);
    x->tables = &table;
    x->table_count = 1;
}

static void setup(void)
{
    begin("/calls/x", 1024 * 1024);
}

static void teardown(void)
{
    support_end(&support);
}

static bool shows(const char *text)
{
    return strstr(support_body(&support), text) != NULL;
}

START_TEST(a_page_has_its_frame)
{
    struct view *v = page_view(x);
    view_html(v, (struct safe_html){.markup = SPAN("<h1>Body</h1>")});
    ck_assert_int_eq(page_send(x, 200, SPAN("A & B")), STATUS_OK);
    ck_assert(span_is(support_header(&support, "Content-Type"), "text/html; charset=utf-8"));
    ck_assert(span_is(support_header(&support, "Content-Language"), "da"));
    ck_assert(shows("<title>A &amp; B – Tilsagn</title>") && shows("<h1>Body</h1>"));
    ck_assert(shows("Anna &lt;A&gt;") && shows("Demokommune A · Applicant, other"));
    ck_assert(shows("href=\"/s/hash/css/dkfds.min.css\""));
    ck_assert(shows("0123456789abcdef0123456789abcdef"));
    ck_assert(shows("value=\"/calls/x\"")); /* where the language switch comes back to */
    ck_assert(!shows("site-clock") && !shows("site-banner") && !shows("error-summary"));
}
END_TEST

static const struct {
    const char *notice;
    const char *says; /* NULL: nothing is told */
} notices[] = {
    {"null", NULL},
    {"{\"state\":\"proposed\",\"proposal\":7,\"since\":\"2019-10-24T10:00:00.000000Z\"}",
        "On 24-10-2019 kl. 12.00 the operator reported"},
    {"{\"state\":\"scheduled\",\"proposal\":7,\"effective_at\":\"2019-10-31T10:00:00.000000Z\"}",
        "can take over from 31-10-2019 kl. 11.00"},
    {"{\"state\":\"stopped\",\"proposal\":7,\"since\":\"2019-10-24T10:00:00.000000Z\"}",
        "has been stopped"},
    {"{\"state\":\"done\",\"proposal\":7,\"since\":\"2019-10-24T10:00:00.000000Z\"}",
        "two new ones have taken over"},
};

START_TEST(everyone_is_told_of_lost_administrators)
{
    const char *says = notices[_i].says;
    ck_assert_int_eq(
        json_parse(x->arena, span_from(notices[_i].notice), &x->notice, NULL), STATUS_OK);
    (void)page_view(x);
    ck_assert_int_eq(page_send(x, 200, SPAN("x")), STATUS_OK);
    ck_assert_int_eq(shows("site-banner-notice"), says != NULL);
    ck_assert(says == NULL || shows(says));
    ck_assert(!shows("/agency/proposals/7")); /* is the agency's to read */
}
END_TEST

START_TEST(the_menu_shows_what_the_person_may_open)
{
    (void)page_view(x);
    ck_assert_int_eq(page_send(x, 200, SPAN("x")), STATUS_OK);
    ck_assert(shows(">Front<") && shows(">Grants<"));
    ck_assert(!shows(">Secret<") && !shows(">Agency<"));
    ck_assert(shows("<li class=\"active current\"><a class=\"nav-link\" href=\"/calls\" "
                    "aria-current=\"page\">"));
    ck_assert(!shows("href=\"/\" aria-current"));
}
END_TEST

START_TEST(a_stranger_gets_no_menu)
{
    x->session = NULL;
    ck_assert_int_eq(page_refusal(x, refusal_named("certificate")), STATUS_OK);
    ck_assert_int_eq(x->response.status, 403);
    ck_assert(shows("A valid employee certificate is required."));
    ck_assert(!shows("<nav") && !shows("Go to the front page") && !shows("Anna"));
}
END_TEST

static const struct json *deadline(const char *text)
{
    const struct json *json = NULL;
    struct json_error error;
    ck_assert_int_eq(json_parse(x->arena, span_from(text), &json, &error), STATUS_OK);
    return json;
}

#define NOON INT64_C(1571911200000000) /* 2019-10-24 12.00 Danish time */

static const struct {
    int64_t now_us;
    const char *clock;
    const char *left; /* NULL: no banner */
} clocks[] = {
    {NOON - INT64_C(3) * 86400000000 - INT64_C(3600000000), "21-10-2019 kl. 11.00.00",
        ">3 days 1 hour<"},
    {NOON - INT64_C(7320000000), "24-10-2019 kl. 09.58.00", ">2 hours 2 minutes<"},
    {NOON - INT64_C(61000000), "24-10-2019 kl. 11.58.59", ">1 minute 1 second<"},
    {NOON - 1, "24-10-2019 kl. 11.59.59", ">0 minutes 0 seconds<"},
    {NOON, "24-10-2019 kl. 12.00.00", NULL},
    {NOON + 1, "24-10-2019 kl. 12.00.00", NULL},
};

START_TEST(the_clock_and_the_deadline)
{
    x->now_us = clocks[_i].now_us;
    x->simulated = true;
    page_deadline(x, SPAN("Flere skal med"),
        deadline("{\"passed\":false,\"last_on_time_us\":1571911200000000}"));
    (void)page_view(x);
    ck_assert_int_eq(page_send(x, 200, SPAN("x")), STATUS_OK);
    ck_assert(shows(clocks[_i].clock) && shows("the clock is simulated"));
    ck_assert(shows("Flere skal med: deadline") == (clocks[_i].left != NULL));
    if (clocks[_i].left != NULL) {
        ck_assert(shows(clocks[_i].left) && shows("24-10-2019 kl. 12.00</time>"));
    }
}
END_TEST

START_TEST(a_deadline_that_has_passed_is_no_banner)
{
    page_deadline(x, SPAN("x"), deadline("{\"passed\":true,\"last_on_time_us\":1571911200000000}"));
    ck_assert_int_eq(x->deadline_us, 0);
}
END_TEST

START_TEST(english_has_its_own_clock)
{
    support.catalogue.language = LANGUAGE_EN;
    x->now_us = NOON;
    (void)page_view(x);
    ck_assert_int_eq(page_send(x, 200, SPAN("x")), STATUS_OK);
    ck_assert(shows("24 October 2019, 12:00:00") && shows("<html lang=\"en\">"));
}
END_TEST

START_TEST(errors_stand_above_the_page)
{
    form_error_add(&x->form, "title", "Write at most %s characters.", SPAN("<5>"));
    form_label(&x->form, "title", SPAN("Title"));
    (void)page_view(x);
    ck_assert_int_eq(page_send(x, 422, SPAN("x")), STATUS_OK);
    ck_assert_int_eq(x->response.status, 422);
    ck_assert(shows("<title>Error: x"));
    ck_assert(shows("There is 1 error"));
    ck_assert(shows("<a class=\"function-link\" href=\"#title\">"
                    "Title: Write at most &lt;5&gt; characters.</a>"));
}
END_TEST

START_TEST(keys_are_fresh_unless_sent_back)
{
    struct span first = page_view(x)->idempotency_key;
    struct span second = page_view(x)->idempotency_key;
    ck_assert_uint_eq(first.len, 32);
    ck_assert(!span_equal(first, second));
    struct span key = SPAN("untouched");
    ck_assert_int_eq(page_key(x, &key), STATUS_INVALID);
    ck_assert(span_is(key, "untouched"));
    struct http_pair field = {.name = SPAN("idempotency_key"), .value = first};
    x->form.fields = (struct http_pairs){.items = &field, .count = 1};
    ck_assert_int_eq(page_key(x, &key), STATUS_OK);
    ck_assert(span_equal(key, first));
    ck_assert(span_equal(page_view(x)->idempotency_key, first)); /* shown again with errors */
}
END_TEST

START_TEST(redirects)
{
    const struct span id[] = {SPAN("1/2")};
    ck_assert_int_eq(page_redirect(x, "/receipts/%s", id, 1), STATUS_OK);
    ck_assert_int_eq(x->response.status, 303);
    ck_assert(span_is(support_header(&support, "Location"), "/receipts/1%2F2"));
    ck_assert_int_eq(page_redirect(x, "//evil", NULL, 0), STATUS_INTERNAL);
}
END_TEST

/* Whatever the memory, there is an answer, and never half a page as a whole one. */
START_TEST(little_memory_gives_a_plain_answer)
{
    bool page = false;
    for (size_t memory = 64; memory < 256 * 1024 && !page; memory *= 2) {
        support_end(&support);
        begin("/calls/x", memory);
        x->now_us = NOON;
        exchange_refuse(x, refusal_find(STATUS_NOT_FOUND, NULL));
        ck_assert_int_eq(x->response.status, 404);
        ck_assert(!x->response.failed);
        page = span_is(support_header(&support, "Content-Type"), "text/html; charset=utf-8");
        ck_assert(shows(page ? "</html>" : "The page was not found\n"));
    }
    ck_assert(page);
}
END_TEST

START_TEST(refusals_of_the_api_are_problems)
{
    static const struct route api = {.pattern = "/api/v1/x", .kind = ROUTE_API};
    x->match.route = &api;
    (void)snprintf(x->fault.detail, sizeof(x->fault.detail),
        "{\"violations\":[{\"field\":\"a\",\"code\":\"b\"}]}");
    exchange_refuse(x, refusal_named("invalid-content"));
    ck_assert(span_is(support_header(&support, "Content-Type"), "application/problem+json"));
    ck_assert_str_eq(support_body(&support),
        "{\"type\":\"https://tilsagn.example/problems/invalid-content\","
        "\"title\":\"Something must be corrected\",\"status\":422,"
        "\"detail\":\"Correct what the list names and send again.\","
        "\"instance\":\"urn:request:0123456789abcdef0123456789abcdef\","
        "\"violations\":[{\"field\":\"a\",\"code\":\"b\"}]}");
}
END_TEST

START_TEST(refusals_say_what_else_they_must)
{
    exchange_refuse(x, refusal_find(STATUS_UNAVAILABLE, NULL));
    ck_assert(span_is(support_header(&support, "Retry-After"), "2"));
    x->match.methods[HTTP_GET] = true;
    x->match.methods[HTTP_POST] = true;
    exchange_refuse(x, refusal_named("method-not-allowed"));
    ck_assert(span_is(support_header(&support, "Allow"), "GET, POST"));
    ck_assert_uint_eq(support_header(&support, "Retry-After").len, 0);
    x->match.route = NULL;
    support.request.path = SPAN("/api/v1/nothing");
    exchange_refuse(x, refusal_find(STATUS_NOT_FOUND, NULL));
    ck_assert(span_is(support_header(&support, "Content-Type"), "application/problem+json"));
}
END_TEST

START_TEST(json_answers)
{
    ck_assert_int_eq(api_send(x, 201, SPAN("{\"a\":1}")), STATUS_OK);
    ck_assert_int_eq(x->response.status, 201);
    ck_assert_str_eq(support_body(&support), "{\"a\":1}");
    x->response.body.failed = true;
    ck_assert_int_eq(api_send(x, 200, SPAN("x")), STATUS_INTERNAL);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("page");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_page_has_its_frame);
    tcase_add_loop_test(tests, everyone_is_told_of_lost_administrators, 0, (int)COUNT_OF(notices));
    tcase_add_test(tests, the_menu_shows_what_the_person_may_open);
    tcase_add_test(tests, a_stranger_gets_no_menu);
    tcase_add_loop_test(tests, the_clock_and_the_deadline, 0, (int)COUNT_OF(clocks));
    tcase_add_test(tests, a_deadline_that_has_passed_is_no_banner);
    tcase_add_test(tests, english_has_its_own_clock);
    tcase_add_test(tests, errors_stand_above_the_page);
    tcase_add_test(tests, keys_are_fresh_unless_sent_back);
    tcase_add_test(tests, redirects);
    tcase_add_test(tests, little_memory_gives_a_plain_answer);
    tcase_add_test(tests, refusals_of_the_api_are_problems);
    tcase_add_test(tests, refusals_say_what_else_they_must);
    tcase_add_test(tests, json_answers);
    return harness_run("fcgi/page", tests);
}
