/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * answer.h - what tilsagn-scanner found in a file, as it says it on its socket. Who reads the
 * answer takes it from a process that strangers' bytes went through.
 */
#ifndef LEDGER_SCAN_ANSWER_H
#define LEDGER_SCAN_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define SCAN_PLACES_MAX 3
#define SCAN_ANSWER_MAX 256

enum scan_outcome {
    SCAN_NOTHING,  /* all of it is text, and no CPR number is in it */
    SCAN_FOUND,    /* something looks like one */
    SCAN_PARTLY,   /* nothing found, but some pages are without text */
    SCAN_PICTURES, /* there is no text in it */
    SCAN_LOCKED,   /* encrypted: it wants a password */
    SCAN_DAMAGED,
    SCAN_TOO_MUCH, /* it took too long, or held more than is looked at */
    SCAN_UNKNOWN,  /* a kind that is not read: the older Word and Excel */
    SCAN_OUTCOMES
};

struct scan_place {
    int32_t page; /* from 1; 0 in what has no pages */
    int32_t line; /* from 1; of the page */
    char date[7]; /* the first six digits, all that is ever told */
};

struct scan {
    enum scan_outcome outcome;
    size_t count; /* of places: 0 unless SCAN_FOUND */
    struct scan_place places[SCAN_PLACES_MAX];
};

/* "nothing", "found", … as in the database's store.scan; static. */
const char *scan_outcome_name(enum scan_outcome outcome);

/* "outcome LF", then "page line digits LF" for each place. */
void scan_answer_put(struct buffer *out, const struct scan *scan);

/* page, line and date as members of the object that is open, as the database and the pages have
 * them. */
void scan_place_put(struct json_writer *json, const struct scan_place *place);

/* STATUS_INVALID for anything scan_answer_put() does not write; *scan_out is then untouched. */
MUST_CHECK enum status scan_answer_read(struct span answer, struct scan *scan_out);

#endif
