/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/credential.h"

#include "auth/certificate.h"
#include "auth/leaf.h"
#include "auth/subject.h"

static enum auth_reason credential_fill(const struct trust *trust, struct arena *arena,
    const struct certificate *certificate, const struct subject *subject,
    struct credential *credential_out)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&certificate->sha256, hex);
    struct span text = arena_copy(arena, span_from(hex));
    if (text.data == NULL) {
        return AUTH_INTERNAL;
    }
    *credential_out = (struct credential){
        .profile = profile_rules(trust_profile(trust))->name,
        .serial_number = subject->serial_number,
        .cvr = subject->cvr,
        .common_name = subject->common_name,
        .organisation_name = subject->organisation_name,
        .sha256 = certificate->sha256,
        .certificate_hex = text,
    };
    return AUTH_OK;
}

static enum auth_reason check(const struct trust *trust, struct arena *arena,
    const struct credential_claim *claim, struct credential *credential_out, struct fault *fault)
{
    if (!span_is(claim->verify, "SUCCESS")) {
        return AUTH_NOT_VERIFIED;
    }
    struct certificate certificate;
    struct subject subject;
    const struct profile *profile = trust_profile(trust);
    enum auth_reason reason = certificate_read(arena, claim->escaped_certificate, &certificate);
    if (reason == AUTH_OK) {
        reason = certificate_verify(trust, certificate.x509, claim->now_s, fault);
    }
    if (reason == AUTH_OK) {
        reason = leaf_check(profile_rules(profile), certificate.x509);
    }
    if (reason == AUTH_OK) {
        reason = subject_read(profile, arena, certificate.x509, &subject);
    }
    if (reason == AUTH_OK) {
        reason = credential_fill(trust, arena, &certificate, &subject, credential_out);
    }
    return reason;
}

enum status credential_check(const struct trust *trust, struct arena *arena,
    const struct credential_claim *claim, struct credential *credential_out,
    enum auth_reason *reason_out, struct fault *fault)
{
    ensure(trust != NULL && arena != NULL && claim != NULL);
    ensure(credential_out != NULL && reason_out != NULL);
    *reason_out = check(trust, arena, claim, credential_out, fault);
    if (*reason_out == AUTH_OK) {
        return STATUS_OK;
    }
    return *reason_out == AUTH_INTERNAL ? STATUS_INTERNAL : STATUS_DENIED;
}
