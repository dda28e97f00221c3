/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * leaf.h - an entry's leaf read: the JSON text that ledger.append() writes (sql/functions/ledger)
 * and ledger.header_matches() holds the columns to. Strict: one spelling, one order of keys.
 */
#ifndef LEDGER_LOG_LEAF_H
#define LEDGER_LOG_LEAF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define LEAF_LEN_MAX 65535

enum leaf_actor { LEAF_PERSON, LEAF_OPERATOR, LEAF_SYSTEM };

struct leaf_posting {
    struct span account;
    int64_t amount_ore; /* not 0 */
};

/* Texts lie in the arena or in the leaf's bytes. */
struct leaf {
    struct span stream; /* "system" or "<kind>:<id>" */
    int64_t version;    /* in the stream, from 1 */
    bool has_prev;      /* exactly when version > 1 */
    struct digest prev; /* leaf hash of the stream's previous entry */
    struct span kind;   /* name of the act */
    int64_t at_us;
    int32_t effective_day;
    int64_t received_us; /* -1: not received by HTTP */
    int64_t began_us;    /* -1: likewise */
    enum leaf_actor actor;
    int64_t human;  /* LEAF_PERSON; 0 otherwise */
    int64_t person; /* LEAF_PERSON; 0 otherwise */
    struct span organisation;
    struct span role;        /* empty: none */
    struct span certificate; /* 64 hexadecimal digits, LEAF_PERSON */
    struct span operator_user;
    struct span operator_host;
    struct span program; /* LEAF_SYSTEM */
    struct span call;    /* empty: none */
    struct span request; /* the exact text that the worker sent */
    struct span attest;
    struct span signature; /* SHA-256 of the person's CMS file, hex; empty: none */
    const struct json *result;
    struct span idem; /* hex; empty: none */
    struct span nonce;
    const struct leaf_posting *postings;
    size_t posting_count;
};

/*
 * Reads a leaf. STATUS_INVALID for anything that ledger.append() does not write, also an instant
 * before 2000, times out of order, and postings that do not sum to zero; *reason_out (static, short
 * English) then says what. STATUS_LIMIT: longer than LEAF_LEN_MAX, too deep, or the arena is full.
 */
MUST_CHECK enum status leaf_parse(
    struct arena *arena, struct span bytes, struct leaf *leaf_out, const char **reason_out);

#endif
