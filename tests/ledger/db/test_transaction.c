/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/db/db.h"
#include "tests/harness.h"
#include "tests/support/database.h"

enum { REMEMBER, REMEMBERED, SETTING, CANCEL_WAITING };

static const struct db_statement statements[] = {
    [REMEMBER] = {"remember", "INSERT INTO public.memory (t) VALUES ($1)", {DB_TEXT}, 1,
        {{NULL, 0}}, 0},
    [REMEMBERED] = {"remembered", "SELECT count(*) AS n FROM public.memory", {0}, 0,
        {{"n", DB_INT8}}, 1},
    [SETTING] = {"setting", "SELECT current_setting('tilsagn.person', true) AS value", {0}, 0,
        {{"value", DB_TEXT}}, 1},
    [CANCEL_WAITING] = {"cancel_waiting",
        "SELECT count(pg_cancel_backend(pid)) AS n FROM pg_stat_activity "
        "WHERE wait_event = 'SyncRep'",
        {0}, 0, {{"n", DB_INT8}}, 1},
};

static struct db *db;
static struct arena *arena;
static struct fault fault;
static struct db_row row;

/* At commit: the word says what goes wrong. */
static void setup(void)
{
    database_script(
        "DROP TABLE IF EXISTS public.memory; CREATE TABLE public.memory (t text);"
        "CREATE OR REPLACE FUNCTION public.at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF new.t = 'lost' THEN PERFORM pg_terminate_backend(pg_backend_pid()); "
        "PERFORM pg_sleep(5); END IF; IF new.t LIKE 'LG%' OR new.t = '40001' THEN "
        "RAISE EXCEPTION 'refused at commit' USING ERRCODE = new.t; END IF; RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON public.memory DEFERRABLE "
        "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.at_commit()");
    db = database_open(NULL, statements, COUNT_OF(statements));
    arena = arena_create(4096);
    fault_clear(&fault);
}

static void teardown(void)
{
    arena_destroy(arena);
    db_close(db);
}

static enum status remember(const char *word)
{
    return db_none(db, &statements[REMEMBER], DB_VALUES(db_text(span_from(word))), &fault);
}

static int64_t remembered(void)
{
    struct fault own;
    fault_clear(&own);
    ck_assert_int_eq(
        db_one(db, &statements[REMEMBERED], DB_NO_VALUES, arena, &row, &own), STATUS_OK);
    return row_int8(&row, 0);
}

START_TEST(misuse_stops)
{
    if (_i >= 3) {
        ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    }
    switch (_i) {
    case 0:
        (void)!db_commit(db, &fault);
        break;
    case 1:
        db_rollback(db);
        break;
    case 2:
        (void)!db_set_local(db, "tilsagn.person", SPAN("x"), &fault);
        break;
    case 3:
        (void)!db_begin(db, &fault);
        break;
    case 4:
        (void)!db_transaction(db, NULL, NULL, &fault);
        break;
    default:
        (void)!db_set_local(db, NULL, SPAN("x"), &fault);
        break;
    }
}
END_TEST

START_TEST(an_answer_that_never_comes_is_an_unknown_outcome)
{
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    ck_assert_int_eq(remember("lost"), STATUS_OK);
    ck_assert_int_eq(db_commit(db, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.text, "outcome unknown: connection lost during commit");
    ck_assert_str_eq(fault.code, "08006");
    fault_clear(&fault);
    ck_assert_int_eq(db_ensure(db, &fault), STATUS_OK);
    ck_assert_int_eq(remembered(), 0);
}
END_TEST

/* In a process of its own: cancels the commit that waits for a standby which does not exist. */
static pid_t cancel_from_outside(void)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct timespec pause = {.tv_nsec = 20000000};
        struct db *other = database_open(NULL, statements, COUNT_OF(statements));
        int64_t cancelled = 0;
        for (int tries = 0; tries < 200 && cancelled == 0; tries++) {
            (void)nanosleep(&pause, NULL);
            if (db_one(other, &statements[CANCEL_WAITING], DB_NO_VALUES, arena, &row, NULL)
                == STATUS_OK) {
                cancelled = row_int8(&row, 0);
            }
        }
        db_close(other);
        _exit(cancelled == 1 ? 0 : 1);
    }
    return child;
}

START_TEST(a_commit_without_its_standby_is_an_unknown_outcome)
{
    ck_assert_int_eq(db_script(db, "SET synchronous_commit = on", &fault), STATUS_OK);
    database_script("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
    database_script("SELECT pg_reload_conf(), pg_sleep(0.3)");
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    ck_assert_int_eq(remember("kept"), STATUS_OK);
    pid_t child = cancel_from_outside();
    enum status status = db_commit(db, &fault);
    int ended = 1;
    ck_assert_int_eq(waitpid(child, &ended, 0), child);
    database_script("ALTER SYSTEM RESET synchronous_standby_names");
    database_script("SELECT pg_reload_conf(), pg_sleep(0.3)");
    ck_assert_int_eq(ended, 0);
    ck_assert_int_eq(status, STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.text, "outcome unknown: committed here, not confirmed by the standby");
    ck_assert_int_eq(remembered(), 1);
}
END_TEST

START_TEST(commit_after_a_failed_statement_is_internal)
{
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    ck_assert_int_eq(remember("x"), STATUS_OK);
    ck_assert_int_eq(db_script(db, "SELECT 1/0", NULL), STATUS_INTERNAL);
    ck_assert_int_eq(db_commit(db, &fault), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fault.text, "rolled back"));
    ck_assert_int_eq(remembered(), 0);
}
END_TEST

START_TEST(a_refusal_at_commit_keeps_its_status)
{
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    ck_assert_int_eq(remember("LG501"), STATUS_OK);
    ck_assert_int_eq(db_commit(db, &fault), STATUS_CONFLICT);
    ck_assert_str_eq(fault.code, "LG501");
    ck_assert_int_eq(remembered(), 0);
}
END_TEST

START_TEST(rollback_on_a_lost_connection_is_quiet)
{
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    ck_assert_int_eq(
        db_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", &fault), STATUS_UNAVAILABLE);
    db_rollback(db);
    ck_assert(!db_alive(db));
    fault_clear(&fault);
    ck_assert_int_eq(db_begin(db, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(fault.code, "08006");
    ck_assert_int_eq(db_ensure(db, &fault), STATUS_OK);
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
}
END_TEST

START_TEST(settings_end_with_the_transaction)
{
    struct span name = SPAN("Søren '; --");
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    ck_assert_int_eq(db_set_local(db, "tilsagn.person", name, &fault), STATUS_OK);
    ck_assert_int_eq(
        db_one(db, &statements[SETTING], DB_NO_VALUES, arena, &row, &fault), STATUS_OK);
    ck_assert(span_equal(row_text(&row, 0), name));
    ck_assert_int_eq(db_commit(db, &fault), STATUS_OK);
    ck_assert_int_eq(
        db_one(db, &statements[SETTING], DB_NO_VALUES, arena, &row, &fault), STATUS_OK);
    ck_assert_uint_eq(row_text_or_null(&row, 0).len, 0);
}
END_TEST

START_TEST(settings_are_refused_by_kind)
{
    ck_assert_int_eq(db_begin(db, &fault), STATUS_OK);
    ck_assert_int_eq(db_set_local(db, "tilsagn.person", SPAN("\xFF"), &fault), STATUS_INVALID);
    fault_clear(&fault);
    ck_assert_int_eq(db_set_local(db, "no such thing", SPAN("x"), &fault), STATUS_INTERNAL);
    ck_assert_uint_eq(strlen(fault.code), 5);
}
END_TEST

struct attempts {
    int count;
    int succeeds_at; /* 0: never */
    enum status otherwise;
    const char *word;
};

static enum status attempt(struct db *same, void *context)
{
    struct attempts *attempts = context;
    ck_assert_ptr_eq(same, db);
    ck_assert_ptr_null(fault.file);
    attempts->count++;
    enum status status = remember(attempts->word);
    if (status != STATUS_OK) {
        return status;
    }
    if (attempts->count == attempts->succeeds_at) {
        return STATUS_OK;
    }
    FAULT(&fault, "test", "", "attempt %d", attempts->count);
    return attempts->otherwise;
}

static const struct {
    struct attempts attempts;
    enum status status;
    int count;
    int64_t kept;
} runs[] = {
    {{.otherwise = STATUS_RETRY, .word = "x"}, STATUS_UNAVAILABLE, 6, 0},
    {{.succeeds_at = 6, .otherwise = STATUS_RETRY, .word = "x"}, STATUS_OK, 6, 1},
    {{.succeeds_at = 2, .otherwise = STATUS_RETRY, .word = "x"}, STATUS_OK, 2, 1},
    {{.succeeds_at = 1, .word = "x"}, STATUS_OK, 1, 1},
    {{.otherwise = STATUS_DENIED, .word = "x"}, STATUS_DENIED, 1, 0},
    {{.succeeds_at = 1, .otherwise = STATUS_CONFLICT, .word = "40001"}, STATUS_CONFLICT, 2, 0},
    {{.succeeds_at = 1, .word = "LG201"}, STATUS_LIMIT, 1, 0},
    {{.succeeds_at = 1, .word = "lost"}, STATUS_UNAVAILABLE, 1, 0},
};

START_TEST(runs_and_repeats_as_each_row_says)
{
    struct attempts attempts = runs[_i].attempts;
    FAULT(&fault, "test", "", "from before");
    ck_assert_int_eq(db_transaction(db, attempt, &attempts, &fault), runs[_i].status);
    ck_assert_int_eq(attempts.count, runs[_i].count);
    ck_assert_int_eq(fault.file != NULL, runs[_i].status != STATUS_OK);
    ck_assert_int_eq(db_ensure(db, NULL), STATUS_OK);
    ck_assert_int_eq(remembered(), runs[_i].kept);
}
END_TEST

START_TEST(no_connection_never_reaches_the_body)
{
    struct attempts attempts = {.word = "x"};
    ck_assert_int_eq(
        db_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", NULL), STATUS_UNAVAILABLE);
    ck_assert_int_eq(db_transaction(db, attempt, &attempts, NULL), STATUS_UNAVAILABLE);
    ck_assert_int_eq(attempts.count, 0);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("transaction");
    tcase_set_timeout(cases, 20);
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test_raise_signal(cases, misuse_stops, SIGABRT, 0, 6);
    tcase_add_test(cases, an_answer_that_never_comes_is_an_unknown_outcome);
    tcase_add_test(cases, a_commit_without_its_standby_is_an_unknown_outcome);
    tcase_add_test(cases, commit_after_a_failed_statement_is_internal);
    tcase_add_test(cases, a_refusal_at_commit_keeps_its_status);
    tcase_add_test(cases, rollback_on_a_lost_connection_is_quiet);
    tcase_add_test(cases, settings_end_with_the_transaction);
    tcase_add_test(cases, settings_are_refused_by_kind);
    tcase_add_loop_test(cases, runs_and_repeats_as_each_row_says, 0, (int)COUNT_OF(runs));
    tcase_add_test(cases, no_connection_never_reaches_the_body);
    return harness_run("ledger/db/transaction", cases);
}
