/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * credential.h - everything between "nginx says there is a certificate" and "this is that person's
 * certificate", in the one order that a request goes through. Whether the person is enrolled is
 * identity.h.
 */
#ifndef AUTH_CREDENTIAL_H
#define AUTH_CREDENTIAL_H

#include "auth/reason.h"
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
};

/* All text lives in the arena, is printable and NUL-terminated. */
struct credential {
    struct span profile;
    struct span serial_number; /* with `profile` the key of the person */
    struct span cvr;
    struct span common_name; /* as the certificate says; pages show the register's name */
    struct span organisation_name;
    struct digest sha256; /* of the certificate's DER */
    struct span certificate_hex;
};

/*
 * Reads and verifies the certificate. Sets *credential_out on STATUS_OK. STATUS_DENIED with
 * *reason_out and, where OpenSSL knows more, *fault: answer a neutral 403 and log the reason.
 * STATUS_INTERNAL with AUTH_INTERNAL without memory. *reason_out is set in every case.
 */
MUST_CHECK enum status credential_check(const struct trust *trust, struct arena *arena,
    const struct credential_claim *claim, struct credential *credential_out,
    enum auth_reason *reason_out, struct fault *fault);

#endif
