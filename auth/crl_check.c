/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/crl_check.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "auth/crl_compile.h"

struct span crl_serial_content(const ASN1_INTEGER *serial, uint8_t bytes[static CRL_SERIAL_LEN])
{
    /* OpenSSL keeps sign and magnitude apart; one byte is left for the sign. */
    int len = ASN1_STRING_length(serial);
    if (len < 0 || len >= CRL_SERIAL_LEN) {
        return (struct span){.len = 0};
    }
    memset(bytes, 0, CRL_SERIAL_LEN);
    memcpy(bytes + CRL_SERIAL_LEN - len, ASN1_STRING_get0_data(serial), (size_t)len);
    unsigned carry = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? 1 : 0;
    if (carry != 0) {
        for (size_t i = CRL_SERIAL_LEN; i > 0; i--) {
            unsigned byte = (~(unsigned)bytes[i - 1] & 0xffU) + carry;
            bytes[i - 1] = (uint8_t)byte;
            carry = byte >> 8;
        }
    }
    return (struct span){.data = (const char *)bytes, .len = CRL_SERIAL_LEN};
}

void crl_authority_name(const X509_NAME *name, char text_out[static CRL_NAME_LEN_MAX])
{
    BIO *bio = BIO_new(BIO_s_mem());
    ensure(bio != NULL);
    char *text = NULL;
    /* Foreign names reach a terminal and a log: everything but plain ASCII is escaped. */
    bool good = X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0;
    long len = good ? BIO_get_mem_data(bio, &text) : 0;
    (void)snprintf(text_out, CRL_NAME_LEN_MAX, "%.*s", (int)len, len > 0 ? text : "");
    BIO_free(bio);
}

/* The digest under an RSASSA-PSS signature stands in its parameters. */
static int pss_digest(const X509_ALGOR *algorithm)
{
    int type = V_ASN1_UNDEF;
    const void *value = NULL;
    X509_ALGOR_get0(NULL, &type, &value, algorithm);
    RSA_PSS_PARAMS *params =
        type == V_ASN1_SEQUENCE ? ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS)) : NULL;
    int digest = NID_undef; /* left out it would be SHA-1 */
    if (params != NULL && params->hashAlgorithm != NULL) {
        digest = OBJ_obj2nid(params->hashAlgorithm->algorithm);
    }
    RSA_PSS_PARAMS_free(params);
    return digest;
}

/* As strong as the chain must be: no SHA-1, no MD5. OpenSSL's security level spares lists. */
static bool signature_is_strong(const X509_CRL *crl)
{
    const X509_ALGOR *algorithm = NULL;
    X509_CRL_get0_signature(crl, NULL, &algorithm);
    int signature = X509_CRL_get_signature_nid(crl);
    int digest = NID_undef;
    if (signature == NID_rsassaPss) {
        digest = pss_digest(algorithm);
    } else {
        (void)OBJ_find_sigid_algs(signature, &digest, NULL);
    }
    return digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512
           || signature == NID_ED25519 || signature == NID_ED448;
}

enum status crl_check_signer(
    X509_CRL *crl, STACK_OF(X509) * authorities, size_t *authority_out, struct fault *fault)
{
    const char *wrong = "is not of a pinned CA";
    for (int i = 0; i < sk_X509_num(authorities); i++) {
        X509 *authority = sk_X509_value(authorities, i);
        if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(authority)) != 0) {
            continue;
        }
        /* Several CAs may share a name: the signature tells them apart. */
        ERR_clear_error();
        bool signed_by = X509_CRL_verify(crl, X509_get0_pubkey(authority)) == 1;
        ERR_clear_error();
        if (!signed_by) {
            wrong = "has a signature that does not verify with its pinned CA";
        } else if ((X509_get_key_usage(authority) & KU_CRL_SIGN) == 0) {
            wrong = "is of a CA that may not sign lists";
        } else if (!signature_is_strong(crl)) {
            wrong = "is signed with a digest weaker than SHA-256";
        } else {
            *authority_out = (size_t)i;
            return STATUS_OK;
        }
    }
    FAULT(fault, "auth", "", "%s", wrong);
    return STATUS_DENIED;
}

bool asn1_seconds(const ASN1_TIME *time, int64_t *seconds_out)
{
    int days = 0;
    int seconds = 0;
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    ensure(epoch != NULL);
    bool good = time != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;
    ASN1_TIME_free(epoch);
    if (good) {
        *seconds_out = (int64_t)days * 86400 + seconds;
    }
    return good;
}

static const char *extensions_wrong(const X509_CRL *crl)
{
    for (int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
        X509_EXTENSION *extension = X509_CRL_get_ext(crl, i);
        switch (OBJ_obj2nid(X509_EXTENSION_get_object(extension))) {
        case NID_delta_crl:
            return "is a delta list";
        case NID_freshest_crl:
            return "leaves entries to delta lists (Freshest CRL)";
        case NID_issuing_distribution_point:
            return "is partial or indirect (issuingDistributionPoint)";
        case NID_crl_number:
        case NID_authority_key_identifier:
            break;
        default:
            if (X509_EXTENSION_get_critical(extension) != 0) {
                return "has an unknown critical extension";
            }
        }
    }
    return NULL;
}

/* crlNumber, exactly one, not negative, at most 20 bytes. */
static bool number_read(const X509_CRL *crl, uint8_t number_out[static CRL_NUMBER_LEN])
{
    ASN1_INTEGER *number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
    ERR_clear_error();
    int len = number == NULL ? -1 : ASN1_STRING_length(number);
    bool good = len >= 0 && len <= CRL_NUMBER_LEN && ASN1_STRING_type(number) == V_ASN1_INTEGER;
    if (good) {
        memset(number_out, 0, CRL_NUMBER_LEN);
        memcpy(number_out + CRL_NUMBER_LEN - len, ASN1_STRING_get0_data(number), (size_t)len);
    }
    ASN1_INTEGER_free(number);
    return good;
}

static const char *list_wrong(const X509_CRL *crl, int64_t now_s, struct crl_list *list)
{
    const char *wrong = X509_CRL_get_version(crl) == X509_CRL_VERSION_2 ? extensions_wrong(crl)
                                                                        : "is no version 2 list";
    if (wrong != NULL) {
        return wrong;
    }
    if (!number_read(crl, list->number)) {
        return "has no crlNumber, or an impossible one";
    }
    if (!asn1_seconds(X509_CRL_get0_lastUpdate(crl), &list->this_update_s)
        || !asn1_seconds(X509_CRL_get0_nextUpdate(crl), &list->next_update_s)
        || list->this_update_s <= 0 || list->this_update_s >= list->next_update_s) {
        return "says no period in which it is in force";
    }
    if (now_s < list->this_update_s) {
        return "is not yet in force (thisUpdate lies ahead)";
    }
    return now_s < list->next_update_s ? NULL : "is past its nextUpdate";
}

enum status crl_check_list(
    const X509_CRL *crl, int64_t now_s, struct crl_list *list_out, struct fault *fault)
{
    struct crl_list list = *list_out;
    const char *wrong = list_wrong(crl, now_s, &list);
    if (wrong != NULL) {
        FAULT(fault, "auth", "", "%s", wrong);
        return STATUS_INVALID;
    }
    *list_out = list;
    return STATUS_OK;
}

enum status crl_check_newer(
    const struct crl_list *before, const struct crl_list *list, struct fault *fault)
{
    if (before == NULL) {
        return STATUS_OK;
    }
    if (memcmp(list->number, before->number, CRL_NUMBER_LEN) < 0) {
        FAULT(fault, "auth", "", "has a lower crlNumber than the list in force");
        return STATUS_CONFLICT;
    }
    if (list->this_update_s < before->this_update_s) {
        FAULT(fault, "auth", "", "was issued before the list in force");
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}

const char *crl_entry_wrong(const X509_REVOKED *entry)
{
    for (int i = 0; i < X509_REVOKED_get_ext_count(entry); i++) {
        X509_EXTENSION *extension = X509_REVOKED_get_ext(entry, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
        if (nid == NID_certificate_issuer) {
            return "another issuer (an indirect list)";
        }
        if (nid != NID_crl_reason && nid != NID_invalidity_date
            && X509_EXTENSION_get_critical(extension) != 0) {
            return "an unknown critical extension";
        }
    }
    int critical = -1;
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &critical, NULL);
    long value = reason == NULL ? CRL_REASON_UNSPECIFIED : ASN1_ENUMERATED_get(reason);
    ASN1_ENUMERATED_free(reason);
    if (reason == NULL && critical != -1) {
        ERR_clear_error();
        return "a reason that cannot be read";
    }
    return value == CRL_REASON_REMOVE_FROM_CRL ? "removeFromCRL (a delta list's entry)" : NULL;
}
