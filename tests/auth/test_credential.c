/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates with one thing wrong; the ids are those of the project's attack list. */
#include <string.h>
#include <time.h>

#include "auth/certificate.h"
#include "auth/credential.h"
#include "auth/leaf.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"

#define ARENA_LEN (1024 * 1024)

static struct arena *arena;
static struct trust *trust;
static char paths[3][512];

static void setup(void)
{
    const char *names[] = {"oces3-employee.profile", "trust.pem", "crl.pem"};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(paths[i], sizeof(paths[i]), "%s", pki_path(names[i]));
    }
    arena = arena_create(ARENA_LEN);
    ck_assert_ptr_nonnull(arena);
    struct fault fault;
    fault_clear(&fault);
    struct trust_paths files = {
        .profiles = {paths[0]}, .profile_count = 1, .authorities = paths[1], .lists = paths[2]};
    ck_assert_msg(trust_open(&files, &trust, &fault) == STATUS_OK, "%s", fault.text);
}

static void teardown(void)
{
    trust_close(trust);
    arena_destroy(arena);
}

/* Checks and returns the reason; holds the rule that a refusal leaves the output alone. */
static enum auth_reason reason_for(struct span verify, struct span escaped, int64_t later_s)
{
    struct credential_claim claim = {
        .verify = verify, .escaped_certificate = escaped, .now_s = (int64_t)time(NULL) + later_s};
    struct credential credential = {.organisation = SPAN("untouched")};
    struct credential_verdict verdict = {.reason = AUTH_INTERNAL};
    struct fault fault;
    fault_clear(&fault);
    enum status status = credential_check(trust, arena, &claim, &credential, &verdict, &fault);
    if (status == STATUS_OK) {
        ck_assert_int_eq(verdict.reason, AUTH_OK);
        ck_assert(span_equal(verdict.certificate_hex, credential.certificate_hex));
        ck_assert(span_is(credential.profile, "oces3-employee"));
        ck_assert_uint_eq(credential.certificate_hex.len, DIGEST_HEX_LEN);
    } else {
        ck_assert_int_eq(status, STATUS_DENIED);
        ck_assert(span_is(credential.organisation, "untouched"));
    }
    return verdict.reason;
}

#define ATTRIBUTE(nid, type, text)                                                                 \
    {                                                                                              \
        (nid), V_ASN1_##type, "" text "", sizeof(text) - 1, false                                  \
    }
#define SERIAL(text)  .replace = ATTRIBUTE(NID_serialNumber, PRINTABLESTRING, text)
#define OTHER_SERIAL  "UI:DK-E:G:99999999-1111-2222-3333-444444444444"
#define TEN_TIMES(s)  s s s s s s s s s s
#define PERSON_POLICY "1.2.208.169.1.1.1.2.7"

static const struct {
    const char *what;
    enum auth_reason reason;
    struct recipe recipe;
} rows[] = {
    {"A50 EC", AUTH_OK, {.key = KEY_EC}},
    {"A50 RSA", AUTH_OK, {.key = KEY_RSA_2048}},
    {"EKU clientAuth", AUTH_OK, {.extended_key_usage = "clientAuth,emailProtection"}},
    {"policy with a suffix", AUTH_OK, {.policies = "0.4.0.2042.1.1," PERSON_POLICY ".1"}},
    {"A02 self-signed", AUTH_CHAIN, {.issuer = ISSUER_SELF}},
    {"A04 A53 forged issuer", AUTH_CHAIN, {.issuer = ISSUER_FORGED}},
    {"A05 issued by an employee", AUTH_CHAIN, {.issuer = ISSUER_EMPLOYEE}},
    {"issued by the root", AUTH_ISSUER, {.issuer = ISSUER_ROOT}},
    {"A06 expired", AUTH_EXPIRED, {.ends_in_s = -60}},
    {"A07 not yet valid", AUTH_NOT_YET_VALID, {.begins_in_s = 60}},
    {"A13 EKU serverAuth", AUTH_PURPOSE, {.extended_key_usage = "serverAuth"}},
    {"A14 EKU any", AUTH_PURPOSE, {.extended_key_usage = "anyExtendedKeyUsage"}},
    {"A15 EKU empty", AUTH_PURPOSE, {.extended_key_usage = "DER:3000"}},
    {"A16 KU NR", AUTH_PURPOSE, {.key_usage = "critical,nonRepudiation"}},
    {"A16 KU KE", AUTH_PURPOSE, {.key_usage = "critical,keyEncipherment"}},
    {"KU agreement passes TLS only", AUTH_KEY_USAGE, {.key_usage = "critical,keyAgreement"}},
    {"A17 no KU", AUTH_KEY_USAGE, {.key_usage = ""}},
    {"A18 CA", AUTH_CA,
        {.basic_constraints = "critical,CA:TRUE",
            .key_usage = "critical,digitalSignature,keyCertSign"}},
    {"A19 company", AUTH_OTHER_KIND,
        {SERIAL("UI:DK-O:G:00000000-1111-2222-3333-444444444444"),
            .policies = "0.4.0.2042.1.1,1.2.208.169.1.1.1.3.7"}},
    {"A20 company policy", AUTH_OTHER_KIND, {.policies = "0.4.0.2042.1.1,1.2.208.169.1.1.1.3.7"}},
    {"A21 UI:DK-O:", AUTH_SERIAL_NUMBER,
        {SERIAL("UI:DK-O:G:00000000-1111-2222-3333-444444444444")}},
    {"A22 both policies", AUTH_OTHER_KIND, {.policies = PERSON_POLICY ",1.2.208.169.1.1.1.3.7"}},
    {"the policy twice over", AUTH_POLICY, {.policies = PERSON_POLICY "," PERSON_POLICY ".1"}},
    {"qualified", AUTH_OTHER_KIND, {.policies = PERSON_POLICY ",1.2.208.169.1.1.2.1.1"}},
    {"A23 no policy", AUTH_POLICY, {.policies = ""}},
    {"A23 NCP only", AUTH_POLICY, {.policies = "0.4.0.2042.1.1"}},
    {"A24 text prefix", AUTH_POLICY, {.policies = PERSON_POLICY "0"}},
    {"A25 anyPolicy", AUTH_POLICY, {.policies = "2.5.29.32.0"}},
    {"policies malformed", AUTH_POLICY, {.policies = "DER:0500"}},
    {"policy over-long", AUTH_POLICY,
        {.policies = PERSON_POLICY TEN_TIMES(".1234567890") TEN_TIMES(".1234567890")}},
    {"A33 two serialNumbers", AUTH_SUBJECT,
        {.add = ATTRIBUTE(NID_serialNumber, PRINTABLESTRING, OTHER_SERIAL)}},
    {"A34 two organizationIdentifiers", AUTH_SUBJECT,
        {.add = ATTRIBUTE(NID_organizationIdentifier, UTF8STRING, "NTRDK-10000009")}},
    {"A35 twice in one RDN", AUTH_SUBJECT,
        {.add = {NID_serialNumber, V_ASN1_PRINTABLESTRING, OTHER_SERIAL, sizeof(OTHER_SERIAL) - 1,
             true}}},
    {"A36 NUL inside", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_serialNumber, UTF8STRING, GOOD_SERIAL "\0.evil")}},
    {"A37 BMPString", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_serialNumber, BMPSTRING, "\0U\0I\0:\0D\0K")}},
    {"A37 T61String", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_serialNumber, T61STRING, GOOD_SERIAL)}},
    {"A37 UniversalString", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_serialNumber, UNIVERSALSTRING, "\0\0\0U\0\0\0I")}},
    {"UTF8String serial", AUTH_OK,
        {.replace = ATTRIBUTE(NID_serialNumber, UTF8STRING, GOOD_SERIAL)}},
    {"A38 trailing space", AUTH_SERIAL_NUMBER, {SERIAL(GOOD_SERIAL " ")}},
    {"leading space", AUTH_SERIAL_NUMBER, {SERIAL(" " GOOD_SERIAL)}},
    {"A39 upper case", AUTH_SERIAL_NUMBER,
        {SERIAL("UI:DK-E:G:ABCDEF00-1111-2222-3333-444444444444")}},
    {"A40 full-width digits", AUTH_SERIAL_NUMBER,
        {.replace = ATTRIBUTE(NID_serialNumber, UTF8STRING,
             "UI:DK-E:G:\xEF\xBC\x90"
             "0000000-1111-2222-3333-444444444444")}},
    {"A41 letter C", AUTH_SERIAL_UNKNOWN,
        {SERIAL("UI:DK-E:C:00000000-1111-2222-3333-444444444444")}},
    {"A42 line break in CN", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_commonName, UTF8STRING, "Bob\nlevel=error")}},
    {"A43 markup in CN is text", AUTH_OK,
        {.replace = ATTRIBUTE(NID_commonName, UTF8STRING, "<script>alert(1)</script>")}},
    {"A44 CN of 500", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_commonName, UTF8STRING,
             TEN_TIMES("0123456789") TEN_TIMES("0123456789") TEN_TIMES("0123456789"))}},
    {"A44 CN of 4000", AUTH_SUBJECT,
        {.replace =
                ATTRIBUTE(NID_commonName, UTF8STRING, TEN_TIMES(TEN_TIMES(TEN_TIMES("0123"))))}},
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): that is the point */
    {"A45 right-to-left override", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_commonName, UTF8STRING,
             "abc\xE2\x80\xAE"
             "def")}},
    {"no CN", AUTH_SUBJECT, {.replace = {.nid = NID_commonName}}},
    {"no surname", AUTH_SUBJECT, {.replace = {.nid = NID_surname}}},
    {"no givenName", AUTH_SUBJECT, {.replace = {.nid = NID_givenName}}},
    {"no O", AUTH_SUBJECT, {.replace = {.nid = NID_organizationName}}},
    {"no organizationIdentifier", AUTH_SUBJECT, {.replace = {.nid = NID_organizationIdentifier}}},
    {"another country", AUTH_SUBJECT,
        {.replace = ATTRIBUTE(NID_countryName, PRINTABLESTRING, "SE")}},
    {"NTRSE-", AUTH_ORGANISATION,
        {.replace = ATTRIBUTE(NID_organizationIdentifier, UTF8STRING, "NTRSE-10000001")}},
    {"CVR of nine digits", AUTH_ORGANISATION,
        {.replace = ATTRIBUTE(NID_organizationIdentifier, UTF8STRING, "NTRDK-100000012")}},
    {"A46 huge", AUTH_TOO_LARGE, {.alternative_names = 1500}},
    {"A47 unknown critical extension", AUTH_EXTENSION, {.unknown_critical = true}},
    {"A48 RSA 1024", AUTH_WEAK, {.key = KEY_RSA_1024}},
    {"A48 SHA-1", AUTH_WEAK, {.sha1 = true}},
    {"A48 MD5", AUTH_WEAK, {.md5 = true, .pkcs1 = true}},
    {"A52 the CA of the test environment", AUTH_CHAIN, {.issuer = ISSUER_TEST_ENVIRONMENT}},
    {"A49 explicit curve", AUTH_WEAK, {.key = KEY_EC_EXPLICIT}},
};

START_TEST(judges_each_certificate)
{
    X509 *x509 = certificate_cook(&rows[_i].recipe);
    enum auth_reason reason = reason_for(SPAN("SUCCESS"), certificate_escaped(arena, x509), 0);
    X509_free(x509);
    ck_assert_msg(reason == rows[_i].reason, "%s: %s instead of %s", rows[_i].what,
        auth_reason_name(reason), auth_reason_name(rows[_i].reason));
}
END_TEST

static const struct {
    const char *file;
    enum auth_reason reason;
    int64_t later_s;
} people[] = {
    {"people/applicant-1.crt", AUTH_OK, 0}, {"people/applicant-2.crt", AUTH_OK, 0},
    {"people/revoked-1.crt", AUTH_REVOKED, 0},   /* A08, A09 */
    {"people/expired-1.crt", AUTH_EXPIRED, 0},   /* A06 */
    {"people/system-1.crt", AUTH_OTHER_KIND, 0}, /* A19 */
    {"people/foreign-1.crt", AUTH_CHAIN, 0},     /* A03 */
    {"issuing.crt", AUTH_PURPOSE, 0},            /* A18: the CA itself */
    {"root.crt", AUTH_PURPOSE, 0}, {"ca/server.pem", AUTH_PURPOSE, 0},
    {"people/applicant-1.crt", AUTH_CRL, 31 * 86400}, /* B04: the list has expired */
};

START_TEST(judges_the_demonstration)
{
    struct span pem;
    if (strcmp(people[_i].file, "ca/server.pem") == 0) {
        pem = pki_file(arena, "server.crt"); /* leaf and issuing CA: the leaf alone */
        const char *end = strstr(pem.data, "-----END CERTIFICATE-----\n");
        pem.len = (size_t)(end - pem.data) + strlen("-----END CERTIFICATE-----\n");
    } else {
        pem = pki_file(arena, people[_i].file);
    }
    enum auth_reason reason =
        reason_for(SPAN("SUCCESS"), text_escaped(arena, pem), people[_i].later_s);
    ck_assert_msg(reason == people[_i].reason, "%s: %s", people[_i].file, auth_reason_name(reason));
}
END_TEST

/* A12: the certificate ends while connection and worker live. */
START_TEST(asks_for_the_time_each_time)
{
    X509 *x509 = certificate_cook(&(struct recipe){.ends_in_s = 60});
    struct span escaped = certificate_escaped(arena, x509);
    X509_free(x509);
    ck_assert_int_eq(reason_for(SPAN("SUCCESS"), escaped, 0), AUTH_OK);
    ck_assert_int_eq(reason_for(SPAN("SUCCESS"), escaped, 61), AUTH_EXPIRED);
}
END_TEST

START_TEST(wants_exactly_success)
{
    static const char *const verdicts[] = {
        "", "success", "SUCCESS ", " SUCCESS", "FAILED:SUCCESS", "NONE", "SUCCESSFUL"};
    struct span good = text_escaped(arena, pki_file(arena, "people/applicant-1.crt"));
    for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
        ck_assert_int_eq(reason_for(span_from(verdicts[i]), good, 0), AUTH_NOT_VERIFIED);
    }
    ck_assert_int_eq(reason_for(SPAN("SUCCESS\0"), good, 0), AUTH_NOT_VERIFIED);
}
END_TEST

START_TEST(tells_who_it_is)
{
    X509 *x509 = certificate_cook(&(struct recipe){
        .replace = ATTRIBUTE(NID_commonName, UTF8STRING, "X,serialNumber=" OTHER_SERIAL)});
    struct credential_claim claim = {.verify = SPAN("SUCCESS"),
        .escaped_certificate = certificate_escaped(arena, x509),
        .now_s = (int64_t)time(NULL)};
    struct credential credential;
    struct credential_verdict verdict;
    ck_assert_int_eq(
        credential_check(trust, arena, &claim, &credential, &verdict, NULL), STATUS_OK);
    ck_assert(span_is(
        verdict.issuer, "C=DK,O=Tilsagn demonstration,CN=Tilsagn demonstration udstedende-CA 1"));
    ck_assert_uint_gt(verdict.serial.len, 0);
    ck_assert(span_is(credential.serial_number, GOOD_SERIAL)); /* A32 */
    ck_assert(span_is(credential.common_name, "X,serialNumber=" OTHER_SERIAL));
    ck_assert(span_is(credential.organisation, "10000001"));
    ck_assert(span_is(credential.organisation_name, "Demokommune A"));
    unsigned char *der = NULL;
    int len = i2d_X509(x509, &der);
    struct digest digest = digest_of((struct span){.data = (const char *)der, .len = (size_t)len});
    ck_assert_mem_eq(digest.bytes, credential.sha256.bytes, DIGEST_LEN);
    OPENSSL_free(der);
    X509_free(x509);
}
END_TEST

START_TEST(says_so_without_memory)
{
    struct span escaped = text_escaped(arena, pki_file(arena, "people/applicant-1.crt"));
    struct credential_claim claim = {
        .verify = SPAN("SUCCESS"), .escaped_certificate = escaped, .now_s = (int64_t)time(NULL)};
    enum status status = STATUS_INTERNAL;
    for (size_t limit = 8; status != STATUS_OK; limit += 8) {
        ck_assert_uint_lt(limit, 65536);
        struct arena *small = arena_create(limit);
        struct credential credential = {.organisation = SPAN("untouched")};
        struct credential_verdict verdict = {.reason = AUTH_OK};
        decisions_forget(trust_decisions(trust));
        status = credential_check(trust, small, &claim, &credential, &verdict, NULL);
        if (status != STATUS_OK) {
            ck_assert_int_eq(status, STATUS_INTERNAL);
            ck_assert_int_eq(verdict.reason, AUTH_INTERNAL);
            ck_assert(span_is(credential.organisation, "untouched"));
        }
        arena_destroy(small);
    }
}
END_TEST

/* Not reachable through a chain check; asked directly. */
START_TEST(leaf_checks_alone)
{
    const struct profile_rules *rules = profile_rules(trust_profiles(trust)->list[0]);
    X509 *x509 = X509_new();
    ck_assert_int_eq(leaf_check(rules, x509), AUTH_EXTENSION);
    X509_free(x509);
    x509 = certificate_cook(&(struct recipe){.extended_key_usage = "serverAuth"});
    ck_assert_int_eq(leaf_check(rules, x509), AUTH_PURPOSE);
    X509_free(x509);
}
END_TEST

START_TEST(names_each_reason_once)
{
    for (int i = 0; i < AUTH_REASON_COUNT; i++) {
        ck_assert_ptr_nonnull(auth_reason_name((enum auth_reason)i));
        for (int j = 0; j < i; j++) {
            ck_assert_str_ne(
                auth_reason_name((enum auth_reason)i), auth_reason_name((enum auth_reason)j));
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("credential");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, judges_each_certificate, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(tests, judges_the_demonstration, 0, (int)COUNT_OF(people));
    tcase_add_test(tests, asks_for_the_time_each_time);
    tcase_add_test(tests, wants_exactly_success);
    tcase_add_test(tests, tells_who_it_is);
    tcase_add_test(tests, says_so_without_memory);
    tcase_add_test(tests, leaf_checks_alone);
    tcase_add_test(tests, names_each_reason_once);
    return harness_run("auth/credential", tests);
}
