/* SPDX-License-Identifier: EUPL-1.2 */
/* B01 to B10 where a list is offered: each rule refuses by itself, and good lists give a table. */
#include <string.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "auth/crl_compile.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"
#include "tests/support/lists.h"

static struct arena *arena;
static STACK_OF(X509) * authorities;
static int64_t now_s;
static struct buffer bytes;

static const struct list_recipe root_list = {.authority = "root", .number = "3"};

static void setup(void)
{
    arena = arena_create(64 * 1024 * 1024);
    authorities = list_authorities();
    now_s = (int64_t)time(NULL);
    buffer_init(&bytes, CRL_TABLE_LEN_MAX);
}

static void teardown(void)
{
    buffer_free(&bytes);
    sk_X509_pop_free(authorities, X509_free);
    arena_destroy(arena);
}

static enum status add(
    struct crl_compile *compile, const struct list_recipe *recipe, struct fault *fault)
{
    X509_CRL *crl = list_cook(recipe);
    enum status status = crl_compile_add(compile, crl, fault);
    X509_CRL_free(crl);
    return status;
}

/* A table of the root's list and this one. */
static struct crl_table *table_of(const struct list_recipe *recipe, const struct crl_table *before)
{
    struct crl_compile compile;
    struct crl_table *table = NULL;
    ck_assert_int_eq(crl_compile_init(&compile, authorities, before, now_s, NULL), STATUS_OK);
    ck_assert_int_eq(add(&compile, recipe, NULL), STATUS_OK);
    ck_assert_int_eq(add(&compile, &root_list, NULL), STATUS_OK);
    buffer_clear(&bytes);
    ck_assert_int_eq(crl_compile_end(&compile, &bytes, NULL), STATUS_OK);
    crl_compile_free(&compile);
    struct span copy = arena_copy(arena, buffer_span(&bytes));
    ck_assert_int_eq(crl_table_read(copy, &table, NULL), STATUS_OK);
    return table;
}

static struct digest digest_of_authority(int which)
{
    struct digest digest;
    ck_assert_int_eq(
        X509_digest(sk_X509_value(authorities, which), EVP_sha256(), digest.bytes, NULL), 1);
    return digest;
}

static enum crl_answer ask(const struct crl_table *table, int64_t serial)
{
    struct digest issuer = digest_of_authority(1);
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    uint8_t content[CRL_SERIAL_LEN];
    ck_assert_int_eq(ASN1_INTEGER_set_int64(number, serial), 1);
    struct span span = crl_serial_content(number, content);
    ASN1_INTEGER_free(number);
    return crl_table_ask(table, &issuer, span, now_s);
}

static const struct entry_recipe removed = {.serial = 5, .reason = CRL_REASON_REMOVE_FROM_CRL};
static const struct entry_recipe unknown = {
    .serial = 5, .other_extension = "1.2.3.4.5", .critical = true};
static const struct entry_recipe foreign_entry = {.serial = 5, .other_extension = "2.5.29.29"};
static const struct entry_recipe broken_reason = {.serial = 5, .broken_reason = true};

static const struct {
    struct list_recipe recipe;
    enum status status;
    const char *about;
} refusals[] = {
    {{.key = "root"}, STATUS_DENIED, "does not verify"},                /* B01 */
    {{.key = "foreign-ca"}, STATUS_DENIED, "does not verify"},          /* B03 */
    {{.authority = "foreign-ca"}, STATUS_DENIED, "not of a pinned CA"}, /* B03 */
    {{.authority = "people/applicant-1"}, STATUS_DENIED, "not of a pinned CA"},
    {{.digest = "SHA1"}, STATUS_DENIED, "weaker than SHA-256"},
    {{.digest = "SHA1", .pss = true}, STATUS_DENIED, "weaker than SHA-256"},
    {{.digest = "SHA224"}, STATUS_DENIED, "weaker than SHA-256"},
    {{.version_1 = true, .number = ""}, STATUS_INVALID, "version 2"},
    {{.number = ""}, STATUS_INVALID, "no crlNumber"},
    {{.number = "-1"}, STATUS_INVALID, "no crlNumber"},
    {{.number = "0x010000000000000000000000000000000000000000"}, STATUS_INVALID, "no crlNumber"},
    {{.twice = true}, STATUS_INVALID, "no crlNumber"},
    {{.no_next_update = true}, STATUS_INVALID, "no period"},
    {{.begins_in_s = 3600}, STATUS_INVALID, "not yet in force"},
    {{.ends_in_s = -60}, STATUS_INVALID, "past its nextUpdate"}, /* B04 */
    {{.begins_in_s = 60, .ends_in_s = 30}, STATUS_INVALID, "no period"},
    {{.extension = "delta", .critical = true}, STATUS_INVALID, "delta list"}, /* B08 */
    {{.extension = "delta"}, STATUS_INVALID, "delta list"},
    {{.extension = "freshestCRL=URI:http://ca.example/delta"}, STATUS_INVALID, "Freshest"},
    {{.extension = "issuingDistributionPoint=indirectCRL:TRUE", .critical = true}, STATUS_INVALID,
        "partial or indirect"},
    {{.extension = "issuingDistributionPoint=onlyuser:TRUE", .critical = true}, STATUS_INVALID,
        "partial or indirect"},
    {{.extension = "issuingDistributionPoint=onlysomereasons:keyCompromise", .critical = true},
        STATUS_INVALID, "partial or indirect"},
    {{.extension = "issuingDistributionPoint=fullname:URI:http://ca.example/1"}, STATUS_INVALID,
        "partial or indirect"},
    {{.extension = "unknown", .critical = true}, STATUS_INVALID, "unknown critical"},
    {{.entries = &removed, .entry_count = 1}, STATUS_INVALID,
        "entry 1 has removeFromCRL"}, /* B08 */
    {{.entries = &unknown, .entry_count = 1}, STATUS_INVALID, "entry 1 has an unknown critical"},
    {{.entries = &foreign_entry, .entry_count = 1}, STATUS_INVALID, "indirect list"},
    {{.entries = &broken_reason, .entry_count = 1}, STATUS_INVALID, "cannot be read"},
};

START_TEST(refuses_each_list)
{
    struct crl_compile compile;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(crl_compile_init(&compile, authorities, NULL, now_s, NULL), STATUS_OK);
    ck_assert_int_eq(add(&compile, &refusals[_i].recipe, &fault), refusals[_i].status);
    ck_assert_msg(strstr(fault.text, refusals[_i].about) != NULL, "%s", fault.text);
    ck_assert_int_eq(compile.lists[1].this_update_s, 0);

    /* The same place takes a good list afterwards. */
    const struct list_recipe good = {.number = "8"};
    ck_assert_int_eq(add(&compile, &good, NULL), STATUS_OK);
    crl_compile_free(&compile);
}
END_TEST

static const struct entry_recipe future = {.serial = 5, .invalid_in_s = 30 * 86400}; /* B09 */
static const struct entry_recipe held = {.serial = 5, .reason = CRL_REASON_CERTIFICATE_HOLD};
static const struct entry_recipe critical_reason = {
    .serial = 5, .reason = CRL_REASON_KEY_COMPROMISE, .critical = true};
static const struct entry_recipe negative[] = {{.serial = 5}, {.serial = -1}, {.serial = 5}};
static const struct entry_recipe harmless = {.serial = 5, .other_extension = "1.2.3.4.5"};

static const struct {
    struct list_recipe recipe;
    enum crl_answer five;
} accepted[] = {
    {{.number = "7"}, CRL_GOOD},
    {{.pss = true}, CRL_GOOD},
    {{.digest = "SHA384", .pss = true}, CRL_GOOD},
    {{.digest = "SHA512"}, CRL_GOOD},
    {{.number = "0"}, CRL_GOOD},
    {{.number = "0xffffffffffffffffffffffffffffffffffffffff"}, CRL_GOOD},
    {{.extension = "authorityKeyIdentifier=keyid", .critical = true}, CRL_GOOD},
    {{.extension = "unknown"}, CRL_GOOD},
    {{.entries = &future, .entry_count = 1}, CRL_REVOKED},
    {{.entries = &held, .entry_count = 1}, CRL_REVOKED},
    {{.entries = &critical_reason, .entry_count = 1}, CRL_REVOKED},
    {{.entries = &harmless, .entry_count = 1}, CRL_REVOKED},
    {{.entries = negative, .entry_count = 3}, CRL_REVOKED}, /* one of them twice */
    {{.many = 1000}, CRL_GOOD},
};

START_TEST(takes_each_list)
{
    struct crl_table *table = table_of(&accepted[_i].recipe, NULL);
    ck_assert_int_eq(ask(table, 5), accepted[_i].five);
    ck_assert_int_eq(ask(table, 6), CRL_GOOD);
    bool minus_one = accepted[_i].recipe.entries == negative;
    ck_assert_int_eq(ask(table, -1), minus_one ? CRL_REVOKED : CRL_GOOD);
    ck_assert_int_eq(ask(table, 255), CRL_GOOD);
    ck_assert_int_eq(ask(table, -256), CRL_GOOD);
    bool many = accepted[_i].recipe.many > 0;
    ck_assert_int_eq(ask(table, 1000), many ? CRL_REVOKED : CRL_GOOD);
    ck_assert_int_eq(ask(table, 1999), many ? CRL_REVOKED : CRL_GOOD);
    ck_assert_int_eq(ask(table, 2000), CRL_GOOD);
    struct digest issuer = digest_of_authority(1);
    ck_assert_uint_eq(crl_table_find(table, &issuer)->count, many ? 1000
                                                             : minus_one
                                                                 ? 2
                                                                 : accepted[_i].recipe.entry_count);
    crl_table_close(table);
}
END_TEST

START_TEST(never_goes_back) /* B02 */
{
    const struct list_recipe seven = {.number = "7", .begins_in_s = -7200};
    struct crl_table *before = table_of(&seven, NULL);
    const struct {
        struct list_recipe recipe;
        enum status status;
        const char *about;
    } rows[] = {
        {{.number = "6"}, STATUS_CONFLICT, "lower crlNumber"},
        {{.number = "0"}, STATUS_CONFLICT, "lower crlNumber"},
        {{.number = "8", .begins_in_s = -7300}, STATUS_CONFLICT, "issued before"},
        {{.number = "7", .begins_in_s = -7200}, STATUS_OK, ""},
        {{.number = "8", .begins_in_s = -7200}, STATUS_OK, ""},
        {{.number = "256"}, STATUS_OK, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct crl_compile compile;
        struct fault fault;
        fault_clear(&fault);
        ck_assert_int_eq(crl_compile_init(&compile, authorities, before, now_s, NULL), STATUS_OK);
        ck_assert_int_eq(add(&compile, &rows[i].recipe, &fault), rows[i].status);
        ck_assert_msg(strstr(fault.text, rows[i].about) != NULL, "%zu: %s", i, fault.text);
        crl_compile_free(&compile);
    }
    crl_table_close(before);
}
END_TEST

START_TEST(a_new_authority_has_no_past)
{
    STACK_OF(X509) *both = authorities;
    struct crl_compile compile;
    authorities = sk_X509_new_null();
    ck_assert_int_gt(sk_X509_push(authorities, sk_X509_value(both, 0)), 0);
    ck_assert_int_eq(crl_compile_init(&compile, authorities, NULL, now_s, NULL), STATUS_OK);
    ck_assert_int_eq(add(&compile, &root_list, NULL), STATUS_OK);
    ck_assert_int_eq(crl_compile_end(&compile, &bytes, NULL), STATUS_OK);
    crl_compile_free(&compile);
    sk_X509_free(authorities);
    authorities = both;
    struct crl_table *before = NULL;
    struct span copy = arena_copy(arena, buffer_span(&bytes));
    ck_assert_int_eq(crl_table_read(copy, &before, NULL), STATUS_OK);
    const struct list_recipe good = {.number = "1"};
    crl_table_close(table_of(&good, before));
    crl_table_close(before);
}
END_TEST

START_TEST(needs_every_list_once) /* B05 */
{
    struct crl_compile compile;
    struct fault fault;
    fault_clear(&fault);
    const struct list_recipe good = {.number = "7"};
    ck_assert_int_eq(crl_compile_init(&compile, authorities, NULL, now_s, NULL), STATUS_OK);
    ck_assert_int_eq(add(&compile, &good, NULL), STATUS_OK);
    ck_assert_int_eq(add(&compile, &good, &fault), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "second list"));
    fault_clear(&fault);
    ck_assert_int_eq(crl_compile_end(&compile, &bytes, &fault), STATUS_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(fault.text, "no list of C=DK,O=Tilsagn demonstration,CN="));
    ck_assert_uint_eq(bytes.len, 0);
    ck_assert_int_eq(add(&compile, &root_list, NULL), STATUS_OK);
    struct buffer small;
    buffer_init(&small, 100);
    fault_clear(&fault);
    ck_assert_int_eq(crl_compile_end(&compile, &small, &fault), STATUS_LIMIT);
    buffer_free(&small);
    ck_assert_int_eq(crl_compile_end(&compile, &bytes, NULL), STATUS_OK);
    crl_compile_free(&compile);
}
END_TEST

START_TEST(a_pinned_certificate_must_be_allowed_to_sign_lists)
{
    FILE *file = fopen(pki_path("people/applicant-1.crt"), "r");
    X509 *employee = PEM_read_X509(file, NULL, NULL, NULL);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_gt(sk_X509_push(authorities, employee), 0);
    struct crl_compile compile;
    struct fault fault;
    fault_clear(&fault);
    const struct list_recipe theirs = {.authority = "people/applicant-1"};
    ck_assert_int_eq(crl_compile_init(&compile, authorities, NULL, now_s, NULL), STATUS_OK);
    ck_assert_int_eq(add(&compile, &theirs, &fault), STATUS_DENIED);
    ck_assert_ptr_nonnull(strstr(fault.text, "may not sign lists"));
    crl_compile_free(&compile);
}
END_TEST

START_TEST(knows_its_limits)
{
    struct crl_compile compile;
    struct fault fault;
    fault_clear(&fault);
    STACK_OF(X509) *none = sk_X509_new_null();
    ck_assert_int_eq(crl_compile_init(&compile, none, NULL, now_s, &fault), STATUS_LIMIT);
    ck_assert_ptr_nonnull(strstr(fault.text, "not 0"));
    crl_compile_free(&compile);
    sk_X509_free(none);

    const struct list_recipe two = {.many = 2};
    ck_assert_int_eq(crl_compile_init(&compile, authorities, NULL, now_s, NULL), STATUS_OK);
    compile.lists[0].count = CRL_TABLE_ENTRIES_MAX - 1; /* as if the root's list were so long */
    fault_clear(&fault);
    ck_assert_int_eq(add(&compile, &two, &fault), STATUS_LIMIT);
    ck_assert_ptr_nonnull(strstr(fault.text, "entries in all"));
    crl_compile_free(&compile);
}
END_TEST

START_TEST(serials_have_their_length)
{
    static const unsigned char long_one[] = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24};
    uint8_t content[CRL_SERIAL_LEN];
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ck_assert_int_eq(ASN1_STRING_set(number, long_one, 24), 1);
    ck_assert_uint_eq(crl_serial_content(number, content).len, 0);
    ck_assert_int_eq(ASN1_STRING_set(number, long_one, 23), 1);
    ck_assert_uint_eq(crl_serial_content(number, content).len, CRL_SERIAL_LEN);
    ck_assert_int_eq(content[0], 0);
    ck_assert_int_eq(content[23], 23);

    /* A list that names such a number is not used. */
    X509_REVOKED *entry = X509_REVOKED_new();
    ck_assert_int_eq(ASN1_STRING_set(number, long_one, 24), 1);
    ck_assert_int_eq(X509_REVOKED_set_serialNumber(entry, number), 1);
    ASN1_INTEGER_free(number);
    ASN1_TIME *moment = ASN1_TIME_set(NULL, (time_t)now_s);
    ck_assert_int_eq(X509_REVOKED_set_revocationDate(entry, moment), 1);
    ASN1_TIME_free(moment);
    const struct list_recipe recipe = {.number = "7"};
    X509_CRL *crl = list_cook(&recipe);
    ck_assert_int_eq(X509_CRL_add0_revoked(crl, entry), 1);
    FILE *file = fopen(pki_path("issuing.key"), "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_gt(X509_CRL_sign(crl, key, EVP_sha256()), 0);
    EVP_PKEY_free(key);
    struct crl_compile compile;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(crl_compile_init(&compile, authorities, NULL, now_s, NULL), STATUS_OK);
    ck_assert_int_eq(crl_compile_add(&compile, crl, &fault), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(fault.text, "impossible serial number"));
    crl_compile_free(&compile);
    X509_CRL_free(crl);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("crl_compile");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, refuses_each_list, 0, (int)COUNT_OF(refusals));
    tcase_add_loop_test(tests, takes_each_list, 0, (int)COUNT_OF(accepted));
    tcase_add_test(tests, never_goes_back);
    tcase_add_test(tests, a_new_authority_has_no_past);
    tcase_add_test(tests, needs_every_list_once);
    tcase_add_test(tests, a_pinned_certificate_must_be_allowed_to_sign_lists);
    tcase_add_test(tests, knows_its_limits);
    tcase_add_test(tests, serials_have_their_length);
    return harness_run("auth/crl_compile", tests);
}
