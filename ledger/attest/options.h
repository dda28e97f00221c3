/* SPDX-License-Identifier: EUPL-1.2 */
/* options.h - the command line of tilsagn-attest. */
#ifndef LEDGER_ATTEST_OPTIONS_H
#define LEDGER_ATTEST_OPTIONS_H

#include "ledger/attest/server.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"

enum attest_mode { ATTEST_SERVE, ATTEST_CREATE_KEY, ATTEST_PUBLIC_KEY, ATTEST_HELP };

/* Texts borrow from the arguments; not to be copied, as the addresses point into `paths`. */
struct attest_options {
    enum attest_mode mode;
    const char *key;                     /* file */
    const char *name;                    /* the log's origin, under which the key signs */
    const char *known[SIGNER_KNOWN_MAX]; /* keys whose attestations count like our own */
    size_t known_count;
    bool simulated_clock;
    struct server_address addresses[SERVER_LISTENERS_MAX];
    size_t address_count;
    char paths[SERVER_LISTENERS_MAX][128];
};

extern const char attest_usage[];

/* STATUS_INVALID with the reason in fault.text. */
MUST_CHECK enum status attest_options_read(
    int count, char *const *arguments, struct attest_options *options_out, struct fault *fault);

#endif
