/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/server.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/listener.h"
#include "ledger/attest/peer.h"
#include "ledger/base/arena.h"
#include "ledger/base/steady.h"

#define CLIENTS_MAX    (SERVER_LISTENERS_MAX * SERVER_CLIENTS_MAX)
#define POLL_MS        500 /* how late a time limit or a signal may be noticed */
#define CLIENT_LEN_MAX (FRAME_HEAD_LEN + FRAME_LEN_MAX)
#define ARENA_LEN      (8 * 1024 * 1024) /* the trees of the largest record and of its request */

struct client {
    int fd; /* -1: free */
    size_t listener;
    struct buffer in;
    struct buffer out;
    int64_t since_ms; /* since when it is idle, or its question is under way */
};

struct server {
    const struct server_config *config;
    struct arena *arena;
    int listeners[SERVER_LISTENERS_MAX];
    struct client clients[CLIENTS_MAX]; /* SERVER_CLIENTS_MAX for each listener in turn */
    struct pollfd polled[SERVER_LISTENERS_MAX + CLIENTS_MAX];
};

static void tell(
    const struct server *server, enum server_event event, size_t listener, int64_t number)
{
    const struct server_config *config = server->config;
    if (config->event != NULL) {
        config->event(config->context, event, config->addresses[listener].audience, number);
    }
}

static void client_close(struct client *client)
{
    (void)close(client->fd);
    client->fd = -1;
    buffer_free(&client->in);
    buffer_free(&client->out);
}

static bool client_idle(const struct client *client)
{
    return client->in.len == 0;
}

/* A free place of this listener; if there is none, that of the client idle longest. */
static struct client *client_place(struct server *server, size_t listener)
{
    struct client *oldest = NULL;
    for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++) {
        struct client *client = &server->clients[listener * SERVER_CLIENTS_MAX + i];
        if (client->fd < 0) {
            return client;
        }
        if (client_idle(client) && (oldest == NULL || client->since_ms < oldest->since_ms)) {
            oldest = client;
        }
    }
    if (oldest != NULL) {
        tell(server, SERVER_DROPPED_IDLE, listener, (int64_t)listener);
        client_close(oldest);
    }
    return oldest;
}

static bool peer_may(const struct server_address *address, uint32_t uid)
{
    for (size_t i = 0; i < address->uid_count; i++) {
        if (address->uids[i] == uid) {
            return true;
        }
    }
    return false;
}

static void client_accept(struct server *server, size_t listener)
{
    int fd = listener_accept(server->listeners[listener]);
    if (fd < 0) {
        return; /* gone again, or no descriptor left: the next round tries again */
    }
    uint32_t uid = 0;
    bool known = peer_uid(fd, &uid) == STATUS_OK;
    if (!known || !peer_may(&server->config->addresses[listener], uid)) {
        tell(server, SERVER_REFUSED_PEER, listener, known ? (int64_t)uid : -1);
        (void)close(fd);
        return;
    }
    struct client *client = client_place(server, listener);
    if (client == NULL) {
        (void)close(fd); /* every place is busy with a question; it may ask again */
        return;
    }
    client->fd = fd;
    client->listener = listener;
    client->since_ms = steady_ms();
    buffer_init(&client->in, CLIENT_LEN_MAX);
    buffer_init(&client->out, CLIENT_LEN_MAX);
}

/*
 * Sends the answer; false when the client must go. It is under two kilobytes and the only one under
 * way, so a socket that does not take it at once belongs to a client that is not reading.
 */
static bool client_send(struct client *client)
{
    ssize_t len = send(client->fd, client->out.data, client->out.len, MSG_NOSIGNAL);
    bool sent = len >= 0 && (size_t)len == client->out.len;
    buffer_clear(&client->out);
    return sent;
}

/* Answers a complete question; false when the client must go. */
static bool client_answer(struct server *server, struct client *client)
{
    char type;
    struct span content;
    switch (frame_look(buffer_span(&client->in), &type, &content)) {
    case FRAME_INCOMPLETE:
        return true;
    case FRAME_BROKEN:
        tell(server, SERVER_DROPPED_BROKEN, client->listener, (int64_t)client->listener);
        return false;
    case FRAME_COMPLETE:
        break;
    }
    const char *audience = server->config->addresses[client->listener].audience;
    enum signer_outcome outcome =
        signer_answer(server->config->signer, server->arena, audience, type, content, &client->out);
    arena_reset(server->arena);
    if (outcome > SIGNER_KEY) {
        tell(server, SERVER_REFUSED_REQUEST, client->listener, (int64_t)outcome);
    }
    buffer_clear(&client->in);
    client->since_ms = steady_ms();
    return !client->out.failed && client_send(client);
}

/* Takes what has arrived; false when the client must go. */
static bool client_receive(struct server *server, struct client *client)
{
    char bytes[8192];
    ssize_t len = recv(client->fd, bytes, sizeof(bytes), 0);
    if (len <= 0) {
        return false;
    }
    if (client->in.len == 0) {
        client->since_ms = steady_ms();
    }
    buffer_put(&client->in, (struct span){.data = bytes, .len = (size_t)len});
    if (client->in.failed) {
        tell(server, SERVER_DROPPED_BROKEN, client->listener, (int64_t)client->listener);
        return false;
    }
    return client_answer(server, client);
}

static void client_turn(struct server *server, struct client *client, short events, int64_t now)
{
    bool stays = true;
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
        stays = client_receive(server, client);
    }
    if (stays && !client_idle(client) && now - client->since_ms > SERVER_TIMEOUT_MS) {
        tell(server, SERVER_DROPPED_SLOW, client->listener, (int64_t)client->listener);
        stays = false;
    }
    if (!stays) {
        client_close(client);
    }
}

/* Fills the array for poll(): listeners first, then every client at its own index. */
static nfds_t poll_prepare(struct server *server)
{
    size_t listeners = server->config->address_count;
    for (size_t i = 0; i < listeners; i++) {
        server->polled[i] = (struct pollfd){.fd = server->listeners[i], .events = POLLIN};
    }
    size_t clients = listeners * SERVER_CLIENTS_MAX;
    for (size_t i = 0; i < clients; i++) {
        const struct client *client = &server->clients[i];
        /* poll() skips negative descriptors. While an answer waits, nothing more is read. */
        server->polled[listeners + i] = (struct pollfd){.fd = client->fd, .events = POLLIN};
    }
    return (nfds_t)(listeners + clients);
}

enum status server_run(struct server *server, const volatile sig_atomic_t *stop)
{
    ensure(server != NULL && stop != NULL);
    size_t listeners = server->config->address_count;
    while (*stop == 0) {
        nfds_t count = poll_prepare(server);
        int ready = poll(server->polled, count, POLL_MS);
        if (ready < 0) {
            if (errno == EINTR) {
                continue;
            }
            return STATUS_INTERNAL; /* uncovered: the kernel refuses poll() */
        }
        int64_t now = steady_ms();
        for (size_t i = listeners; i < count; i++) {
            struct client *client = &server->clients[i - listeners];
            if (client->fd >= 0) {
                client_turn(server, client, server->polled[i].revents, now);
            }
        }
        for (size_t i = 0; i < listeners; i++) {
            if ((server->polled[i].revents & POLLIN) != 0) {
                client_accept(server, i);
            }
        }
    }
    return STATUS_OK;
}

enum status server_open(
    const struct server_config *config, struct server **server_out, struct fault *fault)
{
    ensure(config != NULL && server_out != NULL);
    ensure(config->address_count <= SERVER_LISTENERS_MAX);
    struct server *server = calloc(1, sizeof(*server)); /* start-up */
    if (server == NULL) {
        return STATUS_INTERNAL; /* uncovered: no memory at start-up */
    }
    server->config = config;
    for (size_t i = 0; i < CLIENTS_MAX; i++) {
        server->clients[i].fd = -1;
    }
    for (size_t i = 0; i < SERVER_LISTENERS_MAX; i++) {
        server->listeners[i] = -1;
    }
    server->arena = arena_create(ARENA_LEN);
    enum status status = STATUS_OK;
    if (server->arena == NULL) {
        status = STATUS_INTERNAL; /* uncovered: likewise */
    }
    for (size_t i = 0; status == STATUS_OK && i < config->address_count; i++) {
        status = listener_open(config->addresses[i].path, &server->listeners[i], fault);
    }
    if (status != STATUS_OK) {
        server_close(server);
        return status;
    }
    *server_out = server;
    return STATUS_OK;
}

void server_close(struct server *server)
{
    if (server == NULL) {
        return;
    }
    for (size_t i = 0; i < CLIENTS_MAX; i++) {
        if (server->clients[i].fd >= 0) {
            client_close(&server->clients[i]);
        }
    }
    for (size_t i = 0; i < server->config->address_count; i++) {
        listener_close(server->listeners[i], server->config->addresses[i].path);
    }
    arena_destroy(server->arena);
    free(server);
}
