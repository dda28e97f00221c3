/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * subject.h - the subject's attributes, each exactly once, as text that can be compared byte by
 * byte. Never a name in one line: those are ambiguous by design.
 */
#ifndef AUTH_SUBJECT_H
#define AUTH_SUBJECT_H

#include <openssl/x509.h>

#include "auth/profile.h"
#include "auth/reason.h"
#include "ledger/base/arena.h"
#include "ledger/base/span.h"

/* NUL-terminated copies in the arena; printable UTF-8. */
struct subject {
    struct span common_name;
    struct span serial_number; /* whole, e.g. "UI:DK-E:G:…": the key of the person */
    struct span organisation_name;
    struct span organisation; /* its number: the CVR number, where the profile is Danish */
};

/*
 * Reads a subject's name by the profile's grammar, however its attributes are spread over RDNs.
 * Sets *subject_out on AUTH_OK. AUTH_SUBJECT when an attribute is missing, repeated (also inside
 * one multi-valued RDN), neither PrintableString nor UTF8String, over-long or not printable text,
 * or of another country; AUTH_SERIAL_NUMBER, AUTH_SERIAL_UNKNOWN, AUTH_ORGANISATION for the
 * grammars; AUTH_INTERNAL without memory.
 */
MUST_CHECK enum auth_reason subject_read(const struct profile *profile, struct arena *arena,
    const X509_NAME *name, struct subject *subject_out);

#endif
