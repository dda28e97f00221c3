/* SPDX-License-Identifier: EUPL-1.2 */
/* trust_files.h - inside of trust.h: the files behind it, read whole and held to their rules. */
#ifndef AUTH_TRUST_FILES_H
#define AUTH_TRUST_FILES_H

#include <openssl/x509.h>

#include "auth/profiles.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"

#define TRUST_AUTHORITIES_MAX 16                 /* as many lists as a CRL table holds */
#define TRUST_FILE_LEN_MAX    (64 * 1024 * 1024) /* lists of 200,000 entries take 14 MB as PEM */

/* STATUS_NOT_FOUND, STATUS_LIMIT or STATUS_INVALID as in trust_open(). The caller frees. */
MUST_CHECK enum status profile_load(
    const char *path, struct profile **profile_out, struct fault *fault);

/* Certificates in the file's order: each pinned by a profile, none twice, no pin without one. */
MUST_CHECK enum status authorities_load(const char *path, const struct profiles *profiles,
    STACK_OF(X509) * *authorities_out, struct fault *fault);

/* Lists: one of each authority, signed by it, full. */
MUST_CHECK enum status crls_load(const char *path, STACK_OF(X509) * authorities,
    STACK_OF(X509_CRL) * *crls_out, struct fault *fault);

/* The SHA-256 of the DER; false only when libcrypto fails. */
bool certificate_digest(const X509 *x509, struct digest *digest_out);

/* Whether the SHA-256 of the DER is `pin`. */
bool certificate_is(const X509 *x509, const struct digest *pin);

#endif
