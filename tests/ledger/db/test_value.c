/* SPDX-License-Identifier: EUPL-1.2 */
/* Values to PostgreSQL and back: value.c and row.c. */
#include <stdint.h>
#include <string.h>

#include "ledger/db/db.h"
#include "tests/harness.h"
#include "tests/support/database.h"

#define EPOCH_US INT64_C(946684800000000) /* 2000-01-01 */

enum { ECHO, INFINITE, AS_TEXT };

static const struct db_statement statements[] = {
    [ECHO] = {"echo",
        "SELECT $1::int8 AS i8, $2::int4 AS i4, $3::text AS t, $4::bytea AS b, $5::bool AS f, "
        "$6::timestamptz AS at",
        {DB_INT8, DB_INT4, DB_TEXT, DB_BYTEA, DB_BOOL, DB_TIMESTAMPTZ}, 6,
        {{"i8", DB_INT8}, {"i4", DB_INT4}, {"t", DB_TEXT}, {"b", DB_BYTEA}, {"f", DB_BOOL},
            {"at", DB_TIMESTAMPTZ}},
        6},
    [INFINITE] = {"infinite", "SELECT $1::text::timestamptz AS at", {DB_TEXT}, 1,
        {{"at", DB_TIMESTAMPTZ}}, 1},
    [AS_TEXT] = {"as_text",
        "SELECT concat_ws('|', $1::int8, $2::int4, $3::text, $4::bytea, $5::bool, "
        "$6::timestamptz) AS t",
        {DB_INT8, DB_INT4, DB_TEXT, DB_BYTEA, DB_BOOL, DB_TIMESTAMPTZ}, 6, {{"t", DB_TEXT}}, 1},
};

static struct db *db;
static struct arena *arena;
static struct fault fault;
static struct db_row row;

static void setup(void)
{
    db = database_open(NULL, statements, COUNT_OF(statements));
    arena = arena_create(64 * 1024);
    fault_clear(&fault);
}

static void teardown(void)
{
    arena_destroy(arena);
    db_close(db);
}

static enum status echo(struct db_values values)
{
    return db_one(db, &statements[ECHO], values, arena, &row, &fault);
}

static const struct {
    struct db_value text;
    struct db_value at;
} refusals[] = {
    {{.type = DB_TEXT, .bytes = {"a\0b", 3}}, {.null = true}},
    {{.type = DB_TEXT, .bytes = {"\xC3", 1}}, {.null = true}},
    {{.null = true}, {.type = DB_TIMESTAMPTZ, .integer = INT64_MIN}},
    {{.null = true}, {.type = DB_TIMESTAMPTZ, .integer = INT64_MIN + EPOCH_US - 1}},
};

START_TEST(values_that_cannot_be_stored_are_invalid)
{
    struct db_values values =
        DB_VALUES(db_null(), db_null(), refusals[_i].text, db_null(), db_null(), refusals[_i].at);
    ck_assert_int_eq(echo(values), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(fault.text, "echo: parameter"));
}
END_TEST

START_TEST(bytes_beyond_an_int_are_invalid)
{
    struct span absurd = {.data = "", .len = (size_t)INT32_MAX + 1};
    struct db_values values =
        DB_VALUES(db_null(), db_null(), db_null(), db_bytes(absurd), db_null(), db_null());
    ck_assert_int_eq(echo(values), STATUS_INVALID);
}
END_TEST

static const char *const infinite[] = {"infinity", "-infinity"};

START_TEST(an_infinite_instant_is_refused)
{
    struct db_values values = DB_VALUES(db_text(span_from(infinite[_i])));
    ck_assert_int_eq(
        db_one(db, &statements[INFINITE], values, arena, &row, &fault), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fault.text, "column at"));
}
END_TEST

static const struct {
    int64_t i8;
    int32_t i4;
    struct span text;
    struct span bytes;
    bool flag;
    int64_t us;
} rows[] = {
    {INT64_MIN, INT32_MIN, {NULL, 0}, {NULL, 0}, false, 0},
    {INT64_MAX, INT32_MAX, {"Rødovre", 8}, {"\0\xFF\n", 3}, true, EPOCH_US},
    {-1, -1, {"", 0}, {"\0", 1}, true, EPOCH_US - 1},
    {0, 0, {"'; --", 5}, {"\\x", 2}, false, INT64_C(1571911200000001)},
};

START_TEST(each_row_comes_back)
{
    struct db_values values =
        DB_VALUES(db_int8(rows[_i].i8), db_int4(rows[_i].i4), db_text(rows[_i].text),
            db_bytes(rows[_i].bytes), db_bool(rows[_i].flag), db_timestamptz(rows[_i].us));
    ck_assert_int_eq(echo(values), STATUS_OK);
    ck_assert_int_eq(row_int8(&row, 0), rows[_i].i8);
    ck_assert_int_eq(row_int4(&row, 1), rows[_i].i4);
    ck_assert(span_equal(row_text(&row, 2), rows[_i].text));
    ck_assert(span_equal(row_bytes(&row, 3), rows[_i].bytes));
    ck_assert_int_eq(row_bool(&row, 4), rows[_i].flag);
    ck_assert_int_eq(row_timestamptz(&row, 5), rows[_i].us);

    int64_t i8 = 0;
    int32_t i4 = 0;
    bool flag = false;
    int64_t us = 0;
    ck_assert(row_int8_or_null(&row, 0, &i8) && i8 == rows[_i].i8);
    ck_assert(row_int4_or_null(&row, 1, &i4) && i4 == rows[_i].i4);
    ck_assert(span_equal(row_text_or_null(&row, 2), rows[_i].text));
    ck_assert_ptr_nonnull(row_text_or_null(&row, 2).data);
    ck_assert(span_equal(row_bytes_or_null(&row, 3), rows[_i].bytes));
    ck_assert(row_bool_or_null(&row, 4, &flag) && flag == rows[_i].flag);
    ck_assert(row_timestamptz_or_null(&row, 5, &us) && us == rows[_i].us);
    for (size_t i = 0; i < 6; i++) {
        ck_assert(!row_is_null(&row, i));
    }
}
END_TEST

START_TEST(nulls_come_back_as_null)
{
    struct db_values values =
        DB_VALUES(db_null(), db_null(), db_null(), db_null(), db_null(), db_null());
    ck_assert_int_eq(echo(values), STATUS_OK);
    int64_t i8 = 5;
    int32_t i4 = 5;
    bool flag = true;
    for (size_t i = 0; i < 6; i++) {
        ck_assert(row_is_null(&row, i));
    }
    ck_assert(!row_int8_or_null(&row, 0, &i8));
    ck_assert(!row_int4_or_null(&row, 1, &i4));
    ck_assert_ptr_null(row_text_or_null(&row, 2).data);
    ck_assert_ptr_null(row_bytes_or_null(&row, 3).data);
    ck_assert(!row_bool_or_null(&row, 4, &flag));
    ck_assert(!row_timestamptz_or_null(&row, 5, &i8));
    ck_assert(i8 == 5 && i4 == 5 && flag);
}
END_TEST

START_TEST(the_server_reads_what_was_meant)
{
    struct db_values values = DB_VALUES(db_int8(-2), db_int4(-3), db_text(SPAN("æ")),
        db_bytes(SPAN("\x01\xFE")), db_bool(true), db_timestamptz(INT64_C(1571911200000001)));
    ck_assert_int_eq(db_one(db, &statements[AS_TEXT], values, arena, &row, &fault), STATUS_OK);
    ck_assert(span_is(row_text(&row, 0), "-2|-3|æ|\\x01fe|t|2019-10-24 10:00:00.000001+00"));
}
END_TEST

START_TEST(misuse_of_rows_stops)
{
    struct db_values values =
        DB_VALUES(db_null(), db_int4(1), db_null(), db_null(), db_null(), db_null());
    ck_assert_int_eq(echo(values), STATUS_OK);
    switch (_i) {
    case 0:
        (void)row_int8(&row, 0); /* NULL */
        break;
    case 1:
        (void)row_text(&row, 2); /* NULL */
        break;
    case 2:
        (void)row_int8(&row, 1); /* an int4 */
        break;
    case 3:
        (void)row_is_null(&row, 6);
        break;
    case 4:
        (void)row_text_or_null(&row, 6);
        break;
    case 5:
        (void)!echo(DB_VALUES(db_int8(1)));
        break;
    default:
        (void)!echo(DB_VALUES(db_int4(1), db_int4(1), db_null(), db_null(), db_null(), db_null()));
        break;
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("value");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test_raise_signal(cases, misuse_of_rows_stops, SIGABRT, 0, 7);
    tcase_add_loop_test(
        cases, values_that_cannot_be_stored_are_invalid, 0, (int)COUNT_OF(refusals));
    tcase_add_test(cases, bytes_beyond_an_int_are_invalid);
    tcase_add_loop_test(cases, an_infinite_instant_is_refused, 0, (int)COUNT_OF(infinite));
    tcase_add_loop_test(cases, each_row_comes_back, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, nulls_come_back_as_null);
    tcase_add_test(cases, the_server_reads_what_was_meant);
    return harness_run("ledger/db/value", cases);
}
