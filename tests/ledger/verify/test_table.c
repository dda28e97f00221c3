/* SPDX-License-Identifier: EUPL-1.2 */
/* What the verifier remembers by name, and how it reads files. */
#include <stdio.h>
#include <string.h>

#include "ledger/verify/file.h"
#include "ledger/verify/table.h"
#include "tests/harness.h"

START_TEST(rows_are_found_again_however_many)
{
    struct table table;
    char name[32];
    table_init(&table);
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(name, sizeof(name), "grant:%d", i);
        struct table_row *row = table_row(&table, span_from(name));
        ck_assert_ptr_nonnull(row);
        ck_assert_int_eq(row->version, 0);
        row->version = i + 1;
    }
    size_t seen = 0;
    for (size_t i = 0; i < table.places; i++) {
        seen += table_at(&table, i) != NULL;
    }
    ck_assert_uint_eq(seen, 5000);
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(name, sizeof(name), "grant:%d", i);
        ck_assert_int_eq(table_row(&table, span_from(name))->version, i + 1);
    }
    char longest[TABLE_NAME_MAX + 1];
    (void)memset(longest, 'a', sizeof(longest));
    ck_assert_ptr_nonnull(table_row(&table, (struct span){longest, TABLE_NAME_MAX}));
    ck_assert_ptr_null(table_row(&table, (struct span){longest, TABLE_NAME_MAX + 1}));
    ck_assert_ptr_null(table_row(&table, SPAN("")));
    table_free(&table);
}
END_TEST

START_TEST(files_are_read_whole_or_not)
{
    static char folder[FILE_PATH_MAX + 1];
    struct buffer bytes;
    buffer_init(&bytes, 100000);
    ck_assert_int_eq(file_take(NULL, SPAN("README.md"), &bytes), STATUS_OK);
    ck_assert_uint_gt(bytes.len, 0);
    ck_assert_int_eq(file_take("docs", SPAN("nothing"), &bytes), STATUS_NOT_FOUND);
    ck_assert_int_eq(file_take("README.md", SPAN("x"), &bytes), STATUS_NOT_FOUND);
    ck_assert_int_eq(file_take(NULL, SPAN("docs"), &bytes), STATUS_UNAVAILABLE);
    (void)memset(folder, 'a', sizeof(folder) - 1);
    ck_assert_int_eq(file_take(folder, SPAN("x"), &bytes), STATUS_LIMIT);
    folder[300] = '\0'; /* longer than a name may be */
    ck_assert_int_eq(file_take(folder, SPAN("x"), &bytes), STATUS_UNAVAILABLE);
    buffer_free(&bytes);
    buffer_init(&bytes, 10);
    ck_assert_int_eq(file_take(NULL, SPAN("README.md"), &bytes), STATUS_LIMIT);
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    TCase *table = tcase_create("table");
    tcase_add_test(table, rows_are_found_again_however_many);
    tcase_add_test(table, files_are_read_whole_or_not);
    return harness_run("ledger/verify/table", table);
}
