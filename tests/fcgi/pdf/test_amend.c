/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/pdf/amend.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"

#define CATALOGUE "1 0 obj\n<< /Type /Catalog\n>>\nendobj\n"
#define TRAILER   "trailer\n<< /Size 3\n   /Root 1 0 R\n   /Info 2 0 R\n>>\nstartxref\n9\n%%EOF\n"

static const struct pdf_letter letter = {.language = {.data = "da", .len = 2}};

static const struct {
    const char *pdf;
    enum status status;
} broken[] = {
    {"%PDF-1.5\n" CATALOGUE TRAILER, STATUS_OK},
    {"", STATUS_INTERNAL},
    {"%PDF-1.5\n" CATALOGUE, STATUS_INTERNAL},
    {"%PDF-1.5\n" TRAILER, STATUS_INTERNAL},
    {"%PDF-1.5\n1 0 obj\n<< /Type /Catalog\n>>\n" TRAILER, STATUS_INTERNAL},
    {"%PDF-1.5\n1 0 obj\n<< /Type /Catalog\nendobj\n" TRAILER, STATUS_INTERNAL},
    {"%PDF-1.5\n1 0 obj\n<< /Names 3 0 R\n>>\nendobj\n" TRAILER, STATUS_INTERNAL},
    {"%PDF-1.5\n" CATALOGUE "trailer\n<< /Size 1 /Root 1 0 R /Info 2 0 R >>\nstartxref\n9\n",
        STATUS_INTERNAL},
    {"%PDF-1.5\n" CATALOGUE "trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n9\n", STATUS_INTERNAL},
    {"%PDF-1.5\n" CATALOGUE
     "trailer\n<< /Size 999999999 /Root 1 0 R /Info 2 0 R >>\nstartxref\n9\n",
        STATUS_INTERNAL},
};

static enum status amended(const char *text, size_t max, const struct pdf_letter *of, char *out)
{
    struct arena *arena = arena_create(65536);
    struct fault fault = {.file = NULL};
    struct buffer pdf;
    ck_assert_ptr_nonnull(arena);
    buffer_init(&pdf, max);
    buffer_puts(&pdf, text);
    enum status status = amend(of, arena, &pdf, &fault);
    if (status == STATUS_OK) {
        (void)memcpy(out, pdf.data, pdf.len);
        out[pdf.len] = '\0';
    }
    buffer_free(&pdf);
    arena_destroy(arena);
    return status;
}

START_TEST(test_broken)
{
    char out[8192] = "";
    ck_assert_int_eq(amended(broken[_i].pdf, 4096, &letter, out), broken[_i].status);
}
END_TEST

START_TEST(test_language)
{
    char out[8192] = "";
    ck_assert_int_eq(amended(broken[0].pdf, 4096, &letter, out), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(out, "1 0 obj\n<< /Type /Catalog\n   /Lang (da)\n"));
    ck_assert_ptr_nonnull(strstr(out, "/Size 3 /Root 1 0 R /Info 2 0 R /Prev 9 /ID [<"));
    ck_assert_ptr_null(strstr(out, "/EmbeddedFile"));
}
END_TEST

START_TEST(test_file)
{
    struct pdf_letter with = letter;
    char out[8192] = "";
    with.file_name = span_from("a(b)\\c");
    with.file = span_from("bytes");
    ck_assert_int_eq(amended(broken[0].pdf, 4096, &with, out), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(out, "/Names [(a\\(b\\)\\\\c) 4 0 R]"));
    ck_assert_ptr_nonnull(
        strstr(out, "/Length 5 /Params << /Size 5 >> >>\nstream\nbytes\nendstream"));
    ck_assert_ptr_nonnull(strstr(out, "/Size 5 /Root 1 0 R"));
}
END_TEST

START_TEST(test_full)
{
    char out[8192] = "";
    ck_assert_int_eq(amended(broken[0].pdf, 200, &letter, out), STATUS_LIMIT);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("amend");
    tcase_add_loop_test(cases, test_broken, 0, (int)COUNT_OF(broken));
    tcase_add_test(cases, test_language);
    tcase_add_test(cases, test_file);
    tcase_add_test(cases, test_full);
    return harness_run("fcgi/pdf/amend", cases);
}
