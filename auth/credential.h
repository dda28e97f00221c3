/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * credential.h - everything between "nginx says there is a certificate" and "this is that person's
 * certificate", in the one order that a request goes through. Whether the person is enrolled is
 * identity.h.
 */
#ifndef AUTH_CREDENTIAL_H
#define AUTH_CREDENTIAL_H

#include "auth/reason.h"
#include "auth/trail.h"
#include "auth/trust.h"
#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* What nginx passed; absent parameters are empty spans. A repeated parameter is the caller's to
 * refuse. */
struct credential_claim {
    struct span verify;              /* SSL_CLIENT_VERIFY */
    struct span escaped_certificate; /* SSL_CLIENT_CERT */
    int64_t now_s;                   /* seconds since 1970; real time, never a simulated one */
    struct trail *trail;             /* NULL; or told how far it came, and nothing is remembered */
};

/* All text lives in the arena, is printable and NUL-terminated. */
struct credential {
    struct span profile;
    struct span serial_number; /* with `profile` the key of the person */
    struct span organisation;  /* its number: the CVR number, where the profile is Danish */
    struct span common_name;   /* as the certificate says; pages show the register's name */
    struct span organisation_name;
    struct digest sha256; /* of the certificate's DER */
    struct span certificate_hex;
};

/* What the audit line of an answer says; texts in the arena, ASCII. */
struct credential_verdict {
    enum auth_reason reason;
    bool remembered;             /* decided within the last minute, by this process */
    struct span certificate_hex; /* empty when there was none to read, as the two below */
    struct span serial;          /* the certificate's own, hexadecimal; empty when remembered */
    struct span issuer;          /* RFC 2253, non-ASCII and control characters escaped; likewise */
};

/*
 * Reads and verifies the certificate, or finds that it was verified within the last minute. Sets
 * *credential_out on STATUS_OK. STATUS_DENIED with the verdict's reason and, where OpenSSL knows
 * more, *fault: answer a neutral 403 and log the verdict. STATUS_INTERNAL with AUTH_INTERNAL
 * without memory. *verdict_out is set in every case.
 */
MUST_CHECK enum status credential_check(struct trust *trust, struct arena *arena,
    const struct credential_claim *claim, struct credential *credential_out,
    struct credential_verdict *verdict_out, struct fault *fault);

#endif
