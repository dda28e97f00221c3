/* SPDX-License-Identifier: EUPL-1.2 */
/* migrate, on databases of its own beside a whole ledger. */
#include <string.h>

#include "ledger/db/db.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"

static void set_up(void)
{
    run_begin();
    folder_begin();
    run.settings_known = true;
}

static void tear_down(void)
{
    folder_end();
    run_end();
}

static void script(const char *conninfo, const char *text)
{
    struct db *db = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_msg(db_connect(conninfo, NULL, 0, &db, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert_msg(db_script(db, text, &fault) == STATUS_OK, "%s", fault.text);
    db_close(db);
}

/* The run's superuser and operator mean the database `name` from now on. */
static void known_database(const char *name)
{
    const char *host = getenv("PGHOST"); /* NOLINT(concurrency-mt-unsafe): one thread */
    run.settings.superuser = arena_printf(run.arena, "host=%s user=postgres dbname=%s", host, name);
    run.settings.database =
        arena_printf(run.arena, "host=%s user=tilsagn_operator dbname=%s", host, name);
    run.settings.attest = arena_printf(run.arena, "%s/operator",
        getenv("TILSAGN_ATTEST")); /* NOLINT(concurrency-mt-unsafe): one thread */
}

/* A new one. */
static void database(const char *name)
{
    const char *host = getenv("PGHOST"); /* NOLINT(concurrency-mt-unsafe): one thread */
    script(arena_printf(run.arena, "host=%s user=postgres dbname=postgres", host),
        arena_printf(run.arena, "create database %s encoding 'UTF8' template template0", name));
    known_database(name);
}

/* The smallest folder that migrate takes. */
static void small_folder(void)
{
    folder_put("roles.sql", "select 1;");
    folder_put("owner.sql", "select 1;");
    folder_put("migrations", NULL);
    folder_put("migrations/0001_base.sql",
        "create schema meta; create table meta.migration (number int, name text, sha256 text);");
    folder_put("functions", NULL);
    folder_put("functions/meta", NULL);
    folder_put("functions/meta/one.sql",
        "create or replace function meta.one() returns int language sql as 'select 1';");
    folder_put("rights.sql", "revoke all on schema meta from public;");
}

static enum outcome migrate(void)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    return run_line(arena_printf(run.arena, "migrate %s", folder));
}

START_TEST(the_real_files_any_number_of_times)
{
    database("real");
    ck_assert_int_eq(run_line("migrate --testing sql"), OUTCOME_OK);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "the clock is simulated"));
    /* From the first character: "50 new migrations" ends like "0 new migrations". */
    ck_assert_int_ne(strncmp(said(&run.out), "0 new migrations", 16), 0);
    buffer_clear(&run.out);
    ck_assert_int_eq(run_line("migrate --testing sql"), OUTCOME_OK);
    ck_assert_int_eq(strncmp(said(&run.out), "0 new migrations", 16), 0);
    ck_assert_int_eq(run_line("migrate sql"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "has the simulated clock: use --testing"));
}
END_TEST

START_TEST(entries_without_the_clock_keep_it_away)
{
    database("production");
    ck_assert_int_eq(run_line("migrate sql"), OUTCOME_OK);
    ck_assert_ptr_null(strstr(said(&run.out), "simulated"));
    ck_assert_int_eq(run_line("demo clock"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "this database has no simulated clock"));
    const char *key = getenv("TILSAGN_VKEY"); /* NOLINT(concurrency-mt-unsafe): one thread */
    ck_assert_int_eq(run_line(arena_printf(run.arena, "attest-key %s", key)), OUTCOME_OK);
    fault_clear(&run.fault);
    run.settings.trust = "/nowhere/trust.pem";
    run.settings.crl_table = "/nowhere/crl.table";
    run.settings.state = folder;
    ck_assert_int_eq(run_line("doctor"), OUTCOME_REFUSED); /* no CRLs here */
    ck_assert_ptr_nonnull(strstr(said(&run.out), "no deployment is recorded"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "ok      the clock is the database's own"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "ok      no dispute is open for more than 30"));
    script(run.settings.superuser,
        "set session_replication_role = replica; "
        "insert into grants.dispute (dispute, application, year, sha256, reason, at) values "
        "(1, 7, 2020, sha256('x'), '', ledger.clock() - interval '30 days 1 minute'), "
        "(2, 8, 2020, sha256('x'), '', ledger.clock() - interval '29 days 23 hours')");
    buffer_clear(&run.out);
    ck_assert_int_eq(run_line("doctor"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "warning 1 disputes are open for more than 30 "
                                                 "days, one about grant 7"));
    fault_clear(&run.fault);
    ck_assert_msg(run_line("deployment record v1") == OUTCOME_OK, "%s", said(&run.problem));
    ck_assert_int_eq(run_line("migrate --testing sql"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "real entries: no simulated clock"));
}
END_TEST

#define POLICY                                                                                     \
    "witness b witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv "        \
    "https://b.example/\ngroup outside any b\nquorum outside\n"
#define ANSWER(state, told)                                                                          \
    "insert into ledger.witness_event (policy, key_name, key_id, state, size, told, at) values (1, " \
    "'witness.stagemole.eu', '67f7aea0', '" state "', 2, " told ", clock_timestamp())"
#define STANDBY(state)                                                                             \
    "insert into ledger.replication_event (required, state, size, at) values (1, '" state          \
    "', 2, clock_timestamp())"
#define KEPT_OUT(entry, ago)                                                                       \
    "insert into ledger.log_quarantine values (" entry ", 1, 'not_attested', clock_timestamp() - " \
    "interval '" ago "')"

/* One after the other: what happens to the log of a production, and what monitoring is told. */
static const struct {
    const char *happens;
    unsigned broken;
    unsigned warnings;
    const char *text;
} minutes[] = {
    {"select 1", 2, 0, "BROKEN  no witness: "},
    {"select 1", 2, 0, "BROKEN  whether a standby must hold what is signed"},
    {"insert into ledger.witness_policy (text, at) values ('" POLICY
     "', clock_timestamp());" STANDBY("replicated"),
        0, 0, ""},
    {"insert into ledger.checkpoint values (1, sha256('1'), clock_timestamp() - interval '9 min')",
        0, 1, "warning the last checkpoint (size 1) is not witnessed"},
    {ANSWER("silent",
         "null") ";insert into ledger.checkpoint values (2, sha256('2'), clock_timestamp() - interval '11 min')",
        1, 0, "size 0. witness.stagemole.eu: silent. A quorum has been missing for 66"},
    {"insert into ledger.checkpoint_quorum values (2, 1, clock_timestamp());" ANSWER(
         "cosigned", "null"),
        0, 0, ""},
    {ANSWER("ahead", "9"), 1, 0, "BROKEN  the log is stopped: "},
    {ANSWER("other_root", "null"), 1, 0, "witness.stagemole.eu: other_root. Keep database"},
    {ANSWER("inconsistent", "null"), 1, 0, "witness.stagemole.eu: inconsistent. Keep database"},
    {ANSWER("cosigned", "null") ";" STANDBY("waiting"), 1, 0,
        "BROKEN  waiting for the standby since"},
    {STANDBY("replicated"), 0, 0, ""},
    {KEPT_OUT("1", "8 days"), 0, 1,
        "(chain, exit 17). Find out who could write, before anything else is recorded "
        "(docs/log.md, \"When an entry was kept out\")"},
    {KEPT_OUT("2", "6 days"), 1, 0,
        "BROKEN  2 entries were kept out of the log, as no portal host attested them"},
    {"create or replace function ledger.clock() returns timestamptz language plpgsql volatile "
     "set search_path = pg_catalog, pg_temp as "
     "'begin return clock_timestamp() + interval ''2 min''; end'",
        3, 0, "BROKEN  the schema differs from the recorded deployment"},
    {"select 1", 3, 0, "BROKEN  1 entries wait to be signed, the oldest for 1"},
};

START_TEST(a_production_is_watched_each_minute)
{
    known_database("production");
    for (size_t i = 0; i < COUNT_OF(minutes); i++) {
        script(run.settings.superuser,
            arena_printf(
                run.arena, "set session_replication_role = replica; %s", minutes[i].happens));
        buffer_clear(&run.out);
        fault_clear(&run.fault);
        enum outcome outcome = run_line("doctor log");
        const char *end = arena_printf(
            run.arena, "%u broken, %u warnings\n", minutes[i].broken, minutes[i].warnings);
        const char *words = said(&run.out);
        ck_assert_msg(strstr(words, minutes[i].text) != NULL && strstr(words, end) != NULL,
            "%s: %s", minutes[i].happens, words);
        ck_assert_int_eq(outcome, minutes[i].broken == 0 ? OUTCOME_OK : OUTCOME_REFUSED);
        ck_assert_ptr_null(strstr(words, "ok      "));
    }
}
END_TEST

START_TEST(a_small_folder_and_then_one_more)
{
    database("small");
    small_folder();
    ck_assert_msg(migrate() == OUTCOME_OK, "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "1 new migrations"));
    folder_put("migrations/0002_more.sql", "create table meta.more (one int);");
    ck_assert_int_eq(migrate(), OUTCOME_OK);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "1 new migrations"));
}
END_TEST

/* The owner's rights are gone after each deployment, and back for the migrations of the next. */
START_TEST(a_database_in_use_is_changed)
{
    database("in_use");
    small_folder();
    folder_put("owner.sql", "do $$ begin if to_regnamespace('meta') is not null then "
                            "grant all on schema meta to ledger_owner; end if; end $$;"
                            "alter role ledger_owner bypassrls;");
    folder_put("rights.sql", "revoke all on schema meta from public, ledger_owner;");
    ck_assert_int_eq(migrate(), OUTCOME_OK);
    folder_put("migrations/0002_more.sql",
        "set local role ledger_owner; create table meta.more (one int);");
    folder_put("migrations/0003_role.sql", "create schema of_the_superuser;");
    ck_assert_msg(migrate() == OUTCOME_OK, "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "2 new migrations"));
    script(run.settings.superuser, "do $$ begin if (select rolbypassrls from pg_roles where "
                                   "rolname = 'ledger_owner') then raise 'bypass'; end if; "
                                   "end $$; select from meta.more");
}
END_TEST

START_TEST(history_is_not_rewritten)
{
    database("history");
    small_folder();
    ck_assert_int_eq(migrate(), OUTCOME_OK);
    folder_put("migrations/0001_base.sql", "select 'edited';");
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "was edited after it was applied"));
    ck_assert_int_eq(remove(folder_path("migrations/0001_base.sql")), 0);
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "1 applied migrations have no file"));
    script(run.settings.superuser, "insert into meta.migration values (5000, 'x', 'y')");
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
}
END_TEST

START_TEST(a_wrong_file_is_named_and_undone)
{
    database("wrong");
    small_folder();
    folder_put("functions/meta/two.sql", "this is no SQL");
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "functions/meta/two.sql was refused"));
    /* the deployment is one transaction: the function before it is not there either */
    script(run.settings.superuser,
        "do $$ begin if to_regprocedure('meta.one()') is not null then raise 'left'; end if; end $$");
    folder_put("functions/meta/two.sql", "select 2;");
    folder_put("migrations/0002_wrong.sql", "create table meta.left (one int); this is no SQL");
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "migrations/0002_wrong.sql was refused"));
    script(run.settings.superuser,
        "do $$ begin if to_regclass('meta.left') is not null then raise 'left'; end if; end $$");
}
END_TEST

START_TEST(a_migration_that_cannot_be_read)
{
    database("unread");
    small_folder();
    folder_put("migrations/0002_folder.sql", NULL);
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "0002_folder.sql: cannot be read"));
}
END_TEST

static const char *const wrong_names[] = {
    "1_short.sql", "0001.sql", "00a1_letter.sql", "0002_it's.sql", "0000_zero.sql"};

START_TEST(names_have_one_form)
{
    database(arena_printf(run.arena, "name%d", _i));
    small_folder();
    folder_put(arena_printf(run.arena, "migrations/%s", wrong_names[_i]), "select 1;");
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "not named NNNN_name.sql"));
}
END_TEST

START_TEST(what_is_missing_is_named)
{
    database("missing");
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "roles.sql: No such file"));
    folder_put("roles.sql", "select 1;");
    folder_put("owner.sql", "select 1;");
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "migrations: No such file"));
    run.settings.superuser = run.settings.database; /* no superuser */
    ck_assert_int_eq(migrate(), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "needs a UTF8 database and a superuser"));
    run.settings.superuser = "host=/nowhere";
    ck_assert_int_eq(migrate(), OUTCOME_UNAVAILABLE);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("migrate");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, the_real_files_any_number_of_times);
    tcase_add_test(cases, entries_without_the_clock_keep_it_away);
    tcase_add_test(cases, a_production_is_watched_each_minute);
    tcase_add_test(cases, a_small_folder_and_then_one_more);
    tcase_add_test(cases, a_database_in_use_is_changed);
    tcase_add_test(cases, history_is_not_rewritten);
    tcase_add_test(cases, a_wrong_file_is_named_and_undone);
    tcase_add_test(cases, a_migration_that_cannot_be_read);
    tcase_add_loop_test(cases, names_have_one_form, 0, (int)COUNT_OF(wrong_names));
    tcase_add_test(cases, what_is_missing_is_named);
    return harness_run("ledger/operator/migrate", cases);
}
