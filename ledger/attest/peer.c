/* SPDX-License-Identifier: EUPL-1.2 */
/* SO_PEERCRED's struct ucred is no part of POSIX; this is the one file that needs it. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)

#include "ledger/attest/peer.h"

#include <sys/socket.h>

#define UID_DIGITS_MAX 10

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

enum status uid_read(struct span text, uint32_t *uid_out)
{
    ensure(uid_out != NULL);
    uint64_t uid = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || text.len > UID_DIGITS_MAX) {
            return STATUS_INVALID;
        }
        uid = uid * 10 + (uint64_t)(text.data[i] - '0');
    }
    if (text.len == 0 || uid >= UINT32_MAX) {
        return STATUS_INVALID;
    }
    *uid_out = (uint32_t)uid;
    return STATUS_OK;
}
