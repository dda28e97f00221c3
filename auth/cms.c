/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "auth/chain.h"
#include "auth/leaf.h"
#include "auth/subject.h"

#define SECURITY_LEVEL 2 /* OpenSSL's: 112 bits, no SHA-1 */
#define BETWEEN_MAX    1

const char *signature_reason_name(enum signature_reason reason)
{
    static const char *const names[] = {
        [SIGNATURE_OK] = "ok",
        [SIGNATURE_TOO_LARGE] = "too_large",
        [SIGNATURE_DER] = "not_der",
        [SIGNATURE_TYPE] = "type",
        [SIGNATURE_ATTACHED] = "attached",
        [SIGNATURE_SIGNERS] = "signers",
        [SIGNATURE_DIGEST] = "digest",
        [SIGNATURE_ALGORITHM] = "algorithm",
        [SIGNATURE_ATTRIBUTES] = "attributes",
        [SIGNATURE_WRONG] = "wrong",
        [SIGNATURE_CHAIN] = "certificate",
        [SIGNATURE_LEAF] = "not_an_employee",
        [SIGNATURE_USAGE] = "key_usage",
        [SIGNATURE_PERSON] = "other_person",
        [SIGNATURE_TIME] = "time",
        [SIGNATURE_INTERNAL] = "internal",
    };
    ensure((unsigned)reason < sizeof(names) / sizeof(names[0]));
    return names[reason];
}

/* One check under way; everything is freed at its end. */
struct check {
    const struct trust *trust;
    const struct signature_claim *claim;
    CMS_ContentInfo *cms;
    CMS_SignerInfo *signer; /* the only one; cms's */
    X509 *x509;             /* the signer's certificate; cms's */
    enum auth_reason chain;
    struct arena *arena;
    struct span der;
    struct fault *fault;
};

static enum signature_reason check_form(struct check *check)
{
    struct span bytes = check->claim->cms;
    if (bytes.len > SIGNATURE_LEN_MAX) {
        return SIGNATURE_TOO_LARGE;
    }
    const unsigned char *at = (const unsigned char *)bytes.data;
    check->cms = d2i_CMS_ContentInfo(NULL, &at, (long)bytes.len);
    if (check->cms == NULL || at != (const unsigned char *)bytes.data + bytes.len) {
        return SIGNATURE_DER;
    }
    if (OBJ_obj2nid(CMS_get0_type(check->cms)) != NID_pkcs7_signed
        || OBJ_obj2nid(CMS_get0_eContentType(check->cms)) != NID_pkcs7_data) {
        return SIGNATURE_TYPE;
    }
    if (CMS_is_detached(check->cms) != 1) {
        return SIGNATURE_ATTACHED;
    }
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(check->cms);
    if (sk_CMS_SignerInfo_num(signers) != 1) {
        return SIGNATURE_SIGNERS;
    }
    check->signer = sk_CMS_SignerInfo_value(signers, 0);
    return SIGNATURE_OK;
}

static bool digest_is_good(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object = NULL;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    int nid = OBJ_obj2nid(object);
    return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/* Left out, both hashes of RSASSA-PSS would be SHA-1. */
static bool pss_is_good(const X509_ALGOR *algorithm)
{
    RSA_PSS_PARAMS *params =
        ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), algorithm->parameter);
    X509_ALGOR *mask = NULL;
    bool good = params != NULL && params->hashAlgorithm != NULL && params->maskGenAlgorithm != NULL
                && digest_is_good(params->hashAlgorithm)
                && OBJ_obj2nid(params->maskGenAlgorithm->algorithm) == NID_mgf1;
    if (good) {
        mask = ASN1_TYPE_unpack_sequence(
            ASN1_ITEM_rptr(X509_ALGOR), params->maskGenAlgorithm->parameter);
        good = mask != NULL && digest_is_good(mask);
    }
    X509_ALGOR_free(mask);
    RSA_PSS_PARAMS_free(params);
    return good;
}

static bool algorithm_is_good(const X509_ALGOR *algorithm)
{
    static const int good[] = {NID_rsaEncryption, NID_sha256WithRSAEncryption,
        NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption, NID_ecdsa_with_SHA256,
        NID_ecdsa_with_SHA384, NID_ecdsa_with_SHA512};
    int nid = OBJ_obj2nid(algorithm->algorithm);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (nid == good[i]) {
            return true;
        }
    }
    return nid == NID_rsassaPss && pss_is_good(algorithm);
}

/* How often the attribute is there; one with more or fewer values than one counts as two. */
static int attribute_count(const CMS_SignerInfo *signer, int nid)
{
    int count = 0;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); i++) {
        X509_ATTRIBUTE *attribute = CMS_signed_get_attr(signer, i);
        if (OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)) == nid) {
            count += X509_ATTRIBUTE_count(attribute) == 1 ? 1 : 2;
        }
    }
    return count;
}

/* ETSI EN 319 122-1 wants the signer's time in every signature. */
static bool time_is_one(const CMS_SignerInfo *signer)
{
    int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
    const ASN1_TYPE *value =
        at < 0 ? NULL : X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, at), 0);
    return attribute_count(signer, NID_pkcs9_signingTime) == 1 && value != NULL
           && (value->type == V_ASN1_UTCTIME || value->type == V_ASN1_GENERALIZEDTIME);
}

static enum signature_reason check_signer_info(struct check *check)
{
    X509_ALGOR *digest = NULL;
    X509_ALGOR *algorithm = NULL;
    CMS_SignerInfo_get0_algs(check->signer, NULL, NULL, &digest, &algorithm);
    if (!digest_is_good(digest)) {
        return SIGNATURE_DIGEST;
    }
    if (!algorithm_is_good(algorithm)) {
        return SIGNATURE_ALGORITHM;
    }
    /* Without signed attributes CMS_verify() leaves the CAdES questions out, and says yes. */
    if (CMS_signed_get_attr_count(check->signer) < 4
        || attribute_count(check->signer, NID_pkcs9_contentType) != 1 || !time_is_one(check->signer)
        || attribute_count(check->signer, NID_pkcs9_messageDigest) != 1
        || attribute_count(check->signer, NID_id_smime_aa_signingCertificateV2) != 1
        || attribute_count(check->signer, NID_id_smime_aa_signingCertificate) != 0) {
        return SIGNATURE_ATTRIBUTES;
    }
    return SIGNATURE_OK;
}

/* The pinned CAs and nothing else; which of them is trusted for itself OpenSSL sees. */
static X509_STORE *store_of(const struct check *check)
{
    X509_STORE *store = anchors_store(trust_authorities(check->trust));
    if (store == NULL) {
        return NULL; /* uncovered: no memory */
    }
    X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);
    X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
    X509_VERIFY_PARAM_set_depth(param, BETWEEN_MAX);
    X509_VERIFY_PARAM_set_time(param, (time_t)check->claim->now_s);
    (void)X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
    (void)X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SMIME_SIGN);
    return store;
}

static void fault_put(struct fault *fault, const char *what)
{
    const char *text = ERR_reason_error_string(ERR_peek_error());
    FAULT(fault, "signature", "", "%s: %s", what, text == NULL ? "no reason" : text);
}

static enum signature_reason check_signature(struct check *check)
{
    struct span content = check->claim->content;
    X509_STORE *store = store_of(check);
    BIO *bytes = BIO_new_mem_buf(content.data, (int)content.len);
    enum signature_reason reason = SIGNATURE_INTERNAL;
    if (store != NULL && bytes != NULL) {
        ERR_clear_error();
        int verified =
            CMS_verify(check->cms, NULL, store, bytes, NULL, CMS_BINARY | CMS_CADES | CMS_NOCRL);
        bool chain = ERR_GET_REASON(ERR_peek_error()) == CMS_R_CERTIFICATE_VERIFY_ERROR;
        reason = verified == 1 ? SIGNATURE_OK : chain ? SIGNATURE_CHAIN : SIGNATURE_WRONG;
        if (verified != 1) {
            fault_put(check->fault, "CMS_verify");
        }
    }
    BIO_free(bytes);
    X509_STORE_free(store);
    return reason;
}

static enum signature_reason check_certificate(struct check *check)
{
    STACK_OF(X509) *signers = CMS_get0_signers(check->cms);
    const struct profile *profile = NULL;
    if (signers == NULL) {
        return SIGNATURE_INTERNAL; /* uncovered: no memory */
    }
    check->x509 = sk_X509_value(signers, 0);
    sk_X509_free(signers);
    /* Again with what OpenSSL's CMS knows nothing of: the revocation table, and the profiles. */
    check->chain =
        trust_verify_signer(check->trust, check->x509, check->claim->now_s, &profile, check->fault);
    if (check->chain != AUTH_OK) {
        return SIGNATURE_CHAIN;
    }
    check->chain = leaf_check(profile_rules(profile), check->x509);
    if (check->chain != AUTH_OK) {
        return SIGNATURE_LEAF;
    }
    if ((X509_get_key_usage(check->x509) & KU_NON_REPUDIATION) == 0) {
        return SIGNATURE_USAGE;
    }
    struct subject subject;
    check->chain =
        subject_read(profile, check->arena, X509_get_subject_name(check->x509), &subject);
    if (check->chain != AUTH_OK) {
        return SIGNATURE_LEAF;
    }
    bool same = span_equal(profile_rules(profile)->name, check->claim->profile)
                && span_equal(subject.serial_number, check->claim->serial_number);
    return same ? SIGNATURE_OK : SIGNATURE_PERSON;
}

/* What the signer says about the time is no proof, but it must not contradict what we know. */
static enum signature_reason check_time(struct check *check)
{
    int at = CMS_signed_get_attr_by_NID(check->signer, NID_pkcs9_signingTime, -1);
    const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(check->signer, at), 0);
    time_t earliest = (time_t)(check->claim->prepared_s - SIGNATURE_CLOCK_OFF_S);
    time_t latest = (time_t)(check->claim->now_s + SIGNATURE_CLOCK_OFF_S);
    /* ASN1_TIME_cmp_time_t(): -2 for a time that is none. */
    int after = ASN1_TIME_cmp_time_t(value->value.asn1_string, earliest);
    int before = ASN1_TIME_cmp_time_t(value->value.asn1_string, latest);
    return after >= 0 && (before == 0 || before == -1) ? SIGNATURE_OK : SIGNATURE_TIME;
}

static enum signature_reason keep_certificate(struct check *check)
{
    unsigned char *der = NULL;
    int len = i2d_X509(check->x509, &der);
    if (len > 0) {
        check->der =
            arena_copy(check->arena, (struct span){.data = (const char *)der, .len = (size_t)len});
    }
    OPENSSL_free(der);
    return check->der.data == NULL ? SIGNATURE_INTERNAL : SIGNATURE_OK;
}

enum signature_reason signature_check(const struct trust *trust, struct arena *arena,
    const struct signature_claim *claim, struct span *signer_out, enum auth_reason *chain_out,
    struct fault *fault)
{
    ensure(trust != NULL && claim != NULL && signer_out != NULL && chain_out != NULL);
    static enum signature_reason (*const questions[])(struct check * check) = {check_form,
        check_signer_info, check_signature, check_certificate, check_time, keep_certificate};
    struct check check = {.trust = trust,
        .claim = claim,
        .chain = AUTH_OK,
        .arena = arena,
        .der = {.data = NULL, .len = 0},
        .fault = fault};
    enum signature_reason reason = SIGNATURE_OK;
    for (size_t i = 0; reason == SIGNATURE_OK && i < sizeof(questions) / sizeof(questions[0]);
         i++) {
        reason = questions[i](&check);
    }
    CMS_ContentInfo_free(check.cms);
    ERR_clear_error();
    *chain_out = check.chain;
    if (reason == SIGNATURE_OK) {
        *signer_out = check.der;
    }
    return reason;
}
