/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * lists.h - revocation lists with one thing wrong, made at test time by the demonstration's CAs
 * (folder in the environment variable TILSAGN_TEST_PKI).
 */
#ifndef TESTS_SUPPORT_LISTS_H
#define TESTS_SUPPORT_LISTS_H

#include <openssl/x509.h>

#include "ledger/base/arena.h"
#include "ledger/base/span.h"

/* One entry; `critical` makes its extensions critical. */
struct entry_recipe {
    int64_t serial;
    int reason;                  /* CRL_REASON_…; 0: none stated */
    int64_t invalid_in_s;        /* an invalidityDate so far from now; 0: none */
    const char *other_extension; /* "1.2.3.4.5" or "certificateIssuer"; NULL: none */
    bool critical;
    bool broken_reason;
};

/* Everything left out (0, NULL) is as in a good list of the issuing CA. */
struct list_recipe {
    const char *authority; /* "issuing", "root": its .crt */
    const char *key;       /* its .key; default: of the authority */
    const char *number;    /* crlNumber, decimal; default "7"; "": none */
    const char *extension; /* another: NAME=value as OpenSSL has it, "delta" or "unknown" */
    bool critical;         /* that one */
    bool twice;            /* that one, or the crlNumber without one, a second time */
    bool version_1;
    bool no_next_update;
    int64_t begins_in_s; /* default: an hour ago */
    int64_t ends_in_s;   /* default: in a month */
    const char *digest;  /* "SHA1"; default SHA256 */
    bool pss;
    const struct entry_recipe *entries;
    size_t entry_count;
    size_t many; /* further entries with the serial numbers from 1000 */
};

/* The caller frees. */
X509_CRL *list_cook(const struct list_recipe *recipe);

struct span list_der(struct arena *arena, X509_CRL *crl);
struct span list_pem(struct arena *arena, X509_CRL *crl);

/* The pinned CAs of the demonstration, root first. The caller frees. */
STACK_OF(X509) * list_authorities(void);

/* The table of the lists in `pem`, one of each CA, as at `now_s`. */
struct span list_table(
    struct arena *arena, struct span pem, STACK_OF(X509) * authorities, int64_t now_s);

#endif
