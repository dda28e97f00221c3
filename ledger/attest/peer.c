/* SPDX-License-Identifier: EUPL-1.2 */
/* SO_PEERCRED's struct ucred is no part of POSIX; this is the one file that needs it. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

#include "ledger/attest/peer.h"

#include <sys/socket.h>

enum status peer_uid(int fd, uint32_t *uid_out)
{
    ensure(uid_out != NULL);
    struct ucred credentials;
    socklen_t len = sizeof(credentials);
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &len) != 0
        || len != sizeof(credentials) || credentials.pid <= 0) {
        return STATUS_INTERNAL;
    }
    *uid_out = credentials.uid;
    return STATUS_OK;
}
