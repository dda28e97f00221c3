/* SPDX-License-Identifier: EUPL-1.2 */
/* Files made by openssl, each with one thing wrong, in the order of the questions. */
#include <string.h>
#include <time.h>

#include <openssl/pem.h>

#include "auth/cms.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"

static struct arena *arena;
static struct trust *trust;
static struct fault fault;
static struct span content;
static struct span serials[2]; /* of applicant-1 and applicant-2 */

static struct span made(const char *name)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "../cms/%s", name);
    return pki_file(arena, path);
}

static struct span serial_of(const char *name)
{
    struct span pem = pki_file(arena, name);
    BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
    X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    char text[128];
    ck_assert_ptr_nonnull(x509);
    ck_assert_int_gt(X509_NAME_get_text_by_NID(
                         X509_get_subject_name(x509), NID_serialNumber, text, sizeof(text)),
        0);
    X509_free(x509);
    BIO_free(bio);
    return arena_copy(arena, span_from(text));
}

static void setup(void)
{
    arena = arena_create(8 * 1024 * 1024);
    struct trust_paths paths = {.profile_count = 1};
    char profile[512];
    char authorities[512];
    char lists[512];
    (void)snprintf(profile, sizeof(profile), "%s", pki_path("oces3-employee.profile"));
    (void)snprintf(authorities, sizeof(authorities), "%s", pki_path("trust.pem"));
    (void)snprintf(lists, sizeof(lists), "%s", pki_path("crl.pem"));
    paths.profiles[0] = profile;
    paths.authorities = authorities;
    paths.lists = lists;
    fault_clear(&fault);
    ck_assert_msg(trust_open(&paths, &trust, &fault) == STATUS_OK, "%s", fault.text);
    content = made("content");
    serials[0] = serial_of("people/applicant-1.crt");
    serials[1] = serial_of("people/applicant-2.crt");
}

static void teardown(void)
{
    trust_close(trust);
    arena_destroy(arena);
}

static struct signature_claim claim_of(const char *file, int person)
{
    int64_t now_s = (int64_t)time(NULL);
    return (struct signature_claim){
        .cms = made(file),
        .content = content,
        .profile = SPAN("oces3-employee"),
        .serial_number = serials[person],
        .prepared_s = now_s - 60,
        .now_s = now_s,
    };
}

static void check(const struct signature_claim *claim, enum signature_reason expected,
    enum auth_reason chain_expected)
{
    struct span signer = {.data = NULL, .len = 0};
    enum auth_reason chain = AUTH_INTERNAL;
    fault_clear(&fault);
    enum signature_reason reason = signature_check(trust, arena, claim, &signer, &chain, &fault);
    ck_assert_msg(reason == expected, "%s, not %s: %s", signature_reason_name(reason),
        signature_reason_name(expected), fault.text);
    ck_assert_int_eq(chain, chain_expected);
    ck_assert_int_eq(signer.len > 0, expected == SIGNATURE_OK);
}

static const struct {
    const char *file;
    int person;
    enum signature_reason reason;
    enum auth_reason chain;
} rows[] = {
    {"content", 0, SIGNATURE_DER, AUTH_OK},
    {"pem", 0, SIGNATURE_DER, AUTH_OK},
    {"cut", 0, SIGNATURE_DER, AUTH_OK},
    {"trailing", 0, SIGNATURE_DER, AUTH_OK},
    {"enveloped", 0, SIGNATURE_TYPE, AUTH_OK},
    {"other_type", 0, SIGNATURE_TYPE, AUTH_OK},
    {"attached", 0, SIGNATURE_ATTACHED, AUTH_OK},
    {"no_signer", 0, SIGNATURE_SIGNERS, AUTH_OK},
    {"two", 0, SIGNATURE_SIGNERS, AUTH_OK},
    {"sha1", 0, SIGNATURE_DIGEST, AUTH_OK},
    {"pss_sha1", 1, SIGNATURE_ALGORITHM, AUTH_OK},
    {"no_attributes", 0, SIGNATURE_ATTRIBUTES, AUTH_OK},
    {"no_certificate_attribute", 0, SIGNATURE_ATTRIBUTES, AUTH_OK},
    {"swapped", 0, SIGNATURE_WRONG, AUTH_OK},
    {"expired", 0, SIGNATURE_CHAIN, AUTH_OK},
    {"foreign", 0, SIGNATURE_CHAIN, AUTH_OK},
    {"server", 0, SIGNATURE_CHAIN, AUTH_OK},
    {"revoked", 0, SIGNATURE_CHAIN, AUTH_REVOKED},
    {"company", 0, SIGNATURE_LEAF, AUTH_OTHER_KIND},
    {"no_policy", 0, SIGNATURE_LEAF, AUTH_POLICY},
    {"no_subject", 0, SIGNATURE_LEAF, AUTH_SUBJECT},
    {"no_repudiation", 0, SIGNATURE_USAGE, AUTH_OK},
    {"good", 1, SIGNATURE_PERSON, AUTH_OK},
    {"good", 0, SIGNATURE_OK, AUTH_OK},
    {"good_alone", 0, SIGNATURE_OK, AUTH_OK},
    {"good_sha512", 0, SIGNATURE_OK, AUTH_OK},
    {"good_rsa", 1, SIGNATURE_OK, AUTH_OK},
    {"good_pss", 1, SIGNATURE_OK, AUTH_OK},
};

START_TEST(accepts_or_refuses_each_file)
{
    struct signature_claim claim = claim_of(rows[_i].file, rows[_i].person);
    check(&claim, rows[_i].reason, rows[_i].chain);
}
END_TEST

START_TEST(is_of_a_bounded_size)
{
    static char large[SIGNATURE_LEN_MAX + 1];
    struct signature_claim claim = claim_of("good", 0);
    claim.cms = (struct span){.data = large, .len = sizeof(large)};
    check(&claim, SIGNATURE_TOO_LARGE, AUTH_OK);
    claim.cms.len--;
    check(&claim, SIGNATURE_DER, AUTH_OK);
    claim.cms.len = 0;
    check(&claim, SIGNATURE_DER, AUTH_OK);
}
END_TEST

START_TEST(is_over_exactly_these_bytes)
{
    struct signature_claim claim = claim_of("good", 0);
    claim.content = made("other");
    check(&claim, SIGNATURE_WRONG, AUTH_OK);
    claim.content = (struct span){.data = content.data, .len = content.len - 1};
    check(&claim, SIGNATURE_WRONG, AUTH_OK);
    claim.content = SPAN("");
    check(&claim, SIGNATURE_WRONG, AUTH_OK);
}
END_TEST

/* One bit anywhere in the signature's own octets, at the end of the file. */
START_TEST(is_not_forged)
{
    struct signature_claim claim = claim_of("good", 0);
    char *bytes = arena_text(arena, claim.cms);
    (void)memcpy(bytes, claim.cms.data, claim.cms.len);
    bytes[claim.cms.len - 1] = (char)(bytes[claim.cms.len - 1] ^ 1);
    claim.cms.data = bytes;
    check(&claim, SIGNATURE_WRONG, AUTH_OK);
}
END_TEST

START_TEST(is_of_the_profile_too)
{
    struct signature_claim claim = claim_of("good", 0);
    claim.profile = SPAN("oces2-employee");
    check(&claim, SIGNATURE_PERSON, AUTH_OK);
}
END_TEST

START_TEST(does_not_contradict_the_clock)
{
    struct signature_claim claim = claim_of("good", 0);
    claim.prepared_s += 90000; /* signed a day before it was prepared */
    check(&claim, SIGNATURE_TIME, AUTH_OK);
}
END_TEST

START_TEST(names_every_reason)
{
    for (int i = SIGNATURE_OK; i <= SIGNATURE_INTERNAL; i++) {
        ck_assert_int_gt((int)strlen(signature_reason_name((enum signature_reason)i)), 1);
    }
}
END_TEST

int main(void)
{
    TCase *cms = tcase_create("cms");
    tcase_add_checked_fixture(cms, setup, teardown);
    tcase_set_timeout(cms, 30);
    tcase_add_test(cms, is_of_a_bounded_size);
    tcase_add_loop_test(cms, accepts_or_refuses_each_file, 0, (int)COUNT_OF(rows));
    tcase_add_test(cms, is_over_exactly_these_bytes);
    tcase_add_test(cms, is_not_forged);
    tcase_add_test(cms, is_of_the_profile_too);
    tcase_add_test(cms, does_not_contradict_the_clock);
    tcase_add_test(cms, names_every_reason);
    return harness_run("auth/cms", cms);
}
