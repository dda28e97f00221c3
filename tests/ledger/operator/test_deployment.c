/* SPDX-License-Identifier: EUPL-1.2 */
/* A deployment is not recorded, and doctor says why, while pg_catalog lies to who asks the schema.
 */
#include <string.h>

#include "ledger/db/db.h"
#include "tests/ledger/operator/run.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

static void set_up(void)
{
    run_begin();
    run.settings_known = true;
    run.settings.database = arena_text(run.arena, span_from(ledger_conninfo("tilsagn_operator")));
    run.settings.superuser = arena_text(run.arena, span_from(ledger_conninfo("postgres")));
    run.settings.attest = arena_text(run.arena, span_from(ledger_socket(AUDIENCE_OPERATOR)));
    run.settings.trust = "/nowhere/trust.pem";
    run.settings.crl_table = "/nowhere/crl.table";
    run.settings.state = "/nowhere";
}

static enum outcome again(const char *command)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    return run_line(command);
}

START_TEST(nothing_is_recorded_over_a_catalogue_that_lies)
{
    ck_assert_msg(again("deployment record v1") == OUTCOME_OK, "%s", said(&run.problem));
    database_script("create function pg_catalog.convert_to(text, text) returns bytea"
                    " language sql as 'select null::bytea'");
    ck_assert_int_eq(again("deployment record v2"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "planted function pg_catalog.convert_to"));
    ck_assert_int_eq(again("doctor"), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "planted function pg_catalog.convert_to"));
    database_script("drop function pg_catalog.convert_to(text, text)");
    ck_assert_msg(again("deployment record v2") == OUTCOME_OK, "%s", said(&run.problem));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("deployment");
    tcase_set_timeout(cases, 60);
    tcase_add_checked_fixture(cases, set_up, run_end);
    tcase_add_test(cases, nothing_is_recorded_over_a_catalogue_that_lies);
    return harness_run("ledger/operator/deployment", cases);
}
