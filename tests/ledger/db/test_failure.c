/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/db/db.h"
#include "tests/harness.h"
#include "tests/support/database.h"

static const struct db_statement statements[] = {
    {
        .name = "refuse",
        .text = "SELECT public.refuse($1, $2) AS refuse",
        .params = {DB_TEXT, DB_TEXT},
        .param_count = 2,
        .columns = {{"refuse", DB_INT8}},
        .column_count = 1,
    },
};

static const struct db_statement *const refuse = &statements[0];

static struct db *db;
static struct arena *arena;
static struct fault fault;
static struct db_row row;

static void setup(void)
{
    database_script("CREATE OR REPLACE FUNCTION public.refuse(p_code text, p_detail text) "
                    "RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN "
                    "RAISE EXCEPTION 'refused by the test' "
                    "USING ERRCODE = p_code, DETAIL = p_detail; END $$");
    db = database_open(NULL, statements, COUNT_OF(statements));
    arena = arena_create(1024);
    fault_clear(&fault);
}

static void teardown(void)
{
    arena_destroy(arena);
    db_close(db);
}

static const struct {
    const char *code;
    enum status status;
} rows[] = {
    {"40001", STATUS_RETRY},
    {"40P01", STATUS_RETRY},
    {"40002", STATUS_INTERNAL},
    {"08000", STATUS_UNAVAILABLE},
    {"08P01", STATUS_UNAVAILABLE},
    {"57P01", STATUS_UNAVAILABLE},
    {"57P03", STATUS_UNAVAILABLE},
    {"57014", STATUS_INTERNAL},
    {"53300", STATUS_UNAVAILABLE},
    {"53400", STATUS_INTERNAL},
    {"55P03", STATUS_UNAVAILABLE},
    {"42501", STATUS_DENIED},
    {"42883", STATUS_INTERNAL},
    {"23505", STATUS_INTERNAL},
    {"LG101", STATUS_INVALID},
    {"LG201", STATUS_LIMIT},
    {"LG301", STATUS_NOT_FOUND},
    {"LG401", STATUS_DENIED},
    {"LG501", STATUS_CONFLICT},
    {"LG601", STATUS_UNAVAILABLE},
    {"LG001", STATUS_INTERNAL},
    {"LG701", STATUS_INTERNAL},
};

START_TEST(each_code_has_its_status)
{
    struct db_values values =
        DB_VALUES(db_text(span_from(rows[_i].code)), db_text(SPAN("{\"rule\":\"r1\"}")));
    ck_assert_int_eq(db_one(db, refuse, values, arena, &row, &fault), rows[_i].status);
    ck_assert_str_eq(fault.code, rows[_i].code);
    ck_assert_str_eq(fault.text, "refused by the test");
    ck_assert_str_eq(fault.detail, "{\"rule\":\"r1\"}");
    ck_assert_str_eq(fault.module, "db");
}
END_TEST

START_TEST(an_earlier_fault_stays)
{
    FAULT(&fault, "test", "", "earlier");
    struct db_values values = DB_VALUES(db_text(SPAN("LG501")), db_text(SPAN("later")));
    ck_assert_int_eq(db_maybe(db, refuse, values, arena, &row, &fault), STATUS_CONFLICT);
    ck_assert_int_eq(db_one(db, refuse, values, arena, &row, &fault), STATUS_CONFLICT);
    ck_assert_int_eq(db_one(db, refuse, values, arena, &row, NULL), STATUS_CONFLICT);
    ck_assert_str_eq(fault.text, "earlier");
    ck_assert_str_eq(fault.detail, "");
}
END_TEST

START_TEST(a_lost_connection_is_unavailable)
{
    struct fault script;
    fault_clear(&script);
    enum status status = db_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", &script);
    ck_assert_int_eq(status, STATUS_UNAVAILABLE);
    ck_assert_str_eq(script.code, "08006");
    struct db_values values = DB_VALUES(db_text(SPAN("LG501")), db_null());
    ck_assert_int_eq(db_one(db, refuse, values, arena, &row, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.code, "08006");
    ck_assert_uint_gt(strlen(fault.text), 0);
    ck_assert_ptr_null(strchr(fault.text, '\n'));
}
END_TEST

START_TEST(a_script_that_waits_for_data_is_refused)
{
    ck_assert_int_eq(db_script(db, "COPY pg_class FROM STDIN", &fault), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fault.text, "libpq"));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("failure");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_lost_connection_is_unavailable);
    tcase_add_test(cases, a_script_that_waits_for_data_is_refused);
    tcase_add_test(cases, an_earlier_fault_stays);
    tcase_add_loop_test(cases, each_code_has_its_status, 0, (int)COUNT_OF(rows));
    return harness_run("ledger/db/failure", cases);
}
