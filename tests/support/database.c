/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/database.h"

#include <stdio.h>

#include <check.h>

static const struct db_statement terminate = {
    .name = "terminate",
    .text = "SELECT count(pg_terminate_backend(pid, 5000)) AS count FROM pg_stat_activity "
            "WHERE usename = $1 AND pid <> pg_backend_pid()",
    .params = {DB_TEXT},
    .param_count = 1,
    .columns = {{"count", DB_INT8}},
    .column_count = 1,
};

struct db *database_open(const char *user, const struct db_statement *statements, size_t count)
{
    char conninfo[64] = "";
    if (user != NULL) {
        (void)snprintf(conninfo, sizeof(conninfo), "user=%s", user);
    }
    struct db *db = NULL;
    struct fault fault;
    fault_clear(&fault);
    enum status status = db_connect(conninfo, statements, count, &db, &fault);
    ck_assert_msg(status == STATUS_OK, "%d: %s", (int)status, fault.text);
    return db;
}

void database_script(const char *script)
{
    struct db *db = database_open(NULL, NULL, 0);
    struct fault fault;
    fault_clear(&fault);
    enum status status = db_script(db, script, &fault);
    ck_assert_msg(status == STATUS_OK, "%d: %s %s", (int)status, fault.code, fault.text);
    db_close(db);
}

void database_disconnect(const char *user)
{
    struct db *db = database_open(NULL, &terminate, 1);
    struct arena *arena = arena_create(1024);
    struct db_row row;
    ck_assert_int_eq(
        db_one(db, &terminate, DB_VALUES(db_text(span_from(user))), arena, &row, NULL), STATUS_OK);
    arena_destroy(arena);
    db_close(db);
}
