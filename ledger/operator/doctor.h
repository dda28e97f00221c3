/* SPDX-License-Identifier: EUPL-1.2 */
/* doctor.h - what `tilsagn doctor` looks at; each finding is one line in plain words. */
#ifndef LEDGER_OPERATOR_DOCTOR_H
#define LEDGER_OPERATOR_DOCTOR_H

#include "ledger/operator/operator.h"

enum finding { FINDING_OK, FINDING_WARNING, FINDING_BROKEN };

struct doctor {
    struct operator_run *op;
    bool brief; /* of `doctor log`: what is in order is not said */
    unsigned warnings;
    unsigned broken;
};

/* One line: the finding and what to do about it. */
void doctor_say(struct doctor *doctor, enum finding finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Files and sockets: CRLs, the attest process, free space. */
void doctor_host(struct doctor *doctor);

/* What the database knows of the log's witnesses. */
struct doctor_witnesses {
    bool production;     /* the clock is the database's own */
    struct span policy;  /* data NULL: none */
    int64_t size;        /* of the last checkpoint; 0: none */
    int64_t met;         /* greatest size that a quorum has cosigned; 0: none */
    int64_t missing_s;   /* since the first checkpoint behind that one */
    struct span failing; /* "name: state" of those that do not cosign, for people */
    struct span denying; /* "name+id" of those that have cosigned another log, behind spaces */
};

/*
 * Whether somebody else watches the log. Production without an outside witness is broken, and so is
 * one whose quorum has been missing for DOCTOR_QUORUM_S, and any log that its witnesses have
 * stopped.
 */
#define DOCTOR_QUORUM_S 600
void doctor_witnesses(struct doctor *doctor, const struct doctor_witnesses *seen);

/* What the sequencer said last of the standbys that must hold what is signed. */
struct doctor_standbys {
    bool production;       /* the clock is the database's own */
    int32_t required;      /* -1: the sequencer has said nothing yet */
    bool waiting;          /* it signs nothing, as they do not hold it */
    struct span since;     /* of that state, for people */
    struct span names;     /* synchronous_standby_names */
    struct span connected; /* those of them that are connected, for people */
};

/* Whether a signed head outlives this server. Production without a standby is broken. */
void doctor_standbys(struct doctor *doctor, const struct doctor_standbys *seen);

struct db;

/* What was kept out of the log, and whether the database's log is the one that was published. */
void doctor_log(struct doctor *doctor, struct db *db);

/* What must hold at every minute, from the database: schema, queue, log, standbys, witnesses. */
void doctor_minute(struct doctor *doctor);

/* The database: server, clock, catalogue, queue, standbys, witnesses, and every file of `checks`
 * (a folder). */
void doctor_database(struct doctor *doctor, const char *checks);

#endif
