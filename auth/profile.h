/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * profile.h - a trust profile: what a certificate must be to stand for a person. Data from a file,
 * so that another CA needs no other program. Not the CAs themselves: those are trust.h, held to the
 * pins given here.
 */
#ifndef AUTH_PROFILE_H
#define AUTH_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define PROFILE_LEN_MAX        8192
#define PROFILE_ROOTS_MAX      4
#define PROFILE_ISSUING_MAX    16
#define PROFILE_POLICIES_MAX   8
#define PROFILE_ATTRIBUTES_MAX 4

struct profile;

/* What the rest of auth/ reads; all of it lives as long as the profile. */
struct profile_rules {
    struct span name;
    struct digest roots[PROFILE_ROOTS_MAX];
    size_t root_count;
    struct digest issuing[PROFILE_ISSUING_MAX];
    size_t issuing_count;
    struct span policies[PROFILE_POLICIES_MAX]; /* one of these, or with a dotted suffix */
    size_t policy_count;
    struct span other_policies[PROFILE_POLICIES_MAX]; /* none of these */
    size_t other_policy_count;
    uint32_t key_usage; /* KU_… of OpenSSL; digitalSignature always among them */
    struct span country;
    int attributes[PROFILE_ATTRIBUTES_MAX]; /* NIDs wanted beside C, O, CN and serialNumber */
    size_t attribute_count;
    int organisation_nid; /* where the organisation's number stands */
    /* The expressions as written, for explanations; empty where the profile has none. */
    struct span serial_number;
    struct span unknown_serial_number;
    struct span organisation;
    struct span serial_number_organisation;
};

/*
 * Reads the `key = value` lines of `text`; "#" begins a comment line. Nothing single may repeat,
 * nothing else is known, and what is not marked optional is required:
 *   name                   lower-case letters, digits and "-", at most 32
 *   root, issuing          SHA-256 of the CA's certificate; up to 4 and 16 times
 *   policy                 object identifier; up to 8 times
 *   other_policy           optional, likewise
 *   key_usage              optional, any number of: digitalSignature, nonRepudiation,
 *                          keyEncipherment, dataEncipherment, keyAgreement
 *   country                of the subject
 *   attribute              optional, up to 4 times: givenName, surname, organizationIdentifier
 *   serial_number          POSIX extended expression, ^…$
 *   unknown_serial_number  optional, likewise: refused, with a hint to the operator
 *   organisation           likewise; its one group is the organisation's number
 *   organisation_attribute optional: organizationIdentifier (the default) or organizationName
 *   serial_number_organisation  optional: an expression for serialNumber whose one group must be
 *                          the same number
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

/*
 * The organisation's number inside the attribute that holds it; where the profile has it in the
 * serial number too, both must agree. False otherwise.
 */
bool profile_organisation(const struct profile *profile, const char *text,
    const char *serial_number, struct span *number_out);

/* Whether `oid` (dotted decimal) is one of `arcs` or below one: "1.2.70" is not below "1.2.7". */
bool profile_policy_within(struct span oid, const struct span *arcs, size_t count);

#endif
