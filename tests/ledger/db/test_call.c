/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/resource.h>

#include "ledger/db/db.h"
#include "tests/harness.h"
#include "tests/support/database.h"

enum { SERIES, FAILS_LATE, NOTHING, REMEMBER, REMEMBERED };

static const struct db_statement statements[] = {
    [SERIES] = {"series", "SELECT i AS n, repeat('x', 100) AS t FROM generate_series(1, $1) AS i",
        {DB_INT8}, 1, {{"n", DB_INT8}, {"t", DB_TEXT}}, 2},
    [FAILS_LATE] = {"fails_late",
        "SELECT 100 / (50 - i) AS n FROM generate_series(1, 100::int8) AS i", {0}, 0,
        {{"n", DB_INT8}}, 1},
    [NOTHING] = {"nothing", "SELECT 1::int8 AS n WHERE false", {0}, 0, {{"n", DB_INT8}}, 1},
    [REMEMBER] = {"remember", "INSERT INTO public.memory (t) VALUES ($1)", {DB_TEXT}, 1,
        {{NULL, 0}}, 0},
    [REMEMBERED] = {"remembered", "SELECT count(*) AS n FROM public.memory", {0}, 0,
        {{"n", DB_INT8}}, 1},
};

static struct db *db;
static struct arena *arena;
static struct fault fault;
static struct db_row row;

static void setup(void)
{
    database_script("DROP TABLE IF EXISTS public.memory; CREATE TABLE public.memory (t text)");
    db = database_open(NULL, statements, COUNT_OF(statements));
    arena = arena_create(4096);
    fault_clear(&fault);
    row = (struct db_row){.statement = NULL};
}

static void teardown(void)
{
    arena_destroy(arena);
    db_close(db);
}

static struct db_values up_to(int64_t last)
{
    static struct db_value value;
    value = db_int8(last);
    return (struct db_values){.items = &value, .count = 1};
}

START_TEST(another_number_of_rows_is_internal)
{
    enum status status = db_one(db, &statements[SERIES], up_to(0), arena, &row, &fault);
    ck_assert_int_eq(status, STATUS_INTERNAL);
    ck_assert_str_eq(fault.text, "series: no row came back");
    fault_clear(&fault);
    status = db_one(db, &statements[SERIES], up_to(2), arena, &row, &fault);
    ck_assert_int_eq(status, STATUS_INTERNAL);
    ck_assert_str_eq(fault.text, "series: 2 rows came back");
    fault_clear(&fault);
    status = db_maybe(db, &statements[SERIES], up_to(3), arena, &row, &fault);
    ck_assert_int_eq(status, STATUS_INTERNAL);
    fault_clear(&fault);
    ck_assert_int_eq(db_none(db, &statements[SERIES], up_to(1), &fault), STATUS_INTERNAL);
    ck_assert_str_eq(fault.text, "series: rows came back");
    ck_assert_ptr_null(row.statement);
}
END_TEST

START_TEST(no_row_is_not_found_without_a_fault)
{
    enum status status = db_maybe(db, &statements[NOTHING], DB_NO_VALUES, arena, &row, &fault);
    ck_assert_int_eq(status, STATUS_NOT_FOUND);
    ck_assert_ptr_null(fault.file);
    ck_assert_ptr_null(row.statement);
}
END_TEST

START_TEST(a_row_beyond_the_arena_is_a_limit)
{
    struct arena *small = arena_create(64);
    enum status status = db_one(db, &statements[SERIES], up_to(1), small, &row, &fault);
    ck_assert_int_eq(status, STATUS_LIMIT);
    ck_assert_ptr_null(row.statement);
    arena_destroy(small);
}
END_TEST

START_TEST(invalid_values_are_refused_before_the_server)
{
    struct db_values bad = DB_VALUES(db_text(SPAN("\xFF")));
    ck_assert_int_eq(db_none(db, &statements[REMEMBER], bad, &fault), STATUS_INVALID);
}
END_TEST

START_TEST(rows_live_in_the_arena)
{
    ck_assert_int_eq(db_one(db, &statements[SERIES], up_to(1), arena, &row, &fault), STATUS_OK);
    struct db_row other;
    ck_assert_int_eq(db_maybe(db, &statements[SERIES], up_to(1), arena, &other, &fault), STATUS_OK);
    ck_assert_int_eq(row_int8(&row, 0), 1);
    ck_assert_uint_eq(row_text(&row, 1).len, 100);
    ck_assert_ptr_ne(row_text(&row, 1).data, row_text(&other, 1).data);
}
END_TEST

START_TEST(none_writes)
{
    struct db_values values = DB_VALUES(db_text(SPAN("x")));
    ck_assert_int_eq(db_none(db, &statements[REMEMBER], values, &fault), STATUS_OK);
    ck_assert_int_eq(
        db_one(db, &statements[REMEMBERED], DB_NO_VALUES, arena, &row, &fault), STATUS_OK);
    ck_assert_int_eq(row_int8(&row, 0), 1);
}
END_TEST

struct tally {
    int64_t count;
    int64_t stop_at; /* 0: never */
};

static enum status add(const struct db_row *seen, void *context)
{
    struct tally *tally = context;
    tally->count++;
    ck_assert(tally->stop_at != 0 || row_int8(seen, 0) != 0);
    return tally->count == tally->stop_at ? STATUS_CONFLICT : STATUS_OK;
}

START_TEST(each_streams_with_flat_memory)
{
    struct tally tally = {.count = 0};
    struct db_visitor visitor = {.visit = add, .context = &tally};
    struct rusage before;
    struct rusage after;
    ck_assert_int_eq(db_each(db, &statements[SERIES], up_to(1000), visitor, &fault), STATUS_OK);
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &before), 0);
    ck_assert_int_eq(db_each(db, &statements[SERIES], up_to(100000), visitor, &fault), STATUS_OK);
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &after), 0);
    ck_assert_int_eq(tally.count, 101000);
#ifndef ARENA_PASSTHROUGH /* ASan keeps freed memory aside, so the asan preset cannot tell */
    ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 2048); /* KiB; the rows are 11 MB */
#endif
}
END_TEST

START_TEST(each_stops_at_the_visitors_status)
{
    struct tally tally = {.stop_at = 3};
    struct db_visitor visitor = {.visit = add, .context = &tally};
    ck_assert_int_eq(
        db_each(db, &statements[SERIES], up_to(1000), visitor, &fault), STATUS_CONFLICT);
    ck_assert_int_eq(tally.count, 3);
    /* The connection is free again. */
    ck_assert_int_eq(db_one(db, &statements[SERIES], up_to(1), arena, &row, &fault), STATUS_OK);
}
END_TEST

START_TEST(each_reports_a_failure_after_some_rows)
{
    struct tally tally = {.count = 0};
    struct db_visitor visitor = {.visit = add, .context = &tally};
    enum status status = db_each(db, &statements[FAILS_LATE], DB_NO_VALUES, visitor, &fault);
    ck_assert_int_eq(status, STATUS_INTERNAL);
    ck_assert_int_eq(tally.count, 49);
    ck_assert_str_eq(fault.code, "22012");
}
END_TEST

START_TEST(each_without_rows_is_quiet)
{
    struct tally tally = {.count = 0};
    struct db_visitor visitor = {.visit = add, .context = &tally};
    struct db_values values = DB_VALUES(db_text(SPAN("x")));
    ck_assert_int_eq(db_each(db, &statements[NOTHING], DB_NO_VALUES, visitor, &fault), STATUS_OK);
    ck_assert_int_eq(db_each(db, &statements[REMEMBER], values, visitor, &fault), STATUS_OK);
    ck_assert_int_eq(tally.count, 0);
    values = DB_VALUES(db_text(SPAN("\xFF")));
    ck_assert_int_eq(db_each(db, &statements[REMEMBER], values, visitor, &fault), STATUS_INVALID);
}
END_TEST

START_TEST(each_on_a_lost_connection_is_unavailable)
{
    struct tally tally = {.count = 0};
    struct db_visitor visitor = {.visit = add, .context = &tally};
    struct fault script;
    fault_clear(&script);
    ck_assert_int_eq(db_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", &script),
        STATUS_UNAVAILABLE);
    ck_assert_int_eq(
        db_each(db, &statements[SERIES], up_to(5), visitor, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.code, "08006");
}
END_TEST

START_TEST(scripts_run_or_say_why_not)
{
    ck_assert_int_eq(db_script(db, "", &fault), STATUS_OK);
    ck_assert_int_eq(db_script(db,
                         "INSERT INTO public.memory VALUES ('a'), ('b'); "
                         "DO $$ BEGIN RAISE NOTICE 'quiet'; END $$",
                         &fault),
        STATUS_OK);
    ck_assert_int_eq(
        db_one(db, &statements[REMEMBERED], DB_NO_VALUES, arena, &row, &fault), STATUS_OK);
    ck_assert_int_eq(row_int8(&row, 0), 2);
    ck_assert_int_eq(db_script(db, "SELECT 1; SELEC 2", &fault), STATUS_INTERNAL);
    ck_assert_str_eq(fault.code, "42601");
}
END_TEST

/* Rows that came, and where to stop. */
struct seen_rows {
    int64_t count;
    int64_t stop_at;
    struct span last;
    char text[64];
};

static enum status on_copied(void *context, struct span bytes)
{
    struct seen_rows *seen = context;
    ck_assert_uint_lt(bytes.len, sizeof(seen->text));
    memcpy(seen->text, bytes.data, bytes.len);
    seen->last = (struct span){seen->text, bytes.len};
    return ++seen->count == seen->stop_at ? STATUS_LIMIT : STATUS_OK;
}

static enum status copied(const char *text, struct seen_rows *seen)
{
    fault_clear(&fault);
    return db_copy_out(db, text, (struct db_sink){.put = on_copied, .context = seen}, &fault);
}

START_TEST(copy_out_gives_a_row_at_a_time)
{
    struct seen_rows seen = {0};
    ck_assert_int_eq(copied("copy (select i, e'a\n\"b' as t from generate_series(1, 20000) i) to"
                            " stdout (format csv, header)",
                         &seen),
        STATUS_OK);
    ck_assert_int_eq(seen.count, 20001);
    ck_assert(span_is(seen.last, "20000,\"a\n\"\"b\"\n"));
    seen = (struct seen_rows){.stop_at = 3};
    ck_assert_int_eq(
        copied("copy (select * from generate_series(1, 20000)) to stdout", &seen), STATUS_LIMIT);
    ck_assert_int_eq(seen.count, 3);
    ck_assert_int_eq(
        copied("copy (select 100 / (50 - i) from generate_series(1, 100) i) to stdout", &seen),
        STATUS_INTERNAL);
    ck_assert_str_eq(fault.code, "22012");
    ck_assert_int_eq(copied("copy nothing to stdout", &seen), STATUS_INTERNAL);
    ck_assert_int_eq(copied("select 1", &seen), STATUS_INTERNAL);
    ck_assert_int_eq(
        db_one(db, &statements[REMEMBERED], DB_NO_VALUES, arena, &row, &fault), STATUS_OK);
}
END_TEST

/* Gives its parts one after the other; NULL: it fails. */
static enum status next_part(void *context, struct span *bytes_out)
{
    const char *const **parts = context;
    const char *part = *(*parts)++;
    *bytes_out = span_from(part);
    return part == NULL ? STATUS_LIMIT : STATUS_OK;
}

static enum status copy_parts(const char *const *parts)
{
    fault_clear(&fault);
    return db_copy_in(db, "copy public.memory from stdin (format csv)",
        (struct db_source){.take = next_part, .context = &parts}, &fault);
}

static int64_t remembered(void)
{
    ck_assert_int_eq(
        db_one(db, &statements[REMEMBERED], DB_NO_VALUES, arena, &row, &fault), STATUS_OK);
    return row_int8(&row, 0);
}

START_TEST(copy_in_takes_all_or_nothing)
{
    ck_assert_int_eq(copy_parts((const char *const[]){"on", "e\ntw", "o\n", ""}), STATUS_OK);
    ck_assert_int_eq(remembered(), 2);
    ck_assert_int_eq(copy_parts((const char *const[]){"three\n", NULL}), STATUS_LIMIT);
    ck_assert_int_eq(remembered(), 2);
    ck_assert_int_eq(copy_parts((const char *const[]){"four,five\n", ""}), STATUS_INTERNAL);
    ck_assert_str_eq(fault.code, "22P04");
    ck_assert_int_eq(remembered(), 2);
    ck_assert_int_eq(db_copy_in(db, "copy nothing from stdin",
                         (struct db_source){.take = next_part, .context = NULL}, &fault),
        STATUS_INTERNAL);
}
END_TEST

static enum status call_again(const struct db_row *seen, void *context)
{
    (void)seen;
    (void)context;
    return db_none(db, &statements[SERIES], up_to(1), &fault);
}

START_TEST(misuse_stops)
{
    static struct db_statement stranger;
    struct db_visitor visitor = {.visit = NULL};
    switch (_i) {
    case 0:
        (void)!db_none(db, &stranger, DB_NO_VALUES, &fault);
        break;
    case 1:
        (void)!db_each(db, &statements[NOTHING], DB_NO_VALUES, visitor, &fault);
        break;
    default:
        visitor.visit = call_again;
        (void)!db_each(db, &statements[SERIES], up_to(2), visitor, &fault);
        break;
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("call");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test_raise_signal(cases, misuse_stops, SIGABRT, 0, 3);
    tcase_add_test(cases, another_number_of_rows_is_internal);
    tcase_add_test(cases, no_row_is_not_found_without_a_fault);
    tcase_add_test(cases, a_row_beyond_the_arena_is_a_limit);
    tcase_add_test(cases, invalid_values_are_refused_before_the_server);
    tcase_add_test(cases, rows_live_in_the_arena);
    tcase_add_test(cases, none_writes);
    tcase_add_test(cases, each_streams_with_flat_memory);
    tcase_add_test(cases, each_stops_at_the_visitors_status);
    tcase_add_test(cases, each_reports_a_failure_after_some_rows);
    tcase_add_test(cases, each_without_rows_is_quiet);
    tcase_add_test(cases, each_on_a_lost_connection_is_unavailable);
    tcase_add_test(cases, scripts_run_or_say_why_not);
    tcase_add_test(cases, copy_out_gives_a_row_at_a_time);
    tcase_add_test(cases, copy_in_takes_all_or_nothing);
    return harness_run("ledger/db/call", cases);
}
