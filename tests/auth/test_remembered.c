/* SPDX-License-Identifier: EUPL-1.2 */
/* A decision is remembered for a minute, and not a moment longer than what it rests on. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "auth/credential.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"
#include "tests/support/certificates.h"
#include "tests/support/lists.h"

static struct arena *arena;
static struct trust *trust;
static char folder[] = "/tmp/tilsagn-remembered-XXXXXX";
static char paths[3][128]; /* profile, CAs, table */
static int64_t now_s;

static void put(const char *path, struct span bytes)
{
    char fresh[160];
    (void)snprintf(fresh, sizeof(fresh), "%s.new", path);
    FILE *file = fopen(fresh, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.len, file), bytes.len);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(rename(fresh, path), 0);
}

/* The issuing CA's list ends in `ends_in_s` and holds `revoked`, unless it is 0. */
static void put_table(int64_t ends_in_s, int64_t revoked)
{
    struct buffer pem;
    buffer_init(&pem, 65536);
    const struct entry_recipe entry = {.serial = revoked};
    const struct list_recipe recipes[] = {
        {.authority = "root"},
        {.ends_in_s = ends_in_s, .entries = &entry, .entry_count = revoked == 0 ? 0 : 1},
    };
    for (size_t i = 0; i < COUNT_OF(recipes); i++) {
        X509_CRL *list = list_cook(&recipes[i]);
        buffer_put(&pem, list_pem(arena, list));
        X509_CRL_free(list);
    }
    STACK_OF(X509) *authorities = list_authorities();
    put(paths[2], list_table(arena, buffer_span(&pem), authorities, now_s));
    sk_X509_pop_free(authorities, X509_free);
    buffer_free(&pem);
}

static void setup(void)
{
    static const char *const names[] = {"profile", "ca", "table"};
    arena = arena_create(4 * 1024 * 1024);
    now_s = (int64_t)time(NULL);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(paths[i], sizeof(paths[i]), "%s/%s", folder, names[i]);
    }
    put(paths[0], pki_file(arena, "oces3-employee.profile"));
    put(paths[1], pki_file(arena, "trust.pem"));
    put_table(0, 0);
}

static void open_trust(void)
{
    const struct trust_paths files = {
        .profiles = {paths[0]}, .profile_count = 1, .authorities = paths[1], .table = paths[2]};
    struct fault fault;
    fault_clear(&fault);
    ck_assert_msg(trust_open(&files, &trust, &fault) == STATUS_OK, "%s", fault.text);
}

static void teardown(void)
{
    trust_close(trust);
    for (size_t i = 0; i < 3; i++) {
        (void)unlink(paths[i]);
    }
    ck_assert_int_eq(rmdir(folder), 0);
    arena_destroy(arena);
}

static struct span cook(int64_t ends_in_s, int64_t *serial_out)
{
    X509 *x509 = certificate_cook(&(struct recipe){.ends_in_s = ends_in_s});
    struct span escaped = certificate_escaped(arena, x509);
    ck_assert_int_eq(ASN1_INTEGER_get_int64(serial_out, X509_get0_serialNumber(x509)), 1);
    X509_free(x509);
    return escaped;
}

static enum auth_reason check(struct span escaped, int64_t later_s, struct trail *trail)
{
    const struct credential_claim claim = {.verify = SPAN("SUCCESS"),
        .escaped_certificate = escaped,
        .now_s = now_s + later_s,
        .trail = trail};
    struct credential credential;
    struct credential_verdict verdict;
    if (credential_check(trust, arena, &claim, &credential, &verdict, NULL) == STATUS_OK) {
        ck_assert(span_is(credential.serial_number, GOOD_SERIAL));
        ck_assert(span_is(credential.organisation, "10000001"));
        ck_assert(span_is(credential.profile, "oces3-employee"));
        ck_assert_uint_eq(verdict.certificate_hex.len, DIGEST_HEX_LEN);
    }
    return verdict.reason;
}

static bool remembered(struct span escaped)
{
    struct digest asked = digest_of(escaped);
    struct decision decision;
    return decisions_find(trust_decisions(trust), &asked, now_s, &decision);
}

static void refresh(void)
{
    const struct timespec wait = {.tv_sec = 1, .tv_nsec = 50000000};
    ck_assert_int_eq(nanosleep(&wait, NULL), 0);
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_OK);
}

START_TEST(asks_again_when_anything_is_replaced)
{
    int64_t serial = 0;
    open_trust();
    struct span escaped = cook(0, &serial);
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_OK);
    ck_assert(remembered(escaped));
    ck_assert_int_eq(check(escaped, 59, NULL), AUTH_OK);
    refresh(); /* nothing changed */
    ck_assert(remembered(escaped));

    put(paths[1], pki_file(arena, "trust.pem"));
    refresh();
    ck_assert(!remembered(escaped));
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_OK);
    ck_assert(remembered(escaped));

    put_table(0, serial); /* A09, A11 */
    refresh();
    ck_assert(!remembered(escaped));
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_REVOKED);
    ck_assert(!remembered(escaped));
}
END_TEST

/* A12: no minute of grace. */
START_TEST(does_not_outlive_the_certificate)
{
    int64_t serial = 0;
    open_trust();
    struct span escaped = cook(30, &serial);
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_OK);
    ck_assert(!remembered(escaped));
    ck_assert_int_eq(check(escaped, 31, NULL), AUTH_EXPIRED);
}
END_TEST

START_TEST(does_not_outlive_the_list)
{
    int64_t serial = 0;
    put_table(30, 0);
    open_trust();
    struct span escaped = cook(0, &serial);
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_OK);
    ck_assert(!remembered(escaped));
    ck_assert_int_eq(check(escaped, 31, NULL), AUTH_CRL);
}
END_TEST

START_TEST(remembers_no_explanation_and_no_refusal)
{
    int64_t serial = 0;
    struct trail trail = {.profile = NULL};
    open_trust();
    struct span escaped = cook(0, &serial);
    ck_assert_int_eq(check(escaped, 0, &trail), AUTH_OK);
    ck_assert(!remembered(escaped));
    for (size_t i = 0; i < TRAIL_STEPS; i++) {
        ck_assert_int_eq(trail.marks[i], TRAIL_PASSED);
    }
    struct span expired = cook(-60, &serial);
    ck_assert_int_eq(check(expired, 0, NULL), AUTH_EXPIRED);
    ck_assert(!remembered(expired));
}
END_TEST

/* Profiles, CAs and lists belong together: what does not fit leaves all in force. */
START_TEST(waits_for_the_rest_of_a_replacement)
{
    int64_t serial = 0;
    open_trust();
    struct span escaped = cook(0, &serial);
    struct span rules = pki_file(arena, "oces3-employee.profile");
    put(paths[0],
        arena_format(arena, "%.*s\nkey_usage = keyAgreement\n", (int)rules.len, rules.data));
    struct span table = pki_file(arena, "issuing.crl"); /* no table */
    put(paths[2], table);
    const struct timespec wait = {.tv_sec = 1, .tv_nsec = 50000000};
    ck_assert_int_eq(nanosleep(&wait, NULL), 0);
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_INVALID);
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_OK);
    put_table(0, 0);
    refresh(); /* only the table is new, and brings the profile into force */
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_KEY_USAGE);
    put(paths[0], SPAN("name = x\n"));
    ck_assert_int_eq(nanosleep(&wait, NULL), 0);
    ck_assert_int_eq(trust_refresh(trust, NULL), STATUS_INVALID);
    ck_assert_int_eq(check(escaped, 0, NULL), AUTH_KEY_USAGE);
}
END_TEST

START_TEST(wants_a_list_of_every_ca)
{
    struct buffer pem;
    buffer_init(&pem, 65536);
    X509_CRL *list = list_cook(&(struct list_recipe){.authority = "root"});
    buffer_put(&pem, list_pem(arena, list));
    X509_CRL_free(list);
    STACK_OF(X509) *authorities = list_authorities();
    X509_free(sk_X509_pop(authorities));
    put(paths[2], list_table(arena, buffer_span(&pem), authorities, now_s));
    sk_X509_pop_free(authorities, X509_free);
    buffer_free(&pem);
    const struct trust_paths files = {
        .profiles = {paths[0]}, .profile_count = 1, .authorities = paths[1], .table = paths[2]};
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(trust_open(&files, &trust, &fault), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(fault.text, "lacks the list"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("remembered");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, asks_again_when_anything_is_replaced);
    tcase_add_test(tests, does_not_outlive_the_certificate);
    tcase_add_test(tests, does_not_outlive_the_list);
    tcase_add_test(tests, remembers_no_explanation_and_no_refusal);
    tcase_add_test(tests, waits_for_the_rest_of_a_replacement);
    tcase_add_test(tests, wants_a_list_of_every_ca);
    return harness_run("auth/remembered", tests);
}
