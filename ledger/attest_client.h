/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * attest_client.h - asking tilsagn-attest over its Unix socket. Keeps one connection and makes a
 * new one when the other side was restarted; asking twice does no harm, as signing changes nothing.
 */
#ifndef LEDGER_ATTEST_CLIENT_H
#define LEDGER_ATTEST_CLIENT_H

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define ATTEST_WAIT_S 5 /* for each of connecting, sending and the answer */

struct attest_client {
    const char *path; /* of the socket; outlives the client */
    int fd;           /* -1: not connected */
};

void attest_client_init(struct attest_client *client, const char *path);
void attest_client_close(struct attest_client *client);

/*
 * Asks one question (frame.h) and copies the answer into the arena. STATUS_UNAVAILABLE when nobody
 * answers in time; STATUS_INTERNAL when the question was refused (fault.text says why: it was ours
 * to ask rightly) or the answer is no frame; STATUS_LIMIT when question or answer do not fit.
 */
MUST_CHECK enum status attest_ask(struct attest_client *client, struct arena *arena, char type,
    struct span content, struct span *answer_out, struct fault *fault);

#endif
