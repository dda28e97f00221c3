/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * receipt_body.h - the text of a receipt: which entry, what it was, when, and by when it is
 * promised to stand in the log. The same entry always gives the same bytes.
 */
#ifndef LEDGER_LOG_RECEIPT_BODY_H
#define LEDGER_LOG_RECEIPT_BODY_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define RECEIPT_BODY_LEN_MAX 1024
#define RECEIPT_PROMISE_US   INT64_C(60000000) /* an entry stands in the log a minute after `at` */

struct receipt_body {
    struct span origin; /* the log's name; a valid name of a note's key */
    int64_t entry;      /* 1 … */
    struct digest leaf; /* its leaf hash */
    struct span kind;
    struct span verdict; /* empty: none */
    int64_t received_us; /* -1: not received by HTTP */
    int64_t at_us;
};

/* Writes the text: one "name value" per line, the promise computed from at_us. */
void receipt_body_put(struct buffer *out, const struct receipt_body *body);

/*
 * Reads exactly what receipt_body_put() writes; the texts borrow from `text`. STATUS_INVALID for
 * anything else, also for another promise.
 */
MUST_CHECK enum status receipt_body_parse(struct span text, struct receipt_body *body_out);

#endif
