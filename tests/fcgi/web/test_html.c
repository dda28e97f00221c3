/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/html.h"
#include "tests/harness.h"

#define REPLACEMENT "\xef\xbf\xbd"

static struct buffer out;

static void setup(void)
{
    buffer_init(&out, 4096);
}

static void teardown(void)
{
    buffer_free(&out);
}

static const struct {
    const char *raw;
    const char *text;
    const char *attribute;
} rows[] = {
    {"", "", ""},
    {"plain", "plain", "plain"},
    {"<script>", "&lt;script&gt;", "&lt;script&gt;"},
    {"a&amp;b", "a&amp;amp;b", "a&amp;amp;b"},
    {"\"'", "&quot;&#39;", "&quot;&#39;"},
    {"a\tb\nc", "a\tb\nc", "a&#9;b&#10;c"},
    {"a\rb", "a&#13;b", "a&#13;b"},
    {"\x01", REPLACEMENT, REPLACEMENT},
    {"\xc3\xa6\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa6\xe2\x82\xac\xf0\x9f\x98\x80",
        "\xc3\xa6\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"a\xc3", "a" REPLACEMENT, "a" REPLACEMENT},
    {"\xc3<b", REPLACEMENT "&lt;b", REPLACEMENT "&lt;b"}, /* no byte swallows a bracket */
    {"\xe2\x82", REPLACEMENT REPLACEMENT, REPLACEMENT REPLACEMENT},
    {"\xc0\xbc", REPLACEMENT REPLACEMENT, REPLACEMENT REPLACEMENT}, /* overlong "<" */
    {"\xed\xa0\x80", REPLACEMENT REPLACEMENT REPLACEMENT, REPLACEMENT REPLACEMENT REPLACEMENT},
};

START_TEST(escapes_each_row)
{
    html_text(&out, span_from(rows[_i].raw));
    ck_assert_msg(span_is(buffer_span(&out), rows[_i].text), "text of row %d", _i);
    buffer_clear(&out);
    html_attr(&out, span_from(rows[_i].raw));
    ck_assert_msg(span_is(buffer_span(&out), rows[_i].attribute), "attribute of row %d", _i);
}
END_TEST

static const struct {
    const char *url;
    bool allowed;
} urls[] = {
    {"", true},
    {"/calls/x?y=1#z", true},
    {"calls", true},
    {"?page=2", true},
    {"#main", true},
    {"./a:b", true},
    {"?a:b", true},
    {"https://example.dk/", true},
    {"HTTP://example.dk", true},
    {"mailto:x@example.dk", true},
    {"javascript:alert(1)", false},
    {"JavaScript:alert(1)", false},
    {"java\tscript:alert(1)", false},
    {" javascript:alert(1)", false},
    {"\x01javascript:alert(1)", false},
    {"data:text/html,x", false},
    {"vbscript:x", false},
    {"file:///etc/passwd", false},
    {"//evil.example/", false},
    {"/\\evil.example/", false},
    {"\\\\evil.example", false},
    {"httpx://evil", false},
    {":x", false},
};

START_TEST(urls_lead_only_where_they_may)
{
    ck_assert(html_url_allowed(span_from(urls[_i].url)) == urls[_i].allowed);
    html_url(&out, span_from(urls[_i].url));
    ck_assert(span_is(buffer_span(&out), "#blocked") == !urls[_i].allowed);
}
END_TEST

START_TEST(a_url_part_is_one_part)
{
    html_url_part(&out, SPAN("a/b?c=d&e#f \xc3\xa6-._~09"));
    ck_assert(span_is(buffer_span(&out), "a%2Fb%3Fc%3Dd%26e%23f%20%C3%A6-._~09"));
}
END_TEST

START_TEST(trusted_markup_is_not_escaped)
{
    html_trusted_markup(&out, (struct safe_html){.markup = SPAN("<b>&amp;</b>")});
    ck_assert(span_is(buffer_span(&out), "<b>&amp;</b>"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("html");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, escapes_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(tests, urls_lead_only_where_they_may, 0, (int)COUNT_OF(urls));
    tcase_add_test(tests, a_url_part_is_one_part);
    tcase_add_test(tests, trusted_markup_is_not_escaped);
    return harness_run("fcgi/web/html", tests);
}
