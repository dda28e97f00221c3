/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * session.h - the login of a page's user: a cookie with 256 random bits, bound to one certificate.
 * The browser sends the certificate with every request, whoever's page caused it, so a certificate
 * alone opens nothing but the login page. Also the token by which a form shows that one of our own
 * pages made it. The API has no sessions.
 */
#ifndef AUTH_SESSION_H
#define AUTH_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/identity.h"
#include "auth/reason.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"
#include "ledger/sessions.h"

/* __Host-: a browser takes it from us over TLS only, for this host and all paths. */
#define SESSION_COOKIE    "__Host-sid"
#define SESSION_ID_LEN    32
#define SESSION_TOKEN_LEN 64 /* hexadecimal digits of a form's token */

/* One that is open. `id` is a secret: session_forget() it, never log it, never copy it. */
struct session {
    uint8_t id[SESSION_ID_LEN];
    struct login login;
    int64_t left_s;  /* seconds until it ends when nothing is asked for */
    int64_t idle_s;  /* what a request prolongs that to, at most */
    int64_t now_us;  /* the database's real clock, never the simulated one */
    int64_t ends_us; /* when it ends at the latest */
};

/* What a request says of its session; both outlive the question. */
struct session_claim {
    struct span cookie; /* its value, empty without one */
    const struct identity *identity;
};

/*
 * Finds the session that the claim's cookie names. Sets *session_out and *reason_out AUTH_OK on
 * STATUS_OK. STATUS_NOT_FOUND: log in again (AUTH_NO_SESSION, AUTH_SESSION_IDLE, AUTH_SESSION_OVER,
 * or AUTH_SESSION_RENEWED after a renewal); STATUS_DENIED with AUTH_SESSION_FOREIGN: another
 * person's, which has ended by this. Other statuses as the database's, with AUTH_INTERNAL.
 */
MUST_CHECK enum status session_find(struct service *service, struct arena *arena,
    const struct session_claim *claim, struct session *session_out, enum auth_reason *reason_out,
    struct fault *fault);

/*
 * Logs in under a new id; what `cookie` (may be empty) named in this browser ends. Sets
 * *session_out on STATUS_OK; other statuses as the database's.
 */
MUST_CHECK enum status session_open(struct service *service, struct arena *arena,
    struct span cookie, const struct identity *identity, struct session *session_out,
    struct fault *fault);

/* What the cookie says, as hexadecimal digits and a NUL. */
void session_cookie(const struct session *session, char hex_out[static 2 * SESSION_ID_LEN + 1]);

/* Overwrites the secret. */
void session_forget(struct session *session);

/*
 * The token of a form that is sent to `path` (decoded, without query): an HMAC under the session's
 * id, so it fits no other session and no other form or record. Hexadecimal digits and a NUL.
 */
void session_token(
    const struct session *session, struct span path, char token_out[static SESSION_TOKEN_LEN + 1]);

/* Whether `token` is that one, in constant time. */
bool session_token_fits(const struct session *session, struct span path, struct span token);

#endif
