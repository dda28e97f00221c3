/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static enum status take(int fd, struct buffer *out)
{
    char bytes[65536];
    for (;;) {
        ssize_t len = read(fd, bytes, sizeof(bytes));
        if (len < 0) {
            return STATUS_UNAVAILABLE; /* a folder, or a broken disk */
        }
        if (len == 0) {
            return out->failed ? STATUS_LIMIT : STATUS_OK;
        }
        buffer_put(out, (struct span){.data = bytes, .len = (size_t)len});
    }
}

enum status file_read(const char *folder, struct span name, struct buffer *out)
{
    char path[FILE_PATH_MAX];
    int len = snprintf(path, sizeof(path), "%s%s%.*s", folder == NULL ? "" : folder,
        folder == NULL ? "" : "/", (int)name.len, name.data);
    if (len < 0 || (size_t)len >= sizeof(path)) {
        return STATUS_LIMIT;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_UNAVAILABLE;
    }
    enum status status = take(fd, out);
    (void)close(fd);
    return status;
}
