/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/fault.h"
#include "tests/harness.h"

START_TEST(long_values_are_cut)
{
    char text[400];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct fault fault;
    fault_clear(&fault);
    FAULT(&fault, "db", "1234567890", "%s", text);
    ck_assert_uint_eq(strlen(fault.text), sizeof(fault.text) - 1);
    ck_assert_str_eq(fault.code, "1234567");
}
END_TEST

START_TEST(null_is_accepted)
{
    FAULT(NULL, "db", "08006", "lost");
}
END_TEST

START_TEST(the_first_failure_stays)
{
    struct fault fault;
    fault_clear(&fault);
    ck_assert_ptr_null(fault.file);
    FAULT(&fault, "db", NULL, "first %d", 1);
    FAULT(&fault, "auth", "X", "second");
    ck_assert_str_eq(fault.text, "first 1");
    ck_assert_str_eq(fault.module, "db");
    ck_assert_str_eq(fault.code, "");
    ck_assert_str_eq(fault.detail, "");
    ck_assert_ptr_nonnull(strstr(fault.file, "test_fault.c"));
    ck_assert_int_gt(fault.line, 0);
    fault_clear(&fault);
    FAULT(&fault, "auth", "X", "second");
    ck_assert_str_eq(fault.text, "second");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("fault");
    tcase_add_test(cases, long_values_are_cut);
    tcase_add_test(cases, null_is_accepted);
    tcase_add_test(cases, the_first_failure_stays);
    return harness_run("ledger/base/fault", cases);
}
