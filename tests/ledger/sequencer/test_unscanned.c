/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Files kept unscanned, of a table of the test's own, and the real tilsagn-scanner; what the real
 * functions give and take, tests/sql/110_draft shows.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/attest/listener.h"
#include "ledger/scan/client.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/unscanned.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

static const char script[] =
    "drop table if exists public.kept;"
    "create table public.kept (upload bigint generated always as identity, bytes bytea,"
    " said text not null default '');"
    "grant usage on schema public to ledger_writer;"
    "grant select, update on public.kept to ledger_writer;"
    "create or replace function store.unscanned(p_after bigint) returns table (upload bigint,"
    " chunks int) language sql stable security definer as $$ select k.upload,"
    " (octet_length(k.bytes) + 9) / 10 from public.kept k where k.upload > p_after and k.said = ''"
    " order by k.upload limit 1 $$;"
    "create or replace function store.unscanned_chunk(p_upload bigint, p_n int) returns bytea"
    " language sql stable security definer as $$ select substr(k.bytes, p_n * 10 + 1, 10)"
    " from public.kept k where k.upload = p_upload $$;"
    "create or replace function store.scanned_later(p_upload bigint, p_outcome text, p_places text)"
    " returns void language sql volatile security definer as $$ update public.kept k set said ="
    " p_outcome || ' ' || p_places where k.upload = p_upload $$;";

/* Two PDFs, of which poppler makes what there is, and one that is none. */
static const char files[] =
    "insert into public.kept (bytes) select convert_to(format(E'%%PDF-1.4\\n1 0 obj<</Type/Catalog"
    "/Pages 2 0 R>>endobj\\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\\n3 0 obj<</Type/Page"
    "/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\\n"
    "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\\n5 0 obj<</Length 99>>stream\\n"
    "BT /F 12 Tf 72 700 Td (%s) Tj ET\\nendstream endobj\\ntrailer<</Root 1 0 R/Size 6>>\\n', t), 'UTF8')"
    " from unnest(array['010190-1234', '12.34.56.78.90']) with ordinality u(t, n) order by n;"
    "insert into public.kept (bytes) values ('%PDF-1.4');";

static struct arena *arena;
static struct service *service;
static struct fault fault;
static struct unscanned unscanned;
static int64_t found;
static char path[200];

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
    (void)snprintf(path, sizeof(path), "%s.scanner", ledger_socket(AUDIENCE_SYSTEM));
    unscanned = (struct unscanned){.path = path, .socket = -1};
}

static void teardown(void)
{
    unscanned_close(&unscanned);
    service_close(service);
    arena_destroy(arena);
}

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_nsec = ms * 1000000};
    (void)nanosleep(&pause, NULL);
}

static pid_t start_scanner(void)
{
    char uid[16];
    (void)snprintf(uid, sizeof(uid), "%u", (unsigned)getuid());
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* of a test that fails */
        (void)execl(SCANNER, SCANNER, "--listen", path, "--uid", uid, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 500 && access(path, F_OK) != 0; i++) {
        pause_ms(20);
    }
    return pid;
}

static enum status turn(void)
{
    return unscanned_turn(service, arena, &unscanned, &found, &fault);
}

static void said(const char *all)
{
    database_script(arena_printf(arena,
        "do $$ declare v text := (select string_agg(said, '|' order by upload) from public.kept);"
        " begin if v <> '%s' then raise exception '%%', v; end if; end $$",
        all));
}

START_TEST(each_is_looked_into_once)
{
    pid_t scanner = start_scanner();
    int64_t with_number = 0;
    database_script(files);
    for (int i = 0; i < 500 && unscanned.next_ms == 0; i++) {
        ck_assert_msg(turn() == STATUS_OK, "%s", fault.text);
        with_number += found;
        pause_ms(20);
    }
    said("found [{\"page\":1,\"line\":1,\"date\":\"010190\"}]|nothing []|damaged []");
    ck_assert_int_eq(with_number, 1);
    ck_assert_int_eq(unscanned.upload, 0);
    ck_assert_int_eq(turn(), STATUS_OK); /* not before its time */
    ck_assert_int_eq(unscanned.socket, -1);
    ck_assert_int_eq(kill(scanner, SIGTERM), 0);
    ck_assert_int_eq(waitpid(scanner, NULL, 0), scanner);
}
END_TEST

START_TEST(nobody_there_is_asked_again_later)
{
    database_script(files);
    ck_assert_int_eq(turn(), STATUS_UNAVAILABLE);
    ck_assert_int_gt(unscanned.next_ms, 0);
    said("||");
    unscanned.path = NULL;
    ck_assert_int_eq(turn(), STATUS_OK);
}
END_TEST

START_TEST(who_does_not_answer_is_not_waited_for)
{
    int listener = -1;
    ck_assert_int_eq(listener_open(path, &listener, &fault), STATUS_OK);
    database_script(files);
    ck_assert_int_eq(turn(), STATUS_OK);
    ck_assert_int_ge(unscanned.socket, 0);
    ck_assert_int_eq(turn(), STATUS_OK); /* not yet */
    ck_assert_int_ge(unscanned.socket, 0);
    unscanned.since_ms -= SCAN_WAIT_MS;
    ck_assert_int_eq(turn(), STATUS_UNAVAILABLE);
    ck_assert_int_eq(unscanned.socket, -1);
    ck_assert_ptr_nonnull(strstr(fault.text, "does not answer"));
    said("||");
    listener_close(listener, path);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("unscanned");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, each_is_looked_into_once);
    tcase_add_test(cases, nobody_there_is_asked_again_later);
    tcase_add_test(cases, who_does_not_answer_is_not_waited_for);
    return harness_run("ledger/sequencer/unscanned", cases);
}
