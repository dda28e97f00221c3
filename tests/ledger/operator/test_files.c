/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/operator/files.h"
#include "tests/harness.h"

static struct arena *arena;
static char folder[64];
static struct fault fault;

static void put(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static const char *path_of(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static void set_up(void)
{
    arena = arena_create((size_t)32 * 1024 * 1024);
    fault_clear(&fault);
    (void)snprintf(folder, sizeof(folder), "/tmp/tilsagn-files-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    put("b.sql", "two");
    put("a.sql", "one");
    put(".hidden.sql", "no");
    put("a.txt", "no");
    put("empty", "");
}

static void tear_down(void)
{
    const char *const names[] = {"b.sql", "a.sql", ".hidden.sql", "a.txt", "empty", "large"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)unlink(path_of(names[i]));
    }
    (void)rmdir(folder);
    arena_destroy(arena);
}

START_TEST(what_is_not_there_is_not_found)
{
    struct span bytes = SPAN("untouched");
    struct file_list list = {.count = 7};
    ck_assert_int_eq(file_read(arena, path_of("none"), &bytes, &fault), STATUS_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(fault.text, "/none: No such file"));
    fault_clear(&fault);
    ck_assert_int_eq(file_read(arena, folder, &bytes, &fault), STATUS_NOT_FOUND);
    fault_clear(&fault);
    /* What cannot be opened may well be there. */
    ck_assert_int_eq(file_read(arena, path_of("a.sql/x"), &bytes, &fault), STATUS_DENIED);
    ck_assert_ptr_nonnull(strstr(fault.text, "a.sql/x: Not a directory"));
    fault_clear(&fault);
    ck_assert_int_eq(file_names(arena, path_of("a.txt"), ".sql", &list, &fault), STATUS_DENIED);
    ck_assert(span_is(bytes, "untouched"));
    ck_assert_uint_eq(list.count, 7);
}
END_TEST

START_TEST(a_large_file_is_a_limit)
{
    struct span bytes = SPAN("untouched");
    put("large", "");
    ck_assert_int_eq(truncate(path_of("large"), (off_t)FILE_BYTES_MAX), 0);
    ck_assert_int_eq(file_read(arena, path_of("large"), &bytes, &fault), STATUS_OK);
    ck_assert_uint_eq(bytes.len, FILE_BYTES_MAX);
    ck_assert_int_eq(truncate(path_of("large"), (off_t)FILE_BYTES_MAX + 1), 0);
    ck_assert_int_eq(file_read(arena, path_of("large"), &bytes, &fault), STATUS_LIMIT);
    ck_assert_uint_eq(bytes.len, FILE_BYTES_MAX);
}
END_TEST

START_TEST(bytes_are_read_whole)
{
    struct span bytes;
    ck_assert_int_eq(file_read(arena, path_of("b.sql"), &bytes, &fault), STATUS_OK);
    ck_assert(span_is(bytes, "two"));
    ck_assert_int_eq(bytes.data[bytes.len], '\0');
    ck_assert_int_eq(file_read(arena, path_of("empty"), &bytes, &fault), STATUS_OK);
    ck_assert_uint_eq(bytes.len, 0);
}
END_TEST

START_TEST(names_are_sorted_and_chosen_by_suffix)
{
    struct file_list list;
    ck_assert_int_eq(file_names(arena, folder, ".sql", &list, &fault), STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(list.names[0], "a.sql");
    ck_assert_str_eq(list.names[1], "b.sql");
}
END_TEST

/* The heads of a log are more than a thousand within its first weeks. */
START_TEST(names_are_as_many_as_there_are)
{
    enum { MANY = 1500 };
    struct file_list list;
    for (int i = 0; i < MANY; i++) {
        put(arena_printf(arena, "%04d.head", i), "");
    }
    enum status status = file_names(arena, folder, ".head", &list, &fault);
    for (int i = 0; i < MANY; i++) {
        (void)unlink(path_of(arena_printf(arena, "%04d.head", i)));
    }
    ck_assert_msg(status == STATUS_OK, "%s", fault.text);
    ck_assert_uint_eq(list.count, MANY);
    ck_assert_str_eq(list.names[0], "0000.head");
    ck_assert_str_eq(list.names[MANY - 1], "1499.head");
}
END_TEST

static enum status one_only(void *context, const char *name)
{
    ck_assert_int_ne(name[0], '.');
    return (*(int *)context)++ == 0 ? STATUS_OK : STATUS_DENIED;
}

START_TEST(a_visitor_ends_it)
{
    int told = 0;
    struct file_visitor visitor = {.visit = one_only, .context = &told};
    ck_assert_int_eq(file_each(folder, visitor, &fault), STATUS_DENIED);
    ck_assert_int_eq(told, 2);
    ck_assert_int_eq(file_each(path_of("none"), visitor, &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(told, 2);
}
END_TEST

START_TEST(a_full_arena_is_a_limit)
{
    struct arena *small = arena_create(64);
    struct file_list list = {.count = 7};
    ck_assert_int_eq(file_names(small, folder, ".sql", &list, &fault), STATUS_LIMIT);
    ck_assert_uint_eq(list.count, 7);
    arena_destroy(small);
    small = arena_create(64 * sizeof(char *)); /* room for the list of names, none for a name */
    ck_assert_int_eq(file_names(small, folder, ".sql", &list, &fault), STATUS_LIMIT);
    ck_assert_uint_eq(list.count, 7);
    ck_assert_ptr_nonnull(strstr(fault.text, ": more names than there is memory for"));
    arena_destroy(small);
    small = arena_create(2);
    struct span bytes = SPAN("untouched");
    ck_assert_int_eq(file_read(small, path_of("b.sql"), &bytes, &fault), STATUS_LIMIT);
    ck_assert(span_is(bytes, "untouched"));
    arena_destroy(small);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("files");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, what_is_not_there_is_not_found);
    tcase_add_test(cases, a_large_file_is_a_limit);
    tcase_add_test(cases, bytes_are_read_whole);
    tcase_add_test(cases, names_are_sorted_and_chosen_by_suffix);
    tcase_add_test(cases, names_are_as_many_as_there_are);
    tcase_add_test(cases, a_visitor_ends_it);
    tcase_add_test(cases, a_full_arena_is_a_limit);
    return harness_run("ledger/operator/files", cases);
}
