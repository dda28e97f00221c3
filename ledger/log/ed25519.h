/* SPDX-License-Identifier: EUPL-1.2 */
/* ed25519.h - Ed25519 keys as raw bytes and as PEM files; libcrypto underneath. */
#ifndef LEDGER_LOG_ED25519_H
#define LEDGER_LOG_ED25519_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define ED25519_PUBLIC_LEN    32
#define ED25519_SECRET_LEN    32
#define ED25519_SIGNATURE_LEN 64

/* A secret key; lives outside every arena and is cleansed when freed. */
struct ed25519_key;

/* A new random key. STATUS_INTERNAL without memory or randomness. */
MUST_CHECK enum status ed25519_create(struct ed25519_key **key_out);

/* From its 32 secret bytes. */
MUST_CHECK enum status ed25519_from_secret(
    const uint8_t secret[static ED25519_SECRET_LEN], struct ed25519_key **key_out);

/* From an unencrypted PKCS #8 PEM text. STATUS_INVALID when it is none, or of another algorithm. */
MUST_CHECK enum status ed25519_from_pem(struct span pem, struct ed25519_key **key_out);

/* Writes the PKCS #8 PEM text; the caller cleanses the buffer. */
MUST_CHECK enum status ed25519_put_pem(struct buffer *out, const struct ed25519_key *key);

/* Accepts NULL. */
void ed25519_free(struct ed25519_key *key);

void ed25519_public(const struct ed25519_key *key, uint8_t public_out[static ED25519_PUBLIC_LEN]);

/* Deterministic: the same message gives the same signature. */
void ed25519_sign(const struct ed25519_key *key, struct span message,
    uint8_t signature_out[static ED25519_SIGNATURE_LEN]);

bool ed25519_verify(const uint8_t public_key[static ED25519_PUBLIC_LEN], struct span message,
    const uint8_t signature[static ED25519_SIGNATURE_LEN]);

#endif
