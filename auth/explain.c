/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/explain.h"

#include <limits.h>

#include <openssl/err.h>

#include "auth/certificate.h"
#include "auth/credential.h"
#include "auth/explain_values.h"
#include "ledger/base/moment.h"

static const struct {
    const char *name;
    const char *rule; /* where it comes from */
} steps[TRAIL_STEPS] = {
    [TRAIL_NGINX] = {"nginx's verdict", "portal: of nginx only SUCCESS counts"},
    [TRAIL_FORM] = {"form", "portal: one text for one certificate, bounded"},
    [TRAIL_DER] = {"encoding", "X.690 10: DER has one encoding"},
    [TRAIL_CHAIN] = {"path", "RFC 5280 6.1; profile: root"},
    [TRAIL_FIT] = {"extensions", "RFC 5280 4.2, 6.1.5; OpenSSL's purpose sslclient, X509_STRICT"},
    [TRAIL_STRENGTH] = {"strength", "portal: OpenSSL's security level 2 (NIST SP 800-57)"},
    [TRAIL_REVOCATION] = {"revocation", "RFC 5280 6.3; every CA's list, the root's too"},
    [TRAIL_TIME] = {"validity", "RFC 5280 6.1.3 (a)(2)"},
    [TRAIL_ISSUER] = {"issuing CA", "profile: issuing, root"},
    [TRAIL_CA] = {"kind", "RFC 5280 4.2.1.9: a person is no CA"},
    [TRAIL_KEY_USAGE] = {"keyUsage", "profile: key_usage; TLS needs digitalSignature"},
    [TRAIL_EXTENDED_KEY_USAGE] = {"extendedKeyUsage", "RFC 5280 4.2.1.12"},
    [TRAIL_POLICY] = {"policy", "profile: policy, other_policy"},
    [TRAIL_SUBJECT] = {"subject", "profile: country, attribute; X.520"},
    [TRAIL_SERIAL_NUMBER] = {"serialNumber", "profile: serial_number, unknown_serial_number"},
    [TRAIL_ORGANISATION] = {"organisation", "profile: organisation, serial_number_organisation"},
};

static const char *mark_name(enum trail_mark mark)
{
    switch (mark) {
    case TRAIL_NOT_REACHED:
        return "not reached";
    case TRAIL_PASSED:
        return "ok";
    case TRAIL_REFUSED:
        return "REFUSED";
    }
    ensure(false); /* uncovered: every mark returns above */
    return NULL;   /* uncovered: likewise */
}

static void put_step(const struct explained *explained, enum trail_step step, struct buffer *out)
{
    enum trail_mark mark = explained->trail->marks[step];
    buffer_printf(out, "%2d %-11s %s\n", (int)step + 1, mark_name(mark), steps[step].name);
    if (mark == TRAIL_NOT_REACHED) {
        return;
    }
    bool readable = explained->x509 != NULL || step <= TRAIL_DER;
    if (readable) {
        buffer_puts(out, "               seen    ");
        explain_seen(explained, step, out);
        buffer_puts(out, "\n");
    }
    buffer_puts(out, "               wanted  ");
    explain_wanted(explained, step, out);
    buffer_printf(out, "\n               rule    %s\n", steps[step].rule);
}

static void put_head(const struct explained *explained, struct buffer *out)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(explained->der);
    digest_hex(&digest, hex);
    buffer_printf(out, "certificate  SHA-256 %s\n", hex);
    if (explained->x509 != NULL) {
        buffer_puts(out, "subject      ");
        explain_name(X509_get_subject_name(explained->x509), out);
        buffer_puts(out, "\n");
    }
    buffer_puts(out, "at           ");
    moment_put(out, explained->now_s * MOMENT_SECOND_US);
    buffer_puts(out, "\n");
}

static void put_verdict(const struct explained *explained, const struct credential *credential,
    enum auth_reason reason, const struct fault *fault, struct buffer *out)
{
    if (reason != AUTH_OK) {
        buffer_printf(out, "refused: %s%s%s%s\n", auth_reason_name(reason),
            fault->text[0] == '\0' ? "" : " (", fault->text, fault->text[0] == '\0' ? "" : ")");
        return;
    }
    buffer_puts(out, "let in as ");
    buffer_put(out, credential->serial_number);
    buffer_puts(out, " of profile ");
    buffer_put(out, profile_rules(explained->trail->profile)->name);
    buffer_puts(out, ", organisation ");
    buffer_put(out, credential->organisation);
    buffer_puts(out, ", once enrolled there and not blocked\n");
}

enum auth_reason certificate_explain(
    struct trust *trust, struct arena *arena, struct span der, int64_t now_s, struct buffer *out)
{
    ensure(trust != NULL && arena != NULL && out != NULL);
    struct trail trail = {.profile = NULL};
    struct fault fault;
    fault_clear(&fault);
    struct buffer escaped;
    buffer_init(&escaped, 5 * der.len + 256); /* base64 of nothing but %XX, and the frame */
    certificate_escape(der, &escaped);
    ensure(!escaped.failed);
    const struct credential_claim claim = {
        .verify = SPAN("SUCCESS"),
        .escaped_certificate = buffer_span(&escaped),
        .now_s = now_s,
        .trail = &trail,
    };
    struct credential credential;
    struct credential_verdict verdict;
    enum status status = credential_check(trust, arena, &claim, &credential, &verdict, &fault);
    ensure((status == STATUS_OK) == (verdict.reason == AUTH_OK));
    buffer_free(&escaped);
    const unsigned char *cursor = (const unsigned char *)der.data;
    struct explained explained = {.trust = trust,
        .trail = &trail,
        .x509 = der.len > LONG_MAX ? NULL : d2i_X509(NULL, &cursor, (long)der.len),
        .der = der,
        .now_s = now_s};
    ERR_clear_error();
    put_head(&explained, out);
    for (enum trail_step step = 0; step < TRAIL_STEPS; step++) {
        put_step(&explained, step, out);
    }
    put_verdict(&explained, &credential, verdict.reason, &fault, out);
    X509_free(explained.x509);
    return verdict.reason;
}
