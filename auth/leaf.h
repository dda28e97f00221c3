/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * leaf.h - what the extensions of a person's certificate must say. Apart from the chain, because
 * neither nginx nor X509_verify_cert() asks these questions: both let pass a certificate without
 * keyUsage or of a company, and OpenSSL's policy check refuses genuine OCES3 chains, whose issuing
 * CA states no policies.
 */
#ifndef AUTH_LEAF_H
#define AUTH_LEAF_H

#include <stdbool.h>

#include <openssl/x509.h>

#include "auth/profile.h"
#include "auth/reason.h"
#include "ledger/base/status.h"

/*
 * AUTH_OK, AUTH_EXTENSION (malformed, or no v3 certificate), AUTH_CA, AUTH_KEY_USAGE (none, or
 * without one of the profile's bits), AUTH_PURPOSE (extendedKeyUsage without clientAuth),
 * AUTH_POLICY (not exactly one of the profile's), AUTH_OTHER_KIND.
 */
MUST_CHECK enum auth_reason leaf_check(const struct profile_rules *rules, X509 *x509);

/* Whether it names at least one of the profile's policies; decides between profiles, no more. */
bool leaf_has_policy(const struct profile_rules *rules, const X509 *x509);

#endif
