/* SPDX-License-Identifier: EUPL-1.2 */
/* The server in a process of its own, asked by the client that the programs use and by bad ones. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/listener.h"
#include "ledger/attest/peer.h"
#include "ledger/attest/server.h"
#include "ledger/attest_client.h"
#include "tests/harness.h"

static char folder[] = "/tmp/tilsagn-server-XXXXXX";
static char ours[64];   /* socket where we may speak */
static char theirs[64]; /* socket where only another user may */
static struct signer signer;
static struct server_config config;
static struct arena *arena;
static pid_t child = -1;
static volatile sig_atomic_t stop;

static void on_term(int number)
{
    (void)number;
    stop = 1;
}

static void serve(void)
{
    struct sigaction action;
    (void)memset(&action, 0, sizeof(action));
    action.sa_handler = on_term;
    struct server *server = NULL;
    bool good = sigaction(SIGTERM, &action, NULL) == 0
                && server_open(&config, &server, NULL) == STATUS_OK
                && server_run(server, &stop) == STATUS_OK;
    server_close(server);
    signer_free(&signer);
    arena_destroy(arena);
    exit(good ? EXIT_SUCCESS : EXIT_FAILURE); /* NOLINT(concurrency-mt-unsafe): one thread */
}

static void start(void)
{
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        serve();
    }
    for (int i = 0; i < 500; i++) {
        struct stat file;
        if (stat(theirs, &file) == 0) {
            return;
        }
        (void)poll(NULL, 0, 10);
    }
    ck_abort_msg("the server does not start");
}

static void finish(void)
{
    int status = -1;
    ck_assert_int_eq(kill(child, SIGTERM), 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), EXIT_SUCCESS);
}

static void setup(void)
{
    struct ed25519_key *key = NULL;
    arena = arena_create(1024 * 1024);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(ours, sizeof(ours), "%s/ours", folder);
    (void)snprintf(theirs, sizeof(theirs), "%s/theirs", folder);
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    ck_assert_int_eq(signer_init(&signer, SPAN("test"), key), STATUS_OK);
    uint32_t uid = (uint32_t)geteuid();
    config = (struct server_config){
        .signer = &signer,
        .addresses = {{.audience = "grantee", .path = ours, .uids = {uid + 1, uid}, .uid_count = 2},
            {.audience = "agency", .path = theirs, .uids = {uid + 1}, .uid_count = 1}},
        .address_count = 2,
    };
    start();
}

static void teardown(void)
{
    finish();
    struct stat file;
    ck_assert_int_ne(stat(ours, &file), 0); /* it tidies up behind itself */
    ck_assert_int_eq(rmdir(folder), 0);
    signer_free(&signer);
    arena_destroy(arena);
}

static int dial(const char *path)
{
    struct sockaddr_un address;
    ck_assert_int_eq(socket_address(path, &address), STATUS_OK);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

/* Whether the other side closes within `ms`. */
static bool closes_within(int fd, int ms)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    char byte;
    return poll(&polled, 1, ms) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

static enum status ask_key(struct attest_client *client)
{
    struct span answer;
    enum status status =
        attest_ask(client, arena, FRAME_KEY, (struct span){NULL, 0}, &answer, NULL);
    struct note_verifier verifier;
    ck_assert(status != STATUS_OK || note_verifier_parse(answer, &verifier) == STATUS_OK);
    return status;
}

START_TEST(answers_one_question_after_the_other)
{
    struct attest_client client;
    attest_client_init(&client, ours);
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(ask_key(&client), STATUS_OK);
    }
    struct span answer = SPAN("untouched");
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(
        attest_ask(&client, arena, FRAME_ATTEST, SPAN("{}"), &answer, &fault), STATUS_INTERNAL);
    ck_assert_str_eq(fault.text, "refused: not a request");
    static char large[FRAME_LEN_MAX];
    ck_assert_int_eq(attest_ask(&client, arena, FRAME_ATTEST, (struct span){large, sizeof(large)},
                         &answer, NULL),
        STATUS_LIMIT);
    struct arena *small = arena_create(16);
    ck_assert_int_eq(attest_ask(&client, small, FRAME_KEY, SPAN(""), &answer, NULL), STATUS_LIMIT);
    arena_destroy(small);
    ck_assert(span_is(answer, "untouched"));
    /* the longest question, in many pieces */
    ck_assert_int_eq(attest_ask(&client, arena, FRAME_ATTEST,
                         (struct span){large, sizeof(large) - 1}, &answer, NULL),
        STATUS_INTERNAL);
    ck_assert_int_eq(ask_key(&client), STATUS_OK);
    attest_client_close(&client);
    attest_client_close(&client);
}
END_TEST

START_TEST(speaks_only_with_the_users_named)
{
    struct attest_client client;
    attest_client_init(&client, theirs);
    ck_assert_int_eq(ask_key(&client), STATUS_UNAVAILABLE);
    attest_client_close(&client);
    uint32_t uid = 0;
    ck_assert_int_eq(peer_uid(STDIN_FILENO, &uid), STATUS_INTERNAL);
}
END_TEST

START_TEST(says_when_nobody_is_there)
{
    struct attest_client client;
    attest_client_init(&client, "/nowhere/socket");
    ck_assert_int_eq(ask_key(&client), STATUS_UNAVAILABLE);
    attest_client_init(&client, "");
    ck_assert_int_eq(ask_key(&client), STATUS_UNAVAILABLE);
}
END_TEST

START_TEST(is_found_again_after_a_restart)
{
    struct attest_client client;
    attest_client_init(&client, ours);
    ck_assert_int_eq(ask_key(&client), STATUS_OK);
    finish();
    ck_assert_int_eq(ask_key(&client), STATUS_UNAVAILABLE);
    start();
    ck_assert_int_eq(ask_key(&client), STATUS_OK);
    finish();
    start();
    ck_assert_int_eq(ask_key(&client), STATUS_OK); /* over a kept connection that died */
    attest_client_close(&client);
}
END_TEST

START_TEST(drops_what_is_no_frame)
{
    static const struct span rows[] = {
        {"\0\0\0\0", 4}, {"\xFF\xFF\xFF\xFF", 4}, {"\0\0\0\1K\0\0\0\1K", 10}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int fd = dial(ours);
        ck_assert_int_eq(send(fd, rows[i].data, rows[i].len, MSG_NOSIGNAL), (ssize_t)rows[i].len);
        ck_assert(closes_within(fd, 4000));
        ck_assert_int_eq(close(fd), 0);
    }
    /* more than any frame, without reading an answer */
    int fd = dial(ours);
    static char bytes[2 * FRAME_LEN_MAX] = {0, 1, 0, 0};
    (void)send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL);
    ck_assert(closes_within(fd, 4000));
    ck_assert_int_eq(close(fd), 0);
}
END_TEST

START_TEST(lets_nobody_wait_for_a_slow_one)
{
    int slow = dial(ours);
    ck_assert_int_eq(send(slow, "\0\0", 2, MSG_NOSIGNAL), 2);
    struct attest_client client;
    attest_client_init(&client, ours);
    ck_assert_int_eq(ask_key(&client), STATUS_OK);
    ck_assert(closes_within(slow, SERVER_TIMEOUT_MS + 3000));
    ck_assert_int_eq(close(slow), 0);
    attest_client_close(&client);
}
END_TEST

START_TEST(makes_room_for_a_new_one)
{
    int idle[SERVER_CLIENTS_MAX];
    for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
        idle[i] = dial(ours);
        (void)poll(NULL, 0, 2); /* so that the first is the oldest */
    }
    struct attest_client client;
    attest_client_init(&client, ours);
    ck_assert_int_eq(ask_key(&client), STATUS_OK);
    ck_assert(closes_within(idle[0], 4000));
    ck_assert(!closes_within(idle[SERVER_CLIENTS_MAX - 1], 50));
    attest_client_close(&client);
    for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
        ck_assert_int_eq(close(idle[i]), 0);
    }
}
END_TEST

/* When every place holds a question under way, a new one is turned away, not an old one. */
START_TEST(turns_away_when_all_are_busy)
{
    int busy[SERVER_CLIENTS_MAX];
    for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
        busy[i] = dial(ours);
        ck_assert_int_eq(send(busy[i], "\0\0\0\1", 4, MSG_NOSIGNAL), 4);
    }
    (void)poll(NULL, 0, 300);
    int fd = dial(ours);
    ck_assert(closes_within(fd, 4000));
    ck_assert_int_eq(close(fd), 0);
    for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
        ck_assert_int_eq(close(busy[i]), 0);
    }
}
END_TEST

/* Answers whoever comes with these bytes, in pieces, and closes. */
static pid_t pretend(const char *path, struct span first, struct span second)
{
    int listener = -1;
    ck_assert_int_eq(listener_open(path, &listener, NULL), STATUS_OK);
    pid_t pretender = fork();
    ck_assert_int_ge(pretender, 0);
    if (pretender == 0) {
        for (;;) {
            struct pollfd polled = {.fd = listener, .events = POLLIN};
            (void)poll(&polled, 1, -1);
            int fd = listener_accept(listener);
            (void)send(fd, first.data, first.len, MSG_NOSIGNAL);
            (void)poll(NULL, 0, 50);
            (void)send(fd, second.data, second.len, MSG_NOSIGNAL);
            (void)close(fd);
        }
    }
    (void)close(listener);
    return pretender;
}

START_TEST(believes_no_broken_answer)
{
    static const struct {
        struct span first;
        struct span second;
        enum status status;
    } rows[] = {
        {{"\0\0", 2}, {"\0\1+", 3}, STATUS_OK}, /* in pieces it is good */
        {{"\0\0\0\0", 4}, {"", 0}, STATUS_UNAVAILABLE},
        {{"\0\0\0\2+", 5}, {"", 0}, STATUS_UNAVAILABLE}, /* ends in the middle */
        {{"\0\0\0\1?", 5}, {"", 0}, STATUS_INTERNAL},
    };
    char path[80];
    (void)snprintf(path, sizeof(path), "%s/false", folder);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pid_t pretender = pretend(path, rows[i].first, rows[i].second);
        struct attest_client client;
        struct span answer;
        int status;
        attest_client_init(&client, path);
        ck_assert_int_eq(
            attest_ask(&client, arena, FRAME_ATTEST, SPAN("x"), &answer, NULL), rows[i].status);
        attest_client_close(&client);
        ck_assert_int_eq(kill(pretender, SIGKILL), 0);
        ck_assert_int_eq(waitpid(pretender, &status, 0), pretender);
    }
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

START_TEST(replaces_a_dead_socket_and_no_other)
{
    struct server *server = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(server_open(&config, &server, &fault), STATUS_CONFLICT); /* it lives */
    ck_assert_ptr_nonnull(strstr(fault.text, ours));
    ck_assert_ptr_null(server);
    int status;
    ck_assert_int_eq(kill(child, SIGKILL), 0); /* leaves its files behind */
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    struct stat file;
    ck_assert_int_eq(stat(ours, &file), 0);
    ck_assert_int_eq(server_open(&config, &server, NULL), STATUS_OK);
    server_close(server);
    start();

    char plain[80];
    (void)snprintf(plain, sizeof(plain), "%s/plain", folder);
    FILE *created = fopen(plain, "w");
    ck_assert_int_eq(fclose(created), 0);
    int fd = -1;
    ck_assert_int_eq(listener_open(plain, &fd, NULL), STATUS_CONFLICT);
    ck_assert_int_eq(unlink(plain), 0);

    /* One that was killed before it listened leaves the other name behind; a stranger's stays. */
    char beside[84];
    (void)snprintf(beside, sizeof(beside), "%s.new", plain);
    struct sockaddr_un address;
    ck_assert_int_eq(socket_address(beside, &address), STATUS_OK);
    int dead = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(dead, (const struct sockaddr *)&address, sizeof(address)), 0);
    ck_assert_int_eq(close(dead), 0);
    ck_assert_int_eq(listener_open(plain, &fd, NULL), STATUS_OK);
    ck_assert_int_ne(stat(beside, &file), 0);
    ck_assert_int_eq(stat(plain, &file), 0);
    ck_assert_uint_eq(file.st_mode & 0777, 0666);
    listener_close(fd, plain);
    ck_assert_int_ne(stat(plain, &file), 0);
    fd = -1;
    created = fopen(beside, "w");
    ck_assert_int_eq(fclose(created), 0);
    ck_assert_int_eq(listener_open(plain, &fd, NULL), STATUS_CONFLICT);
    ck_assert_int_eq(unlink(beside), 0);

    char longest[sizeof(address.sun_path)] = ""; /* fits, its other name does not */
    (void)memset(longest, 'a', sizeof(longest) - 2);
    ck_assert_int_eq(socket_address(longest, &address), STATUS_OK);
    ck_assert_int_eq(listener_open(longest, &fd, NULL), STATUS_INVALID);
    ck_assert_int_eq(listener_open("", &fd, NULL), STATUS_INVALID);
    ck_assert_int_eq(listener_open("/nowhere/socket", &fd, NULL), STATUS_UNAVAILABLE);
    ck_assert_int_eq(fd, -1);
    server_close(NULL);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("server");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, drops_what_is_no_frame);
    tcase_add_test(tests, speaks_only_with_the_users_named);
    tcase_add_test(tests, answers_one_question_after_the_other);
    tcase_add_test(tests, says_when_nobody_is_there);
    tcase_add_test(tests, is_found_again_after_a_restart);
    tcase_add_test(tests, lets_nobody_wait_for_a_slow_one);
    tcase_add_test(tests, makes_room_for_a_new_one);
    tcase_add_test(tests, turns_away_when_all_are_busy);
    tcase_add_test(tests, believes_no_broken_answer);
    tcase_add_test(tests, replaces_a_dead_socket_and_no_other);
    return harness_run("ledger/attest/server", tests);
}
