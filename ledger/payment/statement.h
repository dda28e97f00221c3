/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * statement.h - what a bank says happened on the agency's account: ISO 20022 camt.053 (the whole
 * statement) and camt.054 (single movements), any version. Read by libxml2 with network, external
 * entities, document types and huge trees off; sizes are bounded here. What the movements mean is
 * decided by the database (act.import_statement).
 */
#ifndef LEDGER_PAYMENT_STATEMENT_H
#define LEDGER_PAYMENT_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define STATEMENT_FILE_MAX  ((size_t)2 * 1024 * 1024)
#define STATEMENT_LINES_MAX 300 /* a request of an act holds no more; ask the bank for each day */

/* One movement; texts lie in the arena, empty when the bank says nothing. */
struct statement_line {
    bool debit;              /* out of the agency's account */
    bool returned;           /* a payment that came back, or was refused */
    int64_t amount_ore;      /* > 0 */
    struct span bank_id;     /* the bank's own number of the movement, 1..35: never empty */
    struct span reference;   /* EndToEndId; empty also for NOTPROVIDED */
    struct span creditor_id; /* the payee's number as the bank knows it */
    struct span day;         /* booked, YYYY-MM-DD */
};

struct statement {
    bool whole;          /* camt.053: everything that happened, from opening to closing balance */
    struct span id;      /* the bank's, 1..35 */
    struct span account; /* the agency's, IBAN or other */
    struct span from;    /* YYYY-MM-DD: first and last day it tells about */
    struct span to;
    const struct statement_line *lines;
    size_t count;
};

/*
 * Reads a file with exactly one statement or notification in DKK, of booked movements only.
 * STATUS_INVALID with *reason_out (static English text) for anything else: no XML, a document type,
 * no such message, a movement without its bank's number, an amount that is none, another currency,
 * balances of a whole statement between which the movements do not lie. STATUS_LIMIT above
 * STATEMENT_FILE_MAX, STATEMENT_LINES_MAX or an exhausted arena.
 */
MUST_CHECK enum status statement_read(struct arena *arena, struct span file,
    struct statement *statement_out, const char **reason_out);

#endif
