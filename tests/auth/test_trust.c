/* SPDX-License-Identifier: EUPL-1.2 */
/* The files behind the trust: what loads, what is refused, and that replacing a list works. */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/conf.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "auth/trust.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"

static struct arena *arena;
static char folder[] = "/tmp/tilsagn-trust-XXXXXX";
static char profile[600];
static char authorities[600];
static char crl[600];
static struct trust_paths paths;

/* The reason alone. */
static enum auth_reason verify(
    const struct trust *trust, X509 *x509, int64_t now_s, struct fault *fault)
{
    struct trust_verdict verdict = {.profile = NULL};
    enum auth_reason reason = trust_verify(trust, x509, now_s, &verdict, fault);
    ck_assert_int_eq(reason == AUTH_OK, verdict.profile != NULL);
    return reason;
}

static void write_file(const char *path, struct span content)
{
    char fresh[700];
    (void)snprintf(fresh, sizeof(fresh), "%s.new", path);
    FILE *file = fopen(fresh, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.data, 1, content.len, file), content.len);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(rename(fresh, path), 0);
}

/* Up to three files of the PKI, one behind the other. */
static void compose(const char *path, const char *a, const char *b, const char *c)
{
    const char *const names[] = {a, b, c};
    struct buffer text;
    buffer_init(&text, 1024 * 1024);
    for (size_t i = 0; i < 3; i++) {
        if (names[i] != NULL) {
            buffer_put(&text, pki_file(arena, names[i]));
        }
    }
    write_file(path, buffer_span(&text));
    buffer_free(&text);
}

static void setup(void)
{
    arena = arena_create(4 * 1024 * 1024);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(profile, sizeof(profile), "%s/profile", folder);
    (void)snprintf(authorities, sizeof(authorities), "%s/trust.pem", folder);
    (void)snprintf(crl, sizeof(crl), "%s/crl.pem", folder);
    paths = (struct trust_paths){
        .profiles = {profile}, .profile_count = 1, .authorities = authorities, .lists = crl};
    compose(profile, "oces3-employee.profile", NULL, NULL);
    compose(authorities, "trust.pem", NULL, NULL);
    compose(crl, "crl.pem", NULL, NULL);
}

static void teardown(void)
{
    (void)unlink(profile);
    (void)unlink(authorities);
    (void)unlink(crl);
    ck_assert_int_eq(rmdir(folder), 0);
    arena_destroy(arena);
}

static void refused(enum status expected, const char *about)
{
    struct trust *trust = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(trust_open(&paths, &trust, &fault), expected);
    ck_assert_ptr_null(trust);
    ck_assert_msg(strstr(fault.text, about) != NULL, "%s", fault.text);
}

START_TEST(refuses_other_authorities)
{
    compose(authorities, "trust.pem", "foreign-ca.crt", NULL);
    refused(STATUS_INVALID, "exactly the CAs");
    compose(authorities, "root.crt", NULL, NULL);
    refused(STATUS_INVALID, "exactly the CAs");
    compose(authorities, "issuing.crt", NULL, NULL);
    refused(STATUS_INVALID, "exactly the CAs");
    compose(authorities, "root.crt", "issuing.crt", "issuing.key");
    refused(STATUS_INVALID, "exactly the CAs");
    compose(authorities, "trust.pem", "crl.pem", NULL);
    refused(STATUS_INVALID, "exactly the CAs");
    write_file(authorities, SPAN("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    refused(STATUS_INVALID, "not a PEM");
    write_file(authorities, (struct span){NULL, 0});
    refused(STATUS_INVALID, "not a PEM");
    ck_assert_int_eq(unlink(authorities), 0);
    refused(STATUS_NOT_FOUND, "cannot open");
    compose(authorities, "root.crt", "issuing.crt", "root.crt"); /* the same again is no other */
    struct trust *trust = NULL;
    ck_assert_int_eq(trust_open(&paths, &trust, NULL), STATUS_OK);
    trust_close(trust);
}
END_TEST

START_TEST(refuses_other_profiles)
{
    write_file(profile, SPAN("name = x\n"));
    refused(STATUS_INVALID, "profile");
    static char large[PROFILE_LEN_MAX + 1];
    write_file(profile, (struct span){large, sizeof(large)});
    refused(STATUS_LIMIT, "too large");
    paths.profiles[0] = folder; /* opens, cannot be read */
    refused(STATUS_NOT_FOUND, "cannot be read");
    paths.profiles[0] = "/nowhere";
    refused(STATUS_NOT_FOUND, "cannot open");
    trust_close(NULL);
}
END_TEST

/* A list signed by the issuing CA with an extension that makes it partial, or an own signature. */
static struct span list_cook(int extension_nid, const char *value, const char *key_name)
{
    FILE *file = fopen(pki_path("issuing.crl"), "r");
    X509_CRL *list = PEM_read_X509_CRL(file, NULL, NULL, NULL);
    (void)fclose(file);
    file = fopen(pki_path(key_name), "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    (void)fclose(file);
    if (value != NULL) {
        X509V3_CTX context;
        CONF *none = NCONF_new(NULL);
        X509V3_set_ctx(&context, NULL, NULL, NULL, NULL, 0);
        X509V3_set_nconf(&context, none);
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, extension_nid, value);
        NCONF_free(none);
        ck_assert_ptr_nonnull(extension);
        ck_assert_int_eq(X509_CRL_add_ext(list, extension, -1), 1);
        X509_EXTENSION_free(extension);
    }
    ck_assert_int_gt(X509_CRL_sign(list, key, EVP_sha256()), 0);
    BIO *bio = BIO_new(BIO_s_mem());
    ck_assert_int_eq(PEM_write_bio_X509_CRL(bio, list), 1);
    char *data = NULL;
    long len = BIO_get_mem_data(bio, &data);
    struct span text = arena_copy(arena, (struct span){data, (size_t)len});
    BIO_free(bio);
    X509_CRL_free(list);
    EVP_PKEY_free(key);
    return text;
}

static void compose_list(struct span list)
{
    struct buffer text;
    buffer_init(&text, 1024 * 1024);
    buffer_put(&text, pki_file(arena, "root.crl"));
    buffer_put(&text, list);
    write_file(crl, buffer_span(&text));
    buffer_free(&text);
}

START_TEST(refuses_other_lists)
{
    compose(crl, "issuing.crl", NULL, NULL); /* B05 */
    refused(STATUS_INVALID, "too few");
    compose(crl, "root.crl", NULL, NULL);
    refused(STATUS_INVALID, "too few");
    compose(crl, "crl.pem", "issuing.crl", NULL);
    refused(STATUS_INVALID, "two of one CA");
    compose(crl, "crl.pem", "root.crt", NULL);
    refused(STATUS_INVALID, "something other");
    compose_list(list_cook(0, NULL, "foreign-ca.key")); /* B03 */
    refused(STATUS_INVALID, "not signed");
    compose_list(list_cook(NID_delta_crl, "DER:020101", "issuing.key")); /* B08 */
    refused(STATUS_INVALID, "full revocation");
    compose_list(list_cook(NID_freshest_crl, "URI:http://example.org/delta", "issuing.key"));
    refused(STATUS_INVALID, "full revocation");
    write_file(crl, SPAN("<html>not found</html>")); /* B07 */
    refused(STATUS_INVALID, "too few");
    write_file(crl, (struct span){NULL, 0});
    refused(STATUS_INVALID, "not a PEM");
    ck_assert_int_eq(unlink(crl), 0);
    refused(STATUS_NOT_FOUND, "cannot open");
    compose_list(list_cook(0, NULL, "issuing.key")); /* positive control */
    struct trust *trust = NULL;
    ck_assert_int_eq(trust_open(&paths, &trust, NULL), STATUS_OK);
    trust_close(trust);
}
END_TEST

/* The issuing CA's list without its entry, as it was before the certificate was revoked. */
static struct span list_without_entries(void)
{
    FILE *file = fopen(pki_path("issuing.crl"), "r");
    X509_CRL *old = PEM_read_X509_CRL(file, NULL, NULL, NULL);
    (void)fclose(file);
    file = fopen(pki_path("issuing.key"), "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    (void)fclose(file);
    X509_CRL *list = X509_CRL_new();
    ck_assert_int_eq(X509_CRL_set_version(list, 1), 1);
    ck_assert_int_eq(X509_CRL_set_issuer_name(list, X509_CRL_get_issuer(old)), 1);
    ck_assert_int_eq(X509_CRL_set1_lastUpdate(list, X509_CRL_get0_lastUpdate(old)), 1);
    ck_assert_int_eq(X509_CRL_set1_nextUpdate(list, X509_CRL_get0_nextUpdate(old)), 1);
    for (int i = 0; i < X509_CRL_get_ext_count(old); i++) {
        ck_assert_int_eq(X509_CRL_add_ext(list, X509_CRL_get_ext(old, i), -1), 1);
    }
    ck_assert_int_gt(X509_CRL_sign(list, key, EVP_sha256()), 0);
    BIO *bio = BIO_new(BIO_s_mem());
    ck_assert_int_eq(PEM_write_bio_X509_CRL(bio, list), 1);
    char *data = NULL;
    long len = BIO_get_mem_data(bio, &data);
    struct span text = arena_copy(arena, (struct span){data, (size_t)len});
    BIO_free(bio);
    X509_CRL_free(list);
    X509_CRL_free(old);
    EVP_PKEY_free(key);
    return text;
}

static X509 *revoked_person(void)
{
    FILE *file = fopen(pki_path("people/revoked-1.crt"), "r");
    X509 *x509 = PEM_read_X509(file, NULL, NULL, NULL);
    (void)fclose(file);
    ck_assert_ptr_nonnull(x509);
    return x509;
}

static void pause_s(unsigned seconds)
{
    struct timespec wait = {.tv_sec = (time_t)seconds, .tv_nsec = 50000000};
    ck_assert_int_eq(nanosleep(&wait, NULL), 0);
}

static time_t monotonic_s(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return now.tv_sec;
}

START_TEST(takes_a_new_list_and_keeps_the_old_one_else)
{
    compose_list(list_without_entries());
    struct trust *trust = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(trust_open(&paths, &trust, NULL), STATUS_OK);
    ck_assert(span_is(profile_rules(trust_profiles(trust)->list[0])->name, "oces3-employee"));
    X509 *person = revoked_person();
    int64_t now_s = (int64_t)time(NULL);
    ck_assert_int_eq(verify(trust, person, now_s, NULL), AUTH_OK);
    time_t begun_s = monotonic_s();
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_OK); /* unchanged */

    compose(crl, "crl.pem", NULL, NULL); /* A09 */
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_OK);
    enum auth_reason soon = verify(trust, person, now_s, NULL);
    ck_assert(soon == AUTH_OK || monotonic_s() != begun_s); /* asked once in a second */
    pause_s(1);
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_OK);
    ck_assert_int_eq(verify(trust, person, now_s, &fault), AUTH_REVOKED);
    ck_assert_str_eq(fault.code, "23");
    ck_assert_ptr_nonnull(strstr(fault.text, "revoked"));

    write_file(crl, SPAN("broken"));
    pause_s(1);
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_INVALID);
    pause_s(1);
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_OK); /* said once */
    ck_assert_int_eq(verify(trust, person, now_s, NULL), AUTH_REVOKED);
    ck_assert_int_eq(unlink(crl), 0);
    pause_s(1);
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_NOT_FOUND);
    ck_assert_int_eq(verify(trust, person, now_s, NULL), AUTH_REVOKED);
    X509_free(person);
    trust_close(trust);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("trust");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, refuses_other_authorities);
    tcase_add_test(tests, refuses_other_profiles);
    tcase_add_test(tests, refuses_other_lists);
    tcase_add_test(tests, takes_a_new_list_and_keeps_the_old_one_else);
    return harness_run("auth/trust", tests);
}
