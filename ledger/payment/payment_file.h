/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * payment_file.h - one released batch as the bytes that leave the house: an ISO 20022
 * pain.001.001.03 file to NemKonto by CVR, or a CSV journal for the state's ERP. Equal input gives
 * equal bytes on every machine: what the releaser signs can be made again at any time
 * (architecture.md, "There is no bank account field anywhere").
 */
#ifndef LEDGER_PAYMENT_PAYMENT_FILE_H
#define LEDGER_PAYMENT_PAYMENT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define PAYMENT_FILE_MAX  ((size_t)4 * 1024 * 1024)
#define PAYMENT_LINES_MAX 500 /* of one batch; act.release_batch() has the same limit */

/* A party of the agency's side: a name, and a number under a scheme ("CVR"). */
struct payment_party {
    struct span name;   /* 1..70 characters */
    struct span id;     /* 1..35 */
    struct span scheme; /* 1..35 */
};

/*
 * Which element carries what: configuration, confirmed by two finance persons, never code. An empty
 * span leaves its element out.
 */
struct payment_profile {
    bool journal; /* the CSV for the ERP instead of the XML; never both */
    struct payment_party initiating_party;
    struct payment_party debtor;
    struct span debtor_iban;           /* either this … */
    struct span debtor_account;        /* … or this, */
    struct span debtor_account_scheme; /* under this scheme's code ("BBAN") */
    struct span debtor_bic;
    struct span service_level; /* proprietary */
    struct span category_purpose;
    struct span creditor_scheme; /* of the payee's CVR number */
    struct span account_scheme;  /* NemKonto's, under which the CVR stands for the account */
    struct span journal_account; /* the ERP's account; journal only */
};

struct payment_line {
    struct span reference; /* EndToEndId: unique for ever, 1..35 */
    struct span cvr;       /* payee; the only thing known about where the money goes */
    struct span name;
    struct span text; /* shown to the payee, 1..140 */
    int64_t amount_ore;
};

struct payment_file {
    struct payment_profile profile;
    struct span message;       /* MsgId, 1..35 */
    struct span made;          /* RFC 3339 in whole seconds, UTC */
    struct span execution_day; /* YYYY-MM-DD */
    const struct payment_line *lines;
    size_t count;
    int64_t total_ore; /* sum of the lines */
};

/*
 * A document of read.payment_draft() as a file; texts borrow from the document, lines lie in the
 * arena. STATUS_INVALID when a text is missing, too long or of characters that the file cannot
 * hold, an amount is not positive, or sum or number do not fit; STATUS_LIMIT above
 * PAYMENT_LINES_MAX or an exhausted arena.
 */
MUST_CHECK enum status payment_read(
    struct arena *arena, const struct json *document, struct payment_file *file_out);

/* Appends the file's bytes to `out`, as the profile says. STATUS_LIMIT when they do not fit. */
MUST_CHECK enum status payment_write(const struct payment_file *file, struct buffer *out);

/* "application/xml" or "text/csv"; static. */
const char *payment_media_type(const struct payment_profile *profile);

#endif
