/* SPDX-License-Identifier: EUPL-1.2 */
/* The auditors' query: what becomes a filter, and what is refused. */
#include <stdio.h>
#include <string.h>

#include "fcgi/api/entry_filter.h"
#include "fcgi/web/form.h"
#include "tests/harness.h"

static struct arena *arena;
static struct buffer filter;
static char found[512];

static void set_up(void)
{
    arena = arena_create(1 << 16);
    buffer_init(&filter, 1024);
    found[0] = '\0';
}

static void tear_down(void)
{
    buffer_free(&filter);
    arena_destroy(arena);
}

static void note(void *context, struct span pointer, const char *code)
{
    (void)context;
    size_t len = strlen(found);
    (void)snprintf(
        found + len, sizeof found - len, "%.*s %s;", (int)pointer.len, pointer.data, code);
}

static bool read(const char *query, struct entry_page *page)
{
    static const struct shape_report report = {.add = note};
    struct http_pairs pairs = {0};
    ck_assert_int_eq(form_parse(arena, span_from(query), &pairs), STATUS_OK);
    struct json_writer writer;
    json_writer_init(&writer, &filter);
    return entry_filter_read(pairs, &writer, page, &report);
}

static const struct row {
    const char *query;
    const char *violations;
} refused[] = {
    {"colour=1", "/query/colour unknown;"},
    {"kind=Submit", "/query/kind malformed;"},
    {"kind=", "/query/kind malformed;"},
    {"kind=submit&kind=submit", "/query/kind duplicate;"},
    {"person=0", "/query/person malformed;"},
    {"person=01", "/query/person malformed;"},
    {"person=1234567890123456789", "/query/person malformed;"},
    {"person=1x", "/query/person malformed;"},
    {"organisation=1234567", "/query/organisation malformed;"},
    {"organisation=1234567a", "/query/organisation malformed;"},
    {"from=2019-02-29", "/query/from malformed;"},
    {"to=24-10-2019", "/query/to malformed;"},
    {"to=9999-12-31", "/query/to malformed;"}, /* there is no day behind it */
    {"from=1995-12-31", "/query/from malformed;"},
    {"amount_min_ore=-1", "/query/amount_min_ore malformed;"},
    {"amount_max_ore=1%2C5", "/query/amount_max_ore malformed;"},
    {"cursor=0", "/query/cursor malformed;"},
    {"limit=0", "/query/limit malformed;"},
    {"limit=201", "/query/limit malformed;"},
    {"limit=201&call=A&x=1", "/query/limit malformed;/query/call malformed;/query/x unknown;"},
};

START_TEST(refuses)
{
    struct entry_page page = {.limit = -7};
    ck_assert(!read(refused[_i].query, &page));
    ck_assert_str_eq(found, refused[_i].violations);
    ck_assert_int_eq(page.limit, -7);
}
END_TEST

static bool read_log(const char *query, struct entry_page *page)
{
    static const struct shape_report report = {.add = note};
    struct http_pairs pairs = {0};
    ck_assert_int_eq(form_parse(arena, span_from(query), &pairs), STATUS_OK);
    struct json_writer writer;
    json_writer_init(&writer, &filter);
    return read_filter_read(pairs, &writer, page, &report);
}

static const struct row refused_reads[] = {
    {"kind=submit", "/query/kind unknown;"},
    {"application=0", "/query/application malformed;"},
    {"who=", "/query/who malformed;"},
    {"wide=yes", "/query/wide malformed;"},
    {"scope=Case", "/query/scope malformed;"},
    {"who=a&who=b", "/query/who duplicate;"},
    {"to=24-10-2019&limit=201", "/query/to malformed;/query/limit malformed;"},
};

START_TEST(refuses_of_the_read_log)
{
    struct entry_page page = {.limit = -7};
    ck_assert(!read_log(refused_reads[_i].query, &page));
    ck_assert_str_eq(found, refused_reads[_i].violations);
    ck_assert_int_eq(page.limit, -7);
}
END_TEST

START_TEST(asks_the_read_log)
{
    struct entry_page page = {.limit = -7};
    ck_assert(
        read_log("application=7&wide=true&who=Jens+%C3%98&about=12&organisation=10000001&scope=case"
                 "&from=2019-10-24&cursor=12&limit=3",
            &page));
    struct span text = buffer_span(&filter);
    ck_assert_msg(
        span_is(text, "{\"application\":7,\"wide\":true,\"who\":\"Jens \xC3\x98\",\"about\":12,"
                      "\"organisation\":\"10000001\",\"scope\":\"case\","
                      "\"from\":\"2019-10-23T22:00:00.000000Z\"}"),
        "%.*s", (int)text.len, text.data);
    ck_assert_int_eq(page.limit, 3);
    ck_assert(span_is(page.cursor, "12"));
    buffer_clear(&filter);
    ck_assert(read_log("wide=false", NULL));
    ck_assert(span_is(buffer_span(&filter), "{\"wide\":false}"));
    ck_assert(!read_log("limit=3", NULL));
}
END_TEST

START_TEST(export_has_no_pages)
{
    ck_assert(!read("limit=10&cursor=5", NULL));
    ck_assert_str_eq(found, "/query/limit unknown;/query/cursor unknown;");
}
END_TEST

static const struct accepted {
    const char *query;
    const char *filter;
    const char *cursor;
    int32_t limit;
} accepted[] = {
    {"", "{}", "", ENTRY_LIMIT_DEFAULT},
    {"limit=200&cursor=51", "{}", "51", 200},
    {"kind=submit&person=12&organisation=01234567&call=fsm2-2019",
        "{\"kind\":\"submit\",\"person\":12,\"organisation\":\"01234567\",\"call\":\"fsm2-2019\"}",
        "", 50},
    {"amount_min_ore=0&amount_max_ore=500", "{\"amount_min_ore\":0,\"amount_max_ore\":500}", "",
        50},
    /* a day is Danish and `to` is included: in October 2019 the clock goes back on the 27th */
    {"from=2019-10-24&to=2019-10-27",
        "{\"from\":\"2019-10-23T22:00:00.000000Z\",\"to\":\"2019-10-27T23:00:00.000000Z\"}", "",
        50},
};

START_TEST(accepts)
{
    struct entry_page page = {.limit = 0};
    ck_assert_msg(read(accepted[_i].query, &page), "%s", found);
    ck_assert(span_is(buffer_span(&filter), accepted[_i].filter));
    ck_assert(span_is(page.cursor, accepted[_i].cursor));
    ck_assert_int_eq(page.limit, accepted[_i].limit);
}
END_TEST

START_TEST(a_long_name_is_left_out_of_the_pointer)
{
    char query[300];
    memset(query, 'n', sizeof query);
    (void)snprintf(query + 200, 3, "=1");
    struct http_pair pair = {.name = {.data = query, .len = 200}, .value = SPAN("1")};
    static const struct shape_report report = {.add = note};
    struct json_writer writer;
    json_writer_init(&writer, &filter);
    ck_assert(!entry_filter_read(
        (struct http_pairs){.items = &pair, .count = 1}, &writer, NULL, &report));
    ck_assert_str_eq(found, "/query unknown;");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("entry_filter");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, refuses, 0, (int)COUNT_OF(refused));
    tcase_add_loop_test(cases, refuses_of_the_read_log, 0, (int)COUNT_OF(refused_reads));
    tcase_add_test(cases, asks_the_read_log);
    tcase_add_test(cases, export_has_no_pages);
    tcase_add_loop_test(cases, accepts, 0, (int)COUNT_OF(accepted));
    tcase_add_test(cases, a_long_name_is_left_out_of_the_pointer);
    return harness_run("fcgi/api/entry_filter", cases);
}
