/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/attest.h"

#include <string.h>

#include "ledger/base/hex.h"
#include "ledger/base/json.h"

#define KEY_ID_HEX_LEN (2 * NOTE_KEY_ID_LEN)

static const char *const request_keys[] = {"v", "act", "audience", "request_id", "person", "role",
    "certificate", "actor", "received_us", "duration_us", "idem", "second_factor", "params"};

#define REQUEST_KEYS (sizeof(request_keys) / sizeof(request_keys[0]))

enum member {
    MEMBER_V,
    MEMBER_ACT,
    MEMBER_AUDIENCE,
    MEMBER_REQUEST_ID,
    MEMBER_PERSON,
    MEMBER_ROLE,
    MEMBER_CERTIFICATE,
    MEMBER_ACTOR,
    MEMBER_RECEIVED,
    MEMBER_DURATION,
    MEMBER_IDEM,
    MEMBER_FACTOR,
    MEMBER_PARAMS,
};

static bool is_hex(const struct json *json, size_t len)
{
    return json->kind == JSON_STRING && hex_is(json->string, len);
}

static bool is_name(const struct json *json)
{
    if (json->kind != JSON_STRING || json->string.len == 0 || json->string.len > 40) {
        return false;
    }
    for (size_t i = 0; i < json->string.len; i++) {
        char c = json->string.data[i];
        if ((c < 'a' || c > 'z') && c != '_') {
            return false;
        }
    }
    return true;
}

static bool is_null(const struct json *json)
{
    return json->kind == JSON_NULL;
}

/* A whole number of at least `least`. */
static bool is_number(const struct json *json, int64_t least)
{
    return json->kind == JSON_INTEGER && json->integer >= least;
}

/* Exactly the keys of a request, in their order. */
static bool members_take(const struct json *request, const struct json *members[REQUEST_KEYS])
{
    if (request->kind != JSON_OBJECT || request->count != REQUEST_KEYS) {
        return false;
    }
    const struct json *member = request->child;
    for (size_t i = 0; i < REQUEST_KEYS; i++, member = member->next) {
        if (!span_is(member->key, request_keys[i])) {
            return false;
        }
        members[i] = member;
    }
    return true;
}

/* null, {"totp_step":N} or {"signature":true}. */
static bool is_factor(const struct json *json)
{
    if (is_null(json)) {
        return true;
    }
    if (json->kind != JSON_OBJECT || json->count != 1) {
        return false;
    }
    const struct json *step = json_get(json, "totp_step");
    return step != NULL ? is_number(step, 1) : json_bool(json, "signature");
}

static bool values_fit(const struct json *const members[REQUEST_KEYS])
{
    return is_number(members[MEMBER_V], 1) && members[MEMBER_V]->integer == 1
           && is_name(members[MEMBER_ACT]) && is_name(members[MEMBER_AUDIENCE])
           && is_hex(members[MEMBER_REQUEST_ID], 32)
           && (is_null(members[MEMBER_PERSON]) || is_number(members[MEMBER_PERSON], 1))
           && (is_null(members[MEMBER_ROLE]) || is_name(members[MEMBER_ROLE]))
           && (is_null(members[MEMBER_CERTIFICATE])
               || is_hex(members[MEMBER_CERTIFICATE], DIGEST_HEX_LEN))
           && (is_null(members[MEMBER_RECEIVED]) || is_number(members[MEMBER_RECEIVED], 1))
           && (is_null(members[MEMBER_DURATION]) || is_number(members[MEMBER_DURATION], 0))
           && (is_null(members[MEMBER_IDEM]) || is_hex(members[MEMBER_IDEM], DIGEST_HEX_LEN))
           && is_factor(members[MEMBER_FACTOR]) && members[MEMBER_PARAMS]->kind == JSON_OBJECT;
}

/* An object of exactly these texts, none empty. */
static bool actor_is(const struct json *actor, const char *first, const char *second)
{
    size_t count = second == NULL ? 1 : 2;
    if (actor->kind != JSON_OBJECT || actor->count != count) {
        return false;
    }
    return json_text(actor, first).len > 0 && (second == NULL || json_text(actor, second).len > 0);
}

/* Nobody acts as an operator with a certificate, or as a person without one. */
static bool actor_fits(const struct json *const members[REQUEST_KEYS])
{
    struct span audience = members[MEMBER_AUDIENCE]->string;
    if (span_is(audience, "grantee") || span_is(audience, "agency")) {
        return !is_null(members[MEMBER_PERSON]) && !is_null(members[MEMBER_CERTIFICATE])
               && is_null(members[MEMBER_ACTOR]);
    }
    if (!is_null(members[MEMBER_PERSON]) || !is_null(members[MEMBER_ROLE])
        || !is_null(members[MEMBER_CERTIFICATE]) || !is_null(members[MEMBER_FACTOR])) {
        return false;
    }
    if (span_is(audience, "operator")) {
        return actor_is(members[MEMBER_ACTOR], "user", "host");
    }
    return span_is(audience, "system") && actor_is(members[MEMBER_ACTOR], "program", NULL);
}

enum status attest_claim_read(
    struct arena *arena, struct span request, struct attest_claim *claim_out)
{
    ensure(arena != NULL && claim_out != NULL);
    if (request.len > ATTEST_REQUEST_LEN_MAX) {
        return STATUS_LIMIT;
    }
    const struct json *json = NULL;
    struct json_error error;
    enum status status = json_parse(arena, request, &json, &error);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *members[REQUEST_KEYS];
    if (!members_take(json, members) || !values_fit(members) || !actor_fits(members)) {
        return STATUS_INVALID;
    }
    *claim_out = (struct attest_claim){
        .audience = members[MEMBER_AUDIENCE]->string,
        .act = members[MEMBER_ACT]->string,
        .person = is_null(members[MEMBER_PERSON]) ? 0 : members[MEMBER_PERSON]->integer,
        .certificate = members[MEMBER_CERTIFICATE]->string,
        .role = members[MEMBER_ROLE]->string,
        .user = json_text(members[MEMBER_ACTOR], "user"),
        .host = json_text(members[MEMBER_ACTOR], "host"),
        .program = json_text(members[MEMBER_ACTOR], "program"),
        .idem = members[MEMBER_IDEM]->string,
        .signs = json_bool(members[MEMBER_FACTOR], "signature"),
        .received_us = is_null(members[MEMBER_RECEIVED]) ? -1 : members[MEMBER_RECEIVED]->integer,
        .duration_us = is_null(members[MEMBER_DURATION]) ? -1 : members[MEMBER_DURATION]->integer,
        .request_id = members[MEMBER_REQUEST_ID]->string,
        .request = digest_of(request),
    };
    return STATUS_OK;
}

static void put_int_or_dash(struct buffer *out, bool given, int64_t value)
{
    if (given) {
        buffer_put_int(out, value);
    } else {
        buffer_putc(out, '-');
    }
    buffer_putc(out, '\n');
}

static void put_line(struct buffer *out, struct span text)
{
    buffer_put(out, text);
    buffer_putc(out, '\n');
}

void attest_put_message(struct buffer *out, const struct attest_claim *claim)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&claim->request, hex);
    put_line(out, SPAN("tilsagn/attest/v1"));
    put_line(out, claim->audience);
    put_line(out, claim->act);
    put_int_or_dash(out, claim->person > 0, claim->person);
    put_line(out, claim->certificate.len > 0 ? claim->certificate : SPAN("-"));
    put_int_or_dash(out, claim->received_us >= 0, claim->received_us);
    put_line(out, claim->request_id);
    put_line(out, span_from(hex));
}

static void key_id_put(struct buffer *out, const uint8_t key_id[static NOTE_KEY_ID_LEN])
{
    hex_put(out, (struct span){.data = (const char *)key_id, .len = NOTE_KEY_ID_LEN});
}

/* The longest message is about 300 bytes. */
static void message_begin(struct buffer *message, const struct attest_claim *claim)
{
    buffer_init(message, 4096);
    attest_put_message(message, claim);
    ensure(!message->failed);
}

void attest_put(struct buffer *out, const struct attest_claim *claim,
    const uint8_t key_id[static NOTE_KEY_ID_LEN], const struct ed25519_key *key)
{
    struct buffer message;
    message_begin(&message, claim);
    uint8_t signature[ED25519_SIGNATURE_LEN];
    ed25519_sign(key, buffer_span(&message), signature);
    buffer_free(&message);
    key_id_put(out, key_id);
    buffer_putc(out, ':');
    base64_put(out, (struct span){.data = (const char *)signature, .len = sizeof(signature)});
}

/* The 64 bytes of the signature in `attest`. */
static bool signature_take(struct span attest, uint8_t signature[static ED25519_SIGNATURE_LEN])
{
    struct buffer bytes;
    buffer_init(&bytes, ATTEST_TEXT_LEN);
    struct span base64 = {
        .data = attest.data + KEY_ID_HEX_LEN + 1, .len = attest.len - KEY_ID_HEX_LEN - 1};
    bool good = base64_decode(base64, &bytes) == STATUS_OK && bytes.len == ED25519_SIGNATURE_LEN;
    if (good) {
        (void)memcpy(signature, bytes.data, ED25519_SIGNATURE_LEN);
    }
    buffer_free(&bytes);
    return good;
}

bool attest_is_by(struct span attest, const struct note_verifier *verifier)
{
    struct buffer id;
    buffer_init(&id, KEY_ID_HEX_LEN);
    key_id_put(&id, verifier->key_id);
    bool is = attest.len > KEY_ID_HEX_LEN && attest.data[KEY_ID_HEX_LEN] == ':'
              && span_starts_with(attest, buffer_span(&id));
    buffer_free(&id);
    return is;
}

enum status attest_verify(
    struct span attest, const struct attest_claim *claim, const struct note_verifier *verifier)
{
    uint8_t signature[ED25519_SIGNATURE_LEN];
    if (attest.len != ATTEST_TEXT_LEN || attest.data[KEY_ID_HEX_LEN] != ':'
        || !signature_take(attest, signature)) {
        return STATUS_INVALID;
    }
    if (!attest_is_by(attest, verifier)) {
        return STATUS_NOT_FOUND;
    }
    struct buffer message;
    message_begin(&message, claim);
    bool good = ed25519_verify(verifier->public_key, buffer_span(&message), signature);
    buffer_free(&message);
    return good ? STATUS_OK : STATUS_DENIED;
}
