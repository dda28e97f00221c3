/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * crl_compile.h - from the CAs' revocation lists to a CRL table: each list is held to every rule
 * before one of its entries counts. The operator's program does this; workers only search.
 */
#ifndef AUTH_CRL_COMPILE_H
#define AUTH_CRL_COMPILE_H

#include <openssl/x509.h>

#include "auth/crl_table.h"
#include "ledger/base/buffer.h"

#define CRL_BYTES_MAX ((size_t)64 * 1024 * 1024) /* one file; 200,000 entries take 14 MB as PEM */

/*
 * Appends the lists in `bytes` to `lists`, which owns them then: one list in DER, or PEM with
 * nothing but lists in it. STATUS_INVALID for anything else, STATUS_LIMIT above CRL_BYTES_MAX,
 * STATUS_INTERNAL without memory; then `lists` is as it was.
 */
MUST_CHECK enum status crl_read(struct span bytes, STACK_OF(X509_CRL) * lists, struct fault *fault);

/*
 * The pinned CAs of a PEM file that holds nothing else; STATUS_INVALID otherwise. The caller frees.
 */
MUST_CHECK enum status crl_authorities_read(
    struct span pem, STACK_OF(X509) * *authorities_out, struct fault *fault);

/* On the caller's stack between init and free; its members are for reading. */
struct crl_compile {
    STACK_OF(X509) * authorities;   /* the caller's: the pinned CAs, none twice */
    const struct crl_table *before; /* the caller's; NULL: none was published yet */
    int64_t now_s;
    size_t count;                               /* of CAs */
    struct crl_list lists[CRL_TABLE_LISTS_MAX]; /* of each CA; this_update_s is 0 while missing */
    struct buffer serials[CRL_TABLE_LISTS_MAX];
};

/* STATUS_LIMIT for more than CRL_TABLE_LISTS_MAX CAs; *compile is freed by crl_compile_free(). */
MUST_CHECK enum status crl_compile_init(struct crl_compile *compile, STACK_OF(X509) * authorities,
    const struct crl_table *before, int64_t now_s, struct fault *fault);

/* Accepts what crl_compile_init() refused. */
void crl_compile_free(struct crl_compile *compile);

/*
 * Takes one list over. By RFC 5280 5 and 6.3, for tables of serial numbers made stricter:
 *
 * - A pinned CA that may sign lists signed it, with SHA-256 or better: else STATUS_DENIED.
 *
 * - It is a version 2 list with a crlNumber of at most 20 bytes and thisUpdate <= now < nextUpdate.
 *   It is complete: no delta indicator, no Freshest CRL, no issuingDistributionPoint (one that only
 *   names a point limits the list to certificates that name it too), no other critical extension.
 *   No entry is of another issuer, says removeFromCRL or has another critical extension. Else
 *   STATUS_INVALID.
 *
 * - Neither crlNumber nor thisUpdate lies before those published, and it is the only one of its CA:
 *   else STATUS_CONFLICT.
 *
 * - All lists together have at most CRL_TABLE_ENTRIES_MAX entries: else STATUS_LIMIT.
 *
 * An entry counts from now on whatever its revocationDate or invalidityDate says; the same serial
 * number twice counts once. fault.text says what is wrong, without the list's name.
 */
MUST_CHECK enum status crl_compile_add(
    struct crl_compile *compile, X509_CRL *crl, struct fault *fault);

/*
 * Appends the table's bytes to `table_out` once every CA has its list: else STATUS_NOT_FOUND, with
 * the CA in fault.text (without its list everybody would be locked out). STATUS_LIMIT when
 * `table_out` does not take it.
 */
MUST_CHECK enum status crl_compile_end(
    struct crl_compile *compile, struct buffer *table_out, struct fault *fault);

/*
 * The serial number as crl_table_ask() wants it, over `bytes`; empty when no list could hold it.
 */
struct span crl_serial_content(const ASN1_INTEGER *serial, uint8_t bytes[static CRL_SERIAL_LEN]);

#define CRL_NAME_LEN_MAX 160

/* A CA's name for messages: RFC 2253, control characters escaped, cut when longer. */
void crl_authority_name(const X509_NAME *name, char text_out[static CRL_NAME_LEN_MAX]);

#endif
