/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/cosignature.h"

#include <string.h>

#include "ledger/base/digest.h"

#define ALGORITHM_COSIGNATURE 4
#define TIME_LEN              8
#define SIGNED_LEN            (TIME_LEN + ED25519_SIGNATURE_LEN)

enum status cosigner_parse(struct span vkey, struct note_verifier *cosigner_out)
{
    return note_key_parse(vkey, ALGORITHM_COSIGNATURE, cosigner_out);
}

void cosigner_put(struct buffer *out, const struct note_verifier *cosigner)
{
    note_put_key(out, cosigner, ALGORITHM_COSIGNATURE);
}

void cosigner_of(
    struct span name, const struct ed25519_key *key, struct note_verifier *cosigner_out)
{
    struct note_verifier cosigner = {.name = name};
    ed25519_public(key, cosigner.public_key);
    note_key_id_of(name, ALGORITHM_COSIGNATURE, cosigner.public_key, cosigner.key_id);
    *cosigner_out = cosigner;
}

/* What is signed: a head that no checkpoint begins with, the time, and the body. */
static void message_put(struct buffer *message, struct span body, int64_t time_s)
{
    buffer_init(message, NOTE_LEN_MAX + 64);
    buffer_puts(message, "cosignature/v1\ntime ");
    buffer_put_int(message, time_s);
    buffer_putc(message, '\n');
    buffer_put(message, body);
    ensure(!message->failed);
}

void cosignature_put(struct buffer *out, struct span body, struct span name,
    const struct ed25519_key *key, int64_t time_s)
{
    ensure(time_s >= 0 && body.len <= NOTE_LEN_MAX);
    struct note_verifier cosigner;
    cosigner_of(name, key, &cosigner);
    struct buffer message;
    message_put(&message, body, time_s);
    uint8_t bytes[SIGNED_LEN];
    for (size_t i = 0; i < TIME_LEN; i++) {
        bytes[i] = (uint8_t)((uint64_t)time_s >> (8 * (TIME_LEN - 1 - i)));
    }
    ed25519_sign(key, buffer_span(&message), bytes + TIME_LEN);
    buffer_free(&message);
    note_put_signature(out, name, cosigner.key_id,
        (struct span){.data = (const char *)bytes, .len = sizeof(bytes)});
}

/* Decodes the line's key id, time and signature; false for another length or a time from 2^63. */
static bool line_decode(struct span base64, uint8_t bytes_out[static SIGNED_LEN], int64_t *time_out)
{
    struct buffer bytes;
    buffer_init(&bytes, (size_t)2 * SIGNED_LEN);
    bool good =
        base64_decode(base64, &bytes) == STATUS_OK && bytes.len == NOTE_KEY_ID_LEN + SIGNED_LEN;
    if (good) {
        (void)memcpy(bytes_out, bytes.data + NOTE_KEY_ID_LEN, SIGNED_LEN);
    }
    buffer_free(&bytes);
    uint64_t time = 0;
    for (size_t i = 0; good && i < TIME_LEN; i++) {
        time = time << 8U | bytes_out[i];
    }
    *time_out = (int64_t)(time & INT64_MAX);
    return good && time <= INT64_MAX;
}

static enum status line_check(
    struct span body, struct span base64, const struct note_verifier *cosigner, int64_t *time_out)
{
    uint8_t bytes[SIGNED_LEN];
    if (!line_decode(base64, bytes, time_out)) {
        return STATUS_INVALID;
    }
    struct buffer message;
    message_put(&message, body, *time_out);
    bool good = ed25519_verify(cosigner->public_key, buffer_span(&message), bytes + TIME_LEN);
    buffer_free(&message);
    return good ? STATUS_OK : STATUS_DENIED;
}

enum status cosignature_find(
    struct span note, const struct note_verifier *cosigner, int64_t *time_out)
{
    ensure(cosigner != NULL && time_out != NULL);
    struct span body;
    struct span lines;
    struct note_signature signature;
    int64_t latest = -1;
    enum status status = note_split(note, &body, &lines);
    for (size_t seen = 0; status == STATUS_OK; seen++) {
        status =
            seen <= NOTE_SIGNATURES_MAX ? note_next_signature(&lines, &signature) : STATUS_INVALID;
        if (status == STATUS_OK && span_equal(signature.name, cosigner->name)
            && memcmp(signature.key_id, cosigner->key_id, NOTE_KEY_ID_LEN) == 0) {
            int64_t time = -1;
            status = line_check(body, signature.base64, cosigner, &time);
            latest = time > latest ? time : latest;
        }
    }
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    if (latest < 0) {
        return STATUS_NOT_FOUND;
    }
    *time_out = latest;
    return STATUS_OK;
}
