/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/lists.h"

#include <string.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "auth/crl_compile.h"
#include "ledger/base/status.h"
#include "tests/support/certificates.h"

#define HOUR_S 3600
#define DAY_S  86400

static FILE *pki_open(const char *name, const char *suffix)
{
    char file[100];
    (void)snprintf(file, sizeof(file), "%s%s", name, suffix);
    FILE *stream = fopen(pki_path(file), "rb");
    ensure(stream != NULL);
    return stream;
}

static X509 *certificate_of(const char *name)
{
    FILE *file = pki_open(name, ".crt");
    X509 *x509 = PEM_read_X509(file, NULL, NULL, NULL);
    ensure(x509 != NULL && fclose(file) == 0);
    return x509;
}

static EVP_PKEY *key_of(const char *name)
{
    FILE *file = pki_open(name, ".key");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    ensure(key != NULL && fclose(file) == 0);
    return key;
}

static X509_EXTENSION *extension_raw(const char *oid, bool critical)
{
    ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    ensure(ASN1_OCTET_STRING_set(value, (const unsigned char *)"\x05", 2) == 1);
    X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, object, critical ? 1 : 0, value);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(object);
    return extension;
}

static X509_EXTENSION *extension_delta(bool critical)
{
    ASN1_INTEGER *base = s2i_ASN1_INTEGER(NULL, "6");
    X509_EXTENSION *extension = X509V3_EXT_i2d(NID_delta_crl, critical ? 1 : 0, base);
    ASN1_INTEGER_free(base);
    return extension;
}

/* "name=value" as OpenSSL's configuration has it, "delta" or "unknown". */
static X509_EXTENSION *extension_of(X509 *authority, const char *text, bool critical)
{
    char name[64];
    char value[200];
    const char *equals = strchr(text, '=');
    if (equals == NULL) {
        return strcmp(text, "delta") == 0 ? extension_delta(critical)
                                          : extension_raw("1.2.3.4.5", critical);
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)(equals - text), text);
    (void)snprintf(value, sizeof(value), "%s%s", critical ? "critical," : "", equals + 1);
    X509V3_CTX context;
    X509V3_set_ctx(&context, authority, NULL, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf(NULL, &context, name, value);
    ensure(extension != NULL);
    return extension;
}

static void extension_add(X509_CRL *crl, X509_EXTENSION *extension, bool twice)
{
    ensure(X509_CRL_add_ext(crl, extension, -1) == 1);
    if (twice) {
        ensure(X509_CRL_add_ext(crl, extension, -1) == 1);
    }
    X509_EXTENSION_free(extension);
}

static ASN1_TIME *time_in(int64_t seconds, int64_t otherwise)
{
    ASN1_TIME *moment =
        ASN1_TIME_set(NULL, time(NULL) + (time_t)(seconds == 0 ? otherwise : seconds));
    ensure(moment != NULL);
    return moment;
}

static void number_add(X509_CRL *crl, const struct list_recipe *recipe)
{
    const char *text = recipe->number == NULL ? "7" : recipe->number;
    if (text[0] == '\0') {
        return;
    }
    ASN1_INTEGER *number = s2i_ASN1_INTEGER(NULL, text);
    ensure(number != NULL);
    ensure(X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, X509V3_ADD_APPEND) == 1);
    if (recipe->twice && recipe->extension == NULL) {
        ensure(X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, X509V3_ADD_APPEND) == 1);
    }
    ASN1_INTEGER_free(number);
}

static void entry_extend(X509_REVOKED *revoked, const struct entry_recipe *entry)
{
    int critical = entry->critical ? 1 : 0;
    if (entry->reason != 0) {
        ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
        ensure(ASN1_ENUMERATED_set(reason, entry->reason) == 1);
        ensure(
            X509_REVOKED_add1_ext_i2d(revoked, NID_crl_reason, reason, critical, X509V3_ADD_APPEND)
            == 1);
        ASN1_ENUMERATED_free(reason);
    }
    if (entry->invalid_in_s != 0) {
        ASN1_GENERALIZEDTIME *moment =
            ASN1_GENERALIZEDTIME_set(NULL, time(NULL) + (time_t)entry->invalid_in_s);
        ensure(X509_REVOKED_add1_ext_i2d(
                   revoked, NID_invalidity_date, moment, critical, X509V3_ADD_APPEND)
               == 1);
        ASN1_GENERALIZEDTIME_free(moment);
    }
    if (entry->other_extension != NULL || entry->broken_reason) {
        X509_EXTENSION *extension = extension_raw(
            entry->broken_reason ? "2.5.29.21" : entry->other_extension, entry->critical);
        ensure(X509_REVOKED_add_ext(revoked, extension, -1) == 1);
        X509_EXTENSION_free(extension);
    }
}

static void entry_add(X509_CRL *crl, const struct entry_recipe *entry)
{
    X509_REVOKED *revoked = X509_REVOKED_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ensure(ASN1_INTEGER_set_int64(serial, entry->serial) == 1);
    ensure(X509_REVOKED_set_serialNumber(revoked, serial) == 1);
    ASN1_INTEGER_free(serial);
    ASN1_TIME *moment = time_in(0, -DAY_S);
    ensure(X509_REVOKED_set_revocationDate(revoked, moment) == 1);
    ASN1_TIME_free(moment);
    entry_extend(revoked, entry);
    ensure(X509_CRL_add0_revoked(crl, revoked) == 1);
}

static void entries_add(X509_CRL *crl, const struct list_recipe *recipe)
{
    for (size_t i = 0; i < recipe->entry_count; i++) {
        entry_add(crl, &recipe->entries[i]);
    }
    for (size_t i = 0; i < recipe->many; i++) {
        const struct entry_recipe entry = {.serial = 1000 + (int64_t)i};
        entry_add(crl, &entry);
    }
}

static void dates_set(X509_CRL *crl, const struct list_recipe *recipe)
{
    ASN1_TIME *begins = time_in(recipe->begins_in_s, -HOUR_S);
    ASN1_TIME *ends = time_in(recipe->ends_in_s, 30 * (int64_t)DAY_S);
    ensure(X509_CRL_set1_lastUpdate(crl, begins) == 1);
    ensure(recipe->no_next_update || X509_CRL_set1_nextUpdate(crl, ends) == 1);
    ASN1_TIME_free(begins);
    ASN1_TIME_free(ends);
}

static void list_sign(X509_CRL *crl, const struct list_recipe *recipe, const char *key_name)
{
    EVP_PKEY *key = key_of(key_name);
    const EVP_MD *digest = EVP_get_digestbyname(recipe->digest == NULL ? "SHA256" : recipe->digest);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *key_context = NULL;
    ensure(EVP_DigestSignInit(context, &key_context, digest, NULL, key) == 1);
    if (recipe->pss) {
        ensure(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
        ensure(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    ensure(X509_CRL_sign_ctx(crl, context) > 0);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
}

X509_CRL *list_cook(const struct list_recipe *recipe)
{
    const char *name = recipe->authority == NULL ? "issuing" : recipe->authority;
    X509 *authority = certificate_of(name);
    X509_CRL *crl = X509_CRL_new();
    ensure(X509_CRL_set_version(crl, recipe->version_1 ? X509_CRL_VERSION_1 : X509_CRL_VERSION_2)
           == 1);
    ensure(X509_CRL_set_issuer_name(crl, X509_get_subject_name(authority)) == 1);
    dates_set(crl, recipe);
    number_add(crl, recipe);
    if (recipe->extension != NULL) {
        extension_add(
            crl, extension_of(authority, recipe->extension, recipe->critical), recipe->twice);
    }
    entries_add(crl, recipe);
    ensure(X509_CRL_sort(crl) == 1);
    list_sign(crl, recipe, recipe->key == NULL ? name : recipe->key);
    X509_free(authority);
    return crl;
}

static struct span bio_take(struct arena *arena, BIO *bio)
{
    char *data = NULL;
    long len = BIO_get_mem_data(bio, &data);
    struct span bytes = arena_copy(arena, (struct span){.data = data, .len = (size_t)len});
    ensure(bytes.data != NULL);
    BIO_free(bio);
    return bytes;
}

struct span list_der(struct arena *arena, X509_CRL *crl)
{
    BIO *bio = BIO_new(BIO_s_mem());
    ensure(i2d_X509_CRL_bio(bio, crl) == 1);
    return bio_take(arena, bio);
}

struct span list_pem(struct arena *arena, X509_CRL *crl)
{
    BIO *bio = BIO_new(BIO_s_mem());
    ensure(PEM_write_bio_X509_CRL(bio, crl) == 1);
    return bio_take(arena, bio);
}

STACK_OF(X509) * list_authorities(void)
{
    STACK_OF(X509) *authorities = sk_X509_new_null();
    ensure(sk_X509_push(authorities, certificate_of("root")) == 1);
    ensure(sk_X509_push(authorities, certificate_of("issuing")) == 2);
    return authorities;
}

struct span list_table(
    struct arena *arena, struct span pem, STACK_OF(X509) * authorities, int64_t now_s)
{
    struct crl_compile compile;
    struct buffer bytes;
    struct fault fault;
    fault_clear(&fault);
    STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
    ensure(crl_read(pem, lists, &fault) == STATUS_OK);
    ensure(crl_compile_init(&compile, authorities, NULL, now_s, &fault) == STATUS_OK);
    for (int i = 0; i < sk_X509_CRL_num(lists); i++) {
        ensure(crl_compile_add(&compile, sk_X509_CRL_value(lists, i), &fault) == STATUS_OK);
    }
    buffer_init(&bytes, CRL_TABLE_LEN_MAX);
    ensure(crl_compile_end(&compile, &bytes, &fault) == STATUS_OK);
    struct span table = arena_copy(arena, buffer_span(&bytes));
    buffer_free(&bytes);
    crl_compile_free(&compile);
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
    return table;
}
