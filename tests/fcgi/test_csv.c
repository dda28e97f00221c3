/* SPDX-License-Identifier: EUPL-1.2 */
/* Cells that a spreadsheet reads as what they are, and never runs. */
#include "fcgi/csv.h"
#include "tests/harness.h"

static struct buffer out;
static struct csv csv;

static void set_up(void)
{
    buffer_init(&out, 1024);
    csv = (struct csv){.out = &out};
}

static void tear_down(void)
{
    buffer_free(&out);
}

static const struct row {
    const char *text;
    const char *cell;
} rows[] = {
    {"=1+1", "'=1+1"},
    {"+45 11", "'+45 11"},
    {"-2", "'-2"},
    {"@SUM(A1)", "'@SUM(A1)"},
    {"\t=1", "\"'\t=1\""},
    {"\r=1", "\"'\r=1\""},
    {"\n=1", "\"'\n=1\""},
    {"=cmd|' /C calc'!A0;x", "\"'=cmd|' /C calc'!A0;x\""},
    {"\xEF\xBC\x9D"
     "1+1",
        "'\xEF\xBC\x9D"
        "1+1"},
    {"\xEF\xBC\x8B"
     "1",
        "'\xEF\xBC\x8B"
        "1"},
    {"\xEF\xBC\x8D"
     "1",
        "'\xEF\xBC\x8D"
        "1"},
    {"\xEF\xBC\xA0"
     "a",
        "'\xEF\xBC\xA0"
        "a"},
    {"a;b", "\"a;b\""},
    {"a,b", "\"a,b\""},
    {"say \"a\"", "\"say \"\"a\"\"\""},
    {"a\r\nb", "\"a\r\nb\""},
    {"\xC3\xA6 = 1", "\xC3\xA6 = 1"},
    {"", ""},
};

START_TEST(writes_text)
{
    csv_text(&csv, span_from(rows[_i].text));
    ck_assert(span_is(buffer_span(&out), rows[_i].cell));
}
END_TEST

START_TEST(writes_a_row)
{
    csv_int(&csv, 17);
    csv_text(&csv, SPAN("submit"));
    csv_empty(&csv);
    csv_digits(&csv, SPAN("01234567"));
    csv_digits(&csv, SPAN(""));
    csv_amount(&csv, 123450);
    csv_amount(&csv, -5);
    csv_end_row(&csv);
    csv_int(&csv, -1);
    csv_end_row(&csv);
    ck_assert(span_is(buffer_span(&out), "17;submit;;'01234567;;1234,50;-0,05\r\n-1\r\n"));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("csv");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, writes_text, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, writes_a_row);
    return harness_run("fcgi/csv", cases);
}
