/* SPDX-License-Identifier: EUPL-1.2 */
/* The signer: what it signs, what it refuses, what it remembers, and who may ask it. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/listener.h"
#include "ledger/base/durable.h"
#include "ledger/log/line.h"
#include "ledger/signer/head_file.h"
#include "ledger/signer/options.h"
#include "ledger/signer/serve.h"
#include "tests/harness.h"

#define ORIGIN SPAN("log.test/s")

static char folder[64];
static char head_path[128];
static struct signing signing;
static struct fault fault;
static struct buffer answer;
static char type;
static struct span content;

static enum status open_again(bool first)
{
    struct ed25519_key *key = NULL;
    uint8_t secret[ED25519_SECRET_LEN] = {7};
    ck_assert_int_eq(ed25519_from_secret(secret, &key), STATUS_OK);
    fault_clear(&fault);
    enum status status = signing_open(&signing, ORIGIN, key, head_path, first, &fault);
    if (status != STATUS_OK) {
        ed25519_free(key);
    }
    return status;
}

static void setup(void)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/tilsagn-signing-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(head_path, sizeof(head_path), "%s/head", folder);
    buffer_init(&answer, 65536);
    ck_assert_int_eq(open_again(true), STATUS_OK);
}

static void teardown(void)
{
    signing_close(&signing);
    buffer_free(&answer);
    (void)unlink(head_path);
    (void)rmdir(folder);
}

static int ask(char question, struct span text)
{
    buffer_clear(&answer);
    int outcome = signing_answer(&signing, question, text, &answer);
    ck_assert_int_eq(frame_look(buffer_span(&answer), &type, &content), FRAME_COMPLETE);
    return outcome;
}

/* Asks for a signature over a log of these leaves, with the proof from its first `old`. */
static int ask_for(const char *const *leaves, size_t count, size_t old)
{
    static struct digest hashes[4];
    struct merkle_frontier frontier = {.size = 0};
    struct add_checkpoint request = {.old_size = old};
    for (size_t i = 0; i < count; i++) {
        hashes[i] = merkle_leaf_hash(span_from(leaves[i]));
        merkle_append(&frontier, &hashes[i], NULL, NULL);
    }
    if (old == 1 && count == 2) {
        request.proof = (struct merkle_proof){.count = 1, .hashes = {hashes[1]}};
    }
    struct buffer body;
    struct buffer text;
    buffer_init(&body, 4096);
    buffer_init(&text, 4096);
    checkpoint_put(&body,
        &(struct checkpoint){.origin = ORIGIN, .size = count, .root = merkle_root(&frontier)});
    request.checkpoint = buffer_span(&body);
    add_checkpoint_put(&text, &request);
    int outcome = ask(SIGNING_SIGN, buffer_span(&text));
    buffer_free(&body);
    buffer_free(&text);
    return outcome;
}

START_TEST(signs_what_has_grown_and_nothing_else)
{
    static const char *const first[] = {"a", "b"};
    static const char *const other[] = {"c", "b"};
    ck_assert_int_eq(ask_for(first, 1, 0), ADD_SIGN);
    ck_assert_int_eq(type, FRAME_GOOD);
    struct checkpoint checkpoint;
    ck_assert_int_eq(checkpoint_open(content, &signing.log, &checkpoint, NULL), STATUS_OK);
    ck_assert_uint_eq(checkpoint.size, 1);
    /* The same again: nothing new is promised. */
    ck_assert_int_eq(ask_for(first, 1, 1), ADD_SIGN);
    ck_assert_int_eq(ask_for(other, 1, 1), ADD_CONFLICT);
    ck_assert(type == FRAME_REFUSED && span_is(content, "409"));
    ck_assert_int_eq(ask_for(first, 2, 0), ADD_CONFLICT);
    ck_assert_int_eq(ask_for(other, 2, 1), ADD_INCONSISTENT);
    ck_assert_int_eq(ask_for(first, 2, 1), ADD_SIGN);
    ck_assert_int_eq(ask_for(first, 1, 1), ADD_CONFLICT); /* a restored backup */
    ck_assert_int_eq(ask_for(first, 1, 2), ADD_MALFORMED);
    ck_assert_uint_eq(signing.head.size, 2);
}
END_TEST

START_TEST(remembers_across_a_restart)
{
    static const char *const leaves[] = {"a", "b"};
    static const char *const other[] = {"c", "b"};
    ck_assert_int_eq(ask_for(leaves, 1, 0), ADD_SIGN);
    signing_close(&signing);
    ck_assert_int_eq(open_again(false), STATUS_OK);
    ck_assert_uint_eq(signing.head.size, 1);
    ck_assert_int_eq(ask_for(other, 1, 0), ADD_CONFLICT);
    ck_assert_int_eq(ask(SIGNING_HEAD, SPAN("")), 0);
    struct checkpoint checkpoint;
    ck_assert_int_eq(checkpoint_parse(content, &checkpoint), STATUS_OK);
    ck_assert_uint_eq(checkpoint.size, 1);
}
END_TEST

START_TEST(signs_nothing_that_it_could_not_remember)
{
    static const char *const leaves[] = {"a"};
    signing.head_path = "/nowhere/head";
    ck_assert_int_eq(ask_for(leaves, 1, 0), 500);
    ck_assert(type == FRAME_REFUSED && span_is(content, "500"));
    ck_assert_uint_eq(signing.head.size, 0);
    signing.head_path = head_path;
    ck_assert_int_eq(ask_for(leaves, 1, 0), ADD_SIGN);
}
END_TEST

START_TEST(other_questions_are_refused)
{
    ck_assert_int_eq(ask('x', SPAN("")), ADD_MALFORMED);
    ck_assert_int_eq(ask(SIGNING_HEAD, SPAN("x")), ADD_MALFORMED);
    ck_assert_int_eq(ask(SIGNING_SIGN, SPAN("old 0\n\nnothing")), ADD_MALFORMED);
    ck_assert_int_eq(ask(SIGNING_SIGN, SPAN("old 0\n\nother.test\n1\n"
                                            "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n")),
        ADD_UNKNOWN_LOG);
    ck_assert_int_eq(ask(SIGNING_KEY, SPAN("")), 0);
    struct note_verifier key;
    ck_assert_int_eq(note_verifier_parse(content, &key), STATUS_OK);
    ck_assert_mem_eq(key.public_key, signing.log.public_key, ED25519_PUBLIC_LEN);
}
END_TEST

START_TEST(a_lost_head_is_not_an_empty_log)
{
    signing_close(&signing);
    ck_assert_int_eq(unlink(head_path), 0);
    ck_assert_int_eq(open_again(false), STATUS_NOT_FOUND);
    struct log_head head = {.size = 3};
    ck_assert_int_eq(head_file_write(head_path, SPAN("log.test/other"), &head, &fault), STATUS_OK);
    ck_assert_int_eq(open_again(true), STATUS_INVALID);
    ck_assert_int_eq(durable_write(head_path, SPAN("nothing"), 0600, &fault), STATUS_OK);
    ck_assert_int_eq(open_again(true), STATUS_INVALID);
    ck_assert_int_eq(unlink(head_path), 0);
    ck_assert_int_eq(mkdir(head_path, 0700), 0);
    ck_assert_int_eq(open_again(true), STATUS_UNAVAILABLE);
    ck_assert_int_eq(rmdir(head_path), 0);
    static char long_one[HEAD_FILE_LEN_MAX + 1];
    (void)memset(long_one, 'a', sizeof(long_one) - 1);
    ck_assert_int_eq(head_file_read(long_one, SPAN("log.test"), &head, &fault), STATUS_UNAVAILABLE);
    ck_assert_int_eq(
        head_file_write(head_path, span_from(long_one), &head, &fault), STATUS_UNAVAILABLE);
    struct ed25519_key *key = NULL;
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    ck_assert_int_eq(
        signing_open(&signing, SPAN("a name"), key, head_path, true, &fault), STATUS_INVALID);
    signing.key = key;
}
END_TEST

START_TEST(files_are_whole_or_stay)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/file", folder);
    fault_clear(&fault);
    ck_assert_int_eq(durable_write(path, SPAN("one"), 0640, &fault), STATUS_OK);
    ck_assert_int_eq(durable_write(path, SPAN("two"), 0640, &fault), STATUS_OK);
    struct stat file;
    ck_assert_int_eq(stat(path, &file), 0);
    ck_assert_int_eq(file.st_size, 3);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(durable_write("/nowhere/x", SPAN("x"), 0600, &fault), STATUS_UNAVAILABLE);
    static char longest[DURABLE_PATH_MAX + 2];
    (void)memset(longest, 'a', sizeof(longest) - 1);
    ck_assert_int_eq(durable_write(longest, SPAN("x"), 0600, &fault), STATUS_INVALID);
    ck_assert_int_eq(chdir(folder), 0);
    ck_assert_int_eq(durable_write("beside", SPAN("x"), 0600, &fault), STATUS_OK);
    ck_assert_int_eq(unlink("beside"), 0);
}
END_TEST

/* ---- its socket ---- */

static volatile sig_atomic_t stop;
static char socket_path[128];

static void on_term(int number)
{
    (void)number;
    stop = 1;
}

static void on_event(enum serve_event event, int64_t number)
{
    (void)event;
    (void)number;
}

/* A child that serves `uid`, listening when this returns. */
static pid_t child_serve(uint32_t uid)
{
    (void)snprintf(socket_path, sizeof(socket_path), "%s/socket", folder);
    pid_t pid = fork();
    if (pid == 0) {
        struct sigaction action = {.sa_handler = on_term};
        (void)sigaction(SIGTERM, &action, NULL);
        struct serve_config config = {
            .signing = &signing, .path = socket_path, .uid = uid, .event = on_event};
        exit(serve(&config, &stop, &fault) == STATUS_OK ? 0 : 1); /* NOLINT */
    }
    struct stat file;
    for (int i = 0; i < 2000 && stat(socket_path, &file) != 0; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return pid;
}

static void child_end(pid_t pid)
{
    int code = -1;
    ck_assert_int_eq(kill(pid, SIGTERM), 0);
    ck_assert_int_eq(waitpid(pid, &code, 0), pid);
    ck_assert_int_eq(code, 0);
    struct stat file;
    ck_assert_int_ne(stat(socket_path, &file), 0);
}

/* What comes back for the bytes; 0: the connection was closed. */
static size_t exchange(struct span bytes, char *reply, size_t reply_len)
{
    struct sockaddr_un address;
    ck_assert_int_eq(socket_address(socket_path, &address), STATUS_OK);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    /* In two parts: a question need not come at once. */
    (void)send(fd, bytes.data, 2, MSG_NOSIGNAL);
    (void)nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    (void)send(fd, bytes.data + 2, bytes.len - 2, MSG_NOSIGNAL);
    ssize_t len = recv(fd, reply, reply_len, 0);
    (void)close(fd);
    return len < 0 ? 0 : (size_t)len;
}

START_TEST(only_the_sequencer_is_answered)
{
    char reply[4096];
    struct buffer question;
    buffer_init(&question, 4096);
    frame_put(&question, SIGNING_KEY, SPAN(""));
    pid_t pid = child_serve((uint32_t)getuid());
    ck_assert_uint_gt(exchange(buffer_span(&question), reply, sizeof(reply)), 10);
    ck_assert_uint_eq(exchange(SPAN("\xff\xff\xff\xff nonsense"), reply, sizeof(reply)), 0);
    /* One that asks nothing sensible gets an answer, and is told of. */
    buffer_clear(&question);
    frame_put(&question, 'x', SPAN(""));
    ck_assert_uint_gt(exchange(buffer_span(&question), reply, sizeof(reply)), 5);
    child_end(pid);
    pid = child_serve((uint32_t)getuid() + 1);
    ck_assert_uint_eq(exchange(buffer_span(&question), reply, sizeof(reply)), 0);
    child_end(pid);
    struct serve_config config = {.signing = &signing, .path = "", .event = on_event};
    ck_assert_int_eq(serve(&config, &stop, &fault), STATUS_INVALID);
    buffer_free(&question);
}
END_TEST

static const struct {
    const char *words[12];
    enum status status;
} lines[] = {
    {{"p", "--help"}, STATUS_OK},
    {{"p", "--create-key", "--key", "k"}, STATUS_OK},
    {{"p", "--public-key", "--key", "k", "--origin", "o"}, STATUS_OK},
    {{"p", "--key", "k", "--origin", "o", "--head", "h", "--listen", "l", "--uid", "7", "--first"},
        STATUS_OK},
    {{"p"}, STATUS_INVALID},
    {{"p", "--key"}, STATUS_INVALID},
    {{"p", "--key", "k"}, STATUS_INVALID},
    {{"p", "--key", "k", "--key", "k"}, STATUS_INVALID},
    {{"p", "--unknown"}, STATUS_INVALID},
    {{"p", "--key", "k", "--origin", "o", "--head", "h", "--listen", "l"}, STATUS_INVALID},
    {{"p", "--key", "k", "--origin", "o", "--head", "h", "--listen", "l", "--uid", "x"},
        STATUS_INVALID},
    {{"p", "--key", "k", "--origin", "o", "--head", "h", "--listen", "l", "--uid", "4294967295"},
        STATUS_INVALID},
};

START_TEST(command_lines_are_read)
{
    char texts[12][16];
    char *words[12];
    int count = 0;
    for (; count < 12 && lines[_i].words[count] != NULL; count++) {
        (void)snprintf(texts[count], sizeof(texts[count]), "%s", lines[_i].words[count]);
        words[count] = texts[count];
    }
    struct signer_options options = {.uid = 77};
    const char *wrong = NULL;
    ck_assert_int_eq(signer_options_read(count, words, &options, &wrong), lines[_i].status);
    ck_assert_int_eq(lines[_i].status == STATUS_OK, wrong == NULL);
    ck_assert_int_eq(lines[_i].status == STATUS_OK, options.uid != 77);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("signing");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, signs_what_has_grown_and_nothing_else);
    tcase_add_test(tests, remembers_across_a_restart);
    tcase_add_test(tests, signs_nothing_that_it_could_not_remember);
    tcase_add_test(tests, other_questions_are_refused);
    tcase_add_test(tests, a_lost_head_is_not_an_empty_log);
    tcase_add_test(tests, files_are_whole_or_stay);
    tcase_add_test(tests, only_the_sequencer_is_answered);
    TCase *words = tcase_create("options");
    tcase_add_loop_test(words, command_lines_are_read, 0, (int)COUNT_OF(lines));
    TCase *const cases[] = {tests, words, NULL};
    return harness_run_all("ledger/signer/signing", cases);
}
