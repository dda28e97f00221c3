/* SPDX-License-Identifier: EUPL-1.2 */
/* peer.h - which user is at the other end of a Unix socket; the kernel says so, not the peer. */
#ifndef LEDGER_ATTEST_PEER_H
#define LEDGER_ATTEST_PEER_H

#include <stdint.h>

#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* The uid that connected. STATUS_INTERNAL when `fd` is no Unix socket. */
MUST_CHECK enum status peer_uid(int fd, uint32_t *uid_out);

/* A uid as digits. STATUS_INVALID: empty, another byte, or not below 2^32 - 1, which is no uid. */
MUST_CHECK enum status uid_read(struct span text, uint32_t *uid_out);

#endif
