/* SPDX-License-Identifier: EUPL-1.2 */
/* `tilsagn crl update` with lists in files: what it publishes, and what it keeps instead. */
#include <time.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "auth/crl_compile.h"
#include "ledger/operator/crl_force.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"
#include "tests/support/certificates.h"
#include "tests/support/lists.h"

static void put_list(const char *name, const struct list_recipe *recipe)
{
    X509_CRL *crl = list_cook(recipe);
    FILE *file = fopen(folder_path(name), "wb");
    struct span pem = list_pem(run.arena, crl);
    ck_assert_uint_eq(fwrite(pem.data, 1, pem.len, file), pem.len);
    ck_assert_int_eq(fclose(file), 0);
    X509_CRL_free(crl);
}

static void put_conf(const char *more)
{
    folder_put(
        "operator.conf", arena_printf(run.arena,
                             "database = d\nsuperuser = s\nattest = a\nstate = %s\ntrust = %s\n"
                             "crl = %s/bundle.pem\ncrl_table = %s/table\n%s",
                             folder, pki_path("trust.pem"), folder, folder, more));
    run.config = arena_text(run.arena, span_from(folder_path("operator.conf")));
    run.settings_known = false;
}

static const struct list_recipe root_list = {.authority = "root", .number = "3"};
static const struct entry_recipe five = {.serial = 5};
static const struct list_recipe good = {.number = "7", .entries = &five, .entry_count = 1};

static void setup(void)
{
    run_begin();
    folder_begin();
    put_conf("");
    put_list("root", &root_list);
    put_list("issuing", &good);
}

static void teardown(void)
{
    folder_end();
    run_end();
}

/* As a new run of the program. */
static enum outcome update(const char *words)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    run.alarm = NULL;
    return run_line(arena_printf(run.arena, "crl update%s%s", words[0] == '\0' ? "" : " ", words));
}

static const char *from(const char *a, const char *b)
{
    return arena_printf(run.arena, "--from %s/%s --from %s/%s", folder, a, folder, b);
}

static void says(const struct buffer *buffer, const char *text)
{
    ck_assert_msg(strstr(said(buffer), text) != NULL, "no \"%s\" in: %s", text, said(buffer));
}

static enum crl_answer ask(int64_t serial)
{
    struct crl_table *table = NULL;
    struct digest issuer;
    uint8_t content[CRL_SERIAL_LEN];
    STACK_OF(X509) *authorities = list_authorities();
    ck_assert_int_eq(
        X509_digest(sk_X509_value(authorities, 1), EVP_sha256(), issuer.bytes, NULL), 1);
    sk_X509_pop_free(authorities, X509_free);
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ck_assert_int_eq(ASN1_INTEGER_set_int64(number, serial), 1);
    ck_assert_int_eq(crl_table_open(folder_path("table"), &table, NULL), STATUS_OK);
    enum crl_answer answer =
        crl_table_ask(table, &issuer, crl_serial_content(number, content), (int64_t)time(NULL));
    crl_table_close(table);
    ASN1_INTEGER_free(number);
    return answer;
}

static ino_t inode(const char *name)
{
    struct stat file;
    ck_assert_int_eq(stat(folder_path(name), &file), 0);
    return file.st_ino;
}

START_TEST(publishes_table_and_bundle)
{
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_OK);
    says(&run.out, "rod-CA: 0 entries (0 new, 0 gone), number 3, next update 20");
    says(&run.out, "udstedende-CA 1: 1 entries (1 new, 0 gone), number 7, next update 20");
    says(&run.out, "in force within 10 seconds: ");
    says(&run.out, "read by nginx when it is reloaded: ");
    ck_assert_str_eq(said(&run.problem), "");
    ck_assert_ptr_null(run.alarm);
    ck_assert_int_eq(ask(5), CRL_REVOKED);
    ck_assert_int_eq(ask(6), CRL_GOOD);

    /* The bundle is a source as good as the lists; nothing new leaves the files alone. */
    ino_t table = inode("table");
    ino_t bundle = inode("bundle.pem");
    ck_assert_int_eq(update(arena_printf(run.arena, "--from %s/bundle.pem", folder)), OUTCOME_OK);
    says(&run.out, "1 entries (0 new, 0 gone)");
    ck_assert_uint_eq(inode("table"), table);
    ck_assert_uint_eq(inode("bundle.pem"), bundle);

    const struct entry_recipe others[] = {{.serial = 6}, {.serial = 7}};
    const struct list_recipe next = {
        .number = "0x0100000000000000000000", .entries = others, .entry_count = 2};
    put_list("issuing", &next);
    ck_assert_int_eq(update(from("issuing", "root")), OUTCOME_OK);
    says(&run.out, "2 entries (2 new, 1 gone), number 0x0000000000000000000100000000000000000000");
    says(&run.out, "a certificate that an administrator blocked stays blocked"); /* B10 */
    ck_assert_int_eq(ask(5), CRL_GOOD);
    ck_assert_int_eq(ask(6), CRL_REVOKED);
}
END_TEST

START_TEST(takes_its_sources_from_the_configuration)
{
    ck_assert_int_eq(update(""), OUTCOME_USAGE);
    says(&run.problem, "no source: give --from or set crl_source");
    put_conf(
        arena_printf(run.arena, "crl_source = %s/root\ncrl_source = %s/issuing\n", folder, folder));
    ck_assert_int_eq(update("--check"), OUTCOME_OK);
    says(&run.out, "checked; nothing was written");
    ck_assert_int_ne(access(folder_path("table"), F_OK), 0);
    ck_assert_int_ne(access(folder_path("table.lock"), F_OK), 0);
    ck_assert_int_eq(update(""), OUTCOME_OK);
    ck_assert_int_eq(ask(5), CRL_REVOKED);
}
END_TEST

static const struct entry_recipe removed = {.serial = 5, .reason = 8};

static const struct {
    struct list_recipe recipe;
    const char *about;
} rows[] = {
    {{.number = "8", .key = "root"}, "signature that does not verify"},                   /* B01 */
    {{.number = "6"}, "lower crlNumber"},                                                 /* B02 */
    {{.authority = "foreign-ca", .number = "8"}, "CN=Fremmed CA: is not of a pinned CA"}, /* B03 */
    {{.number = "8", .key = "foreign-ca"}, "signature that does not verify"},             /* B03 */
    {{.number = "8", .ends_in_s = -1}, "past its nextUpdate"},                            /* B04 */
    {{.number = "4", .authority = "root"}, "a second list of the same CA"},               /* B05 */
    {{.number = "8", .extension = "delta", .critical = true}, "is a delta list"},         /* B08 */
    {{.number = "8", .entries = &removed, .entry_count = 1}, "removeFromCRL"},
    {{.number = "8", .extension = "issuingDistributionPoint=indirectCRL:TRUE"}, "indirect"},
};

START_TEST(keeps_what_is_in_force)
{
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_OK);
    ino_t table = inode("table");
    ino_t bundle = inode("bundle.pem");
    put_list("offered", &rows[_i].recipe);
    ck_assert_int_eq(update(from("root", "offered")), OUTCOME_REFUSED);
    says(&run.problem, rows[_i].about);
    says(&run.problem, "/offered: the list of ");
    says(&run.problem, "nothing was published; what is in force stays\n");
    ck_assert_str_eq(run.alarm, "crl_alarm");
    ck_assert_str_eq(said(&run.out), "");
    ck_assert_uint_eq(inode("table"), table);
    ck_assert_uint_eq(inode("bundle.pem"), bundle);
    ck_assert_int_eq(ask(5), CRL_REVOKED);
}
END_TEST

START_TEST(needs_every_list) /* B05 */
{
    ck_assert_int_eq(update(arena_printf(run.arena, "--from %s/issuing", folder)), OUTCOME_REFUSED);
    says(&run.problem, "rod-CA: without it nobody could log in");
    says(&run.problem, "alarm: no CRLs: cannot open ");
}
END_TEST

START_TEST(says_which_sources_fail) /* B07 */
{
    folder_put("page", "<!doctype html>");
    ck_assert_int_eq(update(from("page", "none")), OUTCOME_REFUSED);
    says(&run.problem, "/page: neither a list in DER nor PEM");
    says(&run.problem, "/none: cannot be read");
    ck_assert_int_eq(update("--from http://127.0.0.1:1/list --check"), OUTCOME_UNAVAILABLE);
    says(&run.problem, "http://127.0.0.1:1/list: ");
    ck_assert_ptr_null(run.alarm); /* of a look nobody needs to know */
    ck_assert_int_eq(update("--from http://127.0.0.1:1/list"), OUTCOME_UNAVAILABLE);
    ck_assert_str_eq(run.alarm, "crl_alarm");
}
END_TEST

START_TEST(warns_before_the_end) /* B04 */
{
    const struct list_recipe soon = {.number = "8", .ends_in_s = 3 * 3600};
    put_list("issuing", &soon);
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_REFUSED);
    says(&run.out, "in force within 10 seconds");
    says(&run.problem, "alarm: the CRL of ");
    says(&run.problem, "in less than 6 hours");
    ck_assert_str_eq(run.alarm, "crl_alarm");
    put_conf("crl_alarm_hours = 2\n");
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_OK);
    ck_assert_str_eq(said(&run.problem), "");
}
END_TEST

START_TEST(a_damaged_table_needs_a_decision)
{
    folder_put("table", "something else");
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_REFUSED);
    says(&run.problem, "is no CRL table; without it nothing tells an old list from a new one");
    ck_assert_int_eq(unlink(folder_path("table")), 0);
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_OK);
}
END_TEST

START_TEST(says_what_it_cannot_do)
{
    ck_assert_int_eq(update("--force"), OUTCOME_USAGE);
    ck_assert_int_eq(update("--from"), OUTCOME_USAGE);
    says(&run.problem, "crl update takes --check and up to 16 times --from SOURCE");

    folder_put("trust.pem", "nothing");
    ck_assert_int_eq(update("--help"), OUTCOME_OK);
    const char *words = from("root", "issuing");
    run.config = "/nowhere/operator.conf";
    ck_assert_int_eq(update(words), OUTCOME_REFUSED);
    put_conf("");
    ck_assert(operator_settings(&run));
    run.settings.trust = arena_text(run.arena, span_from(folder_path("trust.pem")));
    ck_assert_int_eq(update(words), OUTCOME_REFUSED);
    says(&run.problem, "the pinned CAs, ");
    says(&run.problem, "something other than CA certificates");

    run.settings_known = false;
    ck_assert(operator_settings(&run));
    run.settings.crl_table = "/nowhere/table";
    ck_assert_int_eq(update(words), OUTCOME_REFUSED);
    says(&run.problem, "/nowhere/table.lock: No such file");

    run.settings_known = false;
    ck_assert(operator_settings(&run));
    run.settings.crl = "/nowhere/bundle.pem";
    ck_assert_int_eq(update(words), OUTCOME_REFUSED);
    says(&run.problem, "not published: /nowhere/bundle.pem.new: No such file");
    ck_assert_int_eq(ask(5), CRL_REVOKED); /* nothing depends on the bundle */
}
END_TEST

START_TEST(too_many_authorities)
{
    struct buffer many;
    buffer_init(&many, 1024 * 1024);
    for (size_t i = 0; i <= CRL_TABLE_LISTS_MAX; i++) {
        const struct recipe recipe = {.key = KEY_EC};
        X509 *x509 = certificate_cook(&recipe);
        BIO *bio = BIO_new(BIO_s_mem());
        char *data = NULL;
        ck_assert_int_eq(PEM_write_bio_X509(bio, x509), 1);
        long len = BIO_get_mem_data(bio, &data);
        buffer_put(&many, (struct span){.data = data, .len = (size_t)len});
        BIO_free(bio);
        X509_free(x509);
    }
    folder_put("trust.pem", said(&many));
    buffer_free(&many);
    ck_assert(operator_settings(&run));
    run.settings.trust = arena_text(run.arena, span_from(folder_path("trust.pem")));
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_REFUSED);
    says(&run.problem, "a trust has 1 to 16 CAs, not 17");
}
END_TEST

/* What the doctor says of the table that setup() allows. */
static enum finding force(int64_t later_s, const char *about)
{
    const char *text = NULL;
    enum finding finding = crl_force(&run, (int64_t)time(NULL) + later_s, &text);
    ck_assert_msg(strstr(text, about) != NULL, "%s", text);
    return finding;
}

START_TEST(tells_how_long_lists_last)
{
    const int64_t day_s = 86400;
    ck_assert(operator_settings(&run));
    ck_assert_int_eq(force(0, "no CRLs: cannot open"), FINDING_BROKEN);
    ck_assert_int_eq(update(from("root", "issuing")), OUTCOME_OK);
    ck_assert_int_eq(force(60, "CRLs are in force for 29 more days, until 20"), FINDING_OK);
    ck_assert_int_eq(force(29 * day_s + 60, "in force for 23 more hours"), FINDING_OK);
    ck_assert_int_eq(force(30 * day_s - 3600, "in less than 6 hours"), FINDING_WARNING);
    ck_assert_int_eq(force(30 * day_s, "ended at 20"), FINDING_BROKEN);
    run.settings.trust = arena_text(run.arena, span_from(pki_path("foreign-ca.crt")));
    ck_assert_int_eq(force(0, "there is no CRL of C=DK,O=Fremmed,CN=Fremmed CA"), FINDING_BROKEN);
    run.settings.trust = "/nowhere/trust.pem";
    ck_assert_int_eq(force(0, "/nowhere/trust.pem: No such file"), FINDING_BROKEN);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("crl_update");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_set_timeout(cases, 30);
    tcase_add_test(cases, publishes_table_and_bundle);
    tcase_add_test(cases, takes_its_sources_from_the_configuration);
    tcase_add_loop_test(cases, keeps_what_is_in_force, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, needs_every_list);
    tcase_add_test(cases, says_which_sources_fail);
    tcase_add_test(cases, warns_before_the_end);
    tcase_add_test(cases, a_damaged_table_needs_a_decision);
    tcase_add_test(cases, says_what_it_cannot_do);
    tcase_add_test(cases, too_many_authorities);
    tcase_add_test(cases, tells_how_long_lists_last);
    return harness_run("ledger/operator/crl_update", cases);
}
