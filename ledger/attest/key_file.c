/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "ledger/base/durable.h"

#define KEY_FILE_LEN_MAX 4096

static enum status file_create(const char *path, struct span pem, struct fault *fault)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
    if (fd < 0) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "attest", "", "%s: %s", path, strerror(errno));
        return errno == EEXIST ? STATUS_CONFLICT : STATUS_UNAVAILABLE;
    }
    bool written = write_all(fd, pem) && fsync(fd) == 0;
    if (close(fd) != 0 || !written) {
        FAULT(fault, "attest", "", "%s cannot be written", path); /* uncovered: full disk */
        (void)unlink(path);                                       /* uncovered: likewise */
        return STATUS_UNAVAILABLE;                                /* uncovered: likewise */
    }
    return STATUS_OK;
}

enum status key_file_create(const char *path, struct fault *fault)
{
    struct ed25519_key *key = NULL;
    enum status status = ed25519_create(&key);
    if (status != STATUS_OK) {
        return status; /* uncovered: no randomness */
    }
    struct buffer pem;
    buffer_init(&pem, KEY_FILE_LEN_MAX);
    status = ed25519_put_pem(&pem, key);
    if (status == STATUS_OK) {
        status = file_create(path, buffer_span(&pem), fault);
    }
    OPENSSL_cleanse(pem.data, pem.len);
    buffer_free(&pem);
    ed25519_free(key);
    return status;
}

static enum status file_check(int fd, const char *path, struct fault *fault)
{
    struct stat file;
    if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) {
        FAULT(fault, "attest", "", "%s is no file", path);
        return STATUS_INVALID;
    }
    if ((file.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        FAULT(fault, "attest", "", "%s can be used by others than its owner", path);
        return STATUS_DENIED;
    }
    return STATUS_OK;
}

enum status key_file_read(const char *path, struct ed25519_key **key_out, struct fault *fault)
{
    ensure(key_out != NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "attest", "", "%s: %s", path, strerror(errno));
        return STATUS_NOT_FOUND;
    }
    char pem[KEY_FILE_LEN_MAX];
    enum status status = file_check(fd, path, fault);
    if (status == STATUS_OK) {
        ssize_t len = read(fd, pem, sizeof(pem));
        size_t pem_len = len < 0 ? 0 : (size_t)len;
        status = ed25519_from_pem((struct span){.data = pem, .len = pem_len}, key_out);
        if (status != STATUS_OK) {
            FAULT(fault, "attest", "", "%s holds no Ed25519 key", path);
        }
        OPENSSL_cleanse(pem, sizeof(pem));
    }
    (void)close(fd);
    return status;
}
