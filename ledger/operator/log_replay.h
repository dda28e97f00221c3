/* SPDX-License-Identifier: EUPL-1.2 */
/* log_replay.h - a replay of lost entries while it runs; log_replay.c reads, log_put_back.c writes.
 */
#ifndef LEDGER_OPERATOR_LOG_REPLAY_H
#define LEDGER_OPERATOR_LOG_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/db/db.h"
#include "ledger/operator/log_mirror.h"
#include "ledger/operator/operator.h"

#define REPLAY_ATTEST_KEYS_MAX 64
#define REPLAY_FILES_MAX       8

struct lost {
    uint64_t index;
    struct span leaf;
    struct span title; /* "entry 97 (sign_off, grant:3 version 7, at …)", for people */
    bool there;        /* it only waits to be logged */
    struct lost *next;
};

struct replay {
    struct operator_run *op;
    struct db *db;
    struct arena *scratch;
    struct log_mirror mirror;
    const char *files[REPLAY_FILES_MAX]; /* folders of files by their SHA-256 */
    size_t file_count;
    bool dry_run;
    struct note_verifier attest[REPLAY_ATTEST_KEYS_MAX];
    size_t attest_count;
    uint64_t size;      /* of the database's log */
    struct span hashes; /* of its bundle that is compared */
    struct lost *first;
    struct lost **end;
    uint64_t count;
    const struct lost *at; /* what is being put back, for the refusal */
    struct span absent;    /* hex of a file that it names and that is nowhere; empty: none */
};

/*
 * Performs the act of every lost entry again, inside of the open transaction, and logs all of them.
 * replay->at is the one that could not be; statuses of the database, of the files that an act
 * names.
 */
MUST_CHECK enum status replay_put_back(struct replay *replay);

#endif
