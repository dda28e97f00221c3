/* SPDX-License-Identifier: EUPL-1.2 */
/* tlog_world.h - a log with its signer beside a real database, for the tests of this folder. */
#ifndef TESTS_LEDGER_SEQUENCER_TLOG_WORLD_H
#define TESTS_LEDGER_SEQUENCER_TLOG_WORLD_H

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/base/durable.h"
#include "ledger/log/checkpoint.h"
#include "ledger/sequencer/catalogue.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"
#include "ledger/signer/head_file.h"
#include "ledger/signer/serve.h"
#include "ledger/verify/former.h"
#include "ledger/verify/report.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

static char folder[64]; /* of all tests: signer/, files/ */
static char head_path[128];
static char socket_path[80]; /* of the 108 that an address holds */
static char files[128];
static struct arena *arena;
static struct service *service;
static struct tlog tlog;
static struct fault fault;
static pid_t signer;
static int64_t kept_out;
static int64_t published;

/* Once, before any test: a folder for all of them. */
static bool world_open(void)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/tilsagn-tlog-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return false;
    }
    (void)snprintf(head_path, sizeof(head_path), "%s/head", folder);
    (void)snprintf(socket_path, sizeof(socket_path), "%s/socket", folder);
    (void)snprintf(files, sizeof(files), "%s/files", folder);
    return mkdir(files, 0755) == 0;
}

static int remove_one(const char *path, const struct stat *file, int type, struct FTW *place)
{
    (void)file;
    (void)type;
    (void)place;
    return remove(path);
}

static void world_close(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

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

static const char *signer_origin = "test.tilsagn.example";
static uint8_t signer_secret = 9; /* another key is another log's, or this one's next */

static void signer_child(void)
{
    struct ed25519_key *key = NULL;
    struct signing signing;
    uint8_t secret[ED25519_SECRET_LEN] = {signer_secret};
    struct sigaction action = {.sa_handler = on_term};
    (void)sigaction(SIGTERM, &action, NULL);
    ensure(ed25519_from_secret(secret, &key) == STATUS_OK);
    ensure(signing_open(&signing, span_from(signer_origin), key, head_path, true, &fault)
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
    for (int i = 0; i < 4000 && access(socket_path, F_OK) != 0; i++) {
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

/* The verifier's exit code over what is published, and the folder of the log before it, whose
 * signed head was shown. */
static int verified_with(struct former *former, const char *aside)
{
    static struct trust trust;
    static struct findings findings;
    struct verify_options options = {.folder = files, .former = aside};
    struct heads heads;
    struct verify *verify = NULL;
    ck_assert_msg(trust_read(arena, &options, &trust, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert_int_eq(heads_read(&options, &trust, &heads, &findings), STATUS_OK);
    ck_assert_int_eq(verify_begin(&options, &trust, &heads, &findings, &verify), STATUS_OK);
    ck_assert_int_eq(verify_run(verify, NULL), STATUS_OK);
    ck_assert_uint_eq(verify->size, tlog.size);
    if (aside != NULL) {
        ck_assert_int_eq(former_open(arena, &options, former, &fault), STATUS_OK);
        ck_assert_int_eq(former_check(former, verify, NULL), STATUS_OK);
        ck_assert(former->said->head_signed);
    }
    int code = report_order(verify);
    if (code != 0) {
        (void)fprintf(stderr, "%s\n", verify->findings.kept[0].text);
    }
    verify_free(verify);
    heads_free(&heads);
    return code;
}

static int verified(void)
{
    return verified_with(NULL, NULL);
}

static inline bool there(const char *name)
{
    char path[512];
    struct stat file;
    (void)snprintf(path, sizeof(path), "%s/%s", files, name);
    return stat(path, &file) == 0;
}

#endif
