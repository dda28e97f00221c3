/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * policy.h - who must have cosigned (C2SP tlog-policy): logs, witnesses, groups of them, and the
 * quorum. A witness counts only when another organisation runs it; the policy file is where that is
 * decided.
 */
#ifndef LEDGER_LOG_POLICY_H
#define LEDGER_LOG_POLICY_H

#include <stdint.h>

#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/log/note.h"

#define POLICY_LOGS_MAX      32
#define POLICY_WITNESSES_MAX 32
#define POLICY_NAMES_MAX     64 /* witnesses and groups */
#define POLICY_LEN_MAX       65536

struct policy_witness {
    struct note_verifier key; /* a cosigner's */
    struct span url;          /* empty: none */
};

/* A witness (members 0) or a group of names that stand before it. */
struct policy_name {
    struct span name;
    unsigned witness;   /* index, of a witness */
    uint64_t members;   /* bit i: names[i], of a group */
    unsigned threshold; /* 1 … number of members */
};

/* Borrows from the text. */
struct policy {
    struct note_verifier logs[POLICY_LOGS_MAX];
    size_t log_count;
    struct policy_witness witnesses[POLICY_WITNESSES_MAX];
    size_t witness_count;
    struct policy_name names[POLICY_NAMES_MAX];
    size_t name_count;
    int quorum; /* index of a name; -1: none is asked for */
};

/*
 * Reads a policy strictly. STATUS_INVALID, with the line (from 1) in *line_out, for another
 * grammar, an unknown or repeated name, the same key twice, or no quorum; STATUS_LIMIT for more
 * than the maxima.
 */
MUST_CHECK enum status policy_parse(
    struct span text, struct policy *policy_out, unsigned *line_out);

/* Whether the witnesses of the bits in `cosigned` are a quorum. */
bool policy_met(const struct policy *policy, uint64_t cosigned);

#endif
