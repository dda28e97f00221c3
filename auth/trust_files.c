/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/trust_files.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "ledger/base/buffer.h"

/* The whole file into *text, which the caller frees in any case. */
static enum status file_read(const char *path, struct buffer *text, struct fault *fault)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        FAULT(fault, "auth", "", "cannot open %s", path);
        return STATUS_NOT_FOUND;
    }
    char chunk[16384];
    size_t len;
    while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        buffer_put(text, (struct span){.data = chunk, .len = len});
    }
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed || text->failed) {
        FAULT(fault, "auth", "", "%s cannot be read or is too large", path);
        return failed ? STATUS_NOT_FOUND : STATUS_LIMIT;
    }
    return STATUS_OK;
}

enum status profile_load(const char *path, struct profile **profile_out, struct fault *fault)
{
    struct buffer text;
    buffer_init(&text, PROFILE_LEN_MAX);
    enum status status = file_read(path, &text, fault);
    if (status == STATUS_OK) {
        struct fault about;
        fault_clear(&about);
        status = profile_parse(buffer_span(&text), profile_out, &about);
        if (status != STATUS_OK) {
            FAULT(fault, "auth", "", "%s: %s", path, about.text);
        }
    }
    buffer_free(&text);
    return status;
}

/* Every object of the PEM file; NULL when one does not parse or there is none. */
static STACK_OF(X509_INFO) * pem_objects(struct span text)
{
    BIO *bio = text.len == 0 ? NULL : BIO_new_mem_buf(text.data, (int)text.len);
    if (bio == NULL) {
        return NULL;
    }
    ERR_clear_error();
    STACK_OF(X509_INFO) *objects = PEM_X509_INFO_read_bio(bio, NULL, NULL, NULL);
    ERR_clear_error();
    BIO_free(bio);
    return objects;
}

static enum status pem_load(
    const char *path, STACK_OF(X509_INFO) * *objects_out, struct fault *fault)
{
    struct buffer text;
    buffer_init(&text, TRUST_FILE_LEN_MAX);
    enum status status = file_read(path, &text, fault);
    if (status == STATUS_OK) {
        *objects_out = pem_objects(buffer_span(&text));
        if (*objects_out == NULL) {
            FAULT(fault, "auth", "", "%s is not a PEM file", path);
            status = STATUS_INVALID;
        }
    }
    buffer_free(&text);
    return status;
}

bool certificate_digest(const X509 *x509, struct digest *digest_out)
{
    unsigned len = 0;
    return X509_digest(x509, EVP_sha256(), digest_out->bytes, &len) == 1 && len == DIGEST_LEN;
}

bool certificate_is(const X509 *x509, const struct digest *pin)
{
    struct digest digest;
    return certificate_digest(x509, &digest) && memcmp(digest.bytes, pin->bytes, DIGEST_LEN) == 0;
}

static bool holds(STACK_OF(X509) * authorities, const struct digest *pin)
{
    for (int i = 0; i < sk_X509_num(authorities); i++) {
        if (certificate_is(sk_X509_value(authorities, i), pin)) {
            return true;
        }
    }
    return false;
}

static bool all_there(STACK_OF(X509) * authorities, const struct profiles *profiles)
{
    bool there = sk_X509_num(authorities) <= TRUST_AUTHORITIES_MAX;
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile_rules *rules = profile_rules(profiles->list[i]);
        for (size_t j = 0; there && j < rules->root_count; j++) {
            there = holds(authorities, &rules->roots[j]);
        }
        for (size_t j = 0; there && j < rules->issuing_count; j++) {
            there = holds(authorities, &rules->issuing[j]);
        }
    }
    return there;
}

/* Moves the certificates over; false when there is anything but pinned certificates, or too few. */
static bool authorities_take(
    STACK_OF(X509_INFO) * objects, const struct profiles *profiles, STACK_OF(X509) * authorities)
{
    for (int i = 0; i < sk_X509_INFO_num(objects); i++) {
        X509_INFO *object = sk_X509_INFO_value(objects, i);
        if (object->x509 == NULL || object->crl != NULL || object->x_pkey != NULL) {
            return false;
        }
        if (!profiles_pin_root(profiles, object->x509)
            && !profiles_pin_issuing(profiles, object->x509)) {
            return false;
        }
        if (X509_add_cert(authorities, object->x509, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP)
            != 1) {
            return false; /* uncovered: memory ran out */
        }
    }
    return all_there(authorities, profiles);
}

enum status authorities_load(const char *path, const struct profiles *profiles,
    STACK_OF(X509) * *authorities_out, struct fault *fault)
{
    STACK_OF(X509_INFO) *objects = NULL;
    enum status status = pem_load(path, &objects, fault);
    if (status != STATUS_OK) {
        return status;
    }
    STACK_OF(X509) *authorities = sk_X509_new_null();
    if (authorities != NULL && authorities_take(objects, profiles, authorities)) {
        *authorities_out = authorities;
    } else {
        FAULT(fault, "auth", "", "%s does not hold exactly the CAs that the profiles pin", path);
        sk_X509_pop_free(authorities, X509_free);
        status = STATUS_INVALID;
    }
    sk_X509_INFO_pop_free(objects, X509_INFO_free);
    return status;
}

/* Full lists only: OpenSSL was seen to accept wrongly with deltas, and partial ones miss entries.
 */
static bool crl_is_full(const X509_CRL *crl)
{
    const int partial[] = {NID_delta_crl, NID_freshest_crl, NID_issuing_distribution_point};
    for (size_t i = 0; i < sizeof(partial) / sizeof(partial[0]); i++) {
        if (X509_CRL_get_ext_by_NID(crl, partial[i], -1) >= 0) {
            return false;
        }
    }
    return X509_CRL_get0_nextUpdate(crl) != NULL;
}

/* The authority that signed the list: the signature decides, several may share a name. */
static int signer_of(X509_CRL *crl, STACK_OF(X509) * authorities)
{
    for (int i = 0; i < sk_X509_num(authorities); i++) {
        X509 *authority = sk_X509_value(authorities, i);
        if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(authority)) == 0
            && X509_CRL_verify(crl, X509_get0_pubkey(authority)) == 1) {
            return i;
        }
    }
    return -1;
}

/* Moves the lists over; NULL, or what is wrong. */
static const char *crls_take(
    STACK_OF(X509_INFO) * objects, STACK_OF(X509) * authorities, STACK_OF(X509_CRL) * crls)
{
    bool seen[TRUST_AUTHORITIES_MAX] = {false};
    for (int i = 0; i < sk_X509_INFO_num(objects); i++) {
        X509_INFO *object = sk_X509_INFO_value(objects, i);
        if (object->crl == NULL || object->x509 != NULL || !crl_is_full(object->crl)) {
            return "something other than full revocation lists";
        }
        int signer = signer_of(object->crl, authorities);
        if (signer < 0 || seen[signer]) {
            return "a list that is not signed by a pinned CA, or two of one CA";
        }
        seen[signer] = true;
        if (sk_X509_CRL_push(crls, object->crl) == 0) {
            return "more than memory allows"; /* uncovered: memory ran out */
        }
        object->crl = NULL; /* ours now */
    }
    return sk_X509_CRL_num(crls) == sk_X509_num(authorities) ? NULL : "too few lists";
}

enum status crls_load(const char *path, STACK_OF(X509) * authorities,
    STACK_OF(X509_CRL) * *crls_out, struct fault *fault)
{
    STACK_OF(X509_INFO) *objects = NULL;
    enum status status = pem_load(path, &objects, fault);
    if (status != STATUS_OK) {
        return status;
    }
    STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();
    const char *wrong =
        crls == NULL ? "more than memory allows" : crls_take(objects, authorities, crls);
    ERR_clear_error(); /* failed attempts to verify */
    if (wrong == NULL) {
        *crls_out = crls;
    } else {
        FAULT(fault, "auth", "", "%s holds %s", path, wrong);
        sk_X509_CRL_pop_free(crls, X509_CRL_free);
        status = STATUS_INVALID;
    }
    sk_X509_INFO_pop_free(objects, X509_INFO_free);
    return status;
}
