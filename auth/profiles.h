/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * profiles.h - the trust profiles of one portal together: which CAs they pin, and which of them a
 * certificate belongs to. A certificate belongs to the profile that pins its issuing CA; two
 * profiles may pin the same one only when their policies keep them apart.
 */
#ifndef AUTH_PROFILES_H
#define AUTH_PROFILES_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/x509.h>

#include "auth/profile.h"
#include "auth/reason.h"

#define PROFILES_MAX 8

struct profiles {
    struct profile *list[PROFILES_MAX]; /* owned */
    size_t count;
};

/*
 * Reads the files. STATUS_NOT_FOUND, STATUS_LIMIT, STATUS_INVALID as profile_load(); STATUS_INVALID
 * too when two have the same name, or pin the same issuing CA while a policy of one is, or lies
 * below or above, a policy of the other. fault.text names the file. profiles_free() in any case.
 */
MUST_CHECK enum status profiles_load(
    const char *const *paths, size_t count, struct profiles *profiles, struct fault *fault);

void profiles_free(struct profiles *profiles);

/* Whether a profile pins the certificate as its root, or as an issuing CA. */
bool profiles_pin_root(const struct profiles *profiles, const X509 *x509);
bool profiles_pin_issuing(const struct profiles *profiles, const X509 *x509);

/*
 * The profile of a verified chain (person, issuing CA, root). AUTH_ISSUER when none pins these two,
 * or several do and the person's certificate has policies of not exactly one of them.
 */
MUST_CHECK enum auth_reason profiles_choose(const struct profiles *profiles, STACK_OF(X509) * chain,
    const struct profile **profile_out, struct fault *fault);

#endif
