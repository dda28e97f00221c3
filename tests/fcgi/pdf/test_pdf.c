/* SPDX-License-Identifier: EUPL-1.2 */
#include <pthread.h>
#include <string.h>

#include "fcgi/pdf/fonts.h"
#include "fcgi/pdf/pdf.h"
#include "tests/harness.h"

#define OUT_MAX ((size_t)8 * 1024 * 1024)

static struct arena *arena;
static struct buffer markup;
static struct fault fault;

static void set_up(void)
{
    arena = arena_create((size_t)64 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    buffer_init(&markup, 2 * PDF_MARKUP_MAX);
    fault_clear(&fault);
}

static void tear_down(void)
{
    buffer_free(&markup);
    arena_destroy(arena);
}

static struct pdf_letter letter_of(struct span text)
{
    return (struct pdf_letter){
        .title = SPAN("Tilsagn"),
        .author = SPAN("Styrelsen"),
        .language = SPAN("da"),
        .at_us = INT64_C(1571911200000000),
        .markup = text,
        .footer = SPAN("Post 51"),
        .pages = SPAN("Side %s af %s"),
    };
}

static enum status write_markup(size_t out_max, struct buffer *out)
{
    struct pdf_letter letter = letter_of(buffer_span(&markup));
    buffer_init(out, out_max);
    return pdf_write(&letter, arena, out, &fault);
}

static enum status written(size_t out_max)
{
    struct buffer out;
    enum status status = write_markup(out_max, &out);
    buffer_free(&out);
    return status;
}

static void repeat(const char *text, int times)
{
    for (int i = 0; i < times; i++) {
        buffer_puts(&markup, text);
    }
}

/* What is too much or cannot be comes back as a status, and nothing of it stays. */
START_TEST(test_too_long)
{
    repeat("<p>0123456789012345678901234567890123456789</p>", 12000);
    ck_assert_uint_gt(markup.len, PDF_MARKUP_MAX);
    ck_assert_int_eq(written(OUT_MAX), STATUS_LIMIT);
}
END_TEST

START_TEST(test_too_many_pages)
{
    repeat("<h2>Overskrift</h2>", 13000);
    ck_assert_uint_le(markup.len, PDF_MARKUP_MAX);
    ck_assert_int_eq(written(OUT_MAX), STATUS_LIMIT);
}
END_TEST

START_TEST(test_too_many_columns)
{
    repeat("<table><tr>", 1);
    repeat("<td>a</td>", 9);
    repeat("</tr></table>", 1);
    ck_assert_int_eq(written(OUT_MAX), STATUS_LIMIT);
}
END_TEST

START_TEST(test_no_room)
{
    repeat("<p>a</p>", 10);
    ck_assert_int_eq(written(1000), STATUS_LIMIT);
    ck_assert_int_eq(written(OUT_MAX), STATUS_OK);
}
END_TEST

START_TEST(test_foreign_element)
{
    repeat("<p>a<img></p>", 1);
    ck_assert_int_eq(written(OUT_MAX), STATUS_INTERNAL);
    ck_assert_str_eq(fault.text, "an element that no letter has: img");
}
END_TEST

START_TEST(test_no_font)
{
    PangoContext *context = NULL;
    ck_assert_int_eq(fonts_context("/nowhere", &context, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.text, "no font /nowhere/DejaVuSans.ttf; install fonts-dejavu-core");
    ck_assert_ptr_null(context);
    repeat("<p>a</p>", 1);
    ck_assert_int_eq(written(OUT_MAX), STATUS_OK); /* once it is installed */
}
END_TEST

START_TEST(test_empty)
{
    ck_assert_int_eq(written(OUT_MAX), STATUS_OK);
}
END_TEST

/* The same letter gives the same bytes; tests/fcgi/pdf/readers compares two processes. */
START_TEST(test_same_bytes)
{
    struct buffer first;
    struct buffer second;
    repeat("<h2>Ærø</h2><p>æøå <strong>b</strong> <code>c</code></p><ul><li>d</li></ul>", 5);
    ck_assert_int_eq(write_markup(OUT_MAX, &first), STATUS_OK);
    ck_assert_int_eq(write_markup(OUT_MAX, &second), STATUS_OK);
    ck_assert(span_equal(buffer_span(&first), buffer_span(&second)));
    buffer_free(&first);
    buffer_free(&second);
}
END_TEST

/* A word wider than the page, a row higher than two pages, a table of nothing but long cells. */
START_TEST(test_hard_to_set)
{
    buffer_puts(&markup, "<p>");
    repeat("Rindfleischetikettierung", 100);
    buffer_puts(&markup, "</p><table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>");
    repeat("lang ", 8000);
    buffer_puts(&markup, "</td><td>");
    repeat("æøå", 500);
    buffer_puts(&markup, "</td></tr></table>");
    ck_assert_int_eq(written(OUT_MAX), STATUS_OK);
}
END_TEST

/* The threads that fontconfig's work is done in must leave signals to the worker. */
START_TEST(test_signals)
{
    sigset_t before;
    sigset_t after;
    repeat("<p>a</p>", 1);
    ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, NULL, &before), 0);
    ck_assert_int_eq(sigismember(&before, SIGTERM), 0);
    ck_assert_int_eq(written(OUT_MAX), STATUS_OK);
    ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, NULL, &after), 0);
    ck_assert_int_eq(sigismember(&after, SIGTERM), 0);
}
END_TEST

/* A hundred letters in one process: what is kept from one to the next does not grow the bytes. */
START_TEST(test_many)
{
    struct buffer first;
    repeat("<h2>A</h2><p>b</p>", 20);
    ck_assert_int_eq(write_markup(OUT_MAX, &first), STATUS_OK);
    for (int i = 0; i < 100; i++) {
        struct buffer next;
        arena_reset(arena);
        ck_assert_int_eq(write_markup(OUT_MAX, &next), STATUS_OK);
        ck_assert(span_equal(buffer_span(&first), buffer_span(&next)));
        buffer_free(&next);
    }
    buffer_free(&first);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("pdf");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, test_too_long);
    tcase_add_test(cases, test_too_many_pages);
    tcase_add_test(cases, test_too_many_columns);
    tcase_add_test(cases, test_no_room);
    tcase_add_test(cases, test_foreign_element);
    tcase_add_test(cases, test_no_font);
    tcase_add_test(cases, test_empty);
    tcase_add_test(cases, test_same_bytes);
    tcase_add_test(cases, test_hard_to_set);
    tcase_add_test(cases, test_signals);
    tcase_add_test(cases, test_many);
    return harness_run("fcgi/pdf/pdf", cases);
}
