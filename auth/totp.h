/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * totp.h - the one-time codes of an authenticator app: RFC 6238 with SHA-1, 30 seconds and six
 * digits, which is what every app does. It compares; that a step counts once, and how often
 * somebody may guess, is decided where it is stored: in the database.
 */
#ifndef AUTH_TOTP_H
#define AUTH_TOTP_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define TOTP_SEED_LEN     20 /* bytes; RFC 4226 section 4, R6 recommends 160 bits */
#define TOTP_STEP_S       30
#define TOTP_DIGITS       6
#define TOTP_WINDOW       1  /* steps before and behind the expected one that are tried */
#define TOTP_DRIFT_MAX    10 /* steps; five minutes, beyond which a clock is set, not followed */
#define TOTP_CODE_LEN_MAX 16 /* with the spaces that people type between the digits */

/* What seal.h binds a sealed seed to, beside the person. */
#define TOTP_SEAL_PURPOSE "totp"

/* A secret: cleansed by its owner with totp_forget(), never in the arena. */
struct totp_seed {
    uint8_t bytes[TOTP_SEED_LEN];
};

/* 160 bits of the system's randomness. Stops the process when there is none. */
void totp_seed_make(struct totp_seed *seed_out);

/* Overwrites the seed. */
void totp_forget(struct totp_seed *seed);

/*
 * Which step `code` belongs to: the step of `now_s` (seconds since 1970, real time), moved by the
 * `drift` in steps that this device's clock was last seen to have, or one beside it. All are
 * compared, whatever is found. STATUS_OK sets *step_out; STATUS_DENIED when it is the code of none;
 * STATUS_INVALID when it is not six digits, STATUS_LIMIT when `drift` is beyond TOTP_DRIFT_MAX or
 * the time before 1970.
 */
MUST_CHECK enum status totp_match(const struct totp_seed *seed, struct span code, int64_t now_s,
    int64_t drift, int64_t *step_out);

/* Writes the seed as apps take it when typed: base32 in groups of four. */
void totp_put_secret(struct buffer *out, const struct totp_seed *seed);

/*
 * Writes "otpauth://totp/…", which apps read from a QR code; `issuer` and `account` (who, as the
 * app's list shows it) are UTF-8 and are percent-encoded.
 */
void totp_put_uri(
    struct buffer *out, const struct totp_seed *seed, struct span issuer, struct span account);

#endif
