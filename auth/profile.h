/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * profile.h - a trust profile: what a certificate must be to stand for a person. Data from a file,
 * so that another CA needs no other program. Not the CAs themselves: those are trust.h, held to the
 * pins given here.
 */
#ifndef AUTH_PROFILE_H
#define AUTH_PROFILE_H

#include <stddef.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define PROFILE_LEN_MAX      8192
#define PROFILE_ISSUING_MAX  4
#define PROFILE_POLICIES_MAX 8

struct profile;

/* What the rest of auth/ reads; all of it lives as long as the profile. */
struct profile_rules {
    struct span name;
    struct digest root;
    struct digest issuing[PROFILE_ISSUING_MAX];
    size_t issuing_count;
    struct span policies[PROFILE_POLICIES_MAX]; /* one of these, or with a dotted suffix */
    size_t policy_count;
    struct span other_policies[PROFILE_POLICIES_MAX]; /* none of these */
    size_t other_policy_count;
    struct span country;
};

/*
 * Reads the `key = value` lines of `text`; "#" begins a comment line. Keys: name, root, issuing
 * (SHA-256 of the certificates, issuing up to 4 times), policy, other_policy (up to 8 times each),
 * country, serial_number, unknown_serial_number, organisation (POSIX extended expressions, ^…$; of
 * organisation exactly one group, the CVR number). Everything but other_policy and
 * unknown_serial_number is required, nothing else is known, nothing single may repeat.
 * STATUS_INVALID with the line in fault.text. profile_free() frees *profile_out.
 */
MUST_CHECK enum status profile_parse(
    struct span text, struct profile **profile_out, struct fault *fault);

/* Accepts NULL. */
void profile_free(struct profile *profile);

const struct profile_rules *profile_rules(const struct profile *profile);

/* Whether the whole of `text` (NUL-terminated, no NUL inside) is a serial number of a person. */
bool profile_serial_number(const struct profile *profile, const char *text);

/* Whether it is one that is known to exist but is not accepted until its meaning is known. */
bool profile_unknown_serial_number(const struct profile *profile, const char *text);

/* The CVR number inside an organizationIdentifier; false when it does not fit the grammar. */
bool profile_organisation(const struct profile *profile, const char *text, struct span *cvr_out);

#endif
