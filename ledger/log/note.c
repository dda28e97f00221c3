/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/note.h"

#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/base/utf8.h"
#include "ledger/log/line.h"

#define ALGORITHM_ED25519 0x01
#define SIGNATURE_MAX     8192 /* of a kind that we do not know; one of ML-DSA has 2,424 bytes */

/* An em dash and a space. */
static const struct span dash = {.data = "\xE2\x80\x94 ", .len = 4};

/* The code points that Unicode calls white space, outside ASCII, as UTF-8. */
static bool has_space(struct span text)
{
    static const char *const spaces[] = {"\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80",
        "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85",
        "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
        "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
    for (size_t i = 0; i < text.len; i++) {
        struct span rest = {.data = text.data + i, .len = text.len - i};
        if (text.data[i] == ' ') {
            return true;
        }
        for (size_t j = 0; j < sizeof(spaces) / sizeof(spaces[0]); j++) {
            if (span_starts_with(rest, span_from(spaces[j]))) {
                return true;
            }
        }
    }
    return false;
}

bool note_name_valid(struct span name)
{
    return name.len > 0 && name.len <= NOTE_NAME_LEN_MAX && utf8_printable(name, false)
           && memchr(name.data, '+', name.len) == NULL && !has_space(name);
}

void note_key_id_of(struct span name, uint8_t algorithm,
    const uint8_t public_key[static ED25519_PUBLIC_LEN], uint8_t key_id_out[static NOTE_KEY_ID_LEN])
{
    ensure(name.len <= NOTE_NAME_LEN_MAX);
    char hashed[NOTE_NAME_LEN_MAX + 2 + ED25519_PUBLIC_LEN];
    (void)memcpy(hashed, name.data, name.len);
    hashed[name.len] = '\n';
    hashed[name.len + 1] = (char)algorithm;
    (void)memcpy(hashed + name.len + 2, public_key, ED25519_PUBLIC_LEN);
    struct digest digest =
        digest_of((struct span){.data = hashed, .len = name.len + 2 + ED25519_PUBLIC_LEN});
    (void)memcpy(key_id_out, digest.bytes, NOTE_KEY_ID_LEN);
}

void note_key_id(struct span name, const uint8_t public_key[static ED25519_PUBLIC_LEN],
    uint8_t key_id_out[static NOTE_KEY_ID_LEN])
{
    note_key_id_of(name, ALGORITHM_ED25519, public_key, key_id_out);
}

/* Exactly `len` bytes of strict base64. */
static bool decode_exact(struct span base64, uint8_t *bytes_out, size_t len)
{
    struct buffer bytes;
    buffer_init(&bytes, SIGNATURE_MAX);
    bool good = base64_decode(base64, &bytes) == STATUS_OK && bytes.len == len;
    if (good) {
        (void)memcpy(bytes_out, bytes.data, len);
    }
    buffer_free(&bytes);
    return good;
}

static struct span key_id_hex(
    const uint8_t key_id[static NOTE_KEY_ID_LEN], char hex_out[static 2 * NOTE_KEY_ID_LEN + 1])
{
    int len = snprintf(hex_out, 2 * NOTE_KEY_ID_LEN + 1, "%02x%02x%02x%02x", key_id[0], key_id[1],
        key_id[2], key_id[3]);
    ensure(len == 2 * NOTE_KEY_ID_LEN);
    return (struct span){.data = hex_out, .len = 2 * NOTE_KEY_ID_LEN};
}

enum status note_key_parse(struct span vkey, uint8_t algorithm, struct note_verifier *key_out)
{
    ensure(key_out != NULL);
    struct span name;
    struct span id;
    if (!span_split(&vkey, '+', &name) || !span_split(&vkey, '+', &id) || vkey.data == NULL) {
        return STATUS_INVALID;
    }
    uint8_t bytes[1 + ED25519_PUBLIC_LEN];
    if (!note_name_valid(name) || !decode_exact(vkey, bytes, sizeof(bytes))
        || bytes[0] != algorithm) {
        return STATUS_INVALID;
    }
    struct note_verifier key = {.name = name};
    (void)memcpy(key.public_key, bytes + 1, ED25519_PUBLIC_LEN);
    note_key_id_of(name, algorithm, key.public_key, key.key_id);
    char hex[2 * NOTE_KEY_ID_LEN + 1];
    if (!span_equal(id, key_id_hex(key.key_id, hex))) {
        return STATUS_INVALID;
    }
    *key_out = key;
    return STATUS_OK;
}

enum status note_verifier_parse(struct span vkey, struct note_verifier *verifier_out)
{
    return note_key_parse(vkey, ALGORITHM_ED25519, verifier_out);
}

void note_put_key(struct buffer *out, const struct note_verifier *key, uint8_t algorithm)
{
    char bytes[1 + ED25519_PUBLIC_LEN] = {(char)algorithm};
    (void)memcpy(bytes + 1, key->public_key, ED25519_PUBLIC_LEN);
    char hex[2 * NOTE_KEY_ID_LEN + 1];
    buffer_put(out, key->name);
    buffer_putc(out, '+');
    buffer_put(out, key_id_hex(key->key_id, hex));
    buffer_putc(out, '+');
    base64_put(out, (struct span){.data = bytes, .len = sizeof(bytes)});
}

void note_put_verifier(struct buffer *out, const struct note_verifier *verifier)
{
    note_put_key(out, verifier, ALGORITHM_ED25519);
}

void note_put_signature(struct buffer *out, struct span name,
    const uint8_t key_id[static NOTE_KEY_ID_LEN], struct span signature)
{
    ensure(note_name_valid(name) && signature.len <= SIGNATURE_MAX - NOTE_KEY_ID_LEN);
    char bytes[SIGNATURE_MAX];
    (void)memcpy(bytes, key_id, NOTE_KEY_ID_LEN);
    (void)memcpy(bytes + NOTE_KEY_ID_LEN, signature.data, signature.len);
    buffer_put(out, dash);
    buffer_put(out, name);
    buffer_putc(out, ' ');
    base64_put(out, (struct span){.data = bytes, .len = NOTE_KEY_ID_LEN + signature.len});
    buffer_putc(out, '\n');
}

void note_put_signed(
    struct buffer *out, struct span text, struct span name, const struct ed25519_key *key)
{
    ensure(text.len > 0 && text.data[text.len - 1] == '\n');
    uint8_t public_key[ED25519_PUBLIC_LEN];
    uint8_t key_id[NOTE_KEY_ID_LEN];
    uint8_t signature[ED25519_SIGNATURE_LEN];
    ed25519_public(key, public_key);
    note_key_id(name, public_key, key_id);
    ed25519_sign(key, text, signature);
    buffer_put(out, text);
    buffer_putc(out, '\n');
    note_put_signature(out, name, key_id,
        (struct span){.data = (const char *)signature, .len = sizeof(signature)});
}

/* Splits before the last empty line; false when there is none. */
static bool split_last(struct span note, struct span *text_out, struct span *signatures_out)
{
    for (size_t i = note.len; i >= 2; i--) {
        if (note.data[i - 1] == '\n' && note.data[i - 2] == '\n') {
            *text_out = (struct span){.data = note.data, .len = i - 1};
            *signatures_out = (struct span){.data = note.data + i, .len = note.len - i};
            return true;
        }
    }
    return false;
}

/* Text of a note: UTF-8 without control characters but the line break. */
static bool text_valid(struct span note)
{
    for (size_t i = 0; i < note.len; i++) {
        uint8_t c = (uint8_t)note.data[i];
        if (c < ' ' && c != '\n') {
            return false;
        }
    }
    return note.len <= NOTE_LEN_MAX && utf8_valid(note);
}

enum status note_split(struct span note, struct span *text_out, struct span *lines_out)
{
    ensure(text_out != NULL && lines_out != NULL);
    struct span text;
    struct span lines;
    if (!text_valid(note) || !split_last(note, &text, &lines) || lines.len == 0
        || lines.data[lines.len - 1] != '\n') {
        return STATUS_INVALID;
    }
    *text_out = text;
    *lines_out = lines;
    return STATUS_OK;
}

/* "— name base64(key id || signature)" */
static bool signature_parse(struct span line, struct note_signature *signature_out)
{
    if (!span_starts_with(line, dash)) {
        return false;
    }
    struct span rest = {.data = line.data + dash.len, .len = line.len - dash.len};
    struct note_signature signature;
    if (!span_split(&rest, ' ', &signature.name) || rest.data == NULL
        || !note_name_valid(signature.name)) {
        return false;
    }
    signature.base64 = rest;
    struct buffer bytes;
    buffer_init(&bytes, SIGNATURE_MAX);
    bool good = base64_decode(rest, &bytes) == STATUS_OK && bytes.len > NOTE_KEY_ID_LEN;
    if (good) {
        (void)memcpy(signature.key_id, bytes.data, NOTE_KEY_ID_LEN);
        *signature_out = signature;
    }
    buffer_free(&bytes);
    return good;
}

enum status note_next_signature(struct span *lines, struct note_signature *signature_out)
{
    ensure(signature_out != NULL);
    struct span line;
    if (lines->len == 0) {
        return STATUS_NOT_FOUND;
    }
    return line_take(lines, &line) && signature_parse(line, signature_out) ? STATUS_OK
                                                                           : STATUS_INVALID;
}

/* Index of the key that the signature names; `count` when it is unknown, -1 when ambiguous. */
static int find_verifier(
    const struct note_signature *signature, const struct note_verifier *verifiers, size_t count)
{
    int found = (int)count;
    for (size_t i = 0; i < count; i++) {
        if (span_equal(signature->name, verifiers[i].name)
            && memcmp(signature->key_id, verifiers[i].key_id, NOTE_KEY_ID_LEN) == 0) {
            if (found != (int)count) {
                return -1;
            }
            found = (int)i;
        }
    }
    return found;
}

static bool signature_good(
    struct span text, const struct note_signature *signature, const struct note_verifier *verifier)
{
    uint8_t bytes[NOTE_KEY_ID_LEN + ED25519_SIGNATURE_LEN];
    return decode_exact(signature->base64, bytes, sizeof(bytes))
           && ed25519_verify(verifier->public_key, text, bytes + NOTE_KEY_ID_LEN);
}

enum status note_open(struct span note, const struct note_verifier *verifiers,
    size_t verifier_count, struct span *text_out)
{
    ensure(text_out != NULL);
    struct span text;
    struct span lines;
    enum status status = note_split(note, &text, &lines);
    size_t seen = 0;
    size_t good = 0;
    while (status == STATUS_OK) {
        struct note_signature signature;
        status = note_next_signature(&lines, &signature);
        if (status != STATUS_OK) {
            break;
        }
        int index = find_verifier(&signature, verifiers, verifier_count);
        if (++seen > NOTE_SIGNATURES_MAX || index < 0) {
            return STATUS_INVALID;
        }
        if ((size_t)index == verifier_count) {
            continue; /* somebody else's; says nothing to us */
        }
        if (!signature_good(text, &signature, &verifiers[index])) {
            return STATUS_INVALID;
        }
        good++;
    }
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    if (good == 0) {
        return STATUS_DENIED;
    }
    *text_out = text;
    return STATUS_OK;
}
