/* SPDX-License-Identifier: EUPL-1.2 */
/* options.h - the command line of tilsagn-signer. */
#ifndef LEDGER_SIGNER_OPTIONS_H
#define LEDGER_SIGNER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/status.h"

struct signer_options {
    const char *key;
    const char *origin;
    const char *head;
    const char *listen;
    uint32_t uid; /* who may ask on that socket */
    bool first;
    bool create_key;
    bool public_key;
    bool help;
};

/* STATUS_INVALID with the word not understood, or the option that is missing, in *wrong_out. */
MUST_CHECK enum status signer_options_read(
    int count, char *const *words, struct signer_options *options_out, const char **wrong_out);

#endif
