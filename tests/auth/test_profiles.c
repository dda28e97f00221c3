/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Several trust profiles at once: an OCES2-shaped and an eIDAS-shaped PKI beside each other, with
 * the profile files that operators copy. OCES3 is what the other tests of this folder use.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "auth/credential.h"
#include "auth/trust_files.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"
#include "tests/support/lists.h"

#define TEXT(nid, type, text)                                                                      \
    {                                                                                              \
        NID_##nid, V_ASN1_##type, "" text "", sizeof(text) - 1, false                              \
    }
#define BESIDE(nid, text)                                                                          \
    {                                                                                              \
        NID_##nid, V_ASN1_PRINTABLESTRING, "" text "", sizeof(text) - 1, true                      \
    }

static struct arena *arena;
static char folder[] = "/tmp/tilsagn-profiles-XXXXXX";
static char paths[8][128];

static const char *const files[] = {"oces2.profile", "eidas.profile", "trust.pem", "table",
    "eidas.pem", "oces2-root.crt", "oces2-root.key", "oces2-ca.crt", "oces2-ca.key",
    "eidas-root.crt", "eidas-root.key", "eidas-ca.crt", "eidas-ca.key", "other.profile"};

static void put(const char *name, struct span bytes)
{
    FILE *file = fopen(pki_path(name), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.len, file), bytes.len);
    ck_assert_int_eq(fclose(file), 0);
}

static X509 *authority_make(const char *name, const char *issuer, enum key_kind kind)
{
    const struct attribute subject[] = {
        TEXT(countryName, PRINTABLESTRING, "DK"),
        {NID_commonName, V_ASN1_UTF8STRING, name, strlen(name), false},
    };
    EVP_PKEY *key = kind == KEY_EC ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048);
    X509 *x509 = certificate_cook(&(struct recipe){.subject = subject,
        .subject_count = 2,
        .own = key,
        .authority = issuer,
        .issuer = ISSUER_SELF,
        .pkcs1 = true,
        .policies = issuer == NULL ? "" : "2.5.29.32.0",
        .basic_constraints = "critical,CA:TRUE",
        .key_usage = "critical,keyCertSign,cRLSign"});
    FILE *file = fopen(pki_path(arena_printf(arena, "%s.crt", name)), "w");
    ck_assert_int_eq(PEM_write_X509(file, x509), 1);
    ck_assert_int_eq(fclose(file), 0);
    file = fopen(pki_path(arena_printf(arena, "%s.key", name)), "w");
    ck_assert_int_eq(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    ck_assert_int_eq(fclose(file), 0);
    EVP_PKEY_free(key);
    return x509;
}

static struct span shipped(const char *name)
{
    char path[64];
    static char bytes[PROFILE_LEN_MAX];
    (void)snprintf(path, sizeof(path), "nginx/pki/%s-employee", name);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    return arena_copy(arena, (struct span){.data = bytes, .len = len});
}

/* The shipped rules with the three lines that an operator adds. */
static void profile_make(const char *file, const char *name, const char *kind, struct span rules)
{
    char hex[2][DIGEST_HEX_LEN + 1];
    const char *const suffixes[] = {"root", "ca"};
    for (size_t i = 0; i < 2; i++) {
        FILE *stream = fopen(pki_path(arena_printf(arena, "%s-%s.crt", kind, suffixes[i])), "r");
        X509 *x509 = PEM_read_X509(stream, NULL, NULL, NULL);
        (void)fclose(stream);
        struct digest digest;
        ck_assert(certificate_digest(x509, &digest));
        digest_hex(&digest, hex[i]);
        X509_free(x509);
    }
    put(file, arena_format(arena, "name = %s\nroot = %s\nissuing = %s\n%.*s", name, hex[0], hex[1],
                  (int)rules.len, rules.data));
}

static void put_table(STACK_OF(X509) * authorities)
{
    static const char *const names[] = {"oces2-root", "oces2-ca", "eidas-root", "eidas-ca"};
    struct buffer pem;
    buffer_init(&pem, 65536);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        X509_CRL *list = list_cook(&(struct list_recipe){.authority = names[i]});
        buffer_put(&pem, list_pem(arena, list));
        X509_CRL_free(list);
    }
    put("table", list_table(arena, buffer_span(&pem), authorities, (int64_t)time(NULL)));
    buffer_free(&pem);
}

/* Once for all tests of the program: RSA keys take their time. */
static void make_all(void)
{
    arena = arena_create(4 * 1024 * 1024);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(setenv("TILSAGN_TEST_PKI", folder, 1), 0);
    STACK_OF(X509) *authorities = sk_X509_new_null();
    (void)sk_X509_push(authorities, authority_make("oces2-root", NULL, KEY_RSA_2048));
    (void)sk_X509_push(authorities, authority_make("oces2-ca", "oces2-root", KEY_RSA_2048));
    (void)sk_X509_push(authorities, authority_make("eidas-root", NULL, KEY_EC));
    (void)sk_X509_push(authorities, authority_make("eidas-ca", "eidas-root", KEY_EC));
    put_table(authorities);
    sk_X509_pop_free(authorities, X509_free);
    put("trust.pem",
        arena_format(arena, "%s%s%s%s", pki_file(arena, "oces2-root.crt").data,
            pki_file(arena, "oces2-ca.crt").data, pki_file(arena, "eidas-root.crt").data,
            pki_file(arena, "eidas-ca.crt").data));
    put("eidas.pem", arena_format(arena, "%s%s", pki_file(arena, "eidas-root.crt").data,
                         pki_file(arena, "eidas-ca.crt").data));
    profile_make("oces2.profile", "oces2-employee", "oces2", shipped("oces2"));
    profile_make("eidas.profile", "eidas-dk", "eidas", shipped("eidas"));
    ck_assert(!arena_exhausted(arena));
    for (size_t i = 0; i < 5; i++) {
        (void)snprintf(paths[i], sizeof(paths[i]), "%s", pki_path(files[i]));
    }
}

static void remove_all(void)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        (void)unlink(pki_path(files[i]));
    }
    (void)rmdir(folder);
    arena_destroy(arena);
}

static enum status open_with(
    const char *first, const char *second, size_t authorities, struct trust **trust_out)
{
    struct fault fault;
    fault_clear(&fault);
    struct trust_paths with = {.profiles = {first, second},
        .profile_count = second == NULL ? 1 : 2,
        .authorities = paths[authorities],
        .table = paths[3]};
    enum status status = trust_open(&with, trust_out, &fault);
    ck_assert_msg(status == STATUS_OK || fault.text[0] != '\0', "no text");
    return status;
}

static enum auth_reason check(
    struct trust *trust, const struct recipe *recipe, struct credential *credential_out)
{
    X509 *x509 = certificate_cook(recipe);
    const struct credential_claim claim = {.verify = SPAN("SUCCESS"),
        .escaped_certificate = certificate_escaped(arena, x509),
        .now_s = (int64_t)time(NULL)};
    struct credential_verdict verdict;
    X509_free(x509);
    (void)(credential_check(trust, arena, &claim, credential_out, &verdict, NULL) == STATUS_OK);
    return verdict.reason;
}

#define OCES2_O      "Demokommune A // CVR:10000001"
#define OCES2_SERIAL "CVR:10000001-RID:1234567890"
#define OCES2(o, first, second)                                                                    \
    {                                                                                              \
        TEXT(countryName, PRINTABLESTRING, "DK"), TEXT(organizationName, UTF8STRING, o), first,    \
            second                                                                                 \
    }
#define CN_SHORT TEXT(commonName, UTF8STRING, "Bo")
#define CN_LONG  TEXT(commonName, UTF8STRING, "Anders Bertram Christian Dannebrog Eriksen")
#define MOCES    "1.2.208.169.1.1.1.2.4"
#define OCES2_KU "critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment"

static const struct {
    const char *what;
    enum auth_reason reason;
    const char *policies;
    const char *key_usage;
    struct attribute subject[5];
} oces2_rows[] = {
    /* DER sorts the two of one RDN by their encoding: the shorter one comes first */
    {"A51 CN first", AUTH_OK, MOCES, OCES2_KU,
        OCES2(OCES2_O, CN_SHORT, BESIDE(serialNumber, OCES2_SERIAL))},
    {"A51 serialNumber first", AUTH_OK, MOCES, OCES2_KU,
        OCES2(OCES2_O, CN_LONG, BESIDE(serialNumber, OCES2_SERIAL))},
    {"two CVR numbers in O: the last counts", AUTH_ORGANISATION, MOCES, OCES2_KU,
        OCES2(OCES2_O " // CVR:10000002", CN_SHORT, BESIDE(serialNumber, OCES2_SERIAL))},
    {"the CVR numbers differ", AUTH_ORGANISATION, MOCES, OCES2_KU,
        OCES2(OCES2_O, CN_SHORT, BESIDE(serialNumber, "CVR:10000002-RID:1234567890"))},
    {"no CVR number in O", AUTH_ORGANISATION, MOCES, OCES2_KU,
        OCES2("Demokommune A", CN_SHORT, BESIDE(serialNumber, OCES2_SERIAL))},
    {"something behind it", AUTH_ORGANISATION, MOCES, OCES2_KU,
        OCES2(OCES2_O "0", CN_SHORT, BESIDE(serialNumber, OCES2_SERIAL))},
    {"VOCES", AUTH_OTHER_KIND, "1.2.208.169.1.1.1.3.4", OCES2_KU,
        OCES2(OCES2_O, CN_SHORT, BESIDE(serialNumber, "CVR:10000001-UID:1234567890"))},
    {"MOCES with UID", AUTH_SERIAL_NUMBER, MOCES, OCES2_KU,
        OCES2(OCES2_O, CN_SHORT, BESIDE(serialNumber, "CVR:10000001-UID:1234567890"))},
    {"an RID of twenty digits", AUTH_SERIAL_NUMBER, MOCES, OCES2_KU,
        OCES2(OCES2_O, CN_SHORT, BESIDE(serialNumber, "CVR:10000001-RID:12345678901234567890"))},
    {"without nonRepudiation", AUTH_KEY_USAGE, MOCES, "critical,digitalSignature",
        OCES2(OCES2_O, CN_SHORT, BESIDE(serialNumber, OCES2_SERIAL))},
    {"A24 a policy that only begins alike", AUTH_POLICY, "1.2.208.169.1.1.1.20", OCES2_KU,
        OCES2(OCES2_O, CN_SHORT, BESIDE(serialNumber, OCES2_SERIAL))},
    {"A35 serialNumber twice in the RDN", AUTH_SUBJECT, MOCES, OCES2_KU,
        {TEXT(countryName, PRINTABLESTRING, "DK"), TEXT(organizationName, UTF8STRING, OCES2_O),
            CN_SHORT, BESIDE(serialNumber, OCES2_SERIAL),
            BESIDE(serialNumber, "CVR:10000001-RID:1")}},
    {"no country", AUTH_SUBJECT, MOCES, OCES2_KU,
        {TEXT(organizationName, UTF8STRING, OCES2_O), CN_SHORT,
            BESIDE(serialNumber, OCES2_SERIAL)}},
};

START_TEST(reads_oces2)
{
    struct trust *trust = NULL;
    struct credential credential = {.organisation = SPAN("untouched")};
    ck_assert_int_eq(open_with(paths[0], paths[1], 2, &trust), STATUS_OK);
    const struct recipe recipe = {.authority = "oces2-ca",
        .pkcs1 = true,
        .policies = oces2_rows[_i].policies,
        .key_usage = oces2_rows[_i].key_usage,
        .subject = oces2_rows[_i].subject,
        .subject_count = 5};
    enum auth_reason reason = check(trust, &recipe, &credential);
    ck_assert_msg(
        reason == oces2_rows[_i].reason, "%s: %s", oces2_rows[_i].what, auth_reason_name(reason));
    ck_assert(span_is(credential.organisation, reason == AUTH_OK ? "10000001" : "untouched"));
    if (reason == AUTH_OK) {
        ck_assert(span_is(credential.profile, "oces2-employee"));
        ck_assert(span_is(credential.serial_number, OCES2_SERIAL));
    }
    trust_close(trust);
    /* with the profile off it is of a CA that nobody knows */
    ck_assert_int_eq(open_with(paths[1], NULL, 4, &trust), STATUS_OK);
    ck_assert_int_eq(check(trust, &recipe, &credential), AUTH_CHAIN);
    trust_close(trust);
}
END_TEST

#define EIDAS(serial, organisation)                                                                \
    {                                                                                              \
        TEXT(commonName, UTF8STRING, "Åse Prøve"), TEXT(givenName, UTF8STRING, "Åse"),             \
            TEXT(surname, UTF8STRING, "Prøve"), TEXT(serialNumber, PRINTABLESTRING, serial),       \
            TEXT(organizationName, UTF8STRING, "Demokommune A"),                                   \
            TEXT(organizationIdentifier, UTF8STRING, organisation),                                \
            TEXT(countryName, PRINTABLESTRING, "DK")                                               \
    }

static const struct {
    const char *what;
    enum auth_reason reason;
    const char *policies;
    struct attribute subject[7];
} eidas_rows[] = {
    {"QCP-n-qscd", AUTH_OK, "0.4.0.194112.1.2,1.3.6.1.4.1.99999.1",
        EIDAS("IDCDK-123456789", "NTRDK-10000001")},
    {"QCP-n", AUTH_OK, "0.4.0.194112.1.0", EIDAS("IDCDK-123456789", "NTRDK-10000001")},
    {"both", AUTH_POLICY, "0.4.0.194112.1.0,0.4.0.194112.1.2",
        EIDAS("IDCDK-123456789", "NTRDK-10000001")},
    {"QCP-l", AUTH_OTHER_KIND, "0.4.0.194112.1.1", EIDAS("IDCDK-123456789", "NTRDK-10000001")},
    {"another kind of identity", AUTH_SERIAL_NUMBER, "0.4.0.194112.1.2",
        EIDAS("PNODK-123456789", "NTRDK-10000001")},
    {"another country's", AUTH_SERIAL_NUMBER, "0.4.0.194112.1.2",
        EIDAS("IDCSE-123456789", "NTRDK-10000001")},
    {"a VAT number", AUTH_ORGANISATION, "0.4.0.194112.1.2",
        EIDAS("IDCDK-123456789", "VATDK-10000001")},
};

START_TEST(reads_eidas)
{
    struct trust *trust = NULL;
    struct credential credential = {.organisation = SPAN("untouched")};
    ck_assert_int_eq(open_with(paths[0], paths[1], 2, &trust), STATUS_OK);
    const struct recipe recipe = {.authority = "eidas-ca",
        .policies = eidas_rows[_i].policies,
        .subject = eidas_rows[_i].subject,
        .subject_count = 7};
    enum auth_reason reason = check(trust, &recipe, &credential);
    ck_assert_msg(
        reason == eidas_rows[_i].reason, "%s: %s", eidas_rows[_i].what, auth_reason_name(reason));
    if (reason == AUTH_OK) {
        ck_assert(span_is(credential.profile, "eidas-dk"));
        ck_assert(span_is(credential.serial_number, "IDCDK-123456789"));
        ck_assert(span_is(credential.organisation, "10000001"));
    }
    trust_close(trust);
}
END_TEST

/* A subject of OCES2 under the CA of eIDAS stays what the CA makes it. */
START_TEST(lets_the_ca_decide)
{
    struct trust *trust = NULL;
    struct credential credential;
    ck_assert_int_eq(open_with(paths[0], paths[1], 2, &trust), STATUS_OK);
    const struct recipe recipe = {.authority = "eidas-ca",
        .policies = MOCES,
        .subject = oces2_rows[0].subject,
        .subject_count = 5};
    ck_assert_int_eq(check(trust, &recipe, &credential), AUTH_POLICY);
    trust_close(trust);
}
END_TEST

#define RULES(policies)                                                                            \
    policies "country = DK\nattribute = surname\nserial_number = ^IDCDK-[0-9]{9}$\n"               \
             "organisation = ^NTRDK-([0-9]{8})$\n"

START_TEST(keeps_profiles_of_one_ca_apart_by_policy)
{
    static const struct {
        const char *policies;
        const char *profile; /* NULL: of none, or of more than one */
    } rows[] = {
        {"1.3.1", "other"},
        {"0.4.0.194112.1.2", "eidas-dk"},
        {"1.3.1,0.4.0.194112.1.2", NULL},
        {"1.3.2", NULL},
        {"", NULL},
    };
    struct trust *trust = NULL;
    profile_make("other.profile", "other", "eidas", SPAN(RULES("policy = 1.3.1\n")));
    const char *other = arena_text(arena, span_from(pki_path("other.profile")));
    ck_assert_int_eq(open_with(paths[1], other, 2, &trust), STATUS_INVALID); /* OCES2's CAs */
    ck_assert_int_eq(open_with(paths[1], other, 4, &trust), STATUS_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct credential credential;
        const struct recipe recipe = {.authority = "eidas-ca",
            .policies = rows[i].policies,
            .subject = eidas_rows[0].subject,
            .subject_count = 7};
        enum auth_reason reason = check(trust, &recipe, &credential);
        ck_assert_int_eq(reason, rows[i].profile == NULL ? AUTH_ISSUER : AUTH_OK);
        ck_assert(rows[i].profile == NULL || span_is(credential.profile, rows[i].profile));
    }
    trust_close(trust);
}
END_TEST

/* All of these would make it a guess whose certificate it is. */
START_TEST(refuses_profiles_that_quarrel)
{
    static const char *const rules[] = {
        RULES("policy = 0.4.0.194112.1.2\n"),
        RULES("policy = 1.3.1\npolicy = 0.4.0.194112.1.2.7\n"), /* below one of the other */
        RULES("policy = 0.4.0.194112\n"),                       /* above */
    };
    struct trust *trust = NULL;
    const char *other = arena_text(arena, span_from(pki_path("other.profile")));
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        profile_make("other.profile", "other", "eidas", span_from(rules[i]));
        ck_assert_int_eq(open_with(paths[1], other, 2, &trust), STATUS_INVALID);
        ck_assert_int_eq(open_with(other, paths[1], 2, &trust), STATUS_INVALID);
    }
    profile_make("other.profile", "eidas-dk", "oces2", SPAN(RULES("policy = 1.3.1\n")));
    ck_assert_int_eq(open_with(paths[1], other, 2, &trust), STATUS_INVALID);
    ck_assert_int_eq(open_with(paths[1], "/nowhere", 2, &trust), STATUS_NOT_FOUND);
    ck_assert_int_eq(
        open_with(paths[0], NULL, 2, &trust), STATUS_INVALID); /* eIDAS's CAs are left */
    struct profiles profiles = {.count = 0};
    const char *const many[PROFILES_MAX + 1] = {NULL};
    ck_assert_int_eq(profiles_load(many, 0, &profiles, NULL), STATUS_INVALID);
    ck_assert_int_eq(profiles_load(many, PROFILES_MAX + 1, &profiles, NULL), STATUS_INVALID);
    ck_assert_ptr_null(trust);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("profiles");
    tcase_add_unchecked_fixture(tests, make_all, remove_all);
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, reads_oces2, 0, (int)COUNT_OF(oces2_rows));
    tcase_add_loop_test(tests, reads_eidas, 0, (int)COUNT_OF(eidas_rows));
    tcase_add_test(tests, lets_the_ca_decide);
    tcase_add_test(tests, keeps_profiles_of_one_ca_apart_by_policy);
    tcase_add_test(tests, refuses_profiles_that_quarrel);
    return harness_run("auth/profiles", tests);
}
