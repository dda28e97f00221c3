/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/explain_values.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "auth/certificate.h"
#include "auth/trust_files.h"
#include "ledger/base/moment.h"

#define OID_TEXT_LEN 128

static void put_bio(struct buffer *out, BIO *bio)
{
    char *data = NULL;
    long len = BIO_get_mem_data(bio, &data);
    buffer_put(out, (struct span){.data = data, .len = len > 0 ? (size_t)len : 0});
    BIO_free(bio);
}

void explain_name(const X509_NAME *name, struct buffer *out)
{
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio != NULL) {
        (void)X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
        put_bio(out, bio);
    }
}

/* One attribute's text with its ASN.1 type, each time it is there. */
static void put_attribute(struct buffer *out, const X509_NAME *name, int nid)
{
    const char *separator = "";
    for (int i = X509_NAME_get_index_by_NID(name, nid, -1); i >= 0;
         i = X509_NAME_get_index_by_NID(name, nid, i)) {
        BIO *bio = BIO_new(BIO_s_mem());
        buffer_puts(out, separator);
        separator = " and ";
        if (bio != NULL) {
            (void)ASN1_STRING_print_ex(bio, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)),
                ASN1_STRFLGS_RFC2253 | ASN1_STRFLGS_SHOW_TYPE);
            put_bio(out, bio);
        }
    }
    buffer_puts(out, separator[0] == '\0' ? "absent" : "");
}

static void put_oid(struct buffer *out, const ASN1_OBJECT *object, int numbers)
{
    char text[OID_TEXT_LEN];
    int len = OBJ_obj2txt(text, sizeof(text), object, numbers);
    buffer_puts(out, len > 0 ? text : "?");
}

static void put_list(struct buffer *out, const struct span *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_puts(out, i == 0 ? "" : ", ");
        buffer_put(out, items[i]);
    }
}

static void put_time(struct buffer *out, const ASN1_TIME *time)
{
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio != NULL) {
        (void)ASN1_TIME_print_ex(bio, time, ASN1_DTFLGS_ISO8601);
        put_bio(out, bio);
    }
}

static void put_key_usage(struct buffer *out, uint32_t usage)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = {
        {KU_DIGITAL_SIGNATURE, "digitalSignature"},
        {KU_NON_REPUDIATION, "nonRepudiation"},
        {KU_KEY_ENCIPHERMENT, "keyEncipherment"},
        {KU_DATA_ENCIPHERMENT, "dataEncipherment"},
        {KU_KEY_AGREEMENT, "keyAgreement"},
        {KU_KEY_CERT_SIGN, "keyCertSign"},
        {KU_CRL_SIGN, "cRLSign"},
    };
    const char *separator = "";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if ((usage & names[i].bit) != 0) {
            buffer_printf(out, "%s%s", separator, names[i].name);
            separator = ", ";
        }
    }
}

static void seen_extensions(X509 *x509, struct buffer *out)
{
    for (int i = 0; i < X509_get_ext_count(x509); i++) {
        X509_EXTENSION *extension = X509_get_ext(x509, i);
        buffer_puts(out, i == 0 ? "" : ", ");
        put_oid(out, X509_EXTENSION_get_object(extension), 0);
        buffer_puts(out, X509_EXTENSION_get_critical(extension) == 1 ? " (critical)" : "");
    }
}

static void seen_strength(X509 *x509, struct buffer *out)
{
    const EVP_PKEY *key = X509_get0_pubkey(x509);
    int signature_bits = -1;
    (void)X509_get_signature_info(x509, NULL, NULL, &signature_bits, NULL);
    buffer_printf(out, "%s key of %d bits (security %d), signature ",
        key == NULL ? "unknown" : EVP_PKEY_get0_type_name(key),
        key == NULL ? 0 : EVP_PKEY_get_bits(key),
        key == NULL ? 0 : EVP_PKEY_get_security_bits(key));
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    X509_get0_signature(NULL, &algorithm, x509);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    put_oid(out, object, 0);
    buffer_printf(out, " (security %d)", signature_bits);
}

static void seen_serial(X509 *x509, struct buffer *out)
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), NULL);
    char *hex = number == NULL ? NULL : BN_bn2hex(number);
    buffer_printf(out, "certificate serial number %s", hex == NULL ? "?" : hex);
    OPENSSL_free(hex);
    BN_free(number);
}

static void seen_policies(X509 *x509, struct buffer *out)
{
    CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(x509, NID_certificate_policies, NULL, NULL);
    for (int i = 0; i < sk_POLICYINFO_num(policies); i++) {
        buffer_puts(out, i == 0 ? "" : ", ");
        put_oid(out, sk_POLICYINFO_value(policies, i)->policyid, 1);
    }
    buffer_puts(out, policies == NULL ? "none that can be read" : "");
    CERTIFICATEPOLICIES_free(policies);
}

static void seen_extended_usage(X509 *x509, struct buffer *out)
{
    EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL);
    for (int i = 0; i < sk_ASN1_OBJECT_num(usages); i++) {
        buffer_puts(out, i == 0 ? "" : ", ");
        put_oid(out, sk_ASN1_OBJECT_value(usages, i), 0);
    }
    buffer_puts(out, usages == NULL ? "absent" : "");
    EXTENDED_KEY_USAGE_free(usages);
}

void explain_seen(const struct explained *explained, enum trail_step step, struct buffer *out)
{
    X509 *x509 = explained->x509;
    const X509_NAME *subject = x509 == NULL ? NULL : X509_get_subject_name(x509);
    const struct profile *profile = explained->trail->profile;
    switch (step) {
    case TRAIL_NGINX:
        buffer_puts(out, "a file, taken as if nginx had verified it");
        return;
    case TRAIL_FORM:
    case TRAIL_DER:
        buffer_printf(out, "%zu bytes of DER", explained->der.len);
        return;
    case TRAIL_CHAIN:
    case TRAIL_ISSUER:
        buffer_puts(out, "issued by ");
        explain_name(X509_get_issuer_name(x509), out);
        return;
    case TRAIL_FIT:
        seen_extensions(x509, out);
        return;
    case TRAIL_STRENGTH:
        seen_strength(x509, out);
        return;
    case TRAIL_REVOCATION:
        seen_serial(x509, out);
        return;
    case TRAIL_TIME:
        put_time(out, X509_get0_notBefore(x509));
        buffer_puts(out, " to ");
        put_time(out, X509_get0_notAfter(x509));
        return;
    case TRAIL_CA:
        buffer_printf(out, "version %ld, %s", X509_get_version(x509) + 1,
            X509_check_ca(x509) == 0 ? "no CA" : "a CA");
        return;
    case TRAIL_KEY_USAGE:
        if ((X509_get_extension_flags(x509) & EXFLAG_KUSAGE) == 0) {
            buffer_puts(out, "absent");
            return;
        }
        put_key_usage(out, X509_get_key_usage(x509));
        return;
    case TRAIL_EXTENDED_KEY_USAGE:
        seen_extended_usage(x509, out);
        return;
    case TRAIL_POLICY:
        seen_policies(x509, out);
        return;
    case TRAIL_SUBJECT:
        explain_name(subject, out);
        return;
    case TRAIL_SERIAL_NUMBER:
        put_attribute(out, subject, NID_serialNumber);
        return;
    case TRAIL_ORGANISATION:
        put_attribute(out, subject, profile_rules(profile)->organisation_nid);
        return;
    case TRAIL_STEPS: /* uncovered: no step */
        break;        /* uncovered: likewise */
    }
    ensure(false); /* uncovered: every step returns above */
}

static void wanted_authorities(const struct explained *explained, bool roots, struct buffer *out)
{
    STACK_OF(X509) *authorities = trust_authorities(explained->trust);
    const struct profiles *profiles = trust_profiles(explained->trust);
    const char *separator = "";
    for (int i = 0; i < sk_X509_num(authorities); i++) {
        const X509 *x509 = sk_X509_value(authorities, i);
        struct digest digest;
        if ((roots ? profiles_pin_root(profiles, x509) : profiles_pin_issuing(profiles, x509))
            && certificate_digest(x509, &digest)) {
            char hex[DIGEST_HEX_LEN + 1];
            digest_hex(&digest, hex);
            buffer_puts(out, separator);
            explain_name(X509_get_subject_name(x509), out);
            buffer_printf(out, " (SHA-256 %.16s...)", hex);
            separator = ", or ";
        }
    }
}

static void wanted_subject(const struct profile_rules *rules, struct buffer *out)
{
    buffer_puts(out, "exactly one each of CN, serialNumber, O, C=");
    buffer_put(out, rules->country);
    for (size_t i = 0; i < rules->attribute_count; i++) {
        buffer_printf(out, ", %s", OBJ_nid2sn(rules->attributes[i]));
    }
    buffer_puts(out, ", printable text in a PrintableString or UTF8String");
}

static void wanted_of_profile(
    const struct profile_rules *rules, enum trail_step step, struct buffer *out)
{
    if (step == TRAIL_KEY_USAGE) {
        buffer_puts(out, "at least ");
        put_key_usage(out, rules->key_usage);
    } else if (step == TRAIL_POLICY) {
        buffer_puts(out, "exactly one of ");
        put_list(out, rules->policies, rules->policy_count);
        buffer_puts(out, rules->other_policy_count == 0 ? "" : ", none of ");
        put_list(out, rules->other_policies, rules->other_policy_count);
        buffer_puts(out, " (or below it)");
    } else if (step == TRAIL_SUBJECT) {
        wanted_subject(rules, out);
    } else if (step == TRAIL_SERIAL_NUMBER) {
        buffer_put(out, rules->serial_number);
        buffer_puts(out, rules->unknown_serial_number.len == 0 ? "" : "; not understood yet: ");
        buffer_put(out, rules->unknown_serial_number);
    } else {
        buffer_put(out, rules->organisation);
        buffer_puts(out, rules->serial_number_organisation.len == 0
                             ? ""
                             : ", the same number in serialNumber: ");
        buffer_put(out, rules->serial_number_organisation);
    }
}

void explain_wanted(const struct explained *explained, enum trail_step step, struct buffer *out)
{
    switch (step) {
    case TRAIL_NGINX:
        buffer_puts(out, "SSL_CLIENT_VERIFY is exactly SUCCESS");
        return;
    case TRAIL_FORM:
        buffer_printf(
            out, "one certificate, at most %d bytes as URL-encoded PEM", CERTIFICATE_LEN_MAX);
        return;
    case TRAIL_DER:
        buffer_puts(out, "a certificate that re-encodes to the same bytes");
        return;
    case TRAIL_CHAIN:
        buffer_puts(out, "signatures, names and CA rules lead to ");
        wanted_authorities(explained, true, out);
        return;
    case TRAIL_FIT:
        buffer_puts(out, "well-formed, nothing critical unknown, for a TLS client");
        return;
    case TRAIL_STRENGTH:
        buffer_puts(out, "112 bits of security or more, no SHA-1, named curves");
        return;
    case TRAIL_REVOCATION:
        buffer_puts(out, "on no list; a list in force of each CA, at ");
        moment_put(out, explained->now_s * MOMENT_SECOND_US);
        return;
    case TRAIL_TIME:
        buffer_puts(out, "around ");
        moment_put(out, explained->now_s * MOMENT_SECOND_US);
        return;
    case TRAIL_ISSUER:
        buffer_puts(out, "issued by ");
        wanted_authorities(explained, false, out);
        return;
    case TRAIL_CA:
        buffer_puts(out, "version 3, no CA, no proxy");
        return;
    case TRAIL_EXTENDED_KEY_USAGE:
        buffer_puts(out, "absent, or with clientAuth");
        return;
    case TRAIL_KEY_USAGE:
    case TRAIL_POLICY:
    case TRAIL_SUBJECT:
    case TRAIL_SERIAL_NUMBER:
    case TRAIL_ORGANISATION:
        wanted_of_profile(profile_rules(explained->trail->profile), step, out);
        return;
    case TRAIL_STEPS: /* uncovered: no step */
        break;        /* uncovered: likewise */
    }
    ensure(false); /* uncovered: every step returns above */
}
