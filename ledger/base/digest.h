/* SPDX-License-Identifier: EUPL-1.2 */
/* digest.h - SHA-256, hexadecimal and base64; libcrypto underneath. */
#ifndef LEDGER_BASE_DIGEST_H
#define LEDGER_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define DIGEST_LEN     32
#define DIGEST_HEX_LEN 64

struct digest {
    uint8_t bytes[DIGEST_LEN];
};

/* SHA-256 of `bytes`; stops the process if libcrypto cannot (it never may). */
struct digest digest_of(struct span bytes);

/* Incremental: one struct on the stack, for uploads. */
struct digest_stream;
struct digest_stream *digest_begin(void); /* NULL without memory; freed by digest_end */
void digest_add(struct digest_stream *stream, struct span bytes);
struct digest digest_end(struct digest_stream *stream);

/* Lower-case hexadecimal with its NUL. */
void digest_hex(const struct digest *digest, char hex_out[static DIGEST_HEX_LEN + 1]);

/* Exactly 64 lower-case hexadecimal digits, else STATUS_INVALID. */
MUST_CHECK enum status digest_from_hex(struct span hex, struct digest *digest_out);

void hex_put(struct buffer *out, struct span bytes);

/* RFC 4648 base64 with padding; strict decoder (no white space, canonical padding bits). */
void base64_put(struct buffer *out, struct span bytes);
MUST_CHECK enum status base64_decode(struct span text, struct buffer *out);

#endif
