/* SPDX-License-Identifier: EUPL-1.2 */
/* The input is what a FastCGI peer sends on the worker's socket: records. The worker's own loop
 * reads it, from libfcgi's parser through parameters, route, cross-site rules and body to a handler
 * and the answer; only the database is absent. Whatever comes, the loop ends, and an answer is one
 * of HTTP, with a cookie in none. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fcgi/exchange.h"
#include "fcgi/worker.h"
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX    65536 /* fits the socket's buffer: nobody reads while we write */
#define ANSWER_MAX   (1024 * 1024)
#define HEAD_LEN     8
#define TYPE_STDOUT  6
#define PORTAL_ARENA (64 * 1024)

/* Names that the linker and the leak checker look for.
 * NOLINTBEGIN(bugprone-reserved-identifier) */
enum status __wrap_service_ensure(struct service *service, struct fault *fault);
const char *__lsan_default_suppressions(void);

/* Linked in the place of the real one (--wrap): there is no database to be lost. */
enum status __wrap_service_ensure(struct service *service, struct fault *fault)
{
    (void)service;
    (void)fault;
    return STATUS_OK;
}

/* libfcgi 2.4.2 forgets 48 bytes with each management record; nginx never sends one. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfcgi.so";
}
/* NOLINTEND(bugprone-reserved-identifier) */

/* ---- routes of our own: what a body can be, and where a parameter goes ---- */

static enum status take_field(void *context, struct span name, struct span value)
{
    (void)context;
    ensure(name.len <= HTTP_FIELD_NAME_MAX && value.len <= HTTP_FIELD_VALUE_MAX);
    return STATUS_OK;
}

static enum status take_file(
    void *context, struct span name, struct span file_name, struct span media_type)
{
    (void)context;
    (void)media_type;
    ensure(name.len <= HTTP_FIELD_NAME_MAX && file_name.len <= HTTP_FILE_NAME_MAX);
    return STATUS_OK;
}

static enum status take_chunk(void *context, struct span bytes)
{
    size_t *total = context;
    ensure(bytes.len > 0);
    *total += bytes.len;
    return STATUS_OK;
}

static enum status take_end(void *context)
{
    (void)context;
    return STATUS_OK;
}

static enum status answer(struct exchange *x)
{
    return api_send(x, 200, SPAN("{}"));
}

static enum status get_one(struct exchange *x)
{
    int64_t id = 0;
    enum status status = exchange_param_id(x, "id", &id);
    return status == STATUS_OK ? answer(x) : status;
}

static enum status post_json(struct exchange *x)
{
    ensure(x->json != NULL && x->body.len <= HTTP_BODY_MAX);
    return answer(x);
}

static enum status post_parts(struct exchange *x)
{
    size_t total = 0;
    const struct multipart_sink sink = {.context = &total,
        .field = take_field,
        .file_begin = take_file,
        .file_chunk = take_chunk,
        .file_end = take_end};
    enum status status = exchange_multipart(x, &sink);
    return status == STATUS_OK ? answer(x) : status;
}

static enum status put_raw(struct exchange *x)
{
    size_t total = 0;
    enum status status = exchange_body_each(x, take_chunk, &total);
    return status == STATUS_OK ? answer(x) : status;
}

static const struct route routes[] = {
    {.pattern = "/api/v1/items/{id}",
        .handler = get_one,
        .method = HTTP_GET,
        .audience = ROUTE_PUBLIC,
        .kind = ROUTE_API},
    {.pattern = "/api/v1/items",
        .handler = post_json,
        .method = HTTP_POST,
        .audience = ROUTE_PUBLIC,
        .kind = ROUTE_API},
    {.pattern = "/api/v1/files",
        .handler = post_parts,
        .method = HTTP_POST,
        .audience = ROUTE_PUBLIC,
        .kind = ROUTE_API,
        .flags = ROUTE_UPLOAD},
    {.pattern = "/api/v1/files",
        .handler = put_raw,
        .method = HTTP_PUT,
        .audience = ROUTE_PUBLIC,
        .kind = ROUTE_API,
        .flags = ROUTE_UPLOAD},
};

static const struct route_table table = {
    .routes = routes, .count = sizeof(routes) / sizeof(*routes)};

/* ---- the two ends of the socket ---- */

/* Lengths of names and values above 16 MB are kept out: in libfcgi 2.4.2 their sum overflows an int
 * and its own assertion ends the process (tests/attack D10 shows that). As it also misses the
 * padding of some records, a length may begin anywhere: no byte is above 0x80. */
static void shorten(uint8_t *stream, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        stream[i] = stream[i] > 0x80 ? 0x80 : stream[i];
    }
}

/* An address of its own for each input, of the kind that needs no file. */
static int listen_somewhere(struct sockaddr_un *address, socklen_t *address_len)
{
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    ensure(listener >= 0);
    memset(address, 0, sizeof(*address));
    address->sun_family = AF_UNIX;
    ensure(bind(listener, (const struct sockaddr *)address, sizeof(sa_family_t)) == 0);
    ensure(listen(listener, 1) == 0);
    *address_len = sizeof(*address);
    ensure(getsockname(listener, (struct sockaddr *)address, address_len) == 0);
    return listener;
}

static int send_all(const struct sockaddr_un *address, socklen_t address_len, struct span stream)
{
    int peer = socket(AF_UNIX, SOCK_STREAM, 0);
    ensure(peer >= 0);
    ensure(connect(peer, (const struct sockaddr *)address, address_len) == 0);
    while (stream.len > 0) {
        ssize_t sent = send(peer, stream.data, stream.len, MSG_NOSIGNAL);
        ensure(sent > 0);
        stream.data += sent;
        stream.len -= (size_t)sent;
    }
    ensure(shutdown(peer, SHUT_WR) == 0);
    return peer;
}

static size_t receive_all(int peer, uint8_t *bytes, size_t max)
{
    size_t len = 0;
    ssize_t got = 0;
    while (len < max && (got = recv(peer, bytes + len, max - len, 0)) > 0) {
        len += (size_t)got;
    }
    ensure(len < max && (got == 0 || errno == ECONNRESET));
    return len;
}

/* Whatever stands on standard output begins with a status, and sets no cookie. */
static void check_answer(const uint8_t *bytes, size_t len)
{
    char text[512];
    size_t text_len = 0;
    for (size_t at = 0; len - at >= HEAD_LEN;) {
        size_t content = (size_t)bytes[at + 4] << 8 | bytes[at + 5];
        size_t end = at + HEAD_LEN + content + bytes[at + 6];
        ensure(bytes[at] == 1 && end <= len);
        for (size_t i = 0; bytes[at + 1] == TYPE_STDOUT && i < content; i++) {
            if (text_len < sizeof(text) - 1) {
                text[text_len++] = (char)bytes[at + HEAD_LEN + i];
            }
        }
        at = end;
    }
    text[text_len] = '\0';
    ensure(text_len == 0 || strncmp(text, "Status: ", 8) == 0);
    ensure(text_len == 0 || strncmp(text, "Status: 500", 11) != 0);
    ensure(strstr(text, "Set-Cookie") == NULL);
}

/* ---- one input ---- */

static void serve(int listener)
{
    struct portal portal;
    memset(&portal, 0, sizeof(portal));
    portal.arena = arena_create(PORTAL_ARENA);
    ensure(portal.arena != NULL);
    portal.config = (struct config){.pool = POOL_PUBLIC,
        .audience = ROUTE_PUBLIC,
        .peer_uid = (uint32_t)getuid(),
        .origin = SPAN("https://localhost:8443"),
        .public_origin = SPAN("https://localhost:8444")};
    portal.tables = &table;
    portal.table_count = 1;
    portal.assets = SPAN("/s/hash");
    ensure(worker_run(&portal, listener) == EXIT_SUCCESS);
    arena_destroy(portal.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t stream[INPUT_MAX];
    static uint8_t received[ANSWER_MAX];
    if (size > sizeof(stream)) {
        return 0;
    }
    if (size > 0) {
        memcpy(stream, data, size);
    }
    shorten(stream, size);
    struct sockaddr_un address;
    socklen_t address_len = 0;
    int listener = listen_somewhere(&address, &address_len);
    int peer = send_all(&address, address_len, fuzz_input(stream, size));
    /* The connection that waits is still taken; the next accept() fails, and the loop ends. */
    ensure(shutdown(listener, SHUT_RDWR) == 0);
    serve(listener);
    ensure(close(listener) == 0);
    check_answer(received, receive_all(peer, received, sizeof(received)));
    ensure(close(peer) == 0);
    return 0;
}
