/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * crl_check.h - inside of crl_compile.h, which states the rules: one list, one entry held to them;
 * and the dates of such files as numbers.
 */
#ifndef AUTH_CRL_CHECK_H
#define AUTH_CRL_CHECK_H

#include <openssl/x509.h>

#include "auth/crl_table.h"

/* The pinned CA that signed the list, by its place; STATUS_DENIED when none did. */
MUST_CHECK enum status crl_check_signer(
    X509_CRL *crl, STACK_OF(X509) * authorities, size_t *authority_out, struct fault *fault);

/*
 * Sets number, this_update_s and next_update_s of *list_out for a list that is complete and in
 * force at `now_s`; else STATUS_INVALID.
 */
MUST_CHECK enum status crl_check_list(
    const X509_CRL *crl, int64_t now_s, struct crl_list *list_out, struct fault *fault);

/* STATUS_CONFLICT when `list` lies before the one published (NULL: none was). */
MUST_CHECK enum status crl_check_newer(
    const struct crl_list *before, const struct crl_list *list, struct fault *fault);

/* Whole seconds since 1970; false for a date that is none. */
bool asn1_seconds(const ASN1_TIME *time, int64_t *seconds_out);

/* NULL, or what is wrong with the entry. */
const char *crl_entry_wrong(const X509_REVOKED *entry);

#endif
