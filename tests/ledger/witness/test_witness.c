/* SPDX-License-Identifier: EUPL-1.2 */
/* The witness: what it cosigns, what it remembers, who may work in its folder, its port. */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/log/cosignature.h"
#include "ledger/log/line.h"
#include "ledger/witness/options.h"
#include "ledger/witness/serve.h"
#include "tests/ledger/log/vectors.h"

#define NAME SPAN("w.test/1")
#define NOW  INT64_C(1571904000)

static char folder[64];
static struct arena *arena;
static struct witness witness;
static struct fault fault;
static struct buffer answer;
static const struct json *vectors;
static struct span logs; /* the transcript's log, as a file */

static int remove_one(const char *path, const struct stat *file, int type, struct FTW *place)
{
    (void)file;
    (void)type;
    (void)place;
    return remove(path);
}

static struct ed25519_key *new_key(void)
{
    struct ed25519_key *key = NULL;
    uint8_t secret[ED25519_SECRET_LEN] = {3};
    ck_assert_int_eq(ed25519_from_secret(secret, &key), STATUS_OK);
    return key;
}

static enum status open_with(struct span name, struct span text, bool first)
{
    struct witness_setup setup = {
        .name = name, .key = new_key(), .logs = text, .folder = folder, .first = first};
    fault_clear(&fault);
    return witness_open(&witness, &setup, &fault);
}

static void setup(void)
{
    struct add_checkpoint request;
    struct span body;
    struct span lines;
    struct checkpoint checkpoint;
    struct digest key;
    struct buffer text;
    arena = arena_create((size_t)16 * 1024 * 1024);
    (void)snprintf(folder, sizeof(folder), "/tmp/tilsagn-witness-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    buffer_init(&answer, 4096);
    vectors = vector_json(arena, "tests/vectors/witness-protocol/litewitness-transcripts.json");
    ck_assert_int_eq(
        add_checkpoint_parse(json_text(json_list(vectors, "sequence"), "request"), &request),
        STATUS_OK);
    ck_assert_int_eq(note_split(request.checkpoint, &body, &lines), STATUS_OK);
    ck_assert_int_eq(checkpoint_parse(body, &checkpoint), STATUS_OK);
    ck_assert_int_eq(digest_from_hex(json_text(vectors, "log_public_key_hex"), &key), STATUS_OK);
    struct note_verifier log = {.name = checkpoint.origin};
    (void)memcpy(log.public_key, key.bytes, sizeof(log.public_key));
    note_key_id(log.name, log.public_key, log.key_id);
    buffer_init(&text, 1024);
    buffer_puts(&text, "# logs\n\n");
    note_put_verifier(&text, &log);
    buffer_putc(&text, '\n');
    logs = arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    ck_assert_msg(open_with(NAME, logs, true) == STATUS_OK, "%s", fault.text);
}

static void teardown(void)
{
    witness_close(&witness);
    buffer_free(&answer);
    arena_destroy(arena);
    (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int ask(struct span text, uint64_t *size_out)
{
    buffer_clear(&answer);
    return witness_answer(&witness, text, NOW, &answer, size_out);
}

/* The transcript again, with the witness closed and opened between any two. */
START_TEST(it_answers_as_in_the_transcript_and_remembers)
{
    uint64_t size = 0;
    for (const struct json *row = json_list(vectors, "sequence"); row != NULL; row = row->next) {
        int64_t want = json_int(row, "want_status");
        if (span_is(json_text(row, "want_body"), "body contains \"unknown log\"")) {
            want = ADD_UNKNOWN_LOG;
        }
        ck_assert_int_eq(ask(json_text(row, "request"), &size), want);
        if (want == ADD_CONFLICT) {
            char *told = arena_printf(arena, "%d\n", (int)size);
            ck_assert(span_is(buffer_span(&answer), told));
        }
        if (want == ADD_SIGN) {
            struct note_verifier key;
            struct add_checkpoint request;
            struct span body;
            struct span lines;
            int64_t time_s = 0;
            struct buffer note;
            cosigner_of(NAME, witness.key, &key);
            ck_assert_int_eq(add_checkpoint_parse(json_text(row, "request"), &request), STATUS_OK);
            ck_assert_int_eq(note_split(request.checkpoint, &body, &lines), STATUS_OK);
            buffer_init(&note, 8192);
            buffer_put(&note, body);
            buffer_putc(&note, '\n');
            buffer_put(&note, buffer_span(&answer));
            ck_assert_int_eq(cosignature_find(buffer_span(&note), &key, &time_s), STATUS_OK);
            ck_assert_int_eq(time_s, NOW);
            buffer_free(&note);
        }
        witness_close(&witness);
        ck_assert_int_eq(open_with(NAME, logs, false), STATUS_OK);
    }
    ck_assert_uint_eq(witness.logs[0].head.size, 5);
}
END_TEST

START_TEST(a_head_that_cannot_be_kept_is_not_signed)
{
    struct span request = json_text(json_list(vectors, "sequence"), "request");
    (void)snprintf(witness.logs[0].path, sizeof(witness.logs[0].path), "%s/none/head", folder);
    ck_assert_int_eq(ask(request, NULL), WITNESS_NOT_KEPT);
    ck_assert_uint_eq(answer.len, 0);
    ck_assert_uint_eq(witness.logs[0].head.size, 0);
}
END_TEST

START_TEST(a_setup_that_is_wrong_is_refused)
{
    struct witness other = witness;
    char *twice =
        arena_printf(arena, "%.*s%.*s", (int)logs.len, logs.data, (int)logs.len, logs.data);
    struct buffer many;
    buffer_init(&many, 65536);
    /* A lock is the process's own: another process must not come in. */
    pid_t child = fork();
    if (child == 0) {
        int code = open_with(NAME, logs, false) == STATUS_CONFLICT ? 0 : 1;
        exit(code); /* NOLINT(concurrency-mt-unsafe): with the counters of coverage */
    }
    int code = 1;
    ck_assert_int_eq(waitpid(child, &code, 0), child);
    ck_assert_int_eq(code, 0);
    witness_close(&other);
    witness.lock = -1;
    ck_assert_int_eq(open_with(SPAN("a name"), logs, false), STATUS_INVALID);
    witness_close(&witness);
    ck_assert_int_eq(open_with(NAME, SPAN(""), false), STATUS_INVALID);
    witness_close(&witness);
    ck_assert_int_eq(open_with(NAME, SPAN("no key\n"), false), STATUS_INVALID);
    witness_close(&witness);
    ck_assert_int_eq(
        open_with(NAME, (struct span){logs.data, logs.len - 1}, false), STATUS_INVALID);
    witness_close(&witness);
    ck_assert_int_eq(open_with(NAME, span_from(twice), false), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(fault.text, "stands twice"));
    witness_close(&witness);
    for (int i = 0; i <= WITNESS_LOGS_MAX; i++) {
        struct note_verifier key = {.name = arena_format(arena, "log.test/%d", i)};
        key.public_key[0] = (uint8_t)i;
        note_key_id(key.name, key.public_key, key.key_id);
        note_put_verifier(&many, &key);
        buffer_putc(&many, '\n');
    }
    ck_assert_int_eq(open_with(NAME, buffer_span(&many), true), STATUS_LIMIT);
    witness_close(&witness);
    (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    ck_assert_int_eq(open_with(NAME, logs, true), STATUS_UNAVAILABLE);
    witness_close(&witness);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    ck_assert_int_eq(open_with(NAME, logs, false), STATUS_NOT_FOUND); /* lost is not empty */
    buffer_free(&many);
}
END_TEST

static const struct {
    const char *words[12];
    const char *wrong; /* NULL: good */
} lines[] = {
    {{"w", "--help"}, NULL},
    {{"w", "--create-key", "--key", "k"}, NULL},
    {{"w", "--public-key", "--key", "k", "--name", "n"}, NULL},
    {{"w", "--key", "k", "--name", "n", "--logs", "l", "--state", "s", "--listen", "a:1",
         "--first"},
        NULL},
    {{"w"}, "--key FILE is missing"},
    {{"w", "--key", "k"}, "--name NAME is missing"},
    {{"w", "--key", "k", "--name", "n"}, "--logs FILE, --state FOLDER"},
    {{"w", "--key", "k", "--key", "k"}, "--key"},
    {{"w", "--key"}, "--key"},
    {{"w", "--colour"}, "--colour"},
};

START_TEST(command_lines_are_read)
{
    struct witness_options options = {.key = "before"};
    const char *wrong = NULL;
    char *words[12];
    int count = 0;
    for (; count < 12 && lines[_i].words[count] != NULL; count++) {
        words[count] = arena_printf(arena, "%s", lines[_i].words[count]);
    }
    enum status status = witness_options_read(count, words, &options, &wrong);
    ck_assert_int_eq(status, lines[_i].wrong == NULL ? STATUS_OK : STATUS_INVALID);
    if (lines[_i].wrong != NULL) {
        ck_assert_ptr_nonnull(strstr(wrong, lines[_i].wrong));
        ck_assert_str_eq(options.key, "before");
    }
}
END_TEST

/* ---- the port ---- */

static volatile sig_atomic_t stop;
static int listener = -1;
static uint16_t port;
static pid_t server;

static void on_term(int number)
{
    (void)number;
    stop = 1;
}

static int64_t now(void)
{
    return NOW;
}

static void on_event(int code, uint64_t size)
{
    (void)code;
    (void)size;
}

static void server_start(void)
{
    struct sockaddr_in address;
    socklen_t len = sizeof(address);
    fault_clear(&fault);
    ck_assert_msg(witness_listen("127.0.0.1:0", &listener, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)(void *)&address, &len), 0);
    port = address.sin_port;
    server = fork();
    if (server == 0) {
        struct sigaction action = {.sa_handler = on_term};
        struct witness_serve serve = {
            .witness = &witness, .listener = listener, .time_s = now, .event = on_event};
        (void)sigaction(SIGTERM, &action, NULL);
        witness_serve(&serve, &stop);
        exit(0); /* NOLINT(concurrency-mt-unsafe) */
    }
}

/* Sends and takes the answer's first line. */
static void talk(struct span text, bool half, char line_out[static 64])
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = port};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(
        connect(fd, (const struct sockaddr *)(const void *)&address, sizeof(address)), 0);
    ck_assert_int_eq(send(fd, text.data, text.len, MSG_NOSIGNAL), (ssize_t)text.len);
    if (half) {
        (void)shutdown(fd, SHUT_WR);
    }
    ssize_t len = recv(fd, line_out, 63, MSG_WAITALL);
    line_out[len < 0 ? 0 : len] = '\0';
    (void)close(fd);
}

START_TEST(the_port_answers_one_path)
{
    char line[64];
    server_start();
    struct span request = json_text(json_list(vectors, "sequence"), "request");
    char *post =
        arena_printf(arena, "POST /add-checkpoint HTTP/1.1\r\nContent-Length: %zu\r\n\r\n%.*s",
            request.len, (int)request.len, request.data);
    talk(span_from(post), false, line);
    ck_assert(strncmp(line, "HTTP/1.1 200 OK\r\n", 17) == 0);
    talk(span_from(post), false, line); /* again: it stands at another size now */
    ck_assert(strncmp(line, "HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size", 53) == 0);
    talk(SPAN("GET /add-checkpoint HTTP/1.1\r\n\r\n"), false, line);
    ck_assert(strncmp(line, "HTTP/1.1 405", 12) == 0);
    talk(SPAN("GET / HTTP/1.1\r\n\r\n"), false, line);
    ck_assert(strncmp(line, "HTTP/1.1 404", 12) == 0);
    talk(SPAN("nonsense\r\n\r\n"), false, line);
    ck_assert(strncmp(line, "HTTP/1.1 400", 12) == 0);
    talk(SPAN("POST /add-checkpoint HTTP/1.1\r\nContent-Le"), true, line);
    ck_assert_str_eq(line, ""); /* it left in the middle */
    (void)kill(server, SIGTERM);
    int code = 1;
    ck_assert_int_eq(waitpid(server, &code, 0), server);
    ck_assert_int_eq(code, 0);
    (void)close(listener);
}
END_TEST

START_TEST(addresses_are_numbers)
{
    static const char *const bad[] = {
        "", ":1", "127.0.0.1", "localhost:1", "127.0.0.1:port", "[::1:1"};
    int fd = -1;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ck_assert_int_eq(witness_listen(bad[i], &fd, NULL), STATUS_INVALID);
    }
    ck_assert_int_eq(witness_listen("192.0.2.1:1", &fd, NULL), STATUS_UNAVAILABLE); /* not ours */
    ck_assert_int_eq(fd, -1);
    enum status six = witness_listen("[::1]:0", &fd, NULL);
    ck_assert(six == STATUS_OK || six == STATUS_UNAVAILABLE); /* a machine may have no IPv6 */
    if (six == STATUS_OK) {
        (void)close(fd);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("witness");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, it_answers_as_in_the_transcript_and_remembers);
    tcase_add_test(tests, a_head_that_cannot_be_kept_is_not_signed);
    tcase_add_test(tests, a_setup_that_is_wrong_is_refused);
    tcase_add_loop_test(tests, command_lines_are_read, 0, (int)COUNT_OF(lines));
    tcase_add_test(tests, the_port_answers_one_path);
    tcase_add_test(tests, addresses_are_numbers);
    return harness_run("ledger/witness/witness", tests);
}
