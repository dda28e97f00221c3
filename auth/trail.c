/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/trail.h"

/* Where a reason can arise in several steps (a policy, a purpose), the steps asked for decide. */
static bool belongs(enum auth_reason reason, enum trail_step step)
{
    static const struct {
        enum auth_reason reason;
        enum trail_step step;
    } rows[] = {
        {AUTH_NOT_VERIFIED, TRAIL_NGINX},
        {AUTH_MISSING, TRAIL_FORM},
        {AUTH_TOO_LARGE, TRAIL_FORM},
        {AUTH_ENCODING, TRAIL_FORM},
        {AUTH_PEM, TRAIL_FORM},
        {AUTH_DER, TRAIL_DER},
        {AUTH_CHAIN, TRAIL_CHAIN},
        {AUTH_EXTENSION, TRAIL_FIT},
        {AUTH_PURPOSE, TRAIL_FIT},
        {AUTH_POLICY, TRAIL_FIT},
        {AUTH_WEAK, TRAIL_STRENGTH},
        {AUTH_REVOKED, TRAIL_REVOCATION},
        {AUTH_CRL, TRAIL_REVOCATION},
        {AUTH_EXPIRED, TRAIL_TIME},
        {AUTH_NOT_YET_VALID, TRAIL_TIME},
        {AUTH_ISSUER, TRAIL_ISSUER},
        {AUTH_EXTENSION, TRAIL_CA},
        {AUTH_CA, TRAIL_CA},
        {AUTH_KEY_USAGE, TRAIL_KEY_USAGE},
        {AUTH_PURPOSE, TRAIL_EXTENDED_KEY_USAGE},
        {AUTH_POLICY, TRAIL_POLICY},
        {AUTH_OTHER_KIND, TRAIL_POLICY},
        {AUTH_SUBJECT, TRAIL_SUBJECT},
        {AUTH_SERIAL_NUMBER, TRAIL_SERIAL_NUMBER},
        {AUTH_SERIAL_UNKNOWN, TRAIL_SERIAL_NUMBER},
        {AUTH_ORGANISATION, TRAIL_ORGANISATION},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].reason == reason && rows[i].step == step) {
            return true;
        }
    }
    return false;
}

void trail_mark(struct trail *trail, enum trail_step first, enum trail_step last, bool ordered,
    enum auth_reason reason)
{
    if (trail == NULL) {
        return;
    }
    enum trail_step refused = first;
    while (reason != AUTH_OK && refused < last && !belongs(reason, refused)) {
        refused++;
    }
    for (enum trail_step step = first; step <= last; step++) {
        bool passed = reason == AUTH_OK || (ordered && step < refused);
        trail->marks[step] = passed ? TRAIL_PASSED : TRAIL_NOT_REACHED;
    }
    if (reason != AUTH_OK) {
        trail->marks[refused] = TRAIL_REFUSED;
    }
}
