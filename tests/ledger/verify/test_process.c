/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * tilsagn-verify as a process, over a log of almost two thousand entries: what --progress says, and
 * how much memory it takes at most. Its exit codes are asked wherever a test of this folder asks
 * the parts that it is made of (world.h).
 */
#define GRANTS 660
#include "tests/ledger/verify/world.h"

#define MEMORY_KIB_MAX (64 * 1024) /* however long the log is */

START_TEST(it_says_how_far_it_has_come)
{
    log_folder_publish(&log_made, AT_S + ENTRIES);
    ck_assert_int_eq(verify_now(&found), 0);
    options.progress = true;
    struct program_run run = run_program(arena, &options);
    ck_assert_int_eq(run.code, 0);
    ck_assert_str_eq(run.err.data, "\r0 of 1982 entries\r1024 of 1982 entries\n");
    ck_assert(span_equal(run.out, buffer_span(&report))); /* the report is the same */
    options.progress = false;
    run = run_program(arena, &options);
    ck_assert_str_eq(run.err.data, "");
}
END_TEST

#ifndef VERIFY_SANITIZED
START_TEST(it_takes_little_memory)
{
    struct rusage usage;
    log_folder_publish(&log_made, AT_S + ENTRIES);
    ck_assert_int_eq(run_program(arena, &options).code, 0);
    ck_assert_int_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
    ck_assert_int_gt(usage.ru_maxrss, 0);
    ck_assert_int_lt(usage.ru_maxrss, MEMORY_KIB_MAX);
}
END_TEST
#endif

int main(void)
{
    TCase *process = tcase_create("process");
    tcase_set_timeout(process, 60);
    tcase_add_checked_fixture(process, setup, teardown);
    tcase_add_test(process, it_says_how_far_it_has_come);
#ifndef VERIFY_SANITIZED
    tcase_add_test(process, it_takes_little_memory);
#endif
    return harness_run("ledger/verify/process", process);
}
