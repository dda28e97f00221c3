/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * attest.h - what a portal host signs of each act's request: the text, and the form in which the
 * signature is stored. The database cannot make one, so a forged request is found from outside.
 */
#ifndef LEDGER_LOG_ATTEST_H
#define LEDGER_LOG_ATTEST_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/note.h"

#define ATTEST_REQUEST_LEN_MAX 60000
#define ATTEST_TEXT_LEN        97 /* "0123abcd:" and 88 characters of base64 */

/* What the text says; all of it is read from the request. */
struct attest_claim {
    struct span audience;
    struct span act;
    int64_t person;          /* 0: none */
    struct span certificate; /* 64 hexadecimal digits; empty: none */
    struct span role;        /* empty: none */
    struct span user;        /* the operator's; empty: nobody's */
    struct span host;        /* likewise */
    struct span program;     /* of the system; empty: none */
    struct span idem;        /* 64 hexadecimal digits; empty: none */
    bool signs;              /* the person signed it */
    int64_t received_us;     /* -1: none */
    int64_t duration_us;     /* -1: none */
    struct span request_id;  /* 32 hexadecimal digits */
    struct digest request;   /* SHA-256 of the request's exact text */
};

/*
 * Reads a request strictly: exactly the keys of a request in their order, each in its grammar, the
 * actor that belongs to the audience (a person with a certificate for grantee and agency, an
 * operator, a program). Texts are copied into the arena. STATUS_INVALID otherwise; STATUS_LIMIT
 * when it is too long or the arena is full.
 */
MUST_CHECK enum status attest_claim_read(
    struct arena *arena, struct span request, struct attest_claim *claim_out);

/* Writes the text that is signed. */
void attest_put_message(struct buffer *out, const struct attest_claim *claim);

/* Writes "<key id in hex>:<base64 of the signature>". */
void attest_put(struct buffer *out, const struct attest_claim *claim,
    const uint8_t key_id[static NOTE_KEY_ID_LEN], const struct ed25519_key *key);

/* Whether it names this key; what was signed, and whether it was, is not asked. */
bool attest_is_by(struct span attest, const struct note_verifier *verifier);

/*
 * Whether `attest` is that form, by this key, over this claim. STATUS_INVALID: another form;
 * STATUS_NOT_FOUND: another key; STATUS_DENIED: the signature is wrong.
 */
MUST_CHECK enum status attest_verify(
    struct span attest, const struct attest_claim *claim, const struct note_verifier *verifier);

#endif
