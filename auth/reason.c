/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/reason.h"

#include "ledger/base/status.h"

const char *auth_reason_name(enum auth_reason reason)
{
    static const char *const names[AUTH_REASON_COUNT] = {
        [AUTH_OK] = "ok",
        [AUTH_NOT_VERIFIED] = "not_verified",
        [AUTH_MISSING] = "missing",
        [AUTH_TOO_LARGE] = "too_large",
        [AUTH_ENCODING] = "encoding",
        [AUTH_PEM] = "pem",
        [AUTH_DER] = "der",
        [AUTH_EXPIRED] = "expired",
        [AUTH_NOT_YET_VALID] = "not_yet_valid",
        [AUTH_REVOKED] = "revoked",
        [AUTH_CRL] = "crl",
        [AUTH_CHAIN] = "chain",
        [AUTH_ISSUER] = "issuer",
        [AUTH_WEAK] = "weak",
        [AUTH_EXTENSION] = "extension",
        [AUTH_PURPOSE] = "purpose",
        [AUTH_KEY_USAGE] = "key_usage",
        [AUTH_CA] = "ca",
        [AUTH_POLICY] = "policy",
        [AUTH_OTHER_KIND] = "other_kind",
        [AUTH_SUBJECT] = "subject",
        [AUTH_SERIAL_NUMBER] = "serial_number",
        [AUTH_SERIAL_UNKNOWN] = "serial_unknown",
        [AUTH_ORGANISATION] = "organisation",
        [AUTH_UNKNOWN_PERSON] = "unknown_person",
        [AUTH_UNKNOWN_ORGANISATION] = "unknown_organisation",
        [AUTH_OTHER_ORGANISATION] = "other_organisation",
        [AUTH_BLOCKED] = "blocked",
        [AUTH_CROSS_SITE] = "cross_site",
        [AUTH_NO_SESSION] = "no_session",
        [AUTH_SESSION_IDLE] = "session_idle",
        [AUTH_SESSION_OVER] = "session_over",
        [AUTH_SESSION_RENEWED] = "session_renewed",
        [AUTH_SESSION_FOREIGN] = "session_foreign",
        [AUTH_FORM_TOKEN] = "form_token",
        [AUTH_INTERNAL] = "internal",
    };
    ensure((unsigned)reason < AUTH_REASON_COUNT);
    return names[reason];
}
