/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * chain.h - whether a certificate leads to an anchor now, unrevoked, fit for its purpose. Knows no
 * profile and no file: everything it goes by is an argument, so that the conformance suite runs the
 * very function that every request runs. Whose certificate it is say leaf.h and subject.h.
 */
#ifndef AUTH_CHAIN_H
#define AUTH_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/x509.h>

#include "auth/crl_table.h"
#include "auth/reason.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"

/* Nothing here is owned. */
struct chain_rules {
    STACK_OF(X509) * anchors; /* trusted, self-signed */
    STACK_OF(X509) * between; /* CAs that may stand between; trusted only through an anchor */
    /* Where revocation is asked; exactly one of the two is given. */
    const struct crl_table *table; /* what workers map: asked for every certificate */
    STACK_OF(X509_CRL) * lists;    /* OpenSSL's own check; deltas and lists with one are left out */
    STACK_OF(ASN1_OBJECT) * policies; /* RFC 5280 6.1.1 (c); NULL: any */
    unsigned long policy_flags;       /* 6.1.1 (e)-(g): X509_V_FLAG_EXPLICIT_POLICY, _INHIBIT_… */
    int64_t now_s;                    /* seconds since 1970 */
    int security_level;               /* OpenSSL's; 2 is 112 bits and no SHA-1 */
    int between_max;                  /* CAs between anchor and leaf */
    int purpose;                      /* X509_PURPOSE_…; 0: TLS client */
};

/* A store that trusts `anchors` and nothing else; the caller's. NULL: no memory. */
X509_STORE *anchors_store(STACK_OF(X509) * anchors);

/*
 * RFC 5280 path validation with OpenSSL's strict rules, policies processed, every certificate of
 * the chain asked for (the anchor too). Sets *chain_out, leaf first, on
 * AUTH_OK; the caller frees it with its certificates. AUTH_EXPIRED, AUTH_NOT_YET_VALID,
 * AUTH_REVOKED, AUTH_CRL, AUTH_WEAK, AUTH_PURPOSE, AUTH_EXTENSION, AUTH_POLICY, AUTH_CHAIN or
 * AUTH_INTERNAL; *fault then holds OpenSSL's number and text.
 */
MUST_CHECK enum auth_reason certificate_verify(
    const struct chain_rules *rules, X509 *leaf, STACK_OF(X509) * *chain_out, struct fault *fault);

/*
 * Whether a verified chain would still stand at `then_s`, as far as its dates and the table say: a
 * decision may be remembered no longer than that. False when revocation comes from lists.
 */
bool chain_stands(const struct chain_rules *rules, STACK_OF(X509) * chain, int64_t then_s);

#endif
