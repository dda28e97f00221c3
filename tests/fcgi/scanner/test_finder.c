/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/scanner/finder.h"
#include "tests/harness.h"

static struct finder finder;

static void take(bool markup, const char *text)
{
    finder_init(&finder, markup);
    finder_take(&finder, span_from(text));
    finder_end(&finder);
}

static void found(size_t n, int32_t page, int32_t line, const char *date)
{
    ck_assert_uint_lt(n, finder.count);
    ck_assert_int_eq(finder.places[n].page, page);
    ck_assert_int_eq(finder.places[n].line, line);
    ck_assert_str_eq(finder.places[n].date, date);
}

START_TEST(names_page_and_line)
{
    take(false, "Ansøgning\nJensen 010190-1234\n\f\nside to\n  311299 5678 og 0202804321\n\f");
    ck_assert_uint_eq(finder.count, 3);
    found(0, 1, 2, "010190");
    found(1, 2, 3, "311299");
    found(2, 2, 3, "020280");
    ck_assert_int_eq(finder.blank_pages, 0);
    take(false, "0101901234");
    found(0, 1, 1, "010190");
}
END_TEST

START_TEST(keeps_the_first_three)
{
    take(false, "010190-1234\n020190-1234\n030190-1234\n040190-1234\n");
    ck_assert_uint_eq(finder.count, SCAN_PLACES_MAX);
    found(2, 1, 3, "030190");
}
END_TEST

START_TEST(knows_pages_without_text)
{
    take(false, "tekst\n\f \n\f");
    ck_assert_int_eq(finder.blank_pages, 1);
    ck_assert(finder.has_text);
    take(false, "\f\f");
    ck_assert(!finder.has_text);
    ck_assert_uint_eq(finder.count, 0);
}
END_TEST

/* A number at each place around the end of the room for a line, once and not twice. */
START_TEST(loses_nothing_of_a_long_line)
{
    static char text[FINDER_LINE_MAX + 64];
    for (size_t at = FINDER_LINE_MAX - 32; at < FINDER_LINE_MAX + 16; at++) {
        memset(text, 'x', sizeof(text) - 1);
        memcpy(text + at, " 010190-1234 ", 13);
        take(false, text);
        ck_assert_uint_eq(finder.count, 1);
        found(0, 1, 1, "010190");
    }
}
END_TEST

static const struct {
    const char *text;
    const char *date; /* NULL: none is there */
} markup[] = {
    {"<w:p><w:r><w:t>010190</w:t></w:r><w:r w:rsidR=\"00A1\"><w:t>-1234</w:t></w:r></w:p>",
        "010190"},
    {"<row><c r=\"A1\"><v>3112991234</v></c><c><v>5</v></c></row>", "311299"},
    {"<text:p>020280<text:span text:style-name=\"T1\">-4321</text:span></text:p>", "020280"},
    {"<v>010190</v><v>1234</v>", NULL},
    {"<w:p>010190</w:p><w:p>-1234</w:p>", NULL},
    {"<x id=\"0101901234\" a='010190-1234'/>", NULL},
    {"<averyveryveryveryveryveryveryveryveryverylongname>0101901234</a>", "010190"},
    {"<a<<", NULL},
};

START_TEST(reads_the_text_between_tags)
{
    take(true, markup[_i].text);
    ck_assert_uint_eq(finder.count, markup[_i].date == NULL ? 0 : 1);
    if (markup[_i].date != NULL) {
        ck_assert_str_eq(finder.places[0].date, markup[_i].date);
        ck_assert_int_eq(finder.places[0].page, 0);
    }
    ck_assert(!finder.locked);
}
END_TEST

START_TEST(sees_that_a_document_is_encrypted)
{
    take(true, "<manifest:encryption-data manifest:checksum=\"x\"/>");
    ck_assert(finder.locked);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("finder");
    tcase_add_test(cases, names_page_and_line);
    tcase_add_test(cases, keeps_the_first_three);
    tcase_add_test(cases, knows_pages_without_text);
    tcase_add_test(cases, loses_nothing_of_a_long_line);
    tcase_add_loop_test(cases, reads_the_text_between_tags, 0, (int)COUNT_OF(markup));
    tcase_add_test(cases, sees_that_a_document_is_encrypted);
    return harness_run("fcgi/scanner/finder", cases);
}
