/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/seal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "ledger/base/digest.h"

#define VERSION        1
#define ID_LEN         4
#define KEY_LEN        32
#define NONCE_LEN      12
#define TAG_LEN        16
#define LINE_LEN       (2 * ID_LEN + 1 + 2 * KEY_LEN)
#define FILE_LEN_MAX   4096
#define PATH_LEN       4096
#define ADDITIONAL_MAX 128
#define NONCE_AT       (1 + ID_LEN)
#define CIPHER_AT      (NONCE_AT + NONCE_LEN)

_Static_assert(SEAL_OVERHEAD == CIPHER_AT + TAG_LEN, "as the header says");

struct seal_key {
    uint8_t id[ID_LEN];
    uint8_t key[KEY_LEN];
};

struct seal_keys {
    struct seal_key keys[SEAL_KEYS_MAX];
    size_t count;
    struct stat file;    /* as it was when read */
    char path[PATH_LEN]; /* where it was read */
};

/* ---- the file ---- */

static const struct seal_key *key_find(const struct seal_keys *keys, const char *id)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (memcmp(keys->keys[i].id, id, ID_LEN) == 0) {
            return &keys->keys[i];
        }
    }
    return NULL;
}

static bool hex_take(const char *hex, uint8_t *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 2 * len; i++) {
        const char *at = hex[i] == '\0' ? NULL : strchr(digits, hex[i]);
        if (at == NULL) {
            return false;
        }
        uint8_t nibble = (uint8_t)(at - digits);
        bytes[i / 2] = (uint8_t)(i % 2 == 0 ? nibble << 4 : bytes[i / 2] | nibble);
    }
    return true;
}

static bool line_take(struct span line, struct seal_keys *keys)
{
    if (line.len == 0 || line.data[0] == '#') {
        return true;
    }
    struct seal_key *key = &keys->keys[keys->count];
    if (keys->count == SEAL_KEYS_MAX || line.len != LINE_LEN || line.data[2 * ID_LEN] != ' '
        || !hex_take(line.data, key->id, ID_LEN)
        || !hex_take(line.data + 2 * ID_LEN + 1, key->key, KEY_LEN)) {
        return false;
    }
    for (size_t i = 0; i < keys->count; i++) {
        if (memcmp(keys->keys[i].id, key->id, ID_LEN) == 0) {
            return false;
        }
    }
    keys->count++;
    return true;
}

static bool lines_take(struct span text, struct seal_keys *keys)
{
    struct span line;
    while (span_split(&text, '\n', &line)) {
        if (!line_take(span_trim(line), keys)) {
            return false;
        }
    }
    return keys->count > 0;
}

static enum status file_check(int fd, const char *path, struct stat *file, struct fault *fault)
{
    if (fstat(fd, file) != 0 || !S_ISREG(file->st_mode)) {
        FAULT(fault, "seal", "", "%s is no file", path);
        return STATUS_INVALID;
    }
    if ((file->st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) != 0) {
        FAULT(fault, "seal", "", "%s can be used by others than its owner and group", path);
        return STATUS_DENIED;
    }
    return STATUS_OK;
}

static enum status file_take(int fd, const char *path, struct seal_keys *keys, struct fault *fault)
{
    char text[FILE_LEN_MAX];
    enum status status = file_check(fd, path, &keys->file, fault);
    if (status != STATUS_OK) {
        return status;
    }
    ssize_t len = read(fd, text, sizeof(text));
    struct span whole = {.data = text, .len = len < 0 ? 0 : (size_t)len};
    if (whole.len == sizeof(text) || !lines_take(whole, keys)) {
        FAULT(fault, "seal", "", "%s: a line is not \"<id> <key>\", or there is none", path);
        status = STATUS_INVALID;
    }
    OPENSSL_cleanse(text, sizeof(text));
    return status;
}

enum status seal_keys_read(const char *path, struct seal_keys **keys_out, struct fault *fault)
{
    ensure(path != NULL && keys_out != NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || strlen(path) >= PATH_LEN) {
        FAULT(fault, "seal", "", "%s cannot be read", path);
        return STATUS_NOT_FOUND;
    }
    struct seal_keys *keys = calloc(1, sizeof(*keys)); /* start-up, or a replaced file */
    ensure(keys != NULL);
    (void)snprintf(keys->path, sizeof(keys->path), "%s", path);
    enum status status = file_take(fd, path, keys, fault);
    (void)close(fd);
    if (status != STATUS_OK) {
        seal_keys_free(keys);
        return status;
    }
    *keys_out = keys;
    return STATUS_OK;
}

static bool same_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino
           && one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec
           && one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

enum status seal_keys_refresh(struct seal_keys *keys, struct fault *fault)
{
    ensure(keys != NULL);
    struct stat file;
    struct seal_keys *fresh = NULL;
    if (stat(keys->path, &file) == 0 && same_file(&file, &keys->file)) {
        return STATUS_OK;
    }
    enum status status = seal_keys_read(keys->path, &fresh, fault);
    if (status == STATUS_OK) {
        *keys = *fresh;
        seal_keys_free(fresh);
    }
    return status;
}

enum status seal_keys_add(struct seal_keys *keys)
{
    ensure(keys != NULL);
    struct seal_key fresh;
    if (keys->count == SEAL_KEYS_MAX) {
        return STATUS_LIMIT;
    }
    do {
        ensure(RAND_bytes(fresh.id, ID_LEN) == 1);
    } while (key_find(keys, (const char *)fresh.id) != NULL);
    ensure(RAND_priv_bytes(fresh.key, KEY_LEN) == 1);
    (void)memmove(keys->keys + 1, keys->keys, keys->count * sizeof(fresh));
    keys->keys[0] = fresh;
    keys->count++;
    OPENSSL_cleanse(&fresh, sizeof(fresh));
    return STATUS_OK;
}

size_t seal_keys_drop(struct seal_keys *keys)
{
    ensure(keys != NULL);
    size_t dropped = keys->count - 1;
    OPENSSL_cleanse(keys->keys + 1, dropped * sizeof(keys->keys[0]));
    keys->count = 1;
    return dropped;
}

void seal_keys_put(struct buffer *out, const struct seal_keys *keys)
{
    ensure(keys != NULL);
    for (size_t i = 0; i < keys->count; i++) {
        const struct seal_key *key = &keys->keys[i];
        hex_put(out, (struct span){.data = (const char *)key->id, .len = ID_LEN});
        buffer_putc(out, ' ');
        hex_put(out, (struct span){.data = (const char *)key->key, .len = KEY_LEN});
        buffer_putc(out, '\n');
    }
}

void seal_keys_free(struct seal_keys *keys)
{
    if (keys != NULL) {
        OPENSSL_cleanse(keys, sizeof(*keys));
        free(keys);
    }
}

/* ---- sealing ---- */

/* What the secret is bound to, in one reading only: the purpose holds no line feed. */
static struct span additional(char text[static ADDITIONAL_MAX], const char *purpose, int64_t person)
{
    ensure(strchr(purpose, '\n') == NULL);
    int len =
        snprintf(text, ADDITIONAL_MAX, "tilsagn/seal/v1\n%s\n%lld", purpose, (long long)person);
    ensure(len > 0 && len < ADDITIONAL_MAX);
    return (struct span){.data = text, .len = (size_t)len};
}

void seal_put(struct buffer *out, const struct seal_keys *keys, const char *purpose, int64_t person,
    struct span plain)
{
    ensure(keys != NULL && plain.len > 0 && plain.len <= SEAL_PLAIN_MAX);
    const struct seal_key *key = &keys->keys[0];
    uint8_t sealed[SEAL_PLAIN_MAX + SEAL_OVERHEAD] = {VERSION};
    char text[ADDITIONAL_MAX];
    struct span bound = additional(text, purpose, person);
    int len = 0;
    (void)memcpy(sealed + 1, key->id, ID_LEN);
    /* A random nonce of 96 bits: one key would have to seal billions of seeds to repeat one. */
    ensure(RAND_bytes(sealed + NONCE_AT, NONCE_LEN) == 1);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    ensure(
        cipher != NULL
        && EVP_EncryptInit_ex2(cipher, EVP_aes_256_gcm(), key->key, sealed + NONCE_AT, NULL) == 1
        && EVP_EncryptUpdate(cipher, NULL, &len, (const unsigned char *)bound.data, (int)bound.len)
               == 1
        && EVP_EncryptUpdate(
               cipher, sealed + CIPHER_AT, &len, (const unsigned char *)plain.data, (int)plain.len)
               == 1
        && EVP_EncryptFinal_ex(cipher, sealed + CIPHER_AT + plain.len, &len) == 1
        && EVP_CIPHER_CTX_ctrl(
               cipher, EVP_CTRL_GCM_GET_TAG, TAG_LEN, sealed + CIPHER_AT + plain.len)
               == 1);
    EVP_CIPHER_CTX_free(cipher);
    buffer_put(out, (struct span){.data = (const char *)sealed, .len = plain.len + SEAL_OVERHEAD});
}

enum status seal_open(const struct seal_keys *keys, const char *purpose, int64_t person,
    struct span sealed, uint8_t *plain_out, size_t len)
{
    ensure(keys != NULL && plain_out != NULL && len > 0 && len <= SEAL_PLAIN_MAX);
    (void)memset(plain_out, 0, len);
    if (sealed.len != len + SEAL_OVERHEAD || sealed.data[0] != VERSION) {
        return STATUS_INVALID;
    }
    const struct seal_key *key = key_find(keys, sealed.data + 1);
    if (key == NULL) {
        return STATUS_NOT_FOUND;
    }
    const unsigned char *bytes = (const unsigned char *)sealed.data;
    unsigned char tag[TAG_LEN];
    char text[ADDITIONAL_MAX];
    struct span bound = additional(text, purpose, person);
    int done = 0;
    (void)memcpy(tag, bytes + CIPHER_AT + len, TAG_LEN);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    ensure(
        cipher != NULL
        && EVP_DecryptInit_ex2(cipher, EVP_aes_256_gcm(), key->key, bytes + NONCE_AT, NULL) == 1
        && EVP_DecryptUpdate(cipher, NULL, &done, (const unsigned char *)bound.data, (int)bound.len)
               == 1
        && EVP_DecryptUpdate(cipher, plain_out, &done, bytes + CIPHER_AT, (int)len) == 1
        && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_LEN, tag) == 1);
    bool good = EVP_DecryptFinal_ex(cipher, plain_out + len, &done) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (!good) {
        OPENSSL_cleanse(plain_out, len);
        return STATUS_DENIED;
    }
    return STATUS_OK;
}

enum status seal_renew(struct buffer *out, const struct seal_keys *keys, const char *purpose,
    int64_t person, struct span sealed)
{
    uint8_t plain[SEAL_PLAIN_MAX];
    if (sealed.len <= SEAL_OVERHEAD || sealed.len > SEAL_PLAIN_MAX + SEAL_OVERHEAD) {
        return STATUS_INVALID;
    }
    size_t len = sealed.len - SEAL_OVERHEAD;
    enum status status = seal_open(keys, purpose, person, sealed, plain, len);
    if (status == STATUS_OK && memcmp(sealed.data + 1, keys->keys[0].id, ID_LEN) == 0) {
        status = STATUS_CONFLICT;
    }
    if (status == STATUS_OK) {
        seal_put(
            out, keys, purpose, person, (struct span){.data = (const char *)plain, .len = len});
    }
    OPENSSL_cleanse(plain, sizeof(plain));
    return status;
}
