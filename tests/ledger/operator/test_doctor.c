/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/operator/doctor.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"

/*
 * A list of an invented CA: lastUpdate 2026-11-01, nextUpdate 2026-12-01 (both at noon, UTC). Made
 * once with openssl; only its dates are read here, the worker checks signatures.
 */
static const char crl[] = "-----BEGIN X509 CRL-----\n"
                          "MIGtMFUCAQEwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLT3BkaWd0ZXQgQ0EXDTI2\n"
                          "MTEwMTEyMDAwMFoXDTI2MTIwMTEyMDAwMFqgDjAMMAoGA1UdFAQDAgEBMAoGCCqG\n"
                          "SM49BAMCA0gAMEUCIQDs8q1igHJQEZxYO3QkF/HcWjbBkuRPOn9xI87P8rCEygIg\n"
                          "aFlh+CsDm710rjvVmALME09JuVd+9P+AAyFQujfZn2k=\n"
                          "-----END X509 CRL-----\n";

/* Of the same CA: one that ended in 2020, one that lasts to the end of the century. */
static const char crl_old[] = "-----BEGIN X509 CRL-----\n"
                              "MIGuMFUCAQEwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLT3BkaWd0ZXQgQ0EXDTIw\n"
                              "MDEwMTEyMDAwMFoXDTIwMDIwMTEyMDAwMFqgDjAMMAoGA1UdFAQDAgECMAoGCCqG\n"
                              "SM49BAMCA0kAMEYCIQDmpKSbexGeoQ3knYVdOjjwgvXXKgfKmZyi5gXDdZi0lQIh\n"
                              "AMfn3dQas1higpr+1Og+S0ZzGeWvOBgbEkdUGUjBW8Op\n"
                              "-----END X509 CRL-----\n";
static const char crl_long[] = "-----BEGIN X509 CRL-----\n"
                               "MIGuMFcCAQEwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLT3BkaWd0ZXQgQ0EXDTIw\n"
                               "MDEwMTEyMDAwMFoYDzIwOTkxMjMxMTIwMDAwWqAOMAwwCgYDVR0UBAMCAQMwCgYI\n"
                               "KoZIzj0EAwIDRwAwRAIgRaSfRs4iTEVr61QumaMa9SKtPujkLJPiBzSqsfHL7c8C\n"
                               "IGvdJxYccp/lmWVOhZCXcOhKcPheRw79XZXXcSw49Luq\n"
                               "-----END X509 CRL-----\n";

#define NOON_1_DECEMBER INT64_C(1796126400)
#define DAY             INT64_C(86400)

static const struct {
    int64_t now_s;
    int days;
} rows[] = {
    {NOON_1_DECEMBER + 1, -1},
    {NOON_1_DECEMBER + 400 * DAY, -1},
    {NOON_1_DECEMBER, 0},
    {NOON_1_DECEMBER - 1, 0},
    {NOON_1_DECEMBER - DAY, 1},
    {NOON_1_DECEMBER - 30 * DAY, 30},
};

START_TEST(counts_whole_days)
{
    ck_assert_int_eq(crl_days_left(span_from(crl), rows[_i].now_s), rows[_i].days);
}
END_TEST

START_TEST(no_list_is_no_time)
{
    ck_assert_int_eq(crl_days_left(SPAN(""), 0), -1);
    ck_assert_int_eq(crl_days_left(SPAN("not PEM"), 0), -1);
}
END_TEST

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
    run.settings = (struct settings){
        .attest = "/nowhere/attest.sock", .crl = "/nowhere/crl.pem", .state = "/nowhere"};
    doctor_host(&doctor);
    ck_assert_uint_eq(doctor.broken, 3);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "tilsagn-attest does not answer"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "nobody can log in"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "state directory /nowhere is not there"));
}
END_TEST

START_TEST(crls_are_looked_at_by_the_real_clock)
{
    struct doctor doctor = {.op = &run};
    char long_name[200];
    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    folder_begin();
    run.settings =
        (struct settings){.attest = long_name, .crl = folder_path("crl.pem"), .state = folder};
    folder_put("crl.pem", crl_old);
    doctor_host(&doctor);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "is past its next update: nobody can log in"));
    buffer_clear(&run.out);
    folder_put("crl.pem", crl_long);
    doctor_host(&doctor);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "ok      CRLs are in force for "));
    ck_assert_ptr_nonnull(strstr(said(&run.out), " MiB free under "));
    folder_end();
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
    tcase_add_loop_test(cases, counts_whole_days, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, no_list_is_no_time);
    tcase_add_test(cases, findings_are_counted_and_worded);
    tcase_add_test(cases, what_is_missing_on_the_host_is_named);
    tcase_add_test(cases, crls_are_looked_at_by_the_real_clock);
    tcase_add_test(cases, a_missing_database_is_one_finding);
    return harness_run("ledger/operator/doctor", cases);
}
