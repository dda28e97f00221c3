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
        .scanner = "/nowhere/scanner.sock",
        .trust = "/nowhere/trust.pem",
        .crl_table = "/nowhere/crl.table",
        .state = "/nowhere"};
    doctor_host(&doctor);
    ck_assert_uint_eq(doctor.broken, 3);
    ck_assert_uint_eq(doctor.warnings, 1);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "tilsagn-attest does not answer"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "warning tilsagn-scanner does not answer"));
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
    doctor_minute(&doctor);
    ck_assert_uint_eq(doctor.broken, 1);
    doctor_database(&doctor, NULL);
    ck_assert_uint_eq(doctor.broken, 2);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "BROKEN  the database is not usable"));
}
END_TEST

/* Published keys of witnesses, as in tests/vectors/cosignature-real. */
#define KEY_1                                                                                      \
    "witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G"
#define KEY_2 "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv"
#define ID_1  "witness.navigli.sunlight.geomys.org+a3e00fe2"
#define ID_2  "witness.stagemole.eu+67f7aea0"
#define TWO   "witness a " KEY_1 " https://a.example/\nwitness b " KEY_2 " "
#define FAR   TWO "https://b.example/\n"

static const struct {
    const char *policy;
    bool production;
    int64_t met; /* of 9 */
    const char *denying;
    unsigned broken;
    unsigned warnings;
    const char *text;
} watched[] = {
    {NULL, true, 0, "", 1, 0, "BROKEN  no witness"},
    {NULL, false, 0, "", 0, 1, "warning no witness"},
    {"nonsense\n", false, 9, "", 1, 0, "line 1"},
    {"quorum none\n", true, 9, "", 1, 0, "BROKEN  the quorum of witnesses can be met"},
    {FAR "quorum b\n", true, 9, "", 1, 0, "can be met"},
    {FAR "quorum b\n", false, 9, "", 0, 1, "can be met"},
    {FAR "group outside any b\nquorum a\n", true, 9, "", 1, 0, "can be met"},
    {FAR "group outside any b\nquorum outside\n", true, 9, "", 0, 0, "(size 9) is witnessed"},
    {FAR "group in any b\ngroup outside all in\nquorum outside\n", true, 9, "", 0, 0,
        "is witnessed"},
    {FAR "group outside any b\ngroup q all a outside\nquorum q\n", true, 9, "", 0, 0,
        "is witnessed"},
    {TWO "https://localhost/\ngroup outside any b\nquorum outside\n", true, 9, "", 1, 0,
        "can be met"},
    {TWO "http://127.0.0.1:1\ngroup outside any b\nquorum outside\n", true, 9, "", 1, 0,
        "can be met"},
    {TWO "\ngroup outside any b\nquorum outside\n", true, 9, "", 0, 0, "is witnessed"},
    {FAR "group outside any b\nquorum outside\n", true, 7, "", 1, 0,
        "BROKEN  the last checkpoint (size 9) is not witnessed; the last that is has size 7. b: "},
    {FAR "group outside any b\nquorum outside\n", true, 8, "", 0, 1, "warning the last checkpoint"},
    {FAR "group outside any b\nquorum outside\n", false, 7, "", 0, 1, "missing for 601 s"},
    {FAR "group outside any b\nquorum outside\n", false, 9, "x+1 " ID_2, 1, 0,
        "BROKEN  the log is stopped"},
    {FAR "group outside any b\nquorum outside\n", true, 9, ID_1, 0, 0, "is witnessed"},
    {FAR "group outside all a b\nquorum outside\n", true, 9, ID_1 " " ID_2, 1, 0, "is stopped"},
    {FAR "group outside all a b\nquorum outside\n", true, 9, ID_2, 0, 0, "is witnessed"},
};

START_TEST(production_wants_a_witness_outside)
{
    struct doctor doctor = {.op = &run};
    struct doctor_witnesses seen = {.production = watched[_i].production,
        .policy = span_from(watched[_i].policy),
        .size = 9,
        .met = watched[_i].met,
        .missing_s = 7 == watched[_i].met ? 601 : 600,
        .denying = span_from(watched[_i].denying),
        .failing = SPAN("b: silent")};
    doctor_witnesses(&doctor, &seen);
    ck_assert_uint_eq(doctor.broken, watched[_i].broken);
    ck_assert_uint_eq(doctor.warnings, watched[_i].warnings);
    ck_assert_ptr_nonnull(strstr(said(&run.out), watched[_i].text));
}
END_TEST

static const struct {
    bool production;
    int32_t required;
    bool waiting;
    unsigned broken;
    unsigned warnings;
    const char *text;
} standbys[] = {
    {true, -1, false, 1, 0, "BROKEN  whether a standby must hold what is signed"},
    {false, -1, false, 0, 1, "has not said yet"},
    {true, 0, false, 1, 0, "BROKEN  no standby is required"},
    {false, 0, false, 0, 1, "warning no standby is required"},
    {true, 1, false, 0, 0, "ok      nothing is signed before 1 of the standbys \"b\""},
    {true, 2, true, 1, 0, "waiting for the standby since 10:00"},
    {false, 1, true, 1, 0, "(\"b\") must hold it first. Connected: none."},
};

START_TEST(production_wants_a_standby)
{
    struct doctor doctor = {.op = &run};
    struct doctor_standbys seen = {.production = standbys[_i].production,
        .required = standbys[_i].required,
        .waiting = standbys[_i].waiting,
        .since = SPAN("10:00"),
        .names = SPAN("b"),
        .connected = SPAN("none")};
    doctor_standbys(&doctor, &seen);
    ck_assert_uint_eq(doctor.broken, standbys[_i].broken);
    ck_assert_uint_eq(doctor.warnings, standbys[_i].warnings);
    ck_assert_ptr_nonnull(strstr(said(&run.out), standbys[_i].text));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("doctor");
    tcase_add_checked_fixture(cases, run_begin, run_end);
    tcase_add_test(cases, findings_are_counted_and_worded);
    tcase_add_loop_test(cases, production_wants_a_witness_outside, 0, (int)COUNT_OF(watched));
    tcase_add_loop_test(cases, production_wants_a_standby, 0, (int)COUNT_OF(standbys));
    tcase_add_test(cases, what_is_missing_on_the_host_is_named);
    tcase_add_test(cases, a_name_too_long_for_a_socket_answers_not);
    tcase_add_test(cases, a_missing_database_is_one_finding);
    return harness_run("ledger/operator/doctor", cases);
}
