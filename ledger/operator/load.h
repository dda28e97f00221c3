/* SPDX-License-Identifier: EUPL-1.2 */
/* load.h - putting a document before the people who decide, as several commands do. */
#ifndef LEDGER_OPERATOR_LOAD_H
#define LEDGER_OPERATOR_LOAD_H

#include <stdbool.h>

#include "ledger/base/digest.h"
#include "ledger/operator/operator.h"

/* What is proposed. */
struct proposal {
    struct span kind;
    struct span subject;
    struct span title;
    struct span document;
    char hex[DIGEST_HEX_LEN + 1]; /* the document's SHA-256, written by load_propose() */
};

/* Stores the document and proposes it; prints "proposal NUMBER SHA-256". */
enum outcome load_propose(struct operator_run *op, struct proposal *proposal);

/* Whether a word is a proposal's number. */
bool load_number(const char *text);

#endif
