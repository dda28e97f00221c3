/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/credential.h"

#include <openssl/bio.h>
#include <openssl/bn.h>

#include "auth/certificate.h"
#include "auth/leaf.h"
#include "auth/subject.h"

#define ISSUER_LEN_MAX 256

static struct span hex_of(struct arena *arena, const struct digest *digest)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(digest, hex);
    return arena_copy(arena, span_from(hex));
}

/* Texts are copied: a decision may be forgotten, and a profile replaced, by the next request. */
static enum auth_reason credential_fill(
    const struct decision *decision, struct arena *arena, struct credential *credential_out)
{
    struct span texts[DECISION_TEXTS];
    for (size_t i = 0; i < DECISION_TEXTS; i++) {
        texts[i] = arena_copy(arena, decision->texts[i]);
    }
    struct span hex = hex_of(arena, &decision->certificate);
    if (arena_exhausted(arena)) {
        return AUTH_INTERNAL;
    }
    *credential_out = (struct credential){
        .profile = texts[DECISION_PROFILE],
        .serial_number = texts[DECISION_SERIAL_NUMBER],
        .organisation = texts[DECISION_ORGANISATION],
        .common_name = texts[DECISION_COMMON_NAME],
        .organisation_name = texts[DECISION_ORGANISATION_NAME],
        .sha256 = decision->certificate,
        .certificate_hex = hex,
    };
    return AUTH_OK;
}

static struct span serial_of(struct arena *arena, const X509 *x509)
{
    struct span text = {.data = NULL, .len = 0};
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), NULL);
    char *hex = number == NULL ? NULL : BN_bn2hex(number);
    if (hex != NULL) {
        text = arena_copy(arena, span_from(hex));
    }
    OPENSSL_free(hex);
    BN_free(number);
    return text;
}

static struct span issuer_of(struct arena *arena, const X509 *x509)
{
    struct span text = {.data = NULL, .len = 0};
    char *data = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio != NULL
        && X509_NAME_print_ex(bio, X509_get_issuer_name(x509), 0, XN_FLAG_RFC2253) >= 0) {
        size_t len = (size_t)BIO_get_mem_data(bio, &data);
        text = arena_copy(
            arena, (struct span){.data = data, .len = len < ISSUER_LEN_MAX ? len : ISSUER_LEN_MAX});
    }
    BIO_free(bio);
    return text;
}

static void verdict_fill(
    struct arena *arena, const struct certificate *certificate, struct credential_verdict *verdict)
{
    verdict->certificate_hex = hex_of(arena, &certificate->sha256);
    verdict->serial = serial_of(arena, certificate->x509);
    verdict->issuer = issuer_of(arena, certificate->x509);
}

/* What it says about whom, once the chain is good. */
static enum auth_reason person_read(const struct profile *profile, struct arena *arena,
    const struct certificate *certificate, struct trail *trail, struct decision *decision)
{
    const struct profile_rules *rules = profile_rules(profile);
    struct subject subject;
    enum auth_reason reason = leaf_check(rules, certificate->x509);
    trail_mark(trail, TRAIL_CA, TRAIL_POLICY, true, reason);
    if (reason != AUTH_OK) {
        return reason;
    }
    reason = subject_read(profile, arena, X509_get_subject_name(certificate->x509), &subject);
    trail_mark(trail, TRAIL_SUBJECT, TRAIL_ORGANISATION, true, reason);
    if (reason != AUTH_OK) {
        return reason;
    }
    *decision = (struct decision){
        .certificate = certificate->sha256,
        .texts = {[DECISION_PROFILE] = rules->name,
            [DECISION_SERIAL_NUMBER] = subject.serial_number,
            [DECISION_ORGANISATION] = subject.organisation,
            [DECISION_COMMON_NAME] = subject.common_name,
            [DECISION_ORGANISATION_NAME] = subject.organisation_name},
    };
    return AUTH_OK;
}

/* The whole way, nothing remembered. */
static enum auth_reason decide(struct trust *trust, struct arena *arena,
    const struct credential_claim *claim, struct decision *decision,
    struct credential_verdict *verdict, struct fault *fault)
{
    struct trail *trail = claim->trail;
    struct certificate certificate;
    struct trust_verdict trusted;
    enum auth_reason reason = certificate_read(arena, claim->escaped_certificate, &certificate);
    trail_mark(trail, TRAIL_FORM, TRAIL_DER, true, reason);
    if (reason != AUTH_OK) {
        return reason;
    }
    verdict_fill(arena, &certificate, verdict);
    reason = trust_verify(trust, certificate.x509, claim->now_s, &trusted, fault);
    bool ours = reason == AUTH_ISSUER; /* then OpenSSL had nothing against the chain */
    trail_mark(trail, TRAIL_CHAIN, ours ? TRAIL_ISSUER : TRAIL_TIME, ours, reason);
    if (reason != AUTH_OK) {
        return reason;
    }
    if (trail != NULL) {
        trail_mark(trail, TRAIL_ISSUER, TRAIL_ISSUER, true, AUTH_OK);
        trail->profile = trusted.profile;
    }
    reason = person_read(trusted.profile, arena, &certificate, trail, decision);
    if (reason == AUTH_OK && trusted.lasts && trail == NULL) {
        struct digest asked = digest_of(claim->escaped_certificate);
        decisions_put(trust_decisions(trust), &asked, decision, claim->now_s);
    }
    return reason;
}

static bool remembered(
    struct trust *trust, const struct credential_claim *claim, struct decision *decision)
{
    if (claim->trail != NULL || claim->escaped_certificate.len > CERTIFICATE_LEN_MAX) {
        return false;
    }
    struct digest asked = digest_of(claim->escaped_certificate);
    return decisions_find(trust_decisions(trust), &asked, claim->now_s, decision);
}

enum status credential_check(struct trust *trust, struct arena *arena,
    const struct credential_claim *claim, struct credential *credential_out,
    struct credential_verdict *verdict_out, struct fault *fault)
{
    ensure(trust != NULL && arena != NULL && claim != NULL);
    ensure(credential_out != NULL && verdict_out != NULL);
    struct decision decision;
    struct credential_verdict verdict = {.reason = AUTH_NOT_VERIFIED};
    if (span_is(claim->verify, "SUCCESS")) {
        verdict.reason = AUTH_OK;
    }
    trail_mark(claim->trail, TRAIL_NGINX, TRAIL_NGINX, true, verdict.reason);
    verdict.remembered = verdict.reason == AUTH_OK && remembered(trust, claim, &decision);
    if (verdict.reason == AUTH_OK && !verdict.remembered) {
        verdict.reason = decide(trust, arena, claim, &decision, &verdict, fault);
    }
    if (verdict.reason == AUTH_OK) {
        verdict.reason = credential_fill(&decision, arena, credential_out);
    }
    if (verdict.reason == AUTH_OK) {
        verdict.certificate_hex = credential_out->certificate_hex;
    }
    *verdict_out = verdict;
    if (verdict.reason == AUTH_OK) {
        return STATUS_OK;
    }
    return verdict.reason == AUTH_INTERNAL ? STATUS_INTERNAL : STATUS_DENIED;
}
