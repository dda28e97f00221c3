/* SPDX-License-Identifier: EUPL-1.2 */
/* `tilsagn trust check`: every step can refuse, and says what it saw and wanted. */
#include <time.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "auth/certificate.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"
#include "tests/support/certificates.h"
#include "tests/support/lists.h"

static char options[2048];

static void put_bytes(const char *name, struct span bytes)
{
    FILE *file = fopen(folder_path(name), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.len, file), bytes.len);
    ck_assert_int_eq(fclose(file), 0);
}

static void setup(void)
{
    run_begin();
    folder_begin();
    (void)snprintf(options, sizeof(options), "--profile %s/profile --ca %s/ca --crl %s/crl", folder,
        folder, folder);
    put_bytes("profile", pki_file(run.arena, "oces3-employee.profile"));
    put_bytes("ca", pki_file(run.arena, "trust.pem"));
    put_bytes("crl", pki_file(run.arena, "crl.pem"));
}

static void teardown(void)
{
    folder_end();
    run_end();
}

/* As a new run of the program; NULL: with the options that name the folder's files. */
static enum outcome check(const char *certificate, const char *words)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    return run_line(arena_printf(run.arena, "trust check %s %s", certificate, words));
}

static void put_certificate(const struct recipe *recipe)
{
    X509 *x509 = certificate_cook(recipe);
    FILE *file = fopen(folder_path("cert"), "wb");
    ck_assert_int_eq(PEM_write_X509(file, x509), 1);
    ck_assert_int_eq(fclose(file), 0);
    X509_free(x509);
}

static const struct {
    struct recipe recipe;
    const char *line; /* the step that refuses; NULL: none does */
    const char *seen;
    const char *end;
} rows[] = {
    {{.key = KEY_EC}, NULL, "EC key of 256 bits (security 128), signature rsassaPss",
        "let in as UI"},
    {{.extended_key_usage = "clientAuth"}, NULL, "TLS Web Client Authentication", "let in as UI"},
    {{.alternative_names = 500}, " 2 REFUSED     form", "bytes of DER", "refused: too_large"},
    {{.issuer = ISSUER_FORGED}, " 4 REFUSED     path", "udstedende-CA 1",
        "refused: chain (certificate signature failure"},
    {{.unknown_critical = true}, " 5 REFUSED     extensions", "1.2.3.4.5.6 (critical)",
        "refused: extension"},
    {{.key = KEY_RSA_1024}, " 6 REFUSED     strength", "RSA key of 1024 bits (security 80)",
        "refused: weak"},
    {{.ends_in_s = -60}, " 8 REFUSED     validity", " to ", "refused: expired"},
    {{.issuer = ISSUER_ROOT}, " 9 REFUSED     issuing CA", "rod-CA",
        "refused: issuer (no profile pins"},
    {{.basic_constraints = "critical,CA:TRUE",
         .key_usage = "critical,digitalSignature,keyCertSign"},
        "10 REFUSED     kind", "version 3, a CA", "refused: ca"},
    {{.key_usage = ""}, "11 REFUSED     keyUsage", "absent", "refused: key_usage"},
    {{.extended_key_usage = "serverAuth"}, " 5 REFUSED     extensions", "Extended Key Usage",
        "refused: purpose"},
    {{.policies = "2.5.29.32.0,1.3.4"}, "13 REFUSED     policy", "2.5.29.32.0, 1.3.4",
        "refused: policy"},
    {{.policies = ""}, "13 REFUSED     policy", "none that can be read", "refused: policy"},
    {{.add = {NID_serialNumber, V_ASN1_PRINTABLESTRING, "X", 1, false}}, "14 REFUSED     subject",
        "serialNumber=X", "refused: subject"},
    {{.replace = {NID_commonName, V_ASN1_UTF8STRING, "a\x1b[2Jb", 6, false}},
        "14 REFUSED     subject", "CN=a\\1B[2Jb", "refused: subject"},
    {{.replace = {NID_serialNumber, V_ASN1_PRINTABLESTRING, "X", 1, false}},
        "15 REFUSED     serialNumber", "PRINTABLESTRING:X", "refused: serial_number"},
    {{.replace = {NID_organizationIdentifier, V_ASN1_UTF8STRING, "X", 1, false}},
        "16 REFUSED     organisation", "UTF8STRING:X", "refused: organisation"},
};

START_TEST(explains_each_step)
{
    put_certificate(&rows[_i].recipe);
    enum outcome outcome = check(folder_path("cert"), options);
    const char *out = said(&run.out);
    ck_assert_int_eq(outcome, rows[_i].line == NULL ? OUTCOME_OK : OUTCOME_REFUSED);
    ck_assert_msg(strstr(out, rows[_i].seen) != NULL, "%s", out);
    ck_assert_msg(strstr(out, rows[_i].end) != NULL, "%s", out);
    const char *refused = strstr(out, "REFUSED");
    ck_assert_int_eq(refused == NULL, rows[_i].line == NULL);
    if (refused != NULL) {
        ck_assert_msg(strstr(out, rows[_i].line) != NULL, "%s", out);
        ck_assert_ptr_null(strstr(refused + 1, "REFUSED"));
        ck_assert_ptr_null(strstr(refused, " ok "));
    }
    ck_assert_ptr_null(strchr(out, '\x1b'));
    ck_assert_str_eq(said(&run.problem), "");
}
END_TEST

/* As the worker: the table of `crl update`, files from operator.conf. */
START_TEST(asks_the_table_of_the_workers)
{
    STACK_OF(X509) *authorities = list_authorities();
    put_bytes("crl",
        list_table(run.arena, pki_file(run.arena, "crl.pem"), authorities, (int64_t)time(NULL)));
    sk_X509_pop_free(authorities, X509_free);
    run.settings_known = true;
    run.settings.profiles[0] = arena_text(run.arena, span_from(folder_path("profile")));
    run.settings.profile_count = 1;
    run.settings.trust = arena_text(run.arena, span_from(folder_path("ca")));
    run.settings.crl_table = arena_text(run.arena, span_from(folder_path("crl")));
    ck_assert_int_eq(check(pki_path("people/applicant-1.crt"), ""), OUTCOME_OK);
    ck_assert_int_eq(check(pki_path("people/revoked-1.crt"), ""), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), " 7 REFUSED     revocation"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "refused: revoked (certificate revoked"));
    ck_assert_int_eq(
        check(pki_path("people/applicant-1.crt"), "--at 2049-01-01T00:00:00Z"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "refused: crl (CRL has expired"));
    ck_assert_int_eq(
        check(pki_path("people/applicant-1.crt"), "--at 2019-01-01T00:00:00Z"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "refused: crl (CRL is not yet valid"));
}
END_TEST

START_TEST(reads_der_and_shows_what_is_wrong_with_it)
{
    X509 *x509 = certificate_cook(&(struct recipe){.key = KEY_EC});
    unsigned char *der = NULL;
    int len = i2d_X509(x509, &der);
    struct span bytes = arena_copy(run.arena, (struct span){(const char *)der, (size_t)len});
    OPENSSL_free(der);
    X509_free(x509);
    put_bytes("cert", bytes);
    ck_assert_int_eq(check(folder_path("cert"), options), OUTCOME_OK);
    put_bytes("cert", (struct span){bytes.data, bytes.len + 1}); /* the NUL behind it */
    ck_assert_int_eq(check(folder_path("cert"), options), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), " 3 REFUSED     encoding"));
    put_bytes("cert", SPAN("hello"));
    ck_assert_int_eq(check(folder_path("cert"), options), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "refused: der"));
    ck_assert_ptr_null(strstr(said(&run.out), "subject      "));
}
END_TEST

START_TEST(decides_nothing_on_unusable_input)
{
    const char *good = arena_text(run.arena, span_from(pki_path("people/applicant-1.crt")));
    ck_assert_int_eq(check("", options), OUTCOME_USAGE);
    ck_assert_int_eq(check(good, good), OUTCOME_USAGE);
    ck_assert_int_eq(check(good, "--at noon"), OUTCOME_USAGE);
    ck_assert_int_eq(check(good, "--ca x --ca y"), OUTCOME_USAGE);
    ck_assert_int_eq(check(good, "--crl x --crl y"), OUTCOME_USAGE);
    ck_assert_int_eq(check(good, "--colour x"), OUTCOME_USAGE);
    ck_assert_int_eq(check(good, "--ca"), OUTCOME_USAGE);
    ck_assert_int_eq(check(good, "--ca x"), OUTCOME_USAGE); /* and no operator.conf */
    ck_assert_int_eq(check("/nowhere", options), OUTCOME_USAGE);
    ck_assert_int_eq(check(pki_path("issuing.key"), options), OUTCOME_USAGE);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "holds no certificate"));
    put_bytes("empty", SPAN(""));
    ck_assert_int_eq(check(folder_path("empty"), options), OUTCOME_USAGE);
    put_bytes("ca", SPAN("x"));
    ck_assert_int_eq(check(good, options), OUTCOME_USAGE);
    ck_assert_int_eq(unlink(folder_path("crl")), 0);
    ck_assert_int_eq(check(good, options), OUTCOME_USAGE);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "cannot open"));
    ck_assert_str_eq(said(&run.out), "");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("trust check");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, explains_each_step, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, asks_the_table_of_the_workers);
    tcase_add_test(tests, reads_der_and_shows_what_is_wrong_with_it);
    tcase_add_test(tests, decides_nothing_on_unusable_input);
    return harness_run("ledger/operator/trust_check", tests);
}
