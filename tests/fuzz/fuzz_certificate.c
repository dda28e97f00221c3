/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The parameter SSL_CLIENT_CERT to the decision of credential_check(), under two sets of profiles.
 * An input that begins with "-" is the parameter itself, every other one the DER that nginx would
 * have escaped. An acceptance is the same when it is remembered and when it is explained; what the
 * chain keeps from them, leaf and subject are shown directly.
 */
#include <string.h>
#include <unistd.h>

#include "auth/certificate.h"
#include "auth/credential.h"
#include "auth/explain.h"
#include "auth/leaf.h"
#include "auth/subject.h"
#include "ledger/base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/profiles.h"

#define NOW_S    INT64_C(1800000000) /* 2027, for ever */
#define DER_MAX  65536
#define OUT_MAX  (4 * 1024 * 1024)
#define SET_SIZE 2

static struct trust *trusts[SET_SIZE];

/* OCES2's policy lies above OCES3's, so one CA cannot have both. */
static const struct {
    size_t profiles[SET_SIZE];
    size_t count;
} sets[SET_SIZE] = {{{0, 2}, 2}, {{1}, 1}};

static void trust_make(size_t set)
{
    static char text[PROFILE_LEN_MAX];
    char paths[SET_SIZE][32];
    struct trust_paths files = {.profile_count = sets[set].count,
        .authorities = FUZZ_SOURCE "/trust/trust.pem",
        .table = FUZZ_SOURCE "/trust/table"};
    for (size_t i = 0; i < sets[set].count; i++) {
        struct span rules = profiles_text(sets[set].profiles[i], text);
        (void)snprintf(paths[i], sizeof(paths[i]), "/tmp/tilsagn-fuzz-XXXXXX");
        int file = mkstemp(paths[i]);
        ensure(file >= 0 && write(file, rules.data, rules.len) == (ssize_t)rules.len);
        ensure(close(file) == 0);
        files.profiles[i] = paths[i];
    }
    ensure(trust_open(&files, &trusts[set], NULL) == STATUS_OK);
    for (size_t i = 0; i < sets[set].count; i++) {
        ensure(unlink(paths[i]) == 0);
    }
}

static bool same(const struct credential *a, const struct credential *b)
{
    return span_equal(a->profile, b->profile) && span_equal(a->serial_number, b->serial_number)
           && span_equal(a->organisation, b->organisation)
           && span_equal(a->common_name, b->common_name)
           && span_equal(a->organisation_name, b->organisation_name)
           && span_equal(a->certificate_hex, b->certificate_hex);
}

static enum auth_reason check(struct trust *trust, struct arena *arena, struct span escaped,
    struct credential *credential_out)
{
    const struct credential_claim claim = {
        .verify = SPAN("SUCCESS"), .escaped_certificate = escaped, .now_s = NOW_S};
    struct credential_verdict verdict;
    *credential_out = (struct credential){.organisation = SPAN("untouched")};
    enum status status = credential_check(trust, arena, &claim, credential_out, &verdict, NULL);
    ensure((status == STATUS_OK) == (verdict.reason == AUTH_OK));
    if (status != STATUS_OK) {
        ensure(status == STATUS_DENIED && span_is(credential_out->organisation, "untouched"));
        return verdict.reason;
    }
    ensure(credential_out->organisation.len == 8);
    ensure(strlen(credential_out->serial_number.data) == credential_out->serial_number.len);
    ensure(utf8_printable(credential_out->common_name, false));
    return AUTH_OK;
}

/* What only a signature keeps from the later steps. */
static void look_behind(struct trust *trust, struct arena *arena, struct span escaped)
{
    struct certificate certificate;
    struct subject subject;
    const struct profiles *profiles = trust_profiles(trust);
    if (certificate_read(arena, escaped, &certificate) != AUTH_OK) {
        return;
    }
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile *profile = profiles->list[i];
        (void)(leaf_check(profile_rules(profile), certificate.x509) == AUTH_OK);
        (void)(subject_read(profile, arena, X509_get_subject_name(certificate.x509), &subject)
               == AUTH_OK);
    }
}

static void explain(struct trust *trust, struct arena *arena, struct span der, enum auth_reason as)
{
    struct buffer out;
    buffer_init(&out, OUT_MAX);
    ensure(certificate_explain(trust, arena, der, NOW_S, &out) == as && !out.failed);
    for (size_t i = 0; i < out.len; i++) {
        ensure(out.data[i] == '\n' || (out.data[i] >= ' ' && out.data[i] <= '~'));
    }
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = fuzz_input(data, size);
    bool is_der = size == 0 || data[0] != '-';
    struct buffer escaped;
    if (size > DER_MAX) {
        return 0;
    }
    buffer_init(&escaped, OUT_MAX);
    if (is_der) {
        certificate_escape(input, &escaped);
    } else {
        buffer_put(&escaped, input);
    }
    for (size_t set = 0; set < SET_SIZE; set++) {
        if (trusts[set] == NULL) {
            trust_make(set);
        }
        struct arena *arena = arena_create(OUT_MAX);
        ensure(arena != NULL);
        struct credential first;
        struct credential again;
        decisions_forget(trust_decisions(trusts[set]));
        enum auth_reason reason = check(trusts[set], arena, buffer_span(&escaped), &first);
        ensure(check(trusts[set], arena, buffer_span(&escaped), &again) == reason);
        ensure(same(&first, &again));
        look_behind(trusts[set], arena, buffer_span(&escaped));
        if (is_der) {
            explain(trusts[set], arena, input, reason);
        }
        arena_destroy(arena);
    }
    buffer_free(&escaped);
    return 0;
}
