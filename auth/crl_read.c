/* SPDX-License-Identifier: EUPL-1.2 */
#include <openssl/err.h>
#include <openssl/pem.h>

#include "auth/crl_compile.h"

/* Moves the lists of the PEM objects over; false when there is anything else, or nothing. */
static bool pem_take(STACK_OF(X509_INFO) * objects, STACK_OF(X509_CRL) * lists)
{
    for (int i = 0; i < sk_X509_INFO_num(objects); i++) {
        const X509_INFO *object = sk_X509_INFO_value(objects, i);
        if (object->crl == NULL || object->x509 != NULL || object->x_pkey != NULL) {
            return false;
        }
    }
    for (int i = 0; i < sk_X509_INFO_num(objects); i++) {
        X509_INFO *object = sk_X509_INFO_value(objects, i);
        ensure(sk_X509_CRL_push(lists, object->crl) > 0); /* no memory: the operator tries again */
        object->crl = NULL;                               /* theirs now */
    }
    return sk_X509_INFO_num(objects) > 0;
}

/* Every object of the PEM text; NULL when one does not parse or is cut off. */
static STACK_OF(X509_INFO) * pem_objects(struct span bytes)
{
    BIO *bio = BIO_new_mem_buf(bytes.data, (int)bytes.len);
    ensure(bio != NULL);
    STACK_OF(X509_INFO) *objects = PEM_X509_INFO_read_bio(bio, NULL, NULL, NULL);
    BIO_free(bio);
    return objects;
}

static bool pem_read(struct span bytes, STACK_OF(X509_CRL) * lists)
{
    STACK_OF(X509_INFO) *objects = pem_objects(bytes);
    bool taken = objects != NULL && pem_take(objects, lists);
    sk_X509_INFO_pop_free(objects, X509_INFO_free);
    return taken;
}

static bool der_read(struct span bytes, STACK_OF(X509_CRL) * lists)
{
    const unsigned char *next = (const unsigned char *)bytes.data;
    X509_CRL *crl = d2i_X509_CRL(NULL, &next, (long)bytes.len);
    if (crl == NULL || next != (const unsigned char *)bytes.data + bytes.len) {
        X509_CRL_free(crl);
        return false;
    }
    ensure(sk_X509_CRL_push(lists, crl) > 0);
    return true;
}

enum status crl_read(struct span bytes, STACK_OF(X509_CRL) * lists, struct fault *fault)
{
    ensure(lists != NULL);
    if (bytes.len > CRL_BYTES_MAX) {
        FAULT(fault, "auth", "", "larger than %zu bytes", CRL_BYTES_MAX);
        return STATUS_LIMIT;
    }
    ERR_clear_error();
    bool der = bytes.len > 0 && bytes.data[0] == '\x30';
    bool good = der ? der_read(bytes, lists) : bytes.len > 0 && pem_read(bytes, lists);
    ERR_clear_error();
    if (!good) {
        FAULT(fault, "auth", "", "neither a list in DER nor PEM with whole lists and nothing else");
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

/* Moves the certificates over; false when there is anything else, or one a second time. */
static bool authorities_take(STACK_OF(X509_INFO) * objects, STACK_OF(X509) * authorities)
{
    int count = sk_X509_INFO_num(objects);
    for (int i = 0; i < count; i++) {
        const X509_INFO *object = sk_X509_INFO_value(objects, i);
        if (object->x509 == NULL || object->crl != NULL || object->x_pkey != NULL) {
            return false;
        }
        /* A second copy is dropped, and then the count differs. */
        ensure(X509_add_cert(authorities, object->x509, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP)
               == 1);
    }
    return count > 0 && sk_X509_num(authorities) == count;
}

enum status crl_authorities_read(
    struct span pem, STACK_OF(X509) * *authorities_out, struct fault *fault)
{
    ensure(authorities_out != NULL);
    STACK_OF(X509) *authorities = sk_X509_new_null();
    ensure(authorities != NULL);
    ERR_clear_error();
    STACK_OF(X509_INFO) *objects =
        pem.len > 0 && pem.len <= CRL_BYTES_MAX ? pem_objects(pem) : NULL;
    ERR_clear_error();
    bool good = objects != NULL && authorities_take(objects, authorities);
    sk_X509_INFO_pop_free(objects, X509_INFO_free);
    if (!good) {
        sk_X509_pop_free(authorities, X509_free);
        FAULT(fault, "auth", "", "holds something other than CA certificates in PEM, each once");
        return STATUS_INVALID;
    }
    *authorities_out = authorities;
    return STATUS_OK;
}
