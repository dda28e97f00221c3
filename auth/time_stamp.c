/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/time_stamp.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ts.h>

#include "auth/chain.h"
#include "auth/crl_check.h"
#include "auth/crl_compile.h"

#define NONCE_LEN      8
#define SECURITY_LEVEL 2 /* 112 bits: no SHA-1, no RSA below 2048 */

/* The newest reason of libcrypto's, which is the one nearest to what was asked. */
static enum status refused(struct fault *fault, const char *what)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    FAULT(fault, "time_stamp", "", "%s%s%s", what, reason == NULL ? "" : ": ",
        reason == NULL ? "" : reason);
    ERR_clear_error();
    return STATUS_INVALID;
}

/* ---- the request ---- */

static bool imprint_set(TS_REQ *request, const struct digest *digest)
{
    unsigned char bytes[DIGEST_LEN];
    memcpy(bytes, digest->bytes, sizeof(bytes)); /* the library's parameter is not const */
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    bool set = imprint != NULL && algorithm != NULL
               && X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1
               && TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1
               && TS_MSG_IMPRINT_set_msg(imprint, bytes, sizeof(bytes)) == 1
               && TS_REQ_set_msg_imprint(request, imprint) == 1;
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    return set;
}

static bool nonce_set(TS_REQ *request)
{
    unsigned char bytes[NONCE_LEN];
    BIGNUM *number =
        RAND_bytes(bytes, sizeof(bytes)) == 1 ? BN_bin2bn(bytes, NONCE_LEN, NULL) : NULL;
    ASN1_INTEGER *nonce = number == NULL ? NULL : BN_to_ASN1_INTEGER(number, NULL);
    bool set = nonce != NULL && TS_REQ_set_nonce(request, nonce) == 1;
    ASN1_INTEGER_free(nonce);
    BN_free(number);
    return set;
}

enum status time_stamp_ask(
    struct arena *arena, const struct digest *digest, struct span *query_out, struct fault *fault)
{
    ensure(arena != NULL && digest != NULL && query_out != NULL);
    unsigned char *der = NULL;
    int len = -1;
    TS_REQ *request = TS_REQ_new();
    if (request != NULL && TS_REQ_set_version(request, 1) == 1 && imprint_set(request, digest)
        && nonce_set(request) && TS_REQ_set_cert_req(request, 1) == 1) {
        len = i2d_TS_REQ(request, &der);
    }
    TS_REQ_free(request);
    ensure(len > 0);
    *query_out = arena_copy(arena, (struct span){.data = (const char *)der, .len = (size_t)len});
    OPENSSL_free(der);
    if (query_out->data == NULL) {
        FAULT(fault, "time_stamp", "", "no memory");
        return STATUS_LIMIT;
    }
    return STATUS_OK;
}

/* ---- the reply ---- */

struct reply {
    TS_REQ *request;
    TS_RESP *response;
    const struct time_stamp_terms *terms;
    int64_t at_s; /* what it says */
};

/*
 * The chain is verified as at the stamp's own time, which timely() holds to this host's: not as at
 * whenever it is looked at.
 */
static X509_STORE *store_of(const struct reply *reply, struct fault *fault)
{
    STACK_OF(X509) *authorities = NULL;
    if (crl_authorities_read(reply->terms->authorities, &authorities, fault) != STATUS_OK) {
        return NULL;
    }
    X509_STORE *store = anchors_store(authorities);
    ensure(store != NULL);
    X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);
    X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
    X509_VERIFY_PARAM_set_time(param, (time_t)reply->at_s);
    sk_X509_pop_free(authorities, X509_free);
    return store;
}

/* Version, imprint, nonce and the signature with its certificate: OpenSSL's own questions. */
static enum status verify(const struct reply *reply, struct fault *fault)
{
    X509_STORE *store = store_of(reply, fault);
    if (store == NULL) {
        return STATUS_INVALID;
    }
    TS_VERIFY_CTX *context = TS_REQ_to_TS_VERIFY_CTX(reply->request, NULL);
    ensure(context != NULL);
    (void)TS_VERIFY_CTX_set_store(context, store);
    (void)TS_VERIFY_CTX_add_flags(context, TS_VFY_SIGNATURE);
    int good = TS_RESP_verify_response(context, reply->response);
    TS_VERIFY_CTX_free(context); /* and the store */
    return good == 1 ? STATUS_OK : refused(fault, "the reply does not hold");
}

/* OpenSSL verifies a token that is signed over SHA-1 too. */
static enum status strong(const struct reply *reply, struct fault *fault)
{
    const STACK_OF(PKCS7_SIGNER_INFO) *signers =
        PKCS7_get_signer_info(TS_RESP_get_token(reply->response));
    const PKCS7_SIGNER_INFO *signer = sk_PKCS7_SIGNER_INFO_value(signers, 0);
    const ASN1_OBJECT *digest = NULL;
    X509_ALGOR_get0(&digest, NULL, NULL, signer->digest_alg);
    int nid = OBJ_obj2nid(digest);
    if (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512) {
        FAULT(fault, "time_stamp", "", "signed over %s", OBJ_nid2sn(nid));
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status timely(const struct reply *reply, struct fault *fault)
{
    if (reply->at_s < reply->terms->asked_s - TIME_STAMP_WITHIN_S
        || reply->at_s > reply->terms->answered_s + TIME_STAMP_WITHIN_S) {
        FAULT(fault, "time_stamp", "", "its time is %lld s off this host's",
            (long long)(reply->at_s - reply->terms->answered_s));
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

/* 0 is granted, 1 granted with modifications; the rest has no token (RFC 3161 section 2.4.2). */
static enum status granted(const struct reply *reply, struct fault *fault)
{
    const TS_STATUS_INFO *info = TS_RESP_get_status_info(reply->response);
    long code = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
    if (code == 0 || code == 1) {
        return STATUS_OK;
    }
    const STACK_OF(ASN1_UTF8STRING) *texts = TS_STATUS_INFO_get0_text(info);
    const ASN1_UTF8STRING *text =
        sk_ASN1_UTF8STRING_num(texts) > 0 ? sk_ASN1_UTF8STRING_value(texts, 0) : NULL;
    FAULT(fault, "time_stamp", "", "the authority refuses (status %ld)%s%.*s", code,
        text == NULL ? "" : ": ", text == NULL ? 0 : ASN1_STRING_length(text),
        text == NULL ? "" : (const char *)ASN1_STRING_get0_data(text));
    return STATUS_DENIED;
}

static enum status check(struct reply *reply, struct fault *fault)
{
    enum status status = granted(reply, fault);
    if (status != STATUS_OK) {
        return status;
    }
    const TS_TST_INFO *info = TS_RESP_get_tst_info(reply->response);
    if (!asn1_seconds(TS_TST_INFO_get_time(info), &reply->at_s)) {
        return refused(fault, "its time cannot be read"); /* uncovered: OpenSSL just read it */
    }
    status = verify(reply, fault);
    if (status == STATUS_OK) {
        status = strong(reply, fault);
    }
    return status == STATUS_OK ? timely(reply, fault) : status;
}

enum status time_stamp_check(
    struct span reply, const struct time_stamp_terms *terms, int64_t *at_s_out, struct fault *fault)
{
    ensure(terms != NULL && at_s_out != NULL);
    const unsigned char *query = (const unsigned char *)terms->query.data;
    const unsigned char *at = (const unsigned char *)reply.data;
    struct reply whole = {.terms = terms};
    whole.request = d2i_TS_REQ(NULL, &query, (long)terms->query.len);
    ensure(whole.request != NULL);
    if (reply.len > 0 && reply.len <= TIME_STAMP_LEN_MAX) {
        whole.response = d2i_TS_RESP(NULL, &at, (long)reply.len);
    }
    enum status status = STATUS_INVALID;
    if (whole.response == NULL || at != (const unsigned char *)reply.data + reply.len) {
        ERR_clear_error();
        FAULT(fault, "time_stamp", "", "no reply of RFC 3161");
    } else {
        status = check(&whole, fault);
    }
    if (status == STATUS_OK) {
        *at_s_out = whole.at_s;
    }
    TS_RESP_free(whole.response);
    TS_REQ_free(whole.request);
    return status;
}
