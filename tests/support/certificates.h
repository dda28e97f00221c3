/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * certificates.h - certificates with one thing wrong, made at test time by the demonstration's
 * issuing CA (folder in the environment variable TILSAGN_TEST_PKI).
 */
#ifndef TESTS_SUPPORT_CERTIFICATES_H
#define TESTS_SUPPORT_CERTIFICATES_H

#include <openssl/x509.h>

#include "ledger/base/arena.h"
#include "ledger/base/span.h"

enum key_kind { KEY_EC, KEY_RSA_2048, KEY_RSA_1024, KEY_EC_EXPLICIT };
enum issuer_kind {
    ISSUER_ISSUING,
    ISSUER_ROOT,
    ISSUER_EMPLOYEE,
    ISSUER_FORGED,           /* ours by name and key identifier */
    ISSUER_TEST_ENVIRONMENT, /* ours by name, but for an OU */
    ISSUER_SELF,
};

/* One attribute of the subject; `type` is an ASN.1 tag, the bytes go in unchecked. */
struct attribute {
    int nid; /* 0: none */
    int type;
    const char *bytes; /* NULL: left out */
    size_t len;
    bool same_rdn; /* inside the RDN of the attribute before it */
};

/* Everything left out (0, NULL) is as in a good OCES3 employee certificate. "" leaves out. */
struct recipe {
    struct attribute replace; /* instead of the good one of that kind; without bytes: left out */
    struct attribute add;     /* behind all others */
    const char *policies;
    const char *key_usage;
    const char *extended_key_usage;
    const char *basic_constraints;
    size_t alternative_names; /* this many mail addresses */
    bool unknown_critical;
    enum key_kind key;
    enum issuer_kind issuer;
    const char *authority;           /* its .crt and .key in the folder, instead of `issuer` */
    EVP_PKEY *own;                   /* instead of a new key; stays the caller's */
    const struct attribute *subject; /* instead of OCES3's, replace and add */
    size_t subject_count;
    bool pkcs1; /* an RSA signature as OCES2's, without PSS */
    bool sha1;
    bool md5;
    int64_t begins_in_s; /* default: an hour ago */
    int64_t ends_in_s;   /* default: in a year */
};

#define GOOD_SERIAL "UI:DK-E:G:00000000-1111-2222-3333-444444444444"

/* TILSAGN_TEST_PKI/name; static text until the next call but one. */
const char *pki_path(const char *name);

/* A file as a span in the arena. */
struct span pki_file(struct arena *arena, const char *name);

/* The caller frees. */
X509 *certificate_cook(const struct recipe *recipe);

/* As nginx's $ssl_client_escaped_cert. */
struct span certificate_escaped(struct arena *arena, X509 *x509);
struct span text_escaped(struct arena *arena, struct span text);

#endif
