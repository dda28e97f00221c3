/* SPDX-License-Identifier: EUPL-1.2 */
/* explain_values.h - inside of explain.h: what a step of the trail looked at, as ASCII text. */
#ifndef AUTH_EXPLAIN_VALUES_H
#define AUTH_EXPLAIN_VALUES_H

#include <openssl/x509.h>

#include "auth/trail.h"
#include "auth/trust.h"
#include "ledger/base/buffer.h"

struct explained {
    const struct trust *trust;
    const struct trail *trail;
    X509 *x509; /* NULL when it cannot be read */
    struct span der;
    int64_t now_s;
};

/* What the certificate says, in one line. */
void explain_seen(const struct explained *explained, enum trail_step step, struct buffer *out);

/* What would pass, in one line. */
void explain_wanted(const struct explained *explained, enum trail_step step, struct buffer *out);

/* RFC 2253, everything but printable ASCII escaped. */
void explain_name(const X509_NAME *name, struct buffer *out);

#endif
