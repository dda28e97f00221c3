/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * witness_world.h - witnesses of processes and keys of their own on ports of this machine, and one
 * that lies, for test_witnesses.c.
 */
#ifndef TESTS_LEDGER_SEQUENCER_WITNESS_WORLD_H
#define TESTS_LEDGER_SEQUENCER_WITNESS_WORLD_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "ledger/log/cosignature.h"
#include "ledger/witness/http.h"
#include "ledger/witness/serve.h"
#include "tests/ledger/sequencer/tlog_world.h"

#define WITNESSES 2

static const char *const names[WITNESSES] = {"one.test/w", "two.test/w"};
static char addresses[WITNESSES][32];
static char vkeys[WITNESSES][256];
static char log_vkey[256];
static pid_t witnesses[WITNESSES];
static int64_t clock_off_s;

/* What the liar answers, in memory that it shares with the test through a file. */
static char lie_path[128];

static int64_t time_off(void)
{
    return (int64_t)time(NULL) + clock_off_s;
}

static struct ed25519_key *witness_key(size_t n)
{
    struct ed25519_key *key = NULL;
    uint8_t secret[ED25519_SECRET_LEN] = {(uint8_t)(21 + n)};
    ensure(ed25519_from_secret(secret, &key) == STATUS_OK);
    return key;
}

static void witness_folder(size_t n, char path_out[static 128])
{
    (void)snprintf(path_out, 128, "%s/witness%zu", folder, n);
}

static void witness_child(size_t n, int listener)
{
    static struct witness witness;
    char path[128];
    struct sigaction action = {.sa_handler = on_term};
    (void)sigaction(SIGTERM, &action, NULL);
    witness_folder(n, path);
    struct witness_setup setup = {.name = span_from(names[n]),
        .key = witness_key(n),
        .logs = span_from(log_vkey),
        .folder = path,
        .first = true};
    struct witness_serve serve = {.witness = &witness, .listener = listener, .time_s = time_off};
    ensure(witness_open(&witness, &setup, &fault) == STATUS_OK);
    witness_serve(&serve, &stop);
    witness_close(&witness);
    exit(0); /* NOLINT(concurrency-mt-unsafe) */
}

/* Says what the file says, whatever it is asked: a status, a line break, the body. */
static void liar_child(int listener)
{
    struct sigaction action = {.sa_handler = on_term};
    (void)sigaction(SIGTERM, &action, NULL);
    (void)alarm(60);
    while (stop == 0) {
        struct pollfd polled = {.fd = listener, .events = POLLIN};
        (void)poll(&polled, 1, 1000);
        int fd = accept(listener, NULL, NULL);
        char bytes[65536];
        if (fd < 0) {
            continue;
        }
        (void)fcntl(fd, F_SETFL, 0);
        (void)recv(fd, bytes, sizeof(bytes), 0);
        FILE *file = fopen(lie_path, "rb");
        size_t len = file == NULL ? 0 : fread(bytes, 1, sizeof(bytes) - 1, file);
        ensure(file != NULL && fclose(file) == 0);
        struct span rest = {.data = bytes, .len = len};
        struct span code;
        struct buffer out;
        buffer_init(&out, 70000);
        ensure(span_split(&rest, '\n', &code));
        http_answer_put(&out, (int)strtol(code.data, NULL, 10), NULL, rest);
        (void)send(fd, out.data, out.len, MSG_NOSIGNAL);
        buffer_free(&out);
        (void)close(fd);
    }
    exit(0); /* NOLINT(concurrency-mt-unsafe) */
}

static void witness_begin(size_t n, bool lies)
{
    int listener = -1;
    fault_clear(&fault);
    ck_assert_msg(witness_listen(addresses[n], &listener, &fault) == STATUS_OK, "%s", fault.text);
    witnesses[n] = fork();
    if (witnesses[n] == 0) {
        lies ? liar_child(listener) : witness_child(n, listener);
    }
    (void)close(listener);
}

static void witness_end(size_t n)
{
    if (witnesses[n] > 0) {
        (void)kill(witnesses[n], SIGCONT);
        (void)kill(witnesses[n], SIGTERM);
        (void)waitpid(witnesses[n], NULL, 0);
        witnesses[n] = 0;
    }
}

static void lie(const char *answer)
{
    ck_assert_int_eq(durable_write(lie_path, span_from(answer), 0600, &fault), STATUS_OK);
}

/* What the database must hold. */
static void must(const char *condition)
{
    char script_text[1024];
    (void)snprintf(script_text, sizeof(script_text),
        "do $$ begin if not coalesce((select %s), false) then raise exception 'not so'; end if; end $$",
        condition);
    database_script(script_text);
}

/* What a witness answered last. */
static void last_state(const char *name, const char *state)
{
    char text[256];
    (void)snprintf(text, sizeof(text),
        "state = '%s' from ledger.witness_event where key_name = '%s' order by event desc limit 1",
        state, name);
    must(text);
}

/* A port that nobody has now. */
static bool port_take(size_t n)
{
    int fd = -1;
    struct sockaddr_in address;
    socklen_t len = sizeof(address);
    if (witness_listen("127.0.0.1:0", &fd, &fault) != STATUS_OK
        || getsockname(fd, (struct sockaddr *)(void *)&address, &len) != 0) {
        return false;
    }
    (void)snprintf(addresses[n], sizeof(addresses[n]), "127.0.0.1:%u", ntohs(address.sin_port));
    return close(fd) == 0;
}

/* Once, before any test. */
static bool witness_world_open(void)
{
    struct buffer text;
    struct note_verifier key = {.name = SPAN("test.tilsagn.example")};
    struct ed25519_key *secret = NULL;
    uint8_t bytes[ED25519_SECRET_LEN] = {9};
    buffer_init(&text, 256);
    ensure(ed25519_from_secret(bytes, &secret) == STATUS_OK);
    ed25519_public(secret, key.public_key);
    ed25519_free(secret);
    note_key_id(key.name, key.public_key, key.key_id);
    note_put_verifier(&text, &key);
    (void)snprintf(log_vkey, sizeof(log_vkey), "%.*s\n", (int)text.len, text.data);
    bool good = world_open();
    (void)snprintf(lie_path, sizeof(lie_path), "%s/lie", folder);
    for (size_t n = 0; n < WITNESSES && good; n++) {
        char path[128];
        witness_folder(n, path);
        secret = witness_key(n);
        cosigner_of(span_from(names[n]), secret, &key);
        ed25519_free(secret);
        buffer_clear(&text);
        cosigner_put(&text, &key);
        (void)snprintf(vkeys[n], sizeof(vkeys[n]), "%.*s", (int)text.len, text.data);
        good = mkdir(path, 0700) == 0 && port_take(n);
    }
    buffer_free(&text);
    return good;
}

static struct cosigning cosigning;

/* A policy file with these first and last lines. */
static const char *policy_of(const char *log, const char *quorum)
{
    static char path[128];
    char text[2048];
    (void)snprintf(path, sizeof(path), "%s/policy", folder);
    (void)snprintf(text, sizeof(text), "%switness one %s http://%s\nwitness two %s http://%s/\n%s",
        log, vkeys[0], addresses[0], vkeys[1], addresses[1], quorum);
    ck_assert_int_eq(durable_write(path, span_from(text), 0644, &fault), STATUS_OK);
    return path;
}

static const char *policy_file(const char *quorum)
{
    char log[sizeof(log_vkey) + 8];
    (void)snprintf(log, sizeof(log), "log %s", log_vkey);
    return policy_of(log, quorum);
}

#define BOTH "group outside all one two\nquorum outside\n"

/* The published checkpoint; good until the next call. */
static struct span shown(void)
{
    static char bytes[16384];
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/checkpoint", files);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    struct span note = {.data = bytes, .len = fread(bytes, 1, sizeof(bytes), file)};
    (void)fclose(file);
    return note;
}

/* How many of the witnesses have cosigned the published checkpoint. */
static int cosigned(void)
{
    int count = 0;
    for (size_t n = 0; n < WITNESSES; n++) {
        struct note_verifier key;
        int64_t time_s = -1;
        ck_assert_int_eq(cosigner_parse(span_from(vkeys[n]), &key), STATUS_OK);
        count += cosignature_find(shown(), &key, &time_s) == STATUS_OK ? 1 : 0;
    }
    return count;
}

/* The log's signature on the published head is its key's of now; of `log_vkey`, the former one, it
 * has none. */
static void new_key_alone_is_shown(void)
{
    struct note_verifier former;
    struct note_signature first;
    struct span body;
    struct span lines;
    struct checkpoint checkpoint;
    struct span note = shown();
    ck_assert_int_eq(
        note_verifier_parse((struct span){log_vkey, strlen(log_vkey) - 1}, &former), STATUS_OK);
    ck_assert_int_eq(checkpoint_open(note, &former, &checkpoint, NULL), STATUS_DENIED);
    ck_assert_int_eq(checkpoint_open(note, &tlog.log, &checkpoint, NULL), STATUS_OK);
    ck_assert_int_eq(note_split(note, &body, &lines), STATUS_OK);
    ck_assert_int_eq(note_next_signature(&lines, &first), STATUS_OK);
    ck_assert_mem_eq(first.key_id, tlog.log.key_id, NOTE_KEY_ID_LEN);
}

#endif
