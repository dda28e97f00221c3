/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/db/db.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/fail_alloc.h"

static struct fault fault;

static void setup(void)
{
    fault_clear(&fault);
    database_script("DO $$ BEGIN CREATE ROLE worker LOGIN; "
                    "EXCEPTION WHEN duplicate_object THEN ALTER ROLE worker LOGIN; END $$");
    database_script("CREATE OR REPLACE FUNCTION public.answer(p_a bigint, p_b text) "
                    "RETURNS TABLE (a bigint, b text) LANGUAGE sql AS 'SELECT p_a, p_b'");
}

static const struct {
    const char *reason; /* part of fault.text */
    const char *code;
    struct db_statement statement;
} refusals[] = {
    {"function public.absent(bigint) does not exist", "42883",
        {"s", "SELECT public.absent($1)", {DB_INT8}, 1, {{"absent", DB_INT8}}, 1}},
    {"function public.answer(bytea, text) does not exist", "42883",
        {"s", "SELECT a, b FROM public.answer($1, $2)", {DB_BYTEA, DB_TEXT}, 2,
            {{"a", DB_INT8}, {"b", DB_TEXT}}, 2}},
    {"s: the server has 2 parameters and 2 columns", "",
        {"s", "SELECT a, b FROM public.answer($1, $2)", {DB_INT8}, 1,
            {{"a", DB_INT8}, {"b", DB_TEXT}}, 2}},
    {"s: the server has 2 parameters and 2 columns", "",
        {"s", "SELECT a, b FROM public.answer($1, $2)", {DB_INT8, DB_TEXT}, 2, {{"a", DB_INT8}},
            1}},
    {"s: column 2 is b of type 25", "",
        {"s", "SELECT a, b FROM public.answer($1, $2)", {DB_INT8, DB_TEXT}, 2,
            {{"a", DB_INT8}, {"c", DB_TEXT}}, 2}},
    {"s: column 1 is a of type 20", "",
        {"s", "SELECT a, b FROM public.answer($1, $2)", {DB_INT8, DB_TEXT}, 2,
            {{"a", DB_INT4}, {"b", DB_TEXT}}, 2}},
};

START_TEST(drift_between_table_and_server_refuses_the_connection)
{
    struct db *db = NULL;
    enum status status = db_connect("", &refusals[_i].statement, 1, &db, &fault);
    ck_assert_int_eq(status, STATUS_INTERNAL);
    ck_assert_ptr_null(db);
    ck_assert_str_eq(fault.code, refusals[_i].code);
    ck_assert_msg(strstr(fault.text, refusals[_i].reason) != NULL, "%s", fault.text);
}
END_TEST

static const char *const unreachable[] = {
    "host=/nonexistent", "user=nobody_known", "dbname=absent", "no_such_option=1"};

START_TEST(no_answer_is_unavailable)
{
    struct db *db = NULL;
    ck_assert_int_eq(db_connect(unreachable[_i], NULL, 0, &db, &fault), STATUS_UNAVAILABLE);
    ck_assert_ptr_null(db);
    ck_assert_str_eq(fault.code, "08001");
    ck_assert_uint_gt(strlen(fault.text), 0);
}
END_TEST

START_TEST(no_memory_is_internal)
{
    struct db *db = NULL;
    fail_alloc_at(1);
    enum status status = db_connect("", NULL, 0, &db, &fault);
    fail_alloc_at(0);
    ck_assert_int_eq(status, STATUS_INTERNAL);
    ck_assert_ptr_null(db);
}
END_TEST

static const struct db_statement statements[] = {
    {"answer", "SELECT a, b FROM public.answer($1, $2)", {DB_INT8, DB_TEXT}, 2,
        {{"a", DB_INT8}, {"b", DB_TEXT}}, 2},
};

static void require_answer(struct db *db)
{
    struct arena *arena = arena_create(1024);
    struct db_row row;
    struct db_values values = DB_VALUES(db_int8(7), db_text(SPAN("x")));
    ck_assert_int_eq(db_one(db, &statements[0], values, arena, &row, &fault), STATUS_OK);
    ck_assert_int_eq(row_int8(&row, 0), 7);
    ck_assert(span_is(row_text(&row, 1), "x"));
    arena_destroy(arena);
}

START_TEST(a_lost_connection_is_seen_and_replaced)
{
    struct db *db = database_open("worker", statements, COUNT_OF(statements));
    ck_assert(db_alive(db));
    ck_assert_int_eq(db_ensure(db, &fault), STATUS_OK);
    require_answer(db);
    database_disconnect("worker");
    ck_assert(!db_alive(db));
    ck_assert_int_eq(db_ensure(db, &fault), STATUS_OK);
    require_answer(db);
    db_close(db);
}
END_TEST

START_TEST(a_failed_replacement_may_be_tried_again)
{
    struct db *db = database_open("worker", statements, COUNT_OF(statements));
    database_script("ALTER ROLE worker NOLOGIN");
    database_disconnect("worker");
    ck_assert_int_eq(db_ensure(db, &fault), STATUS_UNAVAILABLE);
    ck_assert(!db_alive(db));
    ck_assert_int_eq(db_ensure(db, NULL), STATUS_UNAVAILABLE);
    database_script("ALTER ROLE worker LOGIN");
    ck_assert_int_eq(db_ensure(db, NULL), STATUS_OK);
    fault_clear(&fault);
    require_answer(db);

    database_script("DROP FUNCTION public.answer(bigint, text)");
    database_disconnect("worker");
    ck_assert_int_eq(db_ensure(db, &fault), STATUS_INTERNAL);
    ck_assert(!db_alive(db));
    db_close(db);
}
END_TEST

START_TEST(closing_nothing_is_allowed)
{
    db_close(NULL);
}
END_TEST

START_TEST(misuse_stops)
{
    struct db *db = NULL;
    switch (_i) {
    case 0:
        (void)!db_connect(NULL, NULL, 0, &db, NULL);
        break;
    case 1:
        (void)!db_connect("", NULL, 1, &db, NULL);
        break;
    default:
        db = database_open(NULL, NULL, 0);
        ck_assert_int_eq(db_begin(db, NULL), STATUS_OK);
        (void)!db_ensure(db, NULL);
        break;
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("connect");
    tcase_add_checked_fixture(cases, setup, NULL);
    tcase_add_loop_test_raise_signal(cases, misuse_stops, SIGABRT, 0, 3);
    tcase_add_loop_test(cases, no_answer_is_unavailable, 0, (int)COUNT_OF(unreachable));
    tcase_add_loop_test(
        cases, drift_between_table_and_server_refuses_the_connection, 0, (int)COUNT_OF(refusals));
    tcase_add_test(cases, no_memory_is_internal);
    tcase_add_test(cases, closing_nothing_is_allowed);
    tcase_add_test(cases, a_lost_connection_is_seen_and_replaced);
    tcase_add_test(cases, a_failed_replacement_may_be_tried_again);
    return harness_run("ledger/db/connect", cases);
}
