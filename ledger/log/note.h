/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * note.h - signed notes (C2SP signed-note): a text, an empty line, and lines of named Ed25519
 * signatures. The form of receipts now, and of checkpoints.
 */
#ifndef LEDGER_LOG_NOTE_H
#define LEDGER_LOG_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/ed25519.h"

#define NOTE_KEY_ID_LEN     4
#define NOTE_NAME_LEN_MAX   255
#define NOTE_SIGNATURES_MAX 100
#define NOTE_LEN_MAX        1000000

/* A public key with the name it signs under. */
struct note_verifier {
    struct span name; /* borrowed */
    uint8_t key_id[NOTE_KEY_ID_LEN];
    uint8_t public_key[ED25519_PUBLIC_LEN];
};

/* Not empty, UTF-8 without spaces, control characters and "+", at most NOTE_NAME_LEN_MAX bytes. */
bool note_name_valid(struct span name);

/* First bytes of SHA-256(name || 0x0A || 0x01 || public key). */
void note_key_id(struct span name, const uint8_t public_key[static ED25519_PUBLIC_LEN],
    uint8_t key_id_out[static NOTE_KEY_ID_LEN]);

/* Reads "name+hex key id+base64(0x01 || public key)"; borrows the name. STATUS_INVALID otherwise.
 */
MUST_CHECK enum status note_verifier_parse(struct span vkey, struct note_verifier *verifier_out);

/* Writes that form. */
void note_put_verifier(struct buffer *out, const struct note_verifier *verifier);

/* Writes the note of `text` (which ends in a line break) with one signature of `name`. */
void note_put_signed(
    struct buffer *out, struct span text, struct span name, const struct ed25519_key *key);

/* One signature line. */
struct note_signature {
    struct span name;
    uint8_t key_id[NOTE_KEY_ID_LEN];
    struct span base64; /* of key id and signature */
};

/*
 * Splits a note into its text (with the last line break) and its signature lines, both borrowed.
 * STATUS_INVALID: no note, or longer than NOTE_LEN_MAX.
 */
MUST_CHECK enum status note_split(struct span note, struct span *text_out, struct span *lines_out);

/*
 * Cuts the next signature off the lines of note_split(). STATUS_NOT_FOUND at the end,
 * STATUS_INVALID for another line.
 */
MUST_CHECK enum status note_next_signature(
    struct span *lines, struct note_signature *signature_out);

/* Writes a signature line: name, key id and `signature`, in base64. */
void note_put_signature(struct buffer *out, struct span name,
    const uint8_t key_id[static NOTE_KEY_ID_LEN], struct span signature);

/*
 * First bytes of SHA-256(name || 0x0A || algorithm || public key): how other algorithms than a
 * note's own (0x01) name their keys.
 */
void note_key_id_of(struct span name, uint8_t algorithm,
    const uint8_t public_key[static ED25519_PUBLIC_LEN],
    uint8_t key_id_out[static NOTE_KEY_ID_LEN]);

/* note_verifier_parse() and note_put_verifier() for keys of another algorithm. */
MUST_CHECK enum status note_key_parse(
    struct span vkey, uint8_t algorithm, struct note_verifier *key_out);
void note_put_key(struct buffer *out, const struct note_verifier *key, uint8_t algorithm);

/*
 * Opens a note: sets *text_out to its text (with the last line break, borrowed) when at least one
 * signature is by a known key and none by a known key is wrong. `verifiers` with the same name and
 * key id twice are refused. STATUS_INVALID: no note, or a known key's signature is wrong;
 * STATUS_DENIED: no signature by a known key.
 */
MUST_CHECK enum status note_open(struct span note, const struct note_verifier *verifiers,
    size_t verifier_count, struct span *text_out);

#endif
