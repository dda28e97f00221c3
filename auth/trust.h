/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * trust.h - which chains are trusted now: the pinned CAs of one profile and their revocation lists.
 * It decides about chain, time and revocation; leaf.h and subject.h about the rest.
 */
#ifndef AUTH_TRUST_H
#define AUTH_TRUST_H

#include <openssl/x509.h>

#include "auth/profile.h"
#include "auth/reason.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"

/* All are file names; they must outlive the trust. */
struct trust_paths {
    const char *profile;     /* the trust profile */
    const char *authorities; /* PEM: the root and the issuing CAs, nothing else */
    const char *crl;         /* PEM: exactly one list of each of these CAs */
};

struct trust;

/*
 * Loads the three files. STATUS_NOT_FOUND when one cannot be read; STATUS_LIMIT when it is
 * implausibly large; STATUS_INVALID when it is malformed, holds a CA that the profile does not pin,
 * lacks one, or a list is missing, not signed by its CA, partial or a delta (an expired list loads:
 * then nobody is let in until a newer one comes). fault.text names the file. trust_close() frees
 * *trust_out.
 */
MUST_CHECK enum status trust_open(
    const struct trust_paths *paths, struct trust **trust_out, struct fault *fault);

/* Accepts NULL. */
void trust_close(struct trust *trust);

/*
 * Loads the lists again when their file was replaced; for the top of each request, it asks the file
 * system at most once a second. A file that is refused leaves the lists in force and is reported
 * once (statuses as trust_open()); the next replacement is tried again.
 */
MUST_CHECK enum status trust_refresh(struct trust *trust, struct fault *fault);

const struct profile *trust_profile(const struct trust *trust);

/*
 * Whether `leaf` leads through a pinned issuing CA to the pinned root, at `now_s` (seconds since
 * 1970), unrevoked on current lists of every CA, for a TLS client, with at least 112 bits of
 * security. AUTH_OK, AUTH_EXPIRED, AUTH_NOT_YET_VALID, AUTH_REVOKED, AUTH_CRL, AUTH_WEAK,
 * AUTH_PURPOSE, AUTH_EXTENSION, AUTH_ISSUER, AUTH_CHAIN or AUTH_INTERNAL; *fault then holds
 * OpenSSL's number and text.
 */
MUST_CHECK enum auth_reason certificate_verify(
    const struct trust *trust, X509 *leaf, int64_t now_s, struct fault *fault);

#endif
