/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * settings.h - operator.conf: "key = value" lines, every key known, none twice but crl_source and
 * profile, none missing but these, crl_alarm_hours, log, scanner, and the three of stamps.
 */
#ifndef LEDGER_OPERATOR_SETTINGS_H
#define LEDGER_OPERATOR_SETTINGS_H

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define SETTINGS_CRL_SOURCES_MAX 16
#define SETTINGS_CRL_ALARM_HOURS 6
#define SETTINGS_PROFILES_MAX    8

/* Texts NUL-terminated, in the arena. */
struct settings {
    const char *database;     /* conninfo of the operator's role */
    const char *superuser;    /* conninfo for migrate and doctor */
    const char *attest;       /* socket of the attest process for operators */
    const char *trust;        /* PEM of the pinned CAs */
    const char *crl;          /* PEM bundle of the CRLs, for nginx */
    const char *crl_table;    /* the same for the workers: auth/crl_table.h */
    const char *state;        /* state directory, for free space */
    const char *log;          /* folder of the log's files, for doctor; NULL: not named */
    const char *scanner;      /* socket of tilsagn-scanner, for doctor; NULL: not named */
    const char *stamp_source; /* address of a time-stamping authority; NULL: none is asked */
    const char *stamp_trust;  /* PEM of the CAs that its certificate leads to */
    const char *stamp_folder; /* where stamps over the log's heads are published; NULL: nowhere */
    const char *crl_sources[SETTINGS_CRL_SOURCES_MAX]; /* files or addresses of the CAs' lists */
    size_t crl_source_count;
    const char *profiles[SETTINGS_PROFILES_MAX]; /* trust profiles, for `trust check` */
    size_t profile_count;
    int crl_alarm_hours; /* how long before a list ends an alarm begins, 1..8760 */
};

/*
 * Parses `text`, which came from the file `name` (for fault.text: "name:line: reason").
 * STATUS_INVALID for an unknown, repeated, empty or missing key or a bad number; STATUS_LIMIT when
 * the arena is full.
 */
MUST_CHECK enum status settings_parse(struct arena *arena, struct span text, const char *name,
    struct settings *settings_out, struct fault *fault);

#endif
