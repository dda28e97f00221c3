/* SPDX-License-Identifier: EUPL-1.2 */
/* struct ucred: POSIX has no way to ask who is there. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "fcgi/peer.h"

#include <sys/socket.h>

enum status peer_uid(int socket, uint32_t *uid_out)
{
    struct ucred credentials;
    socklen_t len = sizeof(credentials);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &len) != 0
        || len != sizeof(credentials)) {
        return STATUS_INTERNAL;
    }
    *uid_out = (uint32_t)credentials.uid;
    return STATUS_OK;
}
