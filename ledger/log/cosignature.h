/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * cosignature.h - what witnesses add to a checkpoint (C2SP tlog-cosignature, cosignature/v1 with
 * Ed25519): that it was the greatest they had seen, and when.
 */
#ifndef LEDGER_LOG_COSIGNATURE_H
#define LEDGER_LOG_COSIGNATURE_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/note.h"

/* Reads "name+hex key id+base64(0x04 || public key)"; borrows the name. STATUS_INVALID otherwise.
 */
MUST_CHECK enum status cosigner_parse(struct span vkey, struct note_verifier *cosigner_out);
void cosigner_put(struct buffer *out, const struct note_verifier *cosigner);

/* The public half of `key` under `name`, which is borrowed and valid. */
void cosigner_of(
    struct span name, const struct ed25519_key *key, struct note_verifier *cosigner_out);

/* Writes the signature line of a checkpoint's body at `time_s` (seconds since 1970, not below 0).
 */
void cosignature_put(struct buffer *out, struct span body, struct span name,
    const struct ed25519_key *key, int64_t time_s);

/*
 * Looks for the cosigner's line in a note and checks it; sets *time_out to its seconds since 1970.
 * STATUS_NOT_FOUND: none. STATUS_INVALID: no note, or the line has another form. STATUS_DENIED: the
 * signature is wrong; of several lines by the same key the first bad one decides, else the latest.
 */
MUST_CHECK enum status cosignature_find(
    struct span note, const struct note_verifier *cosigner, int64_t *time_out);

#endif
