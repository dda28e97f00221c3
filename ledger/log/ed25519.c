/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/ed25519.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

/* struct ed25519_key has no body: it is libcrypto's key under a name of ours. */
static EVP_PKEY *pkey_of(const struct ed25519_key *key)
{
    ensure(key != NULL);
    union {
        /* cppcheck-suppress unusedStructMember ; set by the initialiser */
        const struct ed25519_key *ours;
        EVP_PKEY *theirs; /* libcrypto does not promise const */
    } name = {.ours = key};
    return name.theirs;
}

static enum status take(EVP_PKEY *pkey, enum status otherwise, struct ed25519_key **key_out)
{
    ERR_clear_error();
    if (pkey == NULL) {
        return otherwise;
    }
    *key_out = (struct ed25519_key *)pkey;
    return STATUS_OK;
}

enum status ed25519_create(struct ed25519_key **key_out)
{
    return take(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), STATUS_INTERNAL, key_out);
}

enum status ed25519_from_secret(
    const uint8_t secret[static ED25519_SECRET_LEN], struct ed25519_key **key_out)
{
    return take(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, ED25519_SECRET_LEN),
        STATUS_INTERNAL, key_out);
}

/* A daemon must never stop to ask the terminal for a passphrase. */
/* NOLINTNEXTLINE(readability-non-const-parameter): libcrypto's type */
static int no_passphrase(char *text, int size, int writing, void *context)
{
    (void)text;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

enum status ed25519_from_pem(struct span pem, struct ed25519_key **key_out)
{
    BIO *bio = pem.len == 0 || pem.len > 4096 ? NULL : BIO_new_mem_buf(pem.data, (int)pem.len);
    if (bio == NULL) {
        return STATUS_INVALID;
    }
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    if (pkey != NULL && EVP_PKEY_get_id(pkey) != EVP_PKEY_ED25519) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    return take(pkey, STATUS_INVALID, key_out);
}

enum status ed25519_put_pem(struct buffer *out, const struct ed25519_key *key)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    bool written =
        bio != NULL
        && PEM_write_bio_PKCS8PrivateKey(bio, pkey_of(key), NULL, NULL, 0, NULL, NULL) == 1;
    if (written) {
        char *text = NULL;
        long len = BIO_get_mem_data(bio, &text);
        buffer_put(out, (struct span){.data = text, .len = (size_t)len});
    }
    BIO_free(bio);
    return written && !out->failed ? STATUS_OK : STATUS_INTERNAL; /* uncovered: no memory */
}

void ed25519_free(struct ed25519_key *key)
{
    EVP_PKEY_free((EVP_PKEY *)key);
}

void ed25519_public(const struct ed25519_key *key, uint8_t public_out[static ED25519_PUBLIC_LEN])
{
    size_t len = ED25519_PUBLIC_LEN;
    ensure(EVP_PKEY_get_raw_public_key(pkey_of(key), public_out, &len) == 1);
    ensure(len == ED25519_PUBLIC_LEN);
}

static const unsigned char *bytes_of(struct span message)
{
    return (const unsigned char *)(message.len == 0 ? "" : message.data);
}

void ed25519_sign(const struct ed25519_key *key, struct span message,
    uint8_t signature_out[static ED25519_SIGNATURE_LEN])
{
    size_t len = ED25519_SIGNATURE_LEN;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    ensure(context != NULL);
    ensure(EVP_DigestSignInit(context, NULL, NULL, NULL, pkey_of(key)) == 1);
    ensure(EVP_DigestSign(context, signature_out, &len, bytes_of(message), message.len) == 1);
    ensure(len == ED25519_SIGNATURE_LEN);
    EVP_MD_CTX_free(context);
}

bool ed25519_verify(const uint8_t public_key[static ED25519_PUBLIC_LEN], struct span message,
    const uint8_t signature[static ED25519_SIGNATURE_LEN])
{
    ERR_clear_error();
    EVP_PKEY *pkey =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, ED25519_PUBLIC_LEN);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = pkey != NULL && context != NULL
                && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1
                && EVP_DigestVerify(
                       context, signature, ED25519_SIGNATURE_LEN, bytes_of(message), message.len)
                       == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
    ERR_clear_error();
    return good;
}
