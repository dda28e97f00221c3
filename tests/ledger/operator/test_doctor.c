/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/operator/doctor.h"
#include "tests/ledger/operator/run.h"

START_TEST(findings_are_counted_and_worded)
{
    struct doctor doctor = {.op = &run};
    doctor_say(&doctor, FINDING_OK, "fine %d", 1);
    doctor_say(&doctor, FINDING_WARNING, "soon");
    doctor_say(&doctor, FINDING_BROKEN, "now");
    ck_assert_uint_eq(doctor.warnings, 1);
    ck_assert_uint_eq(doctor.broken, 1);
    ck_assert_str_eq(said(&run.out), "ok      fine 1\nwarning soon\nBROKEN  now\n");
}
END_TEST

START_TEST(what_is_missing_on_the_host_is_named)
{
    struct doctor doctor = {.op = &run};
    run.settings = (struct settings){.attest = "/nowhere/attest.sock",
        .trust = "/nowhere/trust.pem",
        .crl_table = "/nowhere/crl.table",
        .state = "/nowhere"};
    doctor_host(&doctor);
    ck_assert_uint_eq(doctor.broken, 3);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "tilsagn-attest does not answer"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "nobody can log in"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "state directory /nowhere is not there"));
}
END_TEST

START_TEST(a_name_too_long_for_a_socket_answers_not)
{
    struct doctor doctor = {.op = &run};
    char long_name[200];
    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    run.settings = (struct settings){
        .attest = long_name, .trust = "/nowhere", .crl_table = "/nowhere", .state = "/tmp"};
    doctor_host(&doctor);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "tilsagn-attest does not answer"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), " MiB free under "));
}
END_TEST

START_TEST(a_missing_database_is_one_finding)
{
    struct doctor doctor = {.op = &run};
    run.settings = (struct settings){.superuser = "host=/nowhere dbname=x"};
    doctor_database(&doctor, NULL);
    ck_assert_uint_eq(doctor.broken, 1);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "BROKEN  the database is not usable"));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("doctor");
    tcase_add_checked_fixture(cases, run_begin, run_end);
    tcase_add_test(cases, findings_are_counted_and_worded);
    tcase_add_test(cases, what_is_missing_on_the_host_is_named);
    tcase_add_test(cases, a_name_too_long_for_a_socket_answers_not);
    tcase_add_test(cases, a_missing_database_is_one_finding);
    return harness_run("ledger/operator/doctor", cases);
}
