/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The log from the queue to its files, beside a real database, attest process and signer; each test
 * goes on where the one before it ended. What is published is checked by the verifier.
 */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"
#include "ledger/signer/head_file.h"
#include "ledger/signer/serve.h"
#include "ledger/verify/report.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

static char folder[64]; /* of all tests: signer/, files/ */
static char head_path[128];
static char socket_path[128];
static char files[128];
static struct arena *arena;
static struct service *service;
static struct tlog tlog;
static struct fault fault;
static pid_t signer;
static int64_t kept_out;
static int64_t published;

/* An act of no consequence, for the system, so that the log can be filled. */
static const char script[] =
    "create or replace function act.close_call(p_request text, p_attest text, p_signature bytea)"
    " returns setof ledger.act_reply language plpgsql security definer as $$"
    " declare v ledger.act_context; begin"
    " v := ledger.begin_act('close_call', p_request, p_attest, array['system']);"
    " return next ledger.append(v, 'system', '{}'); end $$;"
    "set session_replication_role = replica;"
    "update meta.setting set value = 'test.tilsagn.example' where name = 'origin'";

static void on_event(enum tlog_event event, int64_t number, const char *text)
{
    (void)text;
    kept_out = event == TLOG_KEPT_OUT ? number : kept_out;
    published = event == TLOG_PUBLISHED ? number : published;
}

static volatile sig_atomic_t stop;

static void on_term(int number)
{
    (void)number;
    stop = 1;
}

static void on_signer(enum serve_event event, int64_t number)
{
    (void)event;
    (void)number;
}

static void signer_child(void)
{
    struct ed25519_key *key = NULL;
    struct signing signing;
    uint8_t secret[ED25519_SECRET_LEN] = {9};
    struct sigaction action = {.sa_handler = on_term};
    (void)sigaction(SIGTERM, &action, NULL);
    ensure(ed25519_from_secret(secret, &key) == STATUS_OK);
    ensure(signing_open(&signing, SPAN("test.tilsagn.example"), key, head_path, true, &fault)
           == STATUS_OK);
    struct serve_config config = {
        .signing = &signing, .path = socket_path, .uid = (uint32_t)getuid(), .event = on_signer};
    enum status status = serve(&config, &stop, &fault);
    signing_close(&signing);
    exit(status == STATUS_OK ? 0 : 1); /* NOLINT(concurrency-mt-unsafe) */
}

static void signer_start(void)
{
    signer = fork();
    if (signer == 0) {
        signer_child();
    }
    struct stat file;
    for (int i = 0; i < 4000 && stat(socket_path, &file) != 0; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
}

static void signer_stop(void)
{
    (void)kill(signer, SIGTERM);
    (void)waitpid(signer, NULL, 0);
}

static void open_again(void)
{
    ck_assert_int_eq(tlog_open(&tlog, service, files, socket_path, on_event), STATUS_OK);
    fault_clear(&fault);
}

static void setup(void)
{
    arena = arena_create((size_t)4 * 1024 * 1024);
    struct service_config config = {
        .audience = AUDIENCE_SYSTEM,
        .database = ledger_conninfo("tilsagn_sequencer"),
        .attest = ledger_socket(AUDIENCE_SYSTEM),
        .more = sequencer_statements,
        .more_count = LOG_STATEMENTS,
    };
    fault_clear(&fault);
    ck_assert_msg(service_open(&config, &service, &fault) == STATUS_OK, "%s", fault.text);
    database_script(script);
    signer_start();
    open_again();
}

static void teardown(void)
{
    tlog_close(&tlog);
    signer_stop();
    service_close(service);
    arena_destroy(arena);
}

static void append(int count)
{
    for (int i = 0; i < count; i++) {
        struct act_call call = {
            .act = "close_call",
            .program = SPAN("tilsagn-sequencer"),
            .received_us = -1,
            .duration_us = -1,
            .params = SPAN("{\"call\":\"x\"}"),
        };
        struct act_reply reply;
        struct fault why;
        fault_clear(&why);
        ck_assert_msg(
            act_transaction(service, arena, &call, &reply, &why) == STATUS_OK, "%s", why.text);
        arena_reset(arena);
    }
}

static enum status turn(void)
{
    fault_clear(&fault);
    return tlog_turn(&tlog, &fault);
}

#define TURN_IS_GOOD() ck_assert_msg(turn() == STATUS_OK, "%s", fault.text)

/* The verifier's exit code over what is published. */
static int verified(void)
{
    static struct trust trust;
    static struct findings findings;
    struct verify_options options = {.folder = files};
    struct heads heads;
    struct verify *verify = NULL;
    ck_assert_msg(trust_read(arena, &options, &trust, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert_int_eq(heads_read(files, &trust, &heads, &findings), STATUS_OK);
    ck_assert_int_eq(verify_begin(&options, &trust, &heads, &findings, &verify), STATUS_OK);
    ck_assert_int_eq(verify_run(verify, NULL), STATUS_OK);
    ck_assert_uint_eq(verify->size, tlog.size);
    int code = report_order(verify);
    if (code != 0) {
        (void)fprintf(stderr, "%s\n", verify->findings.kept[0].text);
    }
    verify_free(verify);
    heads_free(&heads);
    return code;
}

static bool there(const char *name)
{
    char path[512];
    struct stat file;
    (void)snprintf(path, sizeof(path), "%s/%s", files, name);
    return stat(path, &file) == 0;
}

START_TEST(entries_are_logged_signed_and_published)
{
    TURN_IS_GOOD();
    ck_assert(there("log.vkey") && there("attest.vkeys") && !there("checkpoint"));
    append(3);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 3);
    ck_assert(there("checkpoint") && there("checkpoints/3") && there("tile/0/000.p/3"));
    ck_assert_int_eq(verified(), 0);
    append(2);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 5);
    published = 0;
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 0); /* nothing new */
    ck_assert_int_eq(verified(), 0);
}
END_TEST

START_TEST(whole_tiles_take_the_place_of_partial_ones)
{
    append(270);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 275);
    ck_assert(there("tile/0/000") && there("tile/entries/000") && there("tile/1/000.p/1"));
    ck_assert(!there("tile/0/000.p") && there("tile/entries/001.p/19"));
    ck_assert_int_eq(verified(), 0);
    database_script("do $$ begin if (select count(*) from ledger.log_hash) <> 1 then"
                    " raise exception 'not one whole tile'; end if; end $$");
}
END_TEST

START_TEST(a_folder_that_was_lost_is_written_anew)
{
    char other[128];
    (void)snprintf(other, sizeof(other), "%s/lost", folder);
    ck_assert_int_eq(rename(files, other), 0);
    ck_assert_int_eq(mkdir(files, 0755), 0);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 275);
    ck_assert_int_eq(verified(), 0);
}
END_TEST

START_TEST(what_was_signed_but_not_published_is_published)
{
    struct span note;
    size_t taken = 0;
    append(1);
    ck_assert_int_eq(tlog_check(&tlog, &fault), STATUS_OK);
    ck_assert_int_eq(tlog_folder_open(&tlog, &fault), STATUS_OK);
    ck_assert_int_eq(tlog_take(&tlog, &taken, &fault), STATUS_OK);
    ck_assert_uint_eq(taken, 1);
    ck_assert_int_eq(tlog_sign(&tlog, &note, &fault), STATUS_OK);
    tlog_close(&tlog); /* killed */
    open_again();
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 276);
    ck_assert_int_eq(verified(), 0);
}
END_TEST

START_TEST(without_the_signer_entries_wait)
{
    signer_stop();
    append(1);
    ck_assert_int_eq(turn(), STATUS_UNAVAILABLE);
    database_script("do $$ begin if (select count(*) from ledger.log_queue) <> 1 then"
                    " raise exception 'not waiting'; end if; end $$");
    signer_start();
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 277);
}
END_TEST

START_TEST(a_restored_database_is_not_signed)
{
    struct log_head head;
    struct log_head kept;
    struct span origin = SPAN("test.tilsagn.example");
    signer_stop();
    ck_assert_int_eq(head_file_read(head_path, origin, &kept, &fault), STATUS_OK);
    head = kept;
    head.size += 10;
    ck_assert_int_eq(head_file_write(head_path, origin, &head, &fault), STATUS_OK);
    signer_start();
    append(1);
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(
        strstr(fault.text, "size 287 has been signed, the database holds 277: entries 277 to 286"));
    signer_stop();
    head = kept;
    head.root.bytes[3] ^= 1;
    ck_assert_int_eq(head_file_write(head_path, origin, &head, &fault), STATUS_OK);
    signer_start();
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "are not those that were signed"));
    signer_stop();
    ck_assert_int_eq(head_file_write(head_path, origin, &kept, &fault), STATUS_OK);
    signer_start();
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 278);
}
END_TEST

/* The last logged entry's nonce, one digit changed and changed back. */
static const char flip[] =
    "alter table ledger.entry disable trigger user;"
    "set session_replication_role = replica;"
    "update ledger.entry set leaf = convert_to(translate(substring(convert_from(leaf, 'UTF8') from"
    " '^.*\"nonce\":\"'), '', '') || translate(substring(convert_from(leaf, 'UTF8') from"
    " '\"nonce\":\"(.)'), '0123456789abcdef', 'fedcba9876543210') ||"
    " substring(convert_from(leaf, 'UTF8') from '\"nonce\":\".(.*)$'), 'UTF8')"
    " where entry = (select entry from ledger.log_leaf order by leaf_index desc limit 1)";

START_TEST(a_flipped_bit_is_not_signed)
{
    struct span note;
    size_t taken = 0;
    append(1);
    ck_assert_int_eq(tlog_check(&tlog, &fault), STATUS_OK);
    ck_assert_int_eq(tlog_take(&tlog, &taken, &fault), STATUS_OK);
    database_script(flip);
    ck_assert_int_eq(tlog_sign(&tlog, &note, &fault), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "is not stored as it was logged"));
    database_script(flip);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 279);
    ck_assert_int_eq(verified(), 0);
}
END_TEST

/* As the sequencer's login, with a signature over something else. */
static const char forged[] =
    "select set_config('t.request', replace(l.leaf ->> 'request', '\"x\"', '\"y\"'), false),"
    " set_config('t.attest', l.leaf ->> 'attest', false)"
    " from (select convert_from(leaf, 'UTF8')::json as leaf from ledger.entry order by entry desc"
    " limit 1) l;"
    "set session authorization tilsagn_sequencer;"
    "do $$ begin perform act.close_call(current_setting('t.request'), current_setting('t.attest'),"
    " null); end $$";

START_TEST(an_unattested_entry_is_kept_out)
{
    database_script(forged);
    TURN_IS_GOOD();
    ck_assert_int_gt(kept_out, 0);
    ck_assert_uint_eq(tlog.size, 279);
    database_script("do $$ begin if (select string_agg(reason, ',') from ledger.log_quarantine) <>"
                    " 'not_attested' then raise exception 'not kept out'; end if; end $$");
    append(1);
    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, 280);
    /* What is missing in the stream is seen from outside. */
    ck_assert_int_eq(verified(), CAUSE_CHAIN);
}
END_TEST

START_TEST(a_signer_of_another_log_is_refused)
{
    database_script("set session_replication_role = replica;"
                    "update meta.setting set value = 'other.example' where name = 'origin'");
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "not of the database's origin"));
    static char longest[TLOG_PATH_LEN_MAX + 2];
    (void)memset(longest, 'a', sizeof(longest) - 1);
    struct tlog other;
    ck_assert_int_eq(tlog_open(&other, service, longest, socket_path, on_event), STATUS_INVALID);
}
END_TEST

static int remove_one(const char *path, const struct stat *file, int type, struct FTW *place)
{
    (void)file;
    (void)type;
    (void)place;
    return remove(path);
}

int main(void)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/tilsagn-tlog-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return EXIT_FAILURE;
    }
    (void)snprintf(head_path, sizeof(head_path), "%s/head", folder);
    (void)snprintf(socket_path, sizeof(socket_path), "%s/socket", folder);
    (void)snprintf(files, sizeof(files), "%s/files", folder);
    (void)mkdir(files, 0755);
    TCase *tests = tcase_create("tlog");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, entries_are_logged_signed_and_published);
    tcase_add_test(tests, whole_tiles_take_the_place_of_partial_ones);
    tcase_add_test(tests, a_folder_that_was_lost_is_written_anew);
    tcase_add_test(tests, what_was_signed_but_not_published_is_published);
    tcase_add_test(tests, without_the_signer_entries_wait);
    tcase_add_test(tests, a_restored_database_is_not_signed);
    tcase_add_test(tests, a_flipped_bit_is_not_signed);
    tcase_add_test(tests, an_unattested_entry_is_kept_out);
    tcase_add_test(tests, a_signer_of_another_log_is_refused);
    int code = harness_run("ledger/sequencer/tlog", tests);
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return code;
}
