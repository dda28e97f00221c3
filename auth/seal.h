/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * seal.h - secrets that rest in the database closed with a key that does not: AES-256-GCM, bound to
 * what the secret is for and to the person whose it is, so that a row moved to another person opens
 * no more than garbage would. Whoever reads the database, or a copy of it, learns nothing.
 */
#ifndef AUTH_SEAL_H
#define AUTH_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define SEAL_KEYS_MAX  8
#define SEAL_PLAIN_MAX 1024
#define SEAL_OVERHEAD  33 /* bytes: version 1, key id 4, nonce 12, tag 16 */

struct seal_keys;

/*
 * Reads a key file: a line per key, "<8 hex digits: id> <64 hex digits: key>", "#" begins a
 * comment. The first seals; the others only open, so that a new first line rotates without touching
 * what was sealed before. STATUS_NOT_FOUND when it cannot be read, STATUS_DENIED when everybody may
 * read it or its group may write it, STATUS_INVALID for another form, a repeated id or no key. The
 * caller frees *keys_out.
 */
MUST_CHECK enum status seal_keys_read(
    const char *path, struct seal_keys **keys_out, struct fault *fault);

/* Overwrites and frees; accepts NULL. */
void seal_keys_free(struct seal_keys *keys);

/*
 * Reads the file again when it was replaced since, so that a rotation needs no program to be
 * started anew. Statuses as seal_keys_read(); the keys stay as they were then.
 */
MUST_CHECK enum status seal_keys_refresh(struct seal_keys *keys, struct fault *fault);

/* A new random key in the first place. STATUS_LIMIT when there are SEAL_KEYS_MAX. */
MUST_CHECK enum status seal_keys_add(struct seal_keys *keys);

/* Forgets every key but the first; how many those were. */
size_t seal_keys_drop(struct seal_keys *keys);

/* Writes the key file's text, without comments. It is a secret: the caller overwrites it. */
void seal_keys_put(struct buffer *out, const struct seal_keys *keys);

/* Seals `plain` (1..SEAL_PLAIN_MAX bytes) for `purpose` and `person` into `out`. */
void seal_put(struct buffer *out, const struct seal_keys *keys, const char *purpose, int64_t person,
    struct span plain);

/*
 * Opens what seal_put() made into exactly `len` bytes. STATUS_INVALID for another form or length,
 * STATUS_NOT_FOUND when the key is not in the file, STATUS_DENIED when key, purpose, person or a
 * bit differ. plain_out is overwritten with zeros then.
 */
MUST_CHECK enum status seal_open(const struct seal_keys *keys, const char *purpose, int64_t person,
    struct span sealed, uint8_t *plain_out, size_t len);

/*
 * Seals anew, with the first key, what an earlier one of the file sealed. STATUS_CONFLICT, and
 * nothing written, when the first key sealed it; else statuses as seal_open().
 */
MUST_CHECK enum status seal_renew(struct buffer *out, const struct seal_keys *keys,
    const char *purpose, int64_t person, struct span sealed);

#endif
