/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/chain.h"

#include <stdio.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "auth/crl_compile.h"
#include "auth/trust_files.h"

#define CHAIN_FLAGS                                                                                \
    (X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_X509_STRICT                   \
        | X509_V_FLAG_POLICY_CHECK)

static enum auth_reason reason_of(int error)
{
    static const struct {
        int error;
        enum auth_reason reason;
    } reasons[] = {
        {X509_V_ERR_CERT_HAS_EXPIRED, AUTH_EXPIRED},
        {X509_V_ERR_CERT_NOT_YET_VALID, AUTH_NOT_YET_VALID},
        {X509_V_ERR_CERT_REVOKED, AUTH_REVOKED},
        {X509_V_ERR_UNABLE_TO_GET_CRL, AUTH_CRL},
        {X509_V_ERR_CRL_HAS_EXPIRED, AUTH_CRL},
        {X509_V_ERR_CRL_NOT_YET_VALID, AUTH_CRL},
        {X509_V_ERR_CRL_SIGNATURE_FAILURE, AUTH_CRL},
        {X509_V_ERR_DIFFERENT_CRL_SCOPE, AUTH_CRL},
        {X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, AUTH_CRL},
        {X509_V_ERR_EE_KEY_TOO_SMALL, AUTH_WEAK},
        {X509_V_ERR_CA_KEY_TOO_SMALL, AUTH_WEAK},
        {X509_V_ERR_CA_MD_TOO_WEAK, AUTH_WEAK},
        {X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, AUTH_WEAK},
        {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, AUTH_EXTENSION},
        {X509_V_ERR_INVALID_EXTENSION, AUTH_EXTENSION},
        {X509_V_ERR_INVALID_POLICY_EXTENSION, AUTH_POLICY},
        {X509_V_ERR_NO_EXPLICIT_POLICY, AUTH_POLICY},
        {X509_V_ERR_INVALID_PURPOSE, AUTH_PURPOSE},
        {X509_V_ERR_OUT_OF_MEM, AUTH_INTERNAL},
        {X509_V_ERR_UNSPECIFIED, AUTH_INTERNAL},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].error == error) {
            return reasons[i].reason;
        }
    }
    return AUTH_CHAIN;
}

static enum crl_answer table_ask(
    const struct crl_table *table, const X509 *x509, const X509 *issuer, int64_t now_s)
{
    struct digest digest;
    uint8_t bytes[CRL_SERIAL_LEN];
    if (!certificate_digest(issuer, &digest)) {
        return CRL_NO_LIST; /* uncovered: no memory */
    }
    struct span serial = crl_serial_content(X509_get0_serialNumber(x509), bytes);
    return crl_table_ask(table, &digest, serial, now_s);
}

static int error_of(enum crl_answer answer)
{
    switch (answer) {
    case CRL_GOOD:
        return X509_V_OK;
    case CRL_REVOKED:
        return X509_V_ERR_CERT_REVOKED;
    case CRL_NO_LIST:
        return X509_V_ERR_UNABLE_TO_GET_CRL;
    case CRL_EXPIRED:
        return X509_V_ERR_CRL_HAS_EXPIRED;
    case CRL_NOT_YET:
        return X509_V_ERR_CRL_NOT_YET_VALID;
    }
    ensure(false);                 /* uncovered: every answer returns above */
    return X509_V_ERR_UNSPECIFIED; /* uncovered: likewise */
}

/* The first certificate that the table does not call good; the anchor is its own issuer. */
static int table_error(
    const struct chain_rules *rules, STACK_OF(X509) * chain, int64_t now_s, int *depth_out)
{
    int last = sk_X509_num(chain) - 1;
    for (int i = 0; i <= last; i++) {
        const X509 *issuer = sk_X509_value(chain, i < last ? i + 1 : last);
        int error = error_of(table_ask(rules->table, sk_X509_value(chain, i), issuer, now_s));
        if (error != X509_V_OK) {
            *depth_out = i;
            return error;
        }
    }
    return X509_V_OK;
}

/* Called by OpenSSL in place of its own check, with the whole chain built. */
static int check_by_table(X509_STORE_CTX *context)
{
    const struct chain_rules *rules = X509_STORE_CTX_get_app_data(context);
    int depth = 0;
    int error = table_error(rules, X509_STORE_CTX_get0_chain(context), rules->now_s, &depth);
    if (error == X509_V_OK) {
        return 1;
    }
    X509_STORE_CTX_set_error(context, error);
    X509_STORE_CTX_set_error_depth(context, depth);
    return 0;
}

/*
 * Full lists only: with deltas OpenSSL was seen to accept what was revoked, and a list that names a
 * freshest one does not speak for itself.
 */
static STACK_OF(X509_CRL) * lists_full(STACK_OF(X509_CRL) * lists)
{
    STACK_OF(X509_CRL) *full = sk_X509_CRL_new_null();
    for (int i = 0; full != NULL && i < sk_X509_CRL_num(lists); i++) {
        X509_CRL *list = sk_X509_CRL_value(lists, i);
        if (X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) < 0
            && X509_CRL_get_ext_by_NID(list, NID_freshest_crl, -1) < 0
            && sk_X509_CRL_push(full, list) == 0) {
            sk_X509_CRL_free(full); /* uncovered: no memory */
            return NULL;            /* uncovered: likewise */
        }
    }
    return full;
}

X509_STORE *anchors_store(STACK_OF(X509) * anchors)
{
    X509_STORE *store = X509_STORE_new();
    bool good = store != NULL;
    for (int i = 0; good && i < sk_X509_num(anchors); i++) {
        good = X509_STORE_add_cert(store, sk_X509_value(anchors, i)) == 1;
    }
    if (!good) {
        X509_STORE_free(store); /* uncovered: no memory */
        return NULL;            /* uncovered: likewise */
    }
    return store;
}

static X509_STORE *store_of(const struct chain_rules *rules)
{
    X509_STORE *store = anchors_store(rules->anchors);
    if (store != NULL && rules->table != NULL) {
        X509_STORE_set_check_revocation(store, check_by_table);
    }
    return store;
}

/* An empty set would fail every chain in which a CA requires a policy, any policy. */
static bool policies_set(X509_VERIFY_PARAM *param, STACK_OF(ASN1_OBJECT) * policies)
{
    if (policies != NULL) {
        return X509_VERIFY_PARAM_set1_policies(param, policies) == 1;
    }
    return X509_VERIFY_PARAM_add0_policy(param, OBJ_nid2obj(NID_any_policy)) == 1;
}

static bool param_set(X509_VERIFY_PARAM *param, const struct chain_rules *rules)
{
    X509_VERIFY_PARAM_set_auth_level(param, rules->security_level);
    X509_VERIFY_PARAM_set_depth(param, rules->between_max); /* counts what is between */
    X509_VERIFY_PARAM_set_time(param, (time_t)rules->now_s);
    int purpose = rules->purpose == 0 ? X509_PURPOSE_SSL_CLIENT : rules->purpose;
    return X509_VERIFY_PARAM_set_flags(param, CHAIN_FLAGS | rules->policy_flags) == 1
           && X509_VERIFY_PARAM_set_purpose(param, purpose) == 1
           && policies_set(param, rules->policies);
}

static enum auth_reason context_verify(
    X509_STORE_CTX *context, STACK_OF(X509) * *chain_out, struct fault *fault)
{
    if (X509_verify_cert(context) == 1) {
        STACK_OF(X509) *chain = X509_STORE_CTX_get1_chain(context);
        if (chain == NULL) {
            return AUTH_INTERNAL; /* uncovered: no memory */
        }
        *chain_out = chain;
        return AUTH_OK;
    }
    int error = X509_STORE_CTX_get_error(context);
    char number[8];
    (void)snprintf(number, sizeof(number), "%d", error);
    FAULT(fault, "auth", number, "%s at depth %d", X509_verify_cert_error_string(error),
        X509_STORE_CTX_get_error_depth(context));
    return reason_of(error);
}

enum auth_reason certificate_verify(
    const struct chain_rules *rules, X509 *leaf, STACK_OF(X509) * *chain_out, struct fault *fault)
{
    ensure(rules != NULL && leaf != NULL && chain_out != NULL);
    ensure((rules->table == NULL) != (rules->lists == NULL));
    enum auth_reason reason = AUTH_INTERNAL;
    X509_STORE *store = store_of(rules);
    STACK_OF(X509_CRL) *lists = rules->lists == NULL ? NULL : lists_full(rules->lists);
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    if (store != NULL && context != NULL && (lists != NULL || rules->lists == NULL)
        && X509_STORE_CTX_init(context, store, leaf, rules->between) == 1
        && param_set(X509_STORE_CTX_get0_param(context), rules)) {
        /* OpenSSL hands the pointer to check_by_table(), which only reads. */
        union {
            const struct chain_rules *rules;
            void *data;
        } asked = {.rules = rules};
        (void)X509_STORE_CTX_set_app_data(context, asked.data);
        X509_STORE_CTX_set0_crls(context, lists);
        reason = context_verify(context, chain_out, fault);
    }
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    sk_X509_CRL_free(lists);
    ERR_clear_error();
    return reason;
}

static bool dates_hold(const X509 *x509, int64_t then_s)
{
    time_t then = (time_t)then_s;
    return X509_cmp_time(X509_get0_notBefore(x509), &then) < 0
           && X509_cmp_time(X509_get0_notAfter(x509), &then) > 0;
}

bool chain_stands(const struct chain_rules *rules, STACK_OF(X509) * chain, int64_t then_s)
{
    int depth = 0;
    bool stands = rules->table != NULL && table_error(rules, chain, then_s, &depth) == X509_V_OK;
    for (int i = 0; stands && i < sk_X509_num(chain); i++) {
        stands = dates_hold(sk_X509_value(chain, i), then_s);
    }
    return stands;
}
