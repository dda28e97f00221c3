/* SPDX-License-Identifier: EUPL-1.2 */
/* options.h - the verifier's command line. */
#ifndef LEDGER_VERIFY_OPTIONS_H
#define LEDGER_VERIFY_OPTIONS_H

#include <stdbool.h>

#include "ledger/base/status.h"

struct archive;

struct verify_options {
    const char *folder;  /* NULL only with `dossier`, or with `proof` and both kinds of keys */
    const char *dossier; /* a case's file, to be checked instead of a folder's log */
    const struct archive *archive; /* that file once it is open (dossier_open()) */
    const char *proof;             /* a receipt's file, to be checked instead of the folder's log */
    const char *log_key;  /* the key itself, former ones behind it, a line each; NULL: the folder's
                             log.vkey and log.former.vkeys */
    const char *attest;   /* file of keys; NULL: the folder's attest.vkeys */
    const char *verified; /* file: a checkpoint of this log that was verified before; NULL: none */
    const char *former;   /* folder of a log that this one goes on from; NULL: not asked */
    const char *former_key; /* as log_key, of that one */
    bool of_former;         /* these are the options of a former log's folder */
    unsigned threads;       /* 1 … AHEAD_THREADS_MAX; 0: as many as there are processors */
    const char *policy;     /* file; NULL: nobody is asked to have cosigned */
    bool every_checkpoint;  /* the folder claims to hold every one, so lateness can be judged */
    bool json;
    bool balances;
    bool progress;
    bool help;
};

/* STATUS_INVALID: another command line; *wrong_out (never NULL then) is the word not understood. */
MUST_CHECK enum status verify_options_parse(
    int count, char **words, struct verify_options *options_out, const char **wrong_out);

#endif
