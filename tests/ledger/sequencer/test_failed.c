/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * nginx's log of failed submissions, as it grows and is rotated, into a function of the test's own
 * that remembers what it was given; what the real one makes of a line, tests/sql/120_submit shows.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/sequencer/failed.h"
#include "ledger/sequencer/statements.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

/* "stop" is a database that fails; a line that begins with "bad" is unreadable. */
static const char script[] =
    "create table if not exists public.given (n bigint generated always as identity, lines text);"
    "truncate public.given;"
    "grant usage on schema public to ledger_writer;"
    "grant select, insert on public.given to ledger_writer;"
    "create or replace function grants.note_failed(p_lines text, out noted bigint, out unreadable"
    " bigint) language plpgsql security definer as $$ begin"
    " if p_lines like '%stop%' then raise exception 'stopped'; end if;"
    " insert into public.given (lines) values (p_lines);"
    " select count(*) filter (where l not like 'bad%'), count(*) filter (where l like 'bad%')"
    " into noted, unreadable from string_to_table(p_lines, E'\\n') l where l <> ''; end $$;";

static struct arena *arena;
static struct service *service;
static struct fault fault;
static struct failed_noted noted;
static char path[] = "/tmp/tilsagn-failed-XXXXXX";

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    fault_clear(&fault);
    database_script(script);
    struct service_config config = {
        .audience = AUDIENCE_SYSTEM,
        .database = ledger_conninfo("tilsagn_sequencer"),
        .attest = ledger_socket(AUDIENCE_SYSTEM),
        .more = sequencer_statements,
        .more_count = LOG_STATEMENTS,
    };
    ck_assert_msg(service_open(&config, &service, &fault) == STATUS_OK, "%s", fault.text);
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(close(file), 0);
}

static void teardown(void)
{
    (void)unlink(path);
    service_close(service);
    arena_destroy(arena);
}

static void write_file(const char *how, const char *text)
{
    FILE *file = fopen(path, how);
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void given(const char *all)
{
    database_script(arena_printf(arena,
        "do $$ declare v text := (select coalesce(string_agg(lines, '|' order by n), '')"
        " from public.given); begin if v <> E'%s' then raise exception '%%', v; end if; end $$",
        all));
}

static enum status look(struct failed_log *log)
{
    return failed_note(service, arena, log, &noted, &fault);
}

START_TEST(without_a_file_nothing_is_read)
{
    struct failed_log none = {.path = NULL};
    ck_assert_int_eq(look(&none), STATUS_OK);
    struct failed_log absent = {.path = "/nonexistent/nginx-failed.log"};
    ck_assert_int_eq(look(&absent), STATUS_OK);
    struct failed_log no_folder = {.path = "/dev/null/nginx-failed.log"};
    ck_assert_int_eq(look(&no_folder), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fault.text, "cannot open /dev/null/nginx-failed.log"));
    fault_clear(&fault);
    struct failed_log folder = {.path = "/tmp"};
    ck_assert_int_eq(look(&folder), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fault.text, "cannot read /tmp"));
    given("");
}
END_TEST

START_TEST(each_whole_line_is_noted_once)
{
    struct failed_log log = {.path = path};
    write_file("w", "one\nbad two\nthr");
    ck_assert_int_eq(look(&log), STATUS_OK);
    ck_assert_int_eq(noted.noted, 1);
    ck_assert_int_eq(noted.unreadable, 1);
    write_file("a", "ee\n\xff\x01\n");
    ck_assert_int_eq(look(&log), STATUS_OK);
    ck_assert_int_eq(noted.noted, 2);
    ck_assert_int_eq(look(&log), STATUS_OK);
    ck_assert_int_eq(noted.noted, 0);
    given("one\\nbad two\\n|three\\n??\\n");
}
END_TEST

START_TEST(a_rotated_file_begins_anew)
{
    struct failed_log log = {.path = path};
    write_file("w", "first\nsecond\n");
    ck_assert_int_eq(look(&log), STATUS_OK);
    write_file("w", "third\n"); /* cut off and written anew: shorter than what was read */
    ck_assert_int_eq(look(&log), STATUS_OK);
    char rotated[sizeof(path) + 2];
    (void)snprintf(rotated, sizeof(rotated), "%s.1", path);
    ck_assert_int_eq(rename(path, rotated), 0);
    write_file("w", "fourth, in another file\n");
    ck_assert_int_eq(look(&log), STATUS_OK);
    ck_assert_int_eq(unlink(rotated), 0);
    given("first\\nsecond\\n|third\\n|fourth, in another file\\n");
}
END_TEST

START_TEST(what_the_database_refused_is_tried_again)
{
    struct failed_log log = {.path = path};
    write_file("w", "stop\n");
    ck_assert_int_ne(look(&log), STATUS_OK);
    ck_assert_int_eq(log.read, 0);
    write_file("w", "go\n");
    fault_clear(&fault);
    ck_assert_int_eq(look(&log), STATUS_OK);
    given("go\\n");
}
END_TEST

START_TEST(a_line_without_an_end_stops_nothing)
{
    static char endless[FAILED_CHUNK_LEN + 1];
    memset(endless, 'x', FAILED_CHUNK_LEN);
    struct failed_log log = {.path = path};
    write_file("w", endless);
    write_file("a", "\nlast\n");
    ck_assert_int_eq(look(&log), STATUS_OK);
    ck_assert_int_eq(log.read, FAILED_CHUNK_LEN + 6);
    ck_assert_int_eq(noted.noted, 2);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("failed");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, without_a_file_nothing_is_read);
    tcase_add_test(tests, each_whole_line_is_noted_once);
    tcase_add_test(tests, a_rotated_file_begins_anew);
    tcase_add_test(tests, what_the_database_refused_is_tried_again);
    tcase_add_test(tests, a_line_without_an_end_stops_nothing);
    return harness_run("ledger/sequencer/failed", tests);
}
