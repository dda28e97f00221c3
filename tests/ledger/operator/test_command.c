/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "tests/ledger/operator/run.h"

/* Wrong command lines: nothing runs, one line says why. */
static const struct {
    const char *line;
    enum outcome outcome;
    const char *problem;
} rows[] = {
    {"nonsense", OUTCOME_USAGE, "unknown command nonsense (see --help)\n"},
    {"call", OUTCOME_USAGE, "unknown command call (see --help)\n"},
    {"call check", OUTCOME_USAGE, "call check takes one FILE\n"},
    {"call check a b", OUTCOME_USAGE, "call check takes one FILE\n"},
    {"migrate", OUTCOME_USAGE, "migrate needs the folder sql\n"},
    {"migrate sql more", OUTCOME_USAGE, "migrate takes --testing and one folder, not more\n"},
    {"migrate --testin sql", OUTCOME_USAGE,
        "migrate takes --testing and one folder, not --testin\n"},
    {"attest-key", OUTCOME_USAGE, "attest-key takes one KEY: name+id+base64\n"},
    {"attest-key a+b", OUTCOME_REFUSED, "not a verifier key (name+id+base64): a+b\n"},
    {"attest-key n+01234567+AA==", OUTCOME_REFUSED,
        "not a verifier key (name+id+base64): n+01234567+AA==\n"},
    {"demo clock yesterday", OUTCOME_USAGE,
        "yesterday is no instant; write 2019-10-24T10:00:00Z\n"},
    {"demo clock --freeze", OUTCOME_USAGE, "--freeze needs an instant\n"},
    {"doctor --all", OUTCOME_USAGE, "doctor takes at most the folder sql/checks\n"},
    {"doctor log sql/checks", OUTCOME_USAGE, "doctor log takes nothing more\n"},
    {"doctor log", OUTCOME_REFUSED,
        "/nowhere/operator.conf: No such file or directory\n"
        "name the state directory of nginx/up with --state DIR\n"},
    {"trust check", OUTCOME_USAGE, "trust check takes a CERT\n"},
    {"deployment record", OUTCOME_USAGE, "deployment record takes one VERSION\n"},
    {"bootstrap", OUTCOME_USAGE, "bootstrap takes one FILE\n"},
    {"propose call", OUTCOME_USAGE, "propose takes KIND SUBJECT TITLE FILE\n"},
    {"administrators recover", OUTCOME_USAGE, "administrators recover takes one FILE\n"},
    {"administrators complete", OUTCOME_USAGE, "administrators complete takes one NUMBER\n"},
    {"administrators complete 07", OUTCOME_USAGE,
        "NUMBER is the proposal's, as \"administrators recover\" printed it\n"},
    {"register load", OUTCOME_USAGE, "register load takes one FILE\n"},
    {"appropriation load", OUTCOME_USAGE, "appropriation load takes one FILE\n"},
    {"annex load", OUTCOME_USAGE, "annex load takes one FILE\n"},
    {"call load", OUTCOME_USAGE, "call load takes one FILE\n"},
    {"recompute", OUTCOME_REFUSED,
        "/nowhere/operator.conf: No such file or directory\n"
        "name the state directory of nginx/up with --state DIR\n"},
    {"doctor", OUTCOME_REFUSED,
        "/nowhere/operator.conf: No such file or directory\n"
        "name the state directory of nginx/up with --state DIR\n"},
};

START_TEST(refuses_each_row)
{
    ck_assert_int_eq(run_line(rows[_i].line), rows[_i].outcome);
    ck_assert_str_eq(said(&run.problem), rows[_i].problem);
    ck_assert_str_eq(said(&run.out), "");
}
END_TEST

START_TEST(nothing_shows_the_list_as_a_problem)
{
    ck_assert_int_eq(run_line(""), OUTCOME_USAGE);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "usage: tilsagn"));
}
END_TEST

START_TEST(help_lists_every_command)
{
    ck_assert_int_eq(run_line("--help"), OUTCOME_OK);
    for (const struct command *command = operator_commands; command->name != NULL; command++) {
        ck_assert_ptr_nonnull(strstr(said(&run.out), command->name));
    }
}
END_TEST

START_TEST(every_command_has_a_manual)
{
    for (const struct command *command = operator_commands; command->name != NULL; command++) {
        buffer_clear(&run.out);
        ck_assert_int_eq(run_line(arena_printf(run.arena, "%s --help", command->name)), OUTCOME_OK);
        ck_assert_ptr_nonnull(strstr(said(&run.out), command->summary));
        ck_assert_ptr_nonnull(strstr(said(&run.out), "Exit code"));
    }
}
END_TEST

START_TEST(a_failure_tells_status_apart)
{
    fault_clear(&run.fault);
    FAULT(&run.fault, "db", "LG502", "state does not allow");
    ck_assert_int_eq(operator_failed(&run, STATUS_CONFLICT, "call"), OUTCOME_REFUSED);
    ck_assert_str_eq(said(&run.problem), "call: state does not allow (LG502)\n");
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    ck_assert_int_eq(operator_failed(&run, STATUS_UNAVAILABLE, "call"), OUTCOME_UNAVAILABLE);
    ck_assert_str_eq(
        said(&run.problem), "call: no further detail\nis it running? nginx/up starts it\n");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("command");
    tcase_add_checked_fixture(cases, run_begin, run_end);
    tcase_add_loop_test(cases, refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, nothing_shows_the_list_as_a_problem);
    tcase_add_test(cases, help_lists_every_command);
    tcase_add_test(cases, every_command_has_a_manual);
    tcase_add_test(cases, a_failure_tells_status_apart);
    return harness_run("ledger/operator/command", cases);
}
