/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/separation.h"
#include "tests/ledger/grants/fixture.h"

#define ACT(i) (UINT32_C(1) << (i))

/* The acts after an award, as the rows below number them. */
enum { ACCOUNTS, SIGN_OFF, PREPARE, APPROVE, RELEASE, ACTS };

#define OFFICER ACT(PREPARE)
#define FINANCE (ACT(APPROVE) | ACT(RELEASE))

static const struct {
    const char *what;
    struct separation_group groups[6];
    size_t count;
    uint32_t missing;
} rows[] = {
    {"nobody", {{0, 0}}, 0, ACT(ACTS) - 1},
    {"who can do nothing", {{0, 9}}, 1, ACT(ACTS) - 1},
    {"one of each", {{ACT(ACCOUNTS), 1}, {ACT(SIGN_OFF), 1}, {OFFICER, 1}, {FINANCE, 2}}, 4, 0},
    {"one of finance", {{ACT(ACCOUNTS), 1}, {ACT(SIGN_OFF), 1}, {OFFICER, 1}, {FINANCE, 1}}, 4,
        ACT(RELEASE)},
    {"one card of officer and finance",
        {{ACT(ACCOUNTS), 1}, {ACT(SIGN_OFF), 1}, {OFFICER | FINANCE, 1}, {FINANCE, 1}}, 4,
        ACT(RELEASE)},
    {"the officer steps back for the only one of finance",
        {{ACT(ACCOUNTS), 1}, {ACT(SIGN_OFF), 1}, {OFFICER | FINANCE, 1}, {FINANCE, 1},
            {OFFICER, 1}},
        5, 0},
    {"the municipality's one card for both",
        {{ACT(ACCOUNTS) | ACT(SIGN_OFF), 1}, {OFFICER, 1}, {FINANCE, 3}}, 3, ACT(SIGN_OFF)},
    {"everyone can do everything, but they are four", {{ACT(ACTS) - 1, 4}}, 1, ACT(RELEASE)},
    {"a chain of steps aside",
        {{ACT(0) | ACT(1), 1}, {ACT(1) | ACT(2), 1}, {ACT(2) | ACT(3), 1}, {ACT(3) | ACT(4), 1},
            {ACT(0), 1}},
        5, 0},
};

START_TEST(names_who_is_missing)
{
    uint32_t missing = 77;
    ck_assert_int_eq(
        separation_missing(ACTS, rows[_i].groups, rows[_i].count, &missing), STATUS_OK);
    ck_assert_msg(missing == rows[_i].missing, "%s: %x", rows[_i].what, missing);
}
END_TEST

START_TEST(refuses_what_it_cannot_hold)
{
    static struct separation_group many[SEPARATION_GROUPS_MAX + 1];
    uint32_t missing = 77;
    struct separation_group beyond = {ACT(2), 1};
    struct separation_group negative = {ACT(1), -1};
    ck_assert_int_eq(separation_missing(SEPARATION_ACTS_MAX + 1, NULL, 0, &missing), STATUS_LIMIT);
    ck_assert_int_eq(separation_missing(2, many, COUNT_OF(many), &missing), STATUS_LIMIT);
    ck_assert_int_eq(separation_missing(2, &beyond, 1, &missing), STATUS_INVALID);
    ck_assert_int_eq(separation_missing(2, &negative, 1, &missing), STATUS_INVALID);
    ck_assert_uint_eq(missing, 77);
    ck_assert_int_eq(separation_missing(0, NULL, 0, &missing), STATUS_OK);
    ck_assert_uint_eq(missing, 0);
    ck_assert_int_eq(separation_missing(2, many, SEPARATION_GROUPS_MAX, &missing), STATUS_OK);
    ck_assert_uint_eq(missing, 3);
}
END_TEST

int main(void)
{
    TCase *separation = fixture_case("separation");
    tcase_add_loop_test(separation, names_who_is_missing, 0, (int)COUNT_OF(rows));
    tcase_add_test(separation, refuses_what_it_cannot_hold);
    return harness_run("ledger/grants/separation", separation);
}
