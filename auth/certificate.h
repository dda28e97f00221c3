/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * certificate.h - the client's certificate as nginx hands it over ($ssl_client_escaped_cert), read
 * strictly: one form for one certificate. Says nothing about whom it belongs to or who issued it.
 */
#ifndef AUTH_CERTIFICATE_H
#define AUTH_CERTIFICATE_H

#include <openssl/x509.h>

#include "auth/reason.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define CERTIFICATE_LEN_MAX 16384 /* of the URL-encoded text; genuine ones are about 3 kB */

struct certificate {
    X509 *x509;           /* freed when the arena is reset */
    struct digest sha256; /* of the DER */
};

/*
 * Decodes `escaped` (only unreserved characters and %XX), takes exactly one PEM block with lines as
 * OpenSSL writes them and nothing before or behind, and a DER certificate that re-encodes to the
 * same bytes. Sets *certificate_out on AUTH_OK. AUTH_MISSING, AUTH_TOO_LARGE, AUTH_ENCODING,
 * AUTH_PEM, AUTH_DER; AUTH_INTERNAL without memory.
 */
MUST_CHECK enum auth_reason certificate_read(
    struct arena *arena, struct span escaped, struct certificate *certificate_out);

/* Appends `der` as nginx would hand it over: PEM, URL-encoded. For explanations and tests. */
void certificate_escape(struct span der, struct buffer *out);

#endif
