/* SPDX-License-Identifier: EUPL-1.2 */
/* The operator's acts and questions, against the real database and the real attest process. */
#include <string.h>

#include "ledger/db/db.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

#define ADMINISTRATOR(number, name)                                                                \
    "{\"profile\":\"oces3-employee\",\"serial_number\":\"UI:DK-E:G:00000000-0000-0000-0000-"       \
    "00000000000" number "\",\"organisation\":\"10000009\",\"organisation_name\":\"Styrelsen\","   \
    "\"name\":\"" name "\",\"proof\":\"" name "\"}"
#define ADMINISTRATORS                                                                             \
    "{\"v\":1,\"administrators\":[" ADMINISTRATOR("1", "Anna") "," ADMINISTRATOR("2", "Bo") "]}"
#define REGISTER                                                                                   \
    "{\"v\":1,\"organisations\":[{\"cvr\":\"10000001\",\"kind\":\"municipality\",\"name\":"        \
    "\"Kommune A\",\"region\":null}],\"people\":[]}"
#define APPROPRIATION                                                                              \
    "{\"v\":1,\"id\":\"17.46.64.20-2019\",\"account\":\"17.46.64.20\",\"year\":2019,"              \
    "\"amount_ore\":14800000000}"
#define SUCCESSOR(number)                                                                          \
    "{\"profile\":\"oces3-employee\",\"serial_number\":\"successor-" number                        \
    "\",\"organisation\":\"10000009\",\"name\":\"N\",\"proof\":\"successor " number "\"}"
#define RECOVERY                                                                                   \
    "{\"v\":1,\"reason\":\"lost\",\"administrators\":[" SUCCESSOR("1") "," SUCCESSOR("2") "]}"
#define CHECKS "sql/checks"

static void set_up(void)
{
    run_begin();
    folder_begin();
    run.settings_known = true;
    run.settings.database = arena_text(run.arena, span_from(ledger_conninfo("tilsagn_operator")));
    run.settings.superuser = arena_text(run.arena, span_from(ledger_conninfo("postgres")));
    run.settings.attest = arena_text(run.arena, span_from(ledger_socket(AUDIENCE_OPERATOR)));
    run.settings.trust = "/nowhere/trust.pem";
    run.settings.crl_table = "/nowhere/crl.table";
    run.settings.state = folder;
}

static void tear_down(void)
{
    folder_end();
    run_end();
}

/* Runs `command` with a file of this text behind it, from clean buffers. */
static enum outcome with_file(const char *command, const char *text)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    folder_put("document.json", text);
    return run_line(arena_printf(run.arena, "%s %s", command, folder_path("document.json")));
}

static void again(void)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
}

/* What was printed for a proposal must be the same when the same document comes again. */
static void proposed_once(const char *command, const char *text)
{
    ck_assert_msg(with_file(command, text) == OUTCOME_OK, "%s", said(&run.problem));
    const char *first = said(&run.out);
    ck_assert_int_eq(strncmp(first, "proposal ", 9), 0);
    ck_assert_int_eq(with_file(command, text), OUTCOME_OK);
    ck_assert_str_eq(said(&run.out), first);
}

START_TEST(two_administrators_once)
{
    ck_assert_msg(with_file("bootstrap", ADMINISTRATORS) == OUTCOME_OK, "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "two administrators are enrolled, entry "));
    ck_assert_int_eq(with_file("bootstrap", ADMINISTRATORS), OUTCOME_OK);
    ck_assert_int_eq(with_file("bootstrap", ADMINISTRATORS " "), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "(LG502)"));
    ck_assert_int_eq(with_file("bootstrap", "{\"v\":1,\n}"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "document.json:2: "));
}
END_TEST

START_TEST(a_document_is_one_proposal)
{
    proposed_once("register load", REGISTER);
    proposed_once("appropriation load", APPROPRIATION);
    proposed_once("propose register free Titel", REGISTER);
    again();
    ck_assert_int_eq(run_line("call load sql/calls/fsm2-2019.json"), OUTCOME_OK);
    again();
    ck_assert_int_eq(run_line("annex load sql/annexes/fsm2-2019.caps.json"), OUTCOME_OK);
}
END_TEST

/* Who confirms it and how long it waits is the database's; here it was confirmed long ago. */
START_TEST(lost_administrators_are_replaced_after_the_wait)
{
    ck_assert_int_eq(with_file("administrators recover", "{\"v\":1}"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "(LG102)"));
    ck_assert_int_eq(with_file("administrators recover", "{"), OUTCOME_REFUSED);
    proposed_once("administrators recover", RECOVERY);
    long long proposal = 0;
    ck_assert_int_eq(sscanf(said(&run.out), "proposal %lld", &proposal), 1); /* NOLINT */
    const char *complete = arena_printf(run.arena, "administrators complete %lld", proposal);
    again();
    ck_assert_int_eq(run_line(complete), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "(LG502)"));
    database_script("insert into identity.recovery (proposal, step, at, effective_at, entry) "
                    "select proposal, 'scheduled', ledger.clock(), ledger.clock(), entry "
                    "from ledger.proposal where kind = 'recovery'");
    again();
    ck_assert_msg(run_line(complete) == OUTCOME_OK, "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "two new administrators are enrolled, entry "));
    run.settings.database = "host=/nowhere";
    again();
    ck_assert_int_eq(run_line(complete), OUTCOME_UNAVAILABLE);
}
END_TEST

static const struct {
    const char *command;
    const char *text;
    const char *problem;
} wrong[] = {
    {"register load", "nonsense", "document.json:1: "},
    {"register load", "{\"v\":1,\"organisations\":[],\"people\":[{}]}", "(LG102)"},
    {"appropriation load", "[", "document.json:1: "},
    {"appropriation load", "{\"v\":1}", "propose: "},
    {"annex load", "{\"v\":1}", "document.json:1: "},
    {"call load", "{\"v\":1}", "document.json:1: "},
    {"propose nothing x y", "{}", "(LG101)"},
    {"propose register x \xff", "{}", "title or subject is no text, or too long"},
    {"propose register x y", "[]", "(LG102)"},
    {"propose register x y", "", "propose: "},
};

START_TEST(a_wrong_document_is_refused)
{
    ck_assert_int_eq(with_file(wrong[_i].command, wrong[_i].text), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), wrong[_i].problem));
    ck_assert_str_eq(said(&run.out), "");
}
END_TEST

static const char *const loads[] = {"call load", "annex load", "register load",
    "appropriation load", "propose call x y", "bootstrap", "administrators recover"};

START_TEST(a_missing_file_is_named)
{
    ck_assert_int_eq(
        run_line(arena_printf(run.arena, "%s /nowhere/file", loads[_i])), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "/nowhere/file: No such file"));
}
END_TEST

START_TEST(nothing_happens_without_database_or_attest)
{
    const char *database = run.settings.database;
    run.settings.database = "host=/nowhere";
    ck_assert_int_eq(with_file("register load", REGISTER), OUTCOME_UNAVAILABLE);
    ck_assert_int_eq(with_file("bootstrap", ADMINISTRATORS), OUTCOME_UNAVAILABLE);
    ck_assert_int_eq(run_line("deployment record v1"), OUTCOME_UNAVAILABLE);
    again();
    ck_assert_int_eq(run_line("demo clock"), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "is it running? nginx/up starts it"));
    run.settings.database = database;
    run.settings.attest = "/nowhere/operator";
    ck_assert_int_eq(with_file("register load", REGISTER), OUTCOME_UNAVAILABLE);
    again();
    ck_assert_int_eq(run_line("deployment record v1"), OUTCOME_UNAVAILABLE);
}
END_TEST

START_TEST(settings_are_needed)
{
    static const char *const lines[] = {"deployment record v1", "migrate sql", "demo clock"};
    run.settings_known = false;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        again();
        ck_assert_int_eq(run_line(lines[i]), OUTCOME_REFUSED);
        ck_assert_ptr_nonnull(strstr(said(&run.problem), "name the state directory"));
    }
    ck_assert_int_eq(run_line(arena_printf(run.arena, "attest-key %s",
                         getenv("TILSAGN_VKEY"))), /* NOLINT(concurrency-mt-unsafe) */
        OUTCOME_REFUSED);
    folder_put("operator.conf",
        "database = host=/nowhere\nsuperuser = b\nattest = c\ntrust = d\ncrl = d\ncrl_table = d\n"
        "state = e\n");
    run.config = folder_path("operator.conf");
    again();
    ck_assert_int_eq(run_line("deployment record v1"), OUTCOME_UNAVAILABLE);
    ck_assert(run.settings_known);
}
END_TEST

START_TEST(a_key_is_known_once)
{
    const char *known = getenv("TILSAGN_VKEY"); /* NOLINT(concurrency-mt-unsafe): one thread */
    /* 0x01 and 32 bytes of 'A' */
    const char *fresh = "host.example+0a0b0c0d+AUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
    ck_assert_msg(run_line(arena_printf(run.arena, "attest-key %s", fresh)) == OUTCOME_OK, "%s",
        said(&run.problem));
    ck_assert_str_eq(said(&run.out), "attest key 0a0b0c0d of host.example is known\n");
    ck_assert_int_eq(run_line(arena_printf(run.arena, "attest-key %s", fresh)), OUTCOME_OK);
    /* the same key under another host's name is another claim */
    ck_assert_int_eq(run_line(arena_printf(run.arena, "attest-key %s", known)), OUTCOME_REFUSED);
}
END_TEST

START_TEST(the_clock_only_moves_forward)
{
    ck_assert_int_eq(run_line("demo clock 2030-01-01T00:00:00Z"), OUTCOME_OK);
    ck_assert_int_eq(strncmp(said(&run.out), "2030-01-01T00:00:0", 18), 0);
    again();
    ck_assert_int_eq(run_line("demo clock --freeze 2030-06-01T12:00:00.000001Z"), OUTCOME_OK);
    ck_assert_str_eq(said(&run.out), "2030-06-01T12:00:00.000001Z\n");
    again();
    ck_assert_int_eq(run_line("demo clock"), OUTCOME_OK);
    ck_assert_str_eq(said(&run.out), "2030-06-01T12:00:00.000001Z\n");
}
END_TEST

START_TEST(a_clock_in_the_past_does_not_go_back)
{
    /* The fixture's database may stand anywhere; put it into the past as its own functions do. */
    struct db *db = NULL;
    ck_assert_int_eq(db_connect(run.settings.superuser, NULL, 0, &db, &run.fault), STATUS_OK);
    ck_assert_int_eq(
        db_script(db, "select testing.run_from('2019-10-01T08:00:00Z')", &run.fault), STATUS_OK);
    ck_assert_int_eq(run_line("demo clock 2019-09-01T00:00:00Z"), OUTCOME_REFUSED);
    ck_assert_str_eq(said(&run.problem), "clock: it only moves forward\n");
    ck_assert_int_eq(
        db_script(db, "select testing.run_from(clock_timestamp())", &run.fault), STATUS_OK);
    db_close(db);
}
END_TEST

START_TEST(doctor_compares_with_the_deployment)
{
    struct db *db = NULL;
    ck_assert_int_eq(run_line("deployment record v/1"), OUTCOME_USAGE);
    again();
    ck_assert_msg(run_line("deployment record v1") == OUTCOME_OK, "%s", said(&run.problem));
    again();
    run.settings.scanner = run.settings.attest;                    /* somebody answers there */
    ck_assert_int_eq(run_line("doctor " CHECKS), OUTCOME_REFUSED); /* no CRLs here */
    ck_assert_ptr_nonnull(strstr(said(&run.out), "ok      tilsagn-scanner answers\n"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "ok      tilsagn-attest answers\n"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "BROKEN  no CRLs: "));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "ok      the schema is the recorded one"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "checks of the record found nothing\n"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "1 broken, "));
    ck_assert_int_eq(db_connect(run.settings.superuser, NULL, 0, &db, &run.fault), STATUS_OK);
    ck_assert_int_eq(db_script(db,
                         "create function rule.planted() returns int language sql "
                         "as 'select 1'",
                         &run.fault),
        STATUS_OK);
    again();
    ck_assert_int_eq(run_line("doctor"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "the schema differs from the recorded"));
    ck_assert_int_eq(db_script(db, "drop function rule.planted()", &run.fault), STATUS_OK);
    db_close(db);
}
END_TEST

START_TEST(doctor_names_checks_that_find_something_or_do_not_run)
{
    folder_put("1.sql", "-- SPDX-License-Identifier: x\n-- planted: always\nselect 1 as row;\n");
    ck_assert_int_eq(run_line(arena_printf(run.arena, "doctor %s", folder)), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(
        strstr(said(&run.out), "BROKEN  check 1.sql (planted: always): 1 rows, first (1)"));
    folder_put(
        "2.sql", "-- fails: when it runs\nselect 1 / (select count(*) from pg_class where false);");
    again();
    (void)run_line(arena_printf(run.arena, "doctor %s", folder));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "check 2.sql (fails: when it runs) did not run"));
    folder_put("3.sql", "-- wrong\nthis is no SQL");
    again();
    (void)run_line(arena_printf(run.arena, "doctor %s", folder));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "the checks did not run: "));
    ck_assert_int_eq(remove(folder_path("3.sql")), 0);
    folder_put("4.sql", NULL);
    again();
    (void)run_line(arena_printf(run.arena, "doctor %s", folder));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "4.sql: cannot be read"));
    again();
    (void)run_line("doctor /nowhere");
    ck_assert_ptr_nonnull(strstr(said(&run.out), "the checks did not run: /nowhere"));
}
END_TEST

/* Entries as no act writes them: an instalment approved that nobody prepared, and awards of calls
 * of which one definition is none and the other is gone. */
static const char planted[] =
    "set session_replication_role = replica;"
    "alter table ledger.entry drop constraint entry_header;"
    "insert into grants.call (call, entry, proposal, appropriation, definition, sha256, pool_ore,"
    " last_on_time, published_at) values ('ressource-2019', 1, 1, 'x', '{}', sha256('{}'), 1, now(), now());"
    "insert into ledger.entry (stream, version, kind, at, effective, amount_ore, request_hash, leaf)"
    " select x.stream, 1, x.kind, '2019-10-24T10:00:00Z', '2019-10-24', 0, sha256('x'), convert_to("
    " '{\"v\":1,\"stream\":\"' || x.stream || '\",\"version\":1,\"prev\":null,\"kind\":\"' || x.kind ||"
    " '\",\"at\":\"2019-10-24T10:00:00.000000Z\",\"effective\":\"2019-10-24\",\"received\":null,' ||"
    " '\"began\":null,\"actor\":{\"operator\":\"o\",\"host\":\"h\"},\"call\":\"' || x.call ||"
    " '\",\"request\":\"{\\\"params\\\":{}}\",\"attest\":\"00000000:' || repeat('A', 86) ||"
    " '==\",\"signature\":null,\"result\":' || x.result || ',\"idem\":null,\"nonce\":\"' ||"
    " repeat('0', 32) || '\",\"postings\":[]}', 'UTF8')"
    " from (values ('grant:91', 'approve_instalment', 'ressource-2019', '{\"amount_ore\":51}'),"
    " ('call:ressource-2019', 'confirm', 'ressource-2019', format('{\"kind\":\"call\",\"verdict\":\"effective\",\"sha256\":\"%s\"}',"
    " encode(sha256('{}'), 'hex'))),"
    " ('call:rehab-2016', 'confirm', 'rehab-2016', format('{\"kind\":\"call\",\"verdict\":\"effective\",\"sha256\":\"%s\"}',"
    " encode(sha256('-'), 'hex'))),"
    " ('grant:92', 'propose_award', 'ressource-2019', '{}'), ('grant:93', 'propose_award', 'rehab-2016', '{}'))"
    " x(stream, kind, call, result)";

START_TEST(decisions_are_made_again)
{
    struct db *db = NULL;
    ck_assert_msg(run_line("recompute") == OUTCOME_OK, "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "0 decisions made again by rule version 1, 0 "));
    ck_assert_int_eq(db_connect(run.settings.superuser, NULL, 0, &db, &run.fault), STATUS_OK);
    ck_assert_msg(db_script(db, planted, &run.fault) == STATUS_OK, "%s", run.fault.text);
    db_close(db);
    again();
    ck_assert_int_eq(run_line("recompute"), OUTCOME_REFUSED);
    static const char *const told[] = {
        "(grant:91 version 1, approve_instalment): amount_ore: 51 is stored, the rule gives -1\n",
        "propose_award) is not made again: the call's definition is missing\n",
        "\n1 decisions made again by rule version 1, 1 differ, 2 without their documents\n"};
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        ck_assert_msg(strstr(said(&run.out), told[i]) != NULL, "%s", said(&run.out));
    }
    again();
    ck_assert_int_eq(run_line("recompute all"), OUTCOME_USAGE);
}
END_TEST

static const char drawn[] =
    "set session_replication_role = replica;"
    "alter table ledger.entry drop constraint if exists entry_header;"
    "create function pg_temp.put(p_stream text, p_kind text, p_result text) returns bytea language sql as $$"
    " insert into ledger.entry (stream, version, kind, at, effective, amount_ore, request_hash, prev_hash, leaf)"
    " values (p_stream, (select count(*) + 1 from ledger.entry e where e.stream = p_stream), p_kind, '2019-10-24T10:00:00Z',"
    " '2019-10-24', 0, sha256('x'), case when p_kind like 'd%' then sha256('x') end, convert_to('{\"v\":1,\"stream\":\"' || p_stream || '\",\"version\":' ||"
    " (select count(*) + 1 from ledger.entry e where e.stream = p_stream) || ',\"prev\":' || case when p_kind like 'd%' then '\"' ||"
    " repeat('0', 64) || '\"' else 'null' end || ',\"kind\":\"' || p_kind ||"
    " '\",\"at\":\"2019-10-24T10:00:00.000000Z\",\"effective\":\"2019-10-24\",\"received\":null,' ||"
    " '\"began\":null,\"actor\":{\"operator\":\"o\",\"host\":\"h\"},\"call\":null,\"request\":\"{\\\"params\\\":{}}\",'"
    " || '\"attest\":\"00000000:' || repeat('A', 86) || '==\",\"signature\":null,\"result\":' || p_result ||"
    " ',\"idem\":null,\"nonce\":\"' || repeat('0', 32) || '\",\"postings\":[]}', 'UTF8')) returning leaf_hash $$;"
    "create function pg_temp.drawn(p_stream text, p_root bytea) returns void language plpgsql as $$"
    " declare v_leaf bytea; v_of text := '\"rule\":{\"always_from_ore\":9,\"draws\":1,\"days\":1},\"lines\":[]'; begin"
    " v_leaf := pg_temp.put(p_stream, 'request_vouchers', '{' || v_of || '}');"
    " perform pg_temp.put(p_stream, 'draw_vouchers', format('{%s,\"leaf\":\"%s\",\"root\":\"%s\",\"seed\":\"%s\",\"size\":1,\"sample\":[]}',"
    " v_of, encode(v_leaf, 'hex'), encode(p_root, 'hex'), encode(sha256(v_leaf || p_root), 'hex'))); end $$;"
    "insert into ledger.log_leaf select 0, 1, sha256('first');"
    "select pg_temp.drawn('grant:94', sha256('first')), pg_temp.drawn('grant:95', sha256('first'));"
    "insert into grants.voucher_draw (request, application, entry, size, seed, due)"
    " select e.entry - 1, 94, e.entry, 1, sha256('x'), '2019-10-24' from ledger.entry e where e.stream = 'grant:94' and e.version = 2";

START_TEST(draws_are_of_the_log)
{
    struct db *db = NULL;
    ck_assert_int_eq(db_connect(run.settings.superuser, NULL, 0, &db, &run.fault), STATUS_OK);
    ck_assert_int_eq(db_script(db, drawn, &run.fault), STATUS_OK);
    db_close(db);
    (void)run_line("recompute");
    ck_assert_ptr_nonnull(strstr(said(&run.out), "(grant:95 version 2, draw_vouchers): size: the "
                                                 "log had no such size between the request and"));
    ck_assert_ptr_null(strstr(said(&run.out), "(grant:94 "));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("ledger");
    tcase_set_timeout(cases, 60);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, two_administrators_once);
    tcase_add_test(cases, a_document_is_one_proposal);
    tcase_add_loop_test(cases, a_wrong_document_is_refused, 0, (int)COUNT_OF(wrong));
    tcase_add_loop_test(cases, a_missing_file_is_named, 0, (int)COUNT_OF(loads));
    tcase_add_test(cases, nothing_happens_without_database_or_attest);
    tcase_add_test(cases, settings_are_needed);
    tcase_add_test(cases, a_key_is_known_once);
    tcase_add_test(cases, doctor_compares_with_the_deployment);
    tcase_add_test(cases, doctor_names_checks_that_find_something_or_do_not_run);
    tcase_add_test(cases, a_clock_in_the_past_does_not_go_back);
    tcase_add_test(cases, the_clock_only_moves_forward);
    tcase_add_test(cases, lost_administrators_are_replaced_after_the_wait);
    tcase_add_test(cases, decisions_are_made_again);
    tcase_add_test(cases, draws_are_of_the_log);
    return harness_run("ledger/operator/ledger", cases);
}
