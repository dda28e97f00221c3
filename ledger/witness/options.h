/* SPDX-License-Identifier: EUPL-1.2 */
/* options.h - the command line of tilsagn-witness. */
#ifndef LEDGER_WITNESS_OPTIONS_H
#define LEDGER_WITNESS_OPTIONS_H

#include <stdbool.h>

#include "ledger/base/status.h"

struct witness_options {
    const char *key;
    const char *name;
    const char *logs;   /* file of the logs' public keys */
    const char *state;  /* folder */
    const char *listen; /* "127.0.0.1:2025", "[::1]:2025" */
    bool first;
    bool create_key;
    bool public_key;
    bool help;
};

/* STATUS_INVALID with the word that is wrong, or what is missing. */
MUST_CHECK enum status witness_options_read(
    int count, char *const *words, struct witness_options *options_out, const char **wrong_out);

#endif
