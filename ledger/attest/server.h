/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * server.h - the sockets of tilsagn-attest: one per audience, each with the users that may speak on
 * it. One thread; every client has a bounded buffer and a time limit, none waits for another.
 */
#ifndef LEDGER_ATTEST_SERVER_H
#define LEDGER_ATTEST_SERVER_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/attest/signer.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"

#define SERVER_LISTENERS_MAX 4
#define SERVER_UIDS_MAX      8
#define SERVER_CLIENTS_MAX   64   /* per listener; one more drops the one that was idle longest */
#define SERVER_TIMEOUT_MS    5000 /* for a question to arrive */

struct server_address {
    const char *audience;
    const char *path;
    uint32_t uids[SERVER_UIDS_MAX];
    size_t uid_count;
};

enum server_event {
    SERVER_REFUSED_PEER,    /* number: the uid that may not */
    SERVER_REFUSED_REQUEST, /* number: a signer_outcome */
    SERVER_DROPPED_SLOW,    /* number: the listener's index */
    SERVER_DROPPED_BROKEN,
    SERVER_DROPPED_IDLE, /* to make room */
};

struct server_config {
    const struct signer *signer;
    struct server_address addresses[SERVER_LISTENERS_MAX];
    size_t address_count;
    /* Told what was refused; may be NULL. */
    void (*event)(void *context, enum server_event event, const char *audience, int64_t number);
    void *context;
};

struct server;

/*
 * Opens the sockets (mode 0666: the peer's uid decides, whoever reaches them); a socket file that
 * nobody listens on any more is replaced. STATUS_CONFLICT when somebody does, STATUS_INVALID for an
 * over-long path, STATUS_UNAVAILABLE when a socket cannot be made; fault.text names the path.
 * `config` must outlive the server. server_close() frees *server_out.
 */
MUST_CHECK enum status server_open(
    const struct server_config *config, struct server **server_out, struct fault *fault);

/* Accepts NULL. Removes the socket files. */
void server_close(struct server *server);

/* Serves until *stop is set (by a signal handler without SA_RESTART). STATUS_INTERNAL only when
 * the kernel refuses to wait. */
MUST_CHECK enum status server_run(struct server *server, const volatile sig_atomic_t *stop);

#endif
