/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/certificates.h"

#include <string.h>
#include <time.h>

#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "ledger/base/buffer.h"
#include "ledger/base/status.h"

struct authority {
    X509 *x509;
    EVP_PKEY *key;
};

const char *pki_path(const char *name)
{
    static char paths[2][512];
    static size_t turn;
    turn = 1 - turn;
    const char *folder = getenv("TILSAGN_TEST_PKI"); /* NOLINT(concurrency-mt-unsafe): one thread */
    ensure(folder != NULL);
    int len = snprintf(paths[turn], sizeof(paths[turn]), "%s/%s", folder, name);
    ensure(len > 0 && (size_t)len < sizeof(paths[turn]));
    return paths[turn];
}

struct span pki_file(struct arena *arena, const char *name)
{
    FILE *file = fopen(pki_path(name), "rb");
    ensure(file != NULL);
    static char bytes[65536];
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    ensure(len > 0 && len < sizeof(bytes));
    (void)fclose(file);
    return arena_copy(arena, (struct span){.data = bytes, .len = len});
}

static EVP_PKEY *key_load(const char *name)
{
    FILE *file = fopen(pki_path(name), "r");
    ensure(file != NULL);
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    ensure(key != NULL);
    (void)fclose(file);
    return key;
}

static X509 *certificate_load(const char *name)
{
    FILE *file = fopen(pki_path(name), "r");
    ensure(file != NULL);
    X509 *x509 = PEM_read_X509(file, NULL, NULL, NULL);
    ensure(x509 != NULL);
    (void)fclose(file);
    return x509;
}

static EVP_PKEY *key_explicit(void)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    ensure(EVP_PKEY_keygen_init(context) == 1);
    ensure(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1);
    ensure(EVP_PKEY_CTX_set_ec_param_enc(context, OPENSSL_EC_EXPLICIT_CURVE) == 1);
    EVP_PKEY *key = NULL;
    ensure(EVP_PKEY_keygen(context, &key) == 1);
    EVP_PKEY_CTX_free(context);
    return key;
}

static EVP_PKEY *key_make(enum key_kind kind)
{
    switch (kind) {
    case KEY_EC:
        return EVP_EC_gen("P-256");
    case KEY_RSA_2048:
        return EVP_RSA_gen(2048);
    case KEY_RSA_1024:
        return EVP_RSA_gen(1024);
    case KEY_EC_EXPLICIT:
        return key_explicit();
    }
    ensure(false);
    return NULL;
}

static struct authority authority_named(const char *name)
{
    char file[2][64];
    (void)snprintf(file[0], sizeof(file[0]), "%s.crt", name);
    (void)snprintf(file[1], sizeof(file[1]), "%s.key", name);
    return (struct authority){certificate_load(file[0]), key_load(file[1])};
}

static struct authority authority_of_test(void)
{
    struct authority authority = {certificate_load("issuing.crt"), EVP_EC_gen("P-256")};
    X509_NAME *name = X509_NAME_dup(X509_get_subject_name(authority.x509));
    ensure(X509_NAME_add_entry_by_txt(
               name, "OU", MBSTRING_UTF8, (const unsigned char *)"Test - cti", -1, -1, 0)
           == 1);
    ensure(X509_set_subject_name(authority.x509, name) == 1);
    X509_NAME_free(name);
    return authority;
}

static struct authority authority_of(const struct recipe *recipe, EVP_PKEY *own)
{
    if (recipe->authority != NULL) {
        return authority_named(recipe->authority);
    }
    switch (recipe->issuer) {
    case ISSUER_ISSUING:
        return authority_named("issuing");
    case ISSUER_ROOT:
        return authority_named("root");
    case ISSUER_EMPLOYEE:
        return authority_named("people/applicant-1");
    case ISSUER_FORGED: /* the name of ours, the key of somebody else */
        return (struct authority){certificate_load("issuing.crt"), key_load("foreign-ca.key")};
    case ISSUER_TEST_ENVIRONMENT:
        return authority_of_test();
    case ISSUER_SELF:
        ensure(EVP_PKEY_up_ref(own) == 1);
        return (struct authority){NULL, own};
    }
    ensure(false);
    return (struct authority){NULL, NULL};
}

#define GOOD(name, type, text)                                                                     \
    {                                                                                              \
        NID_##name, V_ASN1_##type, "" text "", sizeof(text) - 1, false                             \
    }

static void subject_set(X509 *x509, const struct recipe *recipe)
{
    const struct attribute good[] = {
        GOOD(commonName, UTF8STRING, "Åse Prøve"),
        GOOD(givenName, UTF8STRING, "Åse"),
        GOOD(surname, UTF8STRING, "Prøve"),
        GOOD(serialNumber, PRINTABLESTRING, GOOD_SERIAL),
        GOOD(organizationName, UTF8STRING, "Demokommune A"),
        GOOD(organizationIdentifier, UTF8STRING, "NTRDK-10000001"),
        GOOD(countryName, PRINTABLESTRING, "DK"),
        recipe->add,
    };
    X509_NAME *name = X509_NAME_new();
    bool own = recipe->subject != NULL;
    const struct attribute *subject = own ? recipe->subject : good;
    size_t count = own ? recipe->subject_count : sizeof(good) / sizeof(good[0]);
    for (size_t i = 0; i < count; i++) {
        struct attribute attribute = subject[i];
        if (!own && attribute.nid != 0 && attribute.nid == recipe->replace.nid && i < 7) {
            attribute = recipe->replace;
        }
        if (attribute.len > 0) {
            ensure(X509_NAME_add_entry_by_NID(name, attribute.nid, attribute.type,
                       (const unsigned char *)attribute.bytes, (int)attribute.len, -1,
                       attribute.same_rdn ? -1 : 0)
                   == 1);
        }
    }
    ensure(X509_set_subject_name(x509, name) == 1);
    X509_NAME_free(name);
}

static void extension_add(X509 *x509, X509V3_CTX *context, int nid, const char *value)
{
    if (value[0] == '\0') {
        return;
    }
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
    ensure(extension != NULL);
    ensure(X509_add_ext(x509, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

static void unknown_critical_add(X509 *x509)
{
    ASN1_OBJECT *object = OBJ_txt2obj("1.2.3.4.5.6", 1);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    ensure(ASN1_OCTET_STRING_set(value, (const unsigned char *)"\x05", 2) == 1);
    X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, object, 1, value);
    ensure(X509_add_ext(x509, extension, -1) == 1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(object);
}

static void alternative_names_add(X509 *x509, size_t count)
{
    struct buffer value;
    buffer_init(&value, 65536);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&value, "%semail:person-%zu@municipality.example", i == 0 ? "" : ",", i);
    }
    buffer_putc(&value, '\0');
    ensure(!value.failed);
    extension_add(x509, NULL, NID_subject_alt_name, value.data);
    buffer_free(&value);
}

static const char *or_default(const char *value, const char *otherwise)
{
    return value == NULL ? otherwise : value;
}

static void extensions_add(X509 *x509, X509 *issuer, const struct recipe *recipe)
{
    X509V3_CTX context;
    CONF *none = NCONF_new(NULL); /* some extensions insist on a configuration */
    X509V3_set_ctx(&context, issuer == NULL ? x509 : issuer, x509, NULL, NULL, 0);
    X509V3_set_nconf(&context, none);
    extension_add(x509, &context, NID_basic_constraints,
        or_default(recipe->basic_constraints, "critical,CA:FALSE"));
    extension_add(x509, &context, NID_key_usage,
        or_default(recipe->key_usage, "critical,digitalSignature,nonRepudiation,keyEncipherment"));
    extension_add(x509, &context, NID_ext_key_usage, or_default(recipe->extended_key_usage, ""));
    extension_add(x509, &context, NID_certificate_policies,
        or_default(recipe->policies, "0.4.0.2042.1.1,1.2.208.169.1.1.1.2.7"));
    alternative_names_add(x509, recipe->alternative_names);
    extension_add(x509, &context, NID_subject_key_identifier, "hash");
    if (issuer != NULL) {
        extension_add(x509, &context, NID_authority_key_identifier, "keyid:always");
    }
    if (recipe->unknown_critical) {
        unknown_critical_add(x509);
    }
    NCONF_free(none);
}

static void sign(X509 *x509, EVP_PKEY *key, const EVP_MD *digest, bool pkcs1)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *key_context = NULL;
    ensure(EVP_DigestSignInit(context, &key_context, digest, NULL, key) == 1);
    if (EVP_PKEY_is_a(key, "RSA") == 1 && !pkcs1) {
        ensure(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
        ensure(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    ensure(X509_sign_ctx(x509, context) > 0);
    EVP_MD_CTX_free(context);
}

static void serial_set(X509 *x509)
{
    uint64_t number = 0;
    ensure(RAND_bytes((unsigned char *)&number, 7) == 1);
    ensure(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), number | 1U) == 1);
}

X509 *certificate_cook(const struct recipe *recipe)
{
    X509 *x509 = X509_new();
    EVP_PKEY *key = recipe->own == NULL ? key_make(recipe->key) : recipe->own;
    ensure(recipe->own == NULL || EVP_PKEY_up_ref(key) == 1);
    struct authority authority = authority_of(recipe, key);
    ensure(X509_set_version(x509, X509_VERSION_3) == 1);
    serial_set(x509);
    time_t now = time(NULL);
    const time_t year_s = 365 * 86400;
    ensure(ASN1_TIME_set(X509_getm_notBefore(x509),
               now + (recipe->begins_in_s == 0 ? -3600 : recipe->begins_in_s))
           != NULL);
    ensure(ASN1_TIME_set(X509_getm_notAfter(x509),
               now + (recipe->ends_in_s == 0 ? year_s : recipe->ends_in_s))
           != NULL);
    subject_set(x509, recipe);
    ensure(X509_set_issuer_name(
               x509, X509_get_subject_name(authority.x509 == NULL ? x509 : authority.x509))
           == 1);
    ensure(X509_set_pubkey(x509, key) == 1);
    extensions_add(x509, authority.x509, recipe);
    const EVP_MD *digest = recipe->md5 ? EVP_md5() : recipe->sha1 ? EVP_sha1() : EVP_sha256();
    sign(x509, authority.key, digest, recipe->pkcs1);
    X509_free(authority.x509);
    EVP_PKEY_free(authority.key);
    EVP_PKEY_free(key);
    return x509;
}

struct span text_escaped(struct arena *arena, struct span text)
{
    struct buffer out;
    buffer_init(&out, 4 * text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                     || c == '-' || c == '.' || c == '_' || c == '~';
        buffer_printf(&out, plain ? "%c" : "%%%02X", c);
    }
    struct span copy = arena_copy(arena, buffer_span(&out));
    buffer_free(&out);
    return copy;
}

struct span certificate_escaped(struct arena *arena, X509 *x509)
{
    BIO *bio = BIO_new(BIO_s_mem());
    ensure(PEM_write_bio_X509(bio, x509) == 1);
    char *data = NULL;
    long len = BIO_get_mem_data(bio, &data);
    struct span escaped = text_escaped(arena, (struct span){.data = data, .len = (size_t)len});
    BIO_free(bio);
    return escaped;
}
