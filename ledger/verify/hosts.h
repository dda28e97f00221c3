/* SPDX-License-Identifier: EUPL-1.2 */
/* hosts.h - which of the portal hosts' keys that the caller trusts the record itself names: each
 * deployment records all that there are, attested by one of before. */
#ifndef LEDGER_VERIFY_HOSTS_H
#define LEDGER_VERIFY_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/log/leaf.h"
#include "ledger/verify/trust.h"

struct hosts {
    bool deployed; /* there was a deployment, of this log itself should it have been begun anew;
                      before the first nothing is asked */
    bool recorded[TRUST_ATTEST_MAX];
    uint32_t under[TRUST_ATTEST_MAX]; /* finding number from 1 that it is named by already */
};

/* Takes the keys that a deployment records. */
void hosts_learn(struct hosts *hosts, const struct trust *trust, const struct leaf *leaf);

/* The place of the key that attested an entry if no deployment before it recorded it; else
 * TRUST_ATTEST_MAX. */
size_t hosts_unrecorded(
    const struct hosts *hosts, const struct trust *trust, const struct leaf *leaf);

#endif
