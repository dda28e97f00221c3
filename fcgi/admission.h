/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * admission.h - from what nginx says about a connection to the person who asks: certificate, then
 * register. Sessions and rights come later, in the worker's order.
 */
#ifndef FCGI_ADMISSION_H
#define FCGI_ADMISSION_H

#include <stdint.h>

#include "auth/credential.h"
#include "auth/identity.h"
#include "fcgi/portal.h"
#include "fcgi/refusal.h"
#include "fcgi/web/http.h"

/* Of one process; what does not count is of the request at hand. */
struct admission {
    struct portal *portal;
    struct credential credential;
    struct credential_verdict verdict;
    struct identity identity;
    enum auth_reason reason;  /* why somebody was not let in */
    uint64_t unknown_serials; /* met by this process */
};

/* Both return NULL to go on, and always in a pool where nobody logs in. They log what an operator
 * must know beside the line of the request. */
const struct refusal *admission_certificate(struct admission *admission,
    const struct http_request *request, struct arena *arena, struct fault *fault);

/*
 * Sets *identity_out to the admission's where somebody logs in. It stays as it is, with the reason
 * AUTH_UNKNOWN_PERSON, for who may ask a registered organisation for access and nothing else.
 */
const struct refusal *admission_person(struct admission *admission, struct arena *arena,
    const struct identity **identity_out, struct fault *fault);

#endif
