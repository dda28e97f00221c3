/* SPDX-License-Identifier: EUPL-1.2 */
/* harness.h - the one way a test program runs: one suite, one exit code. */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <signal.h>
#include <stdlib.h>

#include <check.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Runs the cases as suite `name`; returns the process exit code, 0 when every test passed. `cases`
 * ends with NULL; harness_run() takes the only one.
 */
static inline int harness_run_all(const char *name, TCase *const *cases)
{
    Suite *suite = suite_create(name);
    for (; *cases != NULL; cases++) {
        suite_add_tcase(suite, *cases);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static inline int harness_run(const char *name, TCase *cases)
{
    TCase *const list[] = {cases, NULL};
    return harness_run_all(name, list);
}

#endif
