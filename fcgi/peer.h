/* SPDX-License-Identifier: EUPL-1.2 */
/* peer.h - which user is at the other end of a Unix socket; the kernel's word, not the peer's. */
#ifndef FCGI_PEER_H
#define FCGI_PEER_H

#include <stdint.h>

#include "ledger/base/status.h"

/* STATUS_INTERNAL when the kernel does not say (another kind of socket). */
MUST_CHECK enum status peer_uid(int socket, uint32_t *uid_out);

#endif
