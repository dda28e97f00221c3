/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * finding.h - what is wrong, in the order of the log: causes, each with the consequences folded
 * under it, so that the first line names what happened and not what followed from it.
 */
#ifndef LEDGER_VERIFY_FINDING_H
#define LEDGER_VERIFY_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/span.h"

/* Values are the program's exit codes; none is below 10. */
enum cause {
    CAUSE_MISSING = 10,     /* a file that the size asks for is not there or cannot be read */
    CAUSE_SIGNATURE = 11,   /* a checkpoint is not signed by the log's key */
    CAUSE_CHANGED = 12,     /* an entry is not the one that was logged */
    CAUSE_ROOT = 13,        /* the entries do not lead to a signed root */
    CAUSE_TILE = 14,        /* a hash tile says something else than the entries */
    CAUSE_FORM = 15,        /* an entry that the ledger does not write */
    CAUSE_ATTEST = 16,      /* an entry that no portal host attested as it stands */
    CAUSE_CHAIN = 17,       /* a stream's chain is broken */
    CAUSE_BALANCE = 18,     /* an account passed its limit */
    CAUSE_TIME = 19,        /* an entry's time does not fit the cosignatures around it */
    CAUSE_COSIGNATURE = 20, /* a cosignature is wrong, or the quorum is missing */
    CAUSE_DECISION = 21,    /* a rule, asked again, decides something else than is stored */
    CAUSE_FORMER = 23, /* the former log's folder is not whole, or not what the log says of it */
};

/* A word for the cause, as --json gives it. */
const char *cause_name(enum cause cause);

#define FINDINGS_MAX     200 /* causes that are kept; more are counted */
#define FINDING_TEXT_MAX 200
#define FINDING_NOWHERE  UINT64_MAX

struct finding {
    enum cause cause;
    uint64_t index;                /* of the entry in the log; FINDING_NOWHERE: of none */
    char text[FINDING_TEXT_MAX];   /* English */
    char stream[FINDING_TEXT_MAX]; /* "grant:17 version 3"; "" when it could not be read */
    uint64_t consequences;
    char first[FINDING_TEXT_MAX]; /* the first consequence */
};

struct findings {
    struct finding kept[FINDINGS_MAX];
    size_t count;
    uint64_t more;
};

/* The next finding of entry `index`; another one of the same entry is folded under its first. */
void finding_add(struct findings *findings, enum cause cause, uint64_t index, struct span stream,
    int64_t version, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Folds a consequence under the cause number `under` (below count). */
void finding_fold(struct findings *findings, size_t under, uint64_t index, const char *text);

/*
 * The cause that the leaf hashes of entries first … end - 1 can follow from: the first whose entry
 * lies among them and is not the log's own; count when there is none.
 */
size_t finding_between(const struct findings *findings, uint64_t first, uint64_t end);

#endif
