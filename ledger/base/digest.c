/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/digest.h"

#include <pthread.h>

#include <openssl/evp.h>

_Static_assert(DIGEST_HEX_LEN == 2 * DIGEST_LEN, "two digits a byte");

static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;

static void fetch(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

/* EVP_sha256() would have libcrypto look for its implementation each time. */
static const EVP_MD *algorithm(void)
{
    ensure(pthread_once(&fetched, fetch) == 0 && sha256 != NULL);
    return sha256;
}

struct digest digest_of(struct span bytes)
{
    struct digest digest;
    unsigned len = 0;
    /* libcrypto wants a pointer even for nothing. */
    const void *data = bytes.len == 0 ? "" : bytes.data;
    ensure(EVP_Digest(data, bytes.len, digest.bytes, &len, algorithm(), NULL) == 1);
    ensure(len == DIGEST_LEN);
    return digest;
}

/* struct digest_stream has no body: it is libcrypto's context under a name of ours. */
static EVP_MD_CTX *context_of(struct digest_stream *stream)
{
    ensure(stream != NULL);
    return (EVP_MD_CTX *)stream;
}

struct digest_stream *digest_begin(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context != NULL) {
        ensure(EVP_DigestInit_ex(context, algorithm(), NULL) == 1);
    }
    return (struct digest_stream *)context;
}

void digest_add(struct digest_stream *stream, struct span bytes)
{
    EVP_MD_CTX *context = context_of(stream);
    if (bytes.len > 0) {
        ensure(EVP_DigestUpdate(context, bytes.data, bytes.len) == 1);
    }
}

struct digest digest_end(struct digest_stream *stream)
{
    EVP_MD_CTX *context = context_of(stream);
    struct digest digest;
    unsigned len = 0;
    ensure(EVP_DigestFinal_ex(context, digest.bytes, &len) == 1);
    ensure(len == DIGEST_LEN);
    EVP_MD_CTX_free(context);
    return digest;
}
