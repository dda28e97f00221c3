/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * log_folder.h - a log as the sequencer publishes it, made up in memory and written to a folder,
 * with keys of its own; what the verifier is tried on. Written apart from the sequencer's code, so
 * that the two can be compared.
 */
#ifndef TESTS_SUPPORT_LOG_FOLDER_H
#define TESTS_SUPPORT_LOG_FOLDER_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/log/ed25519.h"
#include "ledger/log/merkle.h"
#include "ledger/log/note.h"
#include "ledger/log/tile.h"

#define LOG_FOLDER_ORIGIN  "log.test/tilsagn"
#define LOG_FOLDER_WITNESS "witness.test/w"
#define LOG_FOLDER_ENTRIES 2000

struct log_folder {
    struct arena *arena;
    char path[64]; /* a folder of its own under /tmp */
    struct ed25519_key *key;
    struct ed25519_key *attest_key;
    struct ed25519_key *witness_key;
    struct span leaves[LOG_FOLDER_ENTRIES];
    size_t count;
    const char *origin;    /* its name; NULL: LOG_FOLDER_ORIGIN */
    int64_t at_us;         /* of the next entry; each is a second later */
    const char *signature; /* hex SHA-256 of what the next entry's person signed; NULL: nothing */
    const char *params;    /* of the next entry; NULL: none */
    const char *role;      /* of the next entry's person; NULL: officer */
    const char *organisation; /* of the next entry's person; NULL: 12345678 */
};

/* What an entry says; NULL and 0 where nothing is said. */
struct log_entry {
    const char *stream;
    int64_t version;
    const struct span *prev; /* the stream's previous leaf */
    const char *kind;
    const char *postings; /* inside of the list */
    int64_t person;       /* 0: the system */
};

void log_folder_open(struct log_folder *log);
void log_folder_close(struct log_folder *log); /* removes the folder too */

/* Appends an entry, attested; returns its leaf. */
const struct span *log_folder_add(struct log_folder *log, const struct log_entry *entry);

/* An appropriation, a call and `grants` grants of three entries each, with money. */
void log_folder_fill(struct log_folder *log, size_t grants);

/* Writes every tile and bundle of the entries, the keys and the policy. */
void log_folder_write(struct log_folder *log);

/* Signs the first `size` entries, cosigned at `cosigned_s` (-1: not), as checkpoints/<size>. */
void log_folder_sign(struct log_folder *log, size_t size, int64_t cosigned_s);

/* Also as `checkpoint`. */
void log_folder_publish(struct log_folder *log, int64_t cosigned_s);

/* Replaces or, with data NULL, removes a file of the folder. */
void log_folder_put(const struct log_folder *log, const char *name, struct span bytes);

/* The bytes of a file of the folder, in the arena. */
struct span log_folder_get(const struct log_folder *log, const char *name);

/* The hashes of all its entries, read from the tiles; `tiles` is the caller's and keeps them. */
struct merkle_source log_folder_hashes(struct log_folder *log, struct tile_source *tiles);

#endif
