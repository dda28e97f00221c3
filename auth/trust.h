/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * trust.h - which chains are trusted now: the profiles of a portal, the CAs they pin, and where
 * revocation is asked. It decides about chain, time and revocation; leaf.h and subject.h about the
 * rest.
 */
#ifndef AUTH_TRUST_H
#define AUTH_TRUST_H

#include <openssl/x509.h>

#include "auth/decisions.h"
#include "auth/profiles.h"
#include "auth/reason.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"

/* All are file names; they must outlive the trust. */
struct trust_paths {
    const char *profiles[PROFILES_MAX]; /* trust profiles, at least one */
    size_t profile_count;
    const char *authorities; /* PEM: every CA that a profile pins, nothing else */
    /* Exactly one of the two: */
    const char *table; /* the CRL table (crl_table.h) with a list of each of these CAs */
    const char *lists; /* PEM: exactly one list of each; parsed when it changes, so not for many */
};

struct trust;

/*
 * Loads the files. STATUS_NOT_FOUND when one cannot be read; STATUS_LIMIT when it is implausibly
 * large; STATUS_INVALID when it is malformed, profiles do not go together (profiles.h), a CA is
 * there that none pins or one is missing, or a list is missing, not signed by its CA, partial or a
 * delta (an expired list loads: then nobody is let in until a newer one comes). fault.text names
 * the file. trust_close() frees *trust_out.
 */
MUST_CHECK enum status trust_open(
    const struct trust_paths *paths, struct trust **trust_out, struct fault *fault);

/* Accepts NULL. */
void trust_close(struct trust *trust);

/*
 * Loads again what was replaced, profiles and CAs too, and forgets all decisions then; for the top
 * of each request, it asks the file system at most once a second. A file that is refused leaves
 * everything in force and is reported once (statuses as trust_open()); the next replacement is
 * tried again.
 */
MUST_CHECK enum status trust_refresh(struct trust *trust, struct fault *fault);

const struct profiles *trust_profiles(const struct trust *trust);

/* The CAs in the order of their file, the trust's. */
STACK_OF(X509) * trust_authorities(const struct trust *trust);

/* What was decided lately; forgotten by trust_refresh() when anything changes. */
struct decisions *trust_decisions(struct trust *trust);

struct trust_verdict {
    const struct profile *profile; /* the trust's */
    bool lasts; /* would be the same at the end of the time that a decision is remembered */
};

/*
 * Whether `leaf` leads through a CA that a profile pins to a root that it pins, at `now_s` (seconds
 * since 1970), with everything certificate_verify() asks, one CA between and at least 112 bits of
 * security. Sets *verdict_out on AUTH_OK. Otherwise as certificate_verify() and profiles_choose().
 */
MUST_CHECK enum auth_reason trust_verify(const struct trust *trust, X509 *leaf, int64_t now_s,
    struct trust_verdict *verdict_out, struct fault *fault);

/* The same for the certificate that made a signature: purpose S/MIME signing. */
MUST_CHECK enum auth_reason trust_verify_signer(const struct trust *trust, X509 *leaf,
    int64_t now_s, const struct profile **profile_out, struct fault *fault);

#endif
