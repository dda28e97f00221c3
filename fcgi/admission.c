/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/admission.h"

#include <time.h>

#include "fcgi/certificate_log.h"

const struct refusal *admission_certificate(struct admission *admission,
    const struct http_request *request, struct arena *arena, struct fault *fault)
{
    struct trust *trust = admission->portal->trust;
    if (trust == NULL) {
        return NULL;
    }
    struct fault refresh = {.file = NULL};
    if (trust_refresh(trust, &refresh) != STATUS_OK) {
        certificate_log_refused(&refresh);
    }
    const struct credential_claim claim = {
        .verify = request->client_verify,
        .escaped_certificate = request->client_cert,
        .now_s = (int64_t)time(NULL),
    };
    enum status status =
        credential_check(trust, arena, &claim, &admission->credential, &admission->verdict, fault);
    admission->reason = admission->verdict.reason;
    if (admission->reason == AUTH_SERIAL_UNKNOWN) {
        certificate_log_unknown(++admission->unknown_serials);
    }
    return status == STATUS_OK ? NULL : refusal_named("certificate");
}

/*
 * Asked when this process has just verified the certificate, so at most once a minute: a renewed
 * one is the same person at once, and the log says so.
 */
static enum status note_certificate(
    const struct admission *admission, struct arena *arena, struct fault *fault)
{
    enum sighting sighting = SIGHTING_KNOWN;
    if (admission->verdict.remembered) {
        return STATUS_OK;
    }
    const struct seen_certificate certificate = {
        .sha256 = admission->credential.sha256, .serial = admission->verdict.serial};
    enum status status = login_sighting(admission->portal->service, arena,
        admission->identity.person, &certificate, &sighting, fault);
    if (status == STATUS_OK && sighting != SIGHTING_KNOWN) {
        certificate_log_new(
            admission->identity.person, admission->credential.certificate_hex, sighting);
    }
    return status;
}

const struct refusal *admission_person(struct admission *admission, struct arena *arena,
    const struct identity **identity_out, struct fault *fault)
{
    struct service *service = admission->portal->service;
    if (service_ensure(service, fault) != STATUS_OK) {
        return refusal_find(STATUS_UNAVAILABLE, NULL);
    }
    if (admission->portal->trust == NULL) {
        return NULL;
    }
    enum status status = identity_find(
        service, arena, &admission->credential, &admission->identity, &admission->reason, fault);
    if (status == STATUS_DENIED) {
        return admission->reason == AUTH_UNKNOWN_PERSON ? NULL : refusal_named("certificate");
    }
    if (status == STATUS_OK) {
        status = note_certificate(admission, arena, fault);
    }
    if (status != STATUS_OK) {
        return refusal_find(status, NULL);
    }
    *identity_out = &admission->identity;
    return NULL;
}
