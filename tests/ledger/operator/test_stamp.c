/* SPDX-License-Identifier: EUPL-1.2 */
/* Signatures and heads of the real tables are stamped by an authority that openssl plays. */
#include <fcntl.h>
#include <stdio.h>

#include "ledger/operator/files.h"
#include "ledger/operator/publish.h"
#include "ledger/operator/statements.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"
#include "tests/ledger/operator/server.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"
#include "tests/support/program.h"

#define HEAD                                                                                       \
    "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nConnection: close\r\n\r\n"
#define ROOT_HEX "0000000000000000000000000000000000000000000000000000000000000000"

static const char *authorities; /* folder that tests/auth/time_stamps made */

/* The path's last part is the authority's name; "away" answers 503, "html" something else. */
static void answer(int fd)
{
    char request[4096] = "";
    char name[32];
    size_t got = 0;
    size_t whole = 1; /* what there must be, once the header tells */
    const char *body = NULL;
    while (got < whole) {
        ssize_t more = read(fd, request + got, sizeof(request) - 1 - got);
        if (more <= 0) {
            return;
        }
        got += (size_t)more;
        body = strstr(request, "\r\n\r\n");
        const char *length = strstr(request, "Content-Length: ");
        whole = body == NULL || length == NULL
                    ? got + 1
                    : (size_t)(body + 4 - request) + strtoul(length + 16, NULL, 10);
    }
    if (body == NULL || sscanf(request, "POST /%31s ", name) != 1 /* NOLINT(cert-err34-c) */
        || strstr(request, "Content-Type: application/timestamp-query\r\n") == NULL
        || strcmp(name, "away") == 0) {
        put(fd, "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
        return;
    }
    put(fd, HEAD);
    if (strcmp(name, "html") == 0) {
        put(fd, "<html>it works</html>");
        return;
    }
    struct arena *arena = arena_create((size_t)1024 * 1024);
    struct fault fault;
    struct span reply;
    char own[64] = "/tmp/tilsagn-stamp-XXXXXX";
    fault_clear(&fault);
    ensure(mkdtemp(own) != NULL);
    struct span query = {.data = body + 4, .len = whole - (size_t)(body + 4 - request)};
    ensure(publish(arena_printf(arena, "%s/query", own), query, &fault) == STATUS_OK);
    const char *command = arena_printf(
        arena, "%s/reply %s %s %s/query %s/reply", authorities, authorities, name, own, own);
    ensure(program_run(command) == 0);
    ensure(file_read(arena, arena_printf(arena, "%s/reply", own), &reply, &fault) == STATUS_OK);
    put_bytes(fd, reply);
    folder_remove(own);
}

static void authority(const char *name)
{
    run.settings.stamp_source = arena_printf(run.arena, "http://127.0.0.1:%u/%s", port, name);
}

static void set_up(void)
{
    /* Ours, while the tests run one after another. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    authorities = getenv("TILSAGN_TEST_AUTHORITIES");
    ck_assert_ptr_nonnull(authorities);
    server_begin(answer);
    run_begin();
    folder_begin();
    run.settings_known = true;
    run.settings.database = arena_text(run.arena, span_from(ledger_conninfo("tilsagn_operator")));
    run.settings.stamp_trust = arena_printf(run.arena, "%s/authorities.pem", authorities);
    run.settings.stamp_folder = arena_text(run.arena, span_from(folder));
    /* What these rows rest on is what other tests are about. */
    database_script("alter table ledger.time_stamp disable trigger all;"
                    "alter table ledger.signature disable trigger all;"
                    "alter table ledger.checkpoint disable trigger all;"
                    "alter table ledger.checkpoint_signature disable trigger all;"
                    "delete from ledger.time_stamp; delete from ledger.signature;"
                    "delete from ledger.checkpoint_signature; delete from ledger.checkpoint;"
                    "insert into ledger.signature select sha256(x), x from (values ('one'::bytea), "
                    "('two')) v(x)");
}

static void tear_down(void)
{
    folder_end();
    run_end();
    server_end();
}

static void says(enum outcome expected, const char *text)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    run.alarm = NULL;
    enum outcome outcome = run_line("stamp");
    ck_assert_msg(outcome == expected, "%s%s", said(&run.out), said(&run.problem));
    ck_assert_msg(strstr(said(&run.out), text) != NULL || strstr(said(&run.problem), text) != NULL,
        "%s%s", said(&run.out), said(&run.problem));
    ck_assert_int_eq(run.alarm != NULL, outcome != OUTCOME_OK);
}

static void head(int size)
{
    database_script(arena_printf(run.arena,
        "insert into ledger.checkpoint values (%d, '\\x" ROOT_HEX "', now());"
        "insert into ledger.checkpoint_signature select %d, 'aaaaaaaa', o.value, "
        "'— ' || o.value || ' AAAA', now() from meta.setting o where o.name = 'origin'",
        size, size));
}

/* What OpenSSL's own program says of a stamp: 0 is good. */
static int verified(const char *file, const char *reply)
{
    return program_run(arena_printf(run.arena,
        "openssl ts -verify -data %s -in %s -CAfile %s/authorities.pem >/dev/null 2>&1",
        folder_path(file), folder_path(reply), authorities));
}

START_TEST(each_signature_once)
{
    authority("good");
    says(OUTCOME_OK, "stamped: 2 signatures\n");
    says(OUTCOME_OK, "stamped: 0 signatures\n");
    database_script("insert into ledger.signature values (sha256('three'), 'three')");
    says(OUTCOME_OK, "stamped: 1 signatures\n");
}
END_TEST

START_TEST(the_head_once_a_day)
{
    authority("good");
    head(7);
    says(OUTCOME_OK, "stamped: 2 signatures and the log's head of size 7\n");
    ck_assert_int_eq(verified("7.note", "7.tsr"), 0);
    head(9);
    says(OUTCOME_OK, "stamped: 0 signatures\n");
    database_script("update ledger.time_stamp set at = at - interval '21 hours'");
    says(OUTCOME_OK, "stamped: 0 signatures and the log's head of size 9\n");
    ck_assert_int_eq(verified("9.note", "9.tsr"), 0);
    ck_assert_int_ne(verified("9.note", "7.tsr"), 0);
    database_script("update ledger.time_stamp set at = at - interval '21 hours'");
    says(OUTCOME_OK, "stamped: 0 signatures\n"); /* the head has not moved */
}
END_TEST

START_TEST(a_head_that_is_published_nowhere)
{
    authority("good");
    head(7);
    run.settings.stamp_folder = NULL;
    says(OUTCOME_OK, "stamped: 2 signatures and the log's head of size 7\n");
    run.settings.stamp_folder = "/nowhere";
    head(8);
    database_script("delete from ledger.time_stamp where size is not null");
    says(OUTCOME_UNAVAILABLE, "/nowhere/8.note");
    run.settings.stamp_folder = NULL;
    says(OUTCOME_OK, "the log's head of size 8\n");
}
END_TEST

static const struct {
    const char *name;
    enum outcome outcome;
    const char *text;
} refusals[] = {
    {"away", OUTCOME_UNAVAILABLE, "the server answers 503"},
    {"html", OUTCOME_REFUSED, "no reply of RFC 3161"},
    {"untrusted", OUTCOME_REFUSED, "certificate verify error"},
    {"picky", OUTCOME_REFUSED, "the authority refuses"},
};

/* Nothing is kept of it, and the next run begins where this one ended. */
START_TEST(a_reply_that_does_not_hold)
{
    authority(refusals[_i].name);
    says(refusals[_i].outcome, refusals[_i].text);
    says(refusals[_i].outcome, "stamped: 0 signatures");
    authority("good");
    says(OUTCOME_OK, "stamped: 2 signatures\n");
}
END_TEST

START_TEST(settings_that_do_not_do)
{
    ck_assert_int_eq(run_line("stamp now"), OUTCOME_USAGE);
    run.settings.stamp_source = NULL;
    ck_assert_int_eq(run_line("stamp"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "set stamp_source and stamp_trust"));
    authority("good");
    run.settings.stamp_trust = "/nowhere";
    says(OUTCOME_REFUSED, "/nowhere");
    run.settings.stamp_trust = folder_path("empty");
    folder_put("empty", "nothing");
    says(OUTCOME_REFUSED, "the next was not stamped");
    run.settings.database = "host=/nowhere";
    says(OUTCOME_UNAVAILABLE, "the next was not stamped");
    run.settings_known = false;
    ck_assert_int_eq(run_line("stamp"), OUTCOME_REFUSED);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("stamp");
    tcase_set_timeout(cases, 60);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, each_signature_once);
    tcase_add_test(cases, the_head_once_a_day);
    tcase_add_test(cases, a_head_that_is_published_nowhere);
    tcase_add_loop_test(cases, a_reply_that_does_not_hold, 0, COUNT_OF(refusals));
    tcase_add_test(cases, settings_that_do_not_do);
    return harness_run("ledger/operator/stamp", cases);
}
