/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/trust.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "auth/trust_files.h"

#define AUTH_LEVEL     2 /* OpenSSL's: 112 bits, no SHA-1 */
#define CHAIN_LEN      3 /* person, issuing CA, root */
#define REFRESH_WAIT_S 1

struct trust {
    struct trust_paths paths;
    struct profile *profile;
    STACK_OF(X509) * authorities;
    X509_STORE *store;
    struct stat crl_file; /* as it was when last tried */
    time_t looked_at_s;   /* monotonic */
};

static X509_STORE *store_of(STACK_OF(X509) * authorities, STACK_OF(X509_CRL) * crls)
{
    X509_STORE *store = X509_STORE_new();
    bool good = store != NULL;
    for (int i = 0; good && i < sk_X509_num(authorities); i++) {
        good = X509_STORE_add_cert(store, sk_X509_value(authorities, i)) == 1;
    }
    for (int i = 0; good && i < sk_X509_CRL_num(crls); i++) {
        good = X509_STORE_add_crl(store, sk_X509_CRL_value(crls, i)) == 1;
    }
    if (!good) {
        X509_STORE_free(store); /* uncovered: no memory */
        return NULL;            /* uncovered: likewise */
    }
    return store;
}

/* Puts new lists in force; the old ones stay when the file is refused. */
static enum status lists_load(struct trust *trust, struct fault *fault)
{
    /* Looked at before it is read: a replacement in between is then seen the next time. */
    if (stat(trust->paths.crl, &trust->crl_file) != 0) {
        (void)memset(&trust->crl_file, 0, sizeof(trust->crl_file));
        FAULT(fault, "auth", "", "cannot open %s", trust->paths.crl);
        return STATUS_NOT_FOUND;
    }
    STACK_OF(X509_CRL) *crls = NULL;
    enum status status = crls_load(trust->paths.crl, trust->authorities, &crls, fault);
    if (status != STATUS_OK) {
        return status;
    }
    X509_STORE *store = store_of(trust->authorities, crls);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    if (store == NULL) {
        return STATUS_INTERNAL; /* uncovered: no memory */
    }
    X509_STORE_free(trust->store);
    trust->store = store;
    return STATUS_OK;
}

enum status trust_open(
    const struct trust_paths *paths, struct trust **trust_out, struct fault *fault)
{
    ensure(paths != NULL && trust_out != NULL);
    struct trust *trust = calloc(1, sizeof(*trust)); /* start-up */
    if (trust == NULL) {
        return STATUS_INTERNAL; /* uncovered: no memory */
    }
    trust->paths = *paths;
    enum status status = profile_load(paths->profile, &trust->profile, fault);
    if (status == STATUS_OK) {
        status = authorities_load(
            paths->authorities, profile_rules(trust->profile), &trust->authorities, fault);
    }
    if (status == STATUS_OK) {
        status = lists_load(trust, fault);
    }
    if (status != STATUS_OK) {
        trust_close(trust);
        return status;
    }
    *trust_out = trust;
    return STATUS_OK;
}

void trust_close(struct trust *trust)
{
    if (trust == NULL) {
        return;
    }
    X509_STORE_free(trust->store);
    sk_X509_pop_free(trust->authorities, X509_free);
    profile_free(trust->profile);
    free(trust);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
           && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

enum status trust_refresh(struct trust *trust, struct fault *fault)
{
    ensure(trust != NULL);
    struct timespec now;
    ensure(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    if (now.tv_sec - trust->looked_at_s < REFRESH_WAIT_S) {
        return STATUS_OK;
    }
    trust->looked_at_s = now.tv_sec;
    struct stat file;
    if (stat(trust->paths.crl, &file) != 0) {
        (void)memset(&file, 0, sizeof(file));
    }
    return same_file(&file, &trust->crl_file) ? STATUS_OK : lists_load(trust, fault);
}

const struct profile *trust_profile(const struct trust *trust)
{
    return trust->profile;
}

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
        {X509_V_ERR_EE_KEY_TOO_SMALL, AUTH_WEAK},
        {X509_V_ERR_CA_MD_TOO_WEAK, AUTH_WEAK},
        {X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, AUTH_WEAK},
        {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, AUTH_EXTENSION},
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

/* Names decide which chain OpenSSL builds; the pins decide whether it is ours. */
static enum auth_reason chain_check(const struct trust *trust, STACK_OF(X509) * chain)
{
    const struct profile_rules *rules = profile_rules(trust->profile);
    bool pinned = sk_X509_num(chain) == CHAIN_LEN
                  && certificate_issues(sk_X509_value(chain, 1), rules)
                  && certificate_is(sk_X509_value(chain, 2), &rules->root);
    return pinned ? AUTH_OK : AUTH_ISSUER;
}

static enum auth_reason context_verify(
    const struct trust *trust, X509_STORE_CTX *context, int64_t now_s, struct fault *fault)
{
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);
    if (X509_VERIFY_PARAM_set_flags(
            param, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_X509_STRICT)
            != 1
        || X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_CLIENT) != 1) {
        return AUTH_INTERNAL; /* uncovered: no memory */
    }
    X509_VERIFY_PARAM_set_auth_level(param, AUTH_LEVEL);
    X509_VERIFY_PARAM_set_depth(param, CHAIN_LEN - 2); /* OpenSSL counts what is between */
    X509_VERIFY_PARAM_set_time(param, (time_t)now_s);
    if (X509_verify_cert(context) == 1) {
        return chain_check(trust, X509_STORE_CTX_get0_chain(context));
    }
    int error = X509_STORE_CTX_get_error(context);
    char number[8];
    (void)snprintf(number, sizeof(number), "%d", error);
    FAULT(fault, "auth", number, "%s at depth %d", X509_verify_cert_error_string(error),
        X509_STORE_CTX_get_error_depth(context));
    return reason_of(error);
}

enum auth_reason certificate_verify(
    const struct trust *trust, X509 *leaf, int64_t now_s, struct fault *fault)
{
    ensure(trust != NULL && leaf != NULL);
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    enum auth_reason reason = AUTH_INTERNAL;
    if (context != NULL && X509_STORE_CTX_init(context, trust->store, leaf, NULL) == 1) {
        reason = context_verify(trust, context, now_s, fault);
    }
    X509_STORE_CTX_free(context);
    ERR_clear_error();
    return reason;
}
