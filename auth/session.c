/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/session.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "ledger/base/json.h"

/* In front of the path, so that the same key can never sign something else as a form's token. */
#define TOKEN_PURPOSE "tilsagn form token 1\n"

/* The cookie holds exactly what we put there: 64 lower-case hexadecimal digits. */
static bool read_cookie(struct span cookie, uint8_t id[static SESSION_ID_LEN])
{
    struct digest bytes;
    if (digest_from_hex(cookie, &bytes) != STATUS_OK) {
        return false;
    }
    memcpy(id, bytes.bytes, SESSION_ID_LEN);
    OPENSSL_cleanse(&bytes, sizeof(bytes));
    return true;
}

static struct digest hash(const uint8_t id[static SESSION_ID_LEN])
{
    return digest_of((struct span){.data = (const char *)id, .len = SESSION_ID_LEN});
}

static enum status name_login(
    const uint8_t id[static SESSION_ID_LEN], const struct identity *identity, struct login *login)
{
    login->person = identity->person;
    login->id = hash(id);
    return digest_from_hex(identity->certificate_hex, &login->certificate);
}

static enum status take(
    struct arena *arena, struct span text, struct session *session, enum auth_reason *reason_out)
{
    static const struct {
        const char *state;
        enum auth_reason reason;
        enum status status;
    } states[] = {
        {"live", AUTH_OK, STATUS_OK},
        {"none", AUTH_NO_SESSION, STATUS_NOT_FOUND},
        {"idle", AUTH_SESSION_IDLE, STATUS_NOT_FOUND},
        {"over", AUTH_SESSION_OVER, STATUS_NOT_FOUND},
        {"certificate", AUTH_SESSION_RENEWED, STATUS_NOT_FOUND},
        {"foreign", AUTH_SESSION_FOREIGN, STATUS_DENIED},
    };
    const struct json *document = NULL;
    if (json_parse(arena, text, &document, NULL) != STATUS_OK) {
        return STATUS_LIMIT; /* our own text: only the arena can be the reason */
    }
    session->left_s = json_int(document, "left_s");
    session->idle_s = json_int(document, "idle_s");
    session->now_us = json_int(document, "now_us");
    session->ends_us = json_int(document, "ends_us");
    struct span state = json_text(document, "state");
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (span_is(state, states[i].state)) {
            *reason_out = states[i].reason;
            return states[i].status;
        }
    }
    ensure(false); /* uncovered: session.use() has no other state */
    return STATUS_INTERNAL;
}

enum status session_find(struct service *service, struct arena *arena,
    const struct session_claim *claim, struct session *session_out, enum auth_reason *reason_out,
    struct fault *fault)
{
    ensure(claim->identity != NULL && session_out != NULL && reason_out != NULL);
    struct session session;
    memset(&session, 0, sizeof(session));
    *reason_out = AUTH_NO_SESSION;
    if (!read_cookie(claim->cookie, session.id)) {
        return STATUS_NOT_FOUND;
    }
    *reason_out = AUTH_INTERNAL;
    struct span text;
    enum status status = name_login(session.id, claim->identity, &session.login);
    if (status == STATUS_OK) {
        status = login_use(service, arena, &session.login, &text, fault);
    }
    if (status == STATUS_OK) {
        status = take(arena, text, &session, reason_out);
    }
    if (status == STATUS_OK) {
        *session_out = session;
    }
    session_forget(&session);
    return status;
}

enum status session_open(struct service *service, struct arena *arena, struct span cookie,
    const struct identity *identity, struct session *session_out, struct fault *fault)
{
    ensure(identity != NULL && session_out != NULL);
    struct session session;
    uint8_t old[SESSION_ID_LEN];
    memset(&session, 0, sizeof(session));
    ensure(RAND_bytes(session.id, SESSION_ID_LEN) == 1);
    bool replaces = read_cookie(cookie, old);
    struct digest old_hash = replaces ? hash(old) : session.login.id;
    struct span text;
    enum auth_reason reason = AUTH_INTERNAL;
    enum status status = name_login(session.id, identity, &session.login);
    if (status == STATUS_OK) {
        status =
            login_open(service, arena, &session.login, replaces ? &old_hash : NULL, &text, fault);
    }
    if (status == STATUS_OK) {
        status = take(arena, text, &session, &reason);
    }
    if (status == STATUS_OK) {
        *session_out = session;
    }
    session_forget(&session);
    return status;
}

void session_cookie(const struct session *session, char hex_out[static 2 * SESSION_ID_LEN + 1])
{
    struct digest id;
    memcpy(id.bytes, session->id, SESSION_ID_LEN);
    digest_hex(&id, hex_out);
    OPENSSL_cleanse(&id, sizeof(id));
}

void session_forget(struct session *session)
{
    OPENSSL_cleanse(session->id, sizeof(session->id));
}

void session_token(
    const struct session *session, struct span path, char token_out[static SESSION_TOKEN_LEN + 1])
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    struct digest purpose = digest_of(SPAN(TOKEN_PURPOSE));
    struct digest form = digest_of(path);
    unsigned char message[2 * DIGEST_LEN];
    memcpy(message, purpose.bytes, DIGEST_LEN);
    memcpy(message + DIGEST_LEN, form.bytes, DIGEST_LEN);
    ensure(HMAC(EVP_sha256(), session->id, SESSION_ID_LEN, message, sizeof(message), mac, &len)
           != NULL);
    struct digest token;
    memcpy(token.bytes, mac, DIGEST_LEN);
    digest_hex(&token, token_out);
}

bool session_token_fits(const struct session *session, struct span path, struct span token)
{
    char wanted[SESSION_TOKEN_LEN + 1];
    session_token(session, path, wanted);
    return token.len == SESSION_TOKEN_LEN && CRYPTO_memcmp(wanted, token.data, token.len) == 0;
}
