/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/sign_off.h"
#include "tests/ledger/grants/fixture.h"

#define BELOW (KR(500000) - 1)
#define EXACT KR(500000)
#define ABOVE (KR(500000) + 1)

static const struct rulings none = {.reversed = RULE_REVERSED_OPEN};
static const struct rulings literal = {.reversed = RULE_REVERSED_LITERAL};
static const struct rulings corrected = {.reversed = RULE_REVERSED_CORRECTED};
static const struct rulings gap_management = {.gap = RULE_GAP_MANAGEMENT};
static const struct rulings gap_auditor = {.gap = RULE_GAP_AUDITOR};
static const struct rulings literal_gap = {
    .reversed = RULE_REVERSED_LITERAL, .gap = RULE_GAP_MANAGEMENT};

/* Final accounts: who signs just below, at and just above 500,000 kr. */
static const struct {
    const char *call;
    const struct rulings *rulings; /* NULL is the same as none */
    const char *below;
    const char *exact;
    const char *above;
} rows[] = {
    {"opkval-2017", &none, "management", "auditor", "auditor"},
    {"fsm2-2019", NULL, "management", "auditor", "auditor"},
    {"ressource-2019", &none, "management", "auditor", "auditor"},
    {"ambassadoer-2018", &none, "management", "management", "management"},
    {"rehab-2016", &none, "auditor", "auditor", "auditor"},
    {"rehab-2016", NULL, "auditor", "auditor", "auditor"},
    {"rehab-2016", &literal, "auditor", "auditor", "management"},
    {"rehab-2016", &corrected, "management", "auditor", "auditor"},
    /* the exact amount moves only by a ruling, and none of them moves anything else */
    {"fsm2-2019", &gap_management, "management", "management", "auditor"},
    {"fsm2-2019", &gap_auditor, "management", "auditor", "auditor"},
    {"fsm2-2019", &corrected, "management", "auditor", "auditor"},
    {"rehab-2016", &gap_management, "auditor", "auditor", "auditor"},
    {"rehab-2016", &literal_gap, "auditor", "management", "management"},
    {"ambassadoer-2018", &gap_auditor, "management", "management", "management"},
};

static const char *required(
    const struct call *call, int64_t award_ore, const struct rulings *rulings)
{
    return call_signer_name(
        sign_off_require(call, RULE_ACCOUNTS_FINAL, award_ore, rulings).required);
}

START_TEST(requires_by_the_table)
{
    const struct call *call = fixture_call(rows[_i].call);
    ck_assert_str_eq(required(call, BELOW, rows[_i].rulings), rows[_i].below);
    ck_assert_str_eq(required(call, EXACT, rows[_i].rulings), rows[_i].exact);
    ck_assert_str_eq(required(call, ABOVE, rows[_i].rulings), rows[_i].above);
    ck_assert_str_eq(required(call, 1, rows[_i].rulings), rows[_i].below);
    ck_assert_str_eq(required(call, KR(10000000), rows[_i].rulings), rows[_i].above);
}
END_TEST

static const struct {
    const char *call;
    enum call_signer required;
    enum sign_off_reason reason;
} part_rows[] = {
    {"opkval-2017", CALL_SIGNER_NONE, SIGN_OFF_NO_SUCH_ACCOUNTS},
    {"ambassadoer-2018", CALL_SIGNER_NONE, SIGN_OFF_NO_SUCH_ACCOUNTS},
    {"fsm2-2019", CALL_SIGNER_MANAGEMENT, SIGN_OFF_PART},
    {"ressource-2019", CALL_SIGNER_MANAGEMENT, SIGN_OFF_PART},
    {"rehab-2016", CALL_SIGNER_MANAGEMENT, SIGN_OFF_PART},
};

START_TEST(wants_management_on_part_accounts)
{
    const struct call *call = fixture_call(part_rows[_i].call);
    struct sign_off_decision decision =
        sign_off_require(call, RULE_ACCOUNTS_PART, KR(10000000), NULL);
    ck_assert_uint_eq(decision.required, part_rows[_i].required);
    ck_assert_uint_eq(decision.reason, part_rows[_i].reason);
}
END_TEST

START_TEST(gives_its_reason)
{
    const struct call *fsm2 = fixture_call("fsm2-2019");
    const struct call *rehab = fixture_call("rehab-2016");
    const struct call *ambassador = fixture_call("ambassadoer-2018");
    enum rule_accounts final = RULE_ACCOUNTS_FINAL;
    ck_assert_uint_eq(sign_off_require(fsm2, final, BELOW, NULL).reason, SIGN_OFF_UNDER);
    ck_assert_uint_eq(sign_off_require(fsm2, final, EXACT, NULL).reason, SIGN_OFF_AT);
    ck_assert_uint_eq(sign_off_require(fsm2, final, ABOVE, NULL).reason, SIGN_OFF_OVER);
    ck_assert_uint_eq(sign_off_require(ambassador, final, ABOVE, NULL).reason, SIGN_OFF_ALWAYS);
    ck_assert_uint_eq(sign_off_require(rehab, final, BELOW, NULL).reason, SIGN_OFF_REVERSED_OPEN);
}
END_TEST

START_TEST(is_satisfied_by_the_stronger)
{
    ck_assert(sign_off_satisfies(CALL_SIGNER_AUDITOR, CALL_SIGNER_MANAGEMENT));
    ck_assert(sign_off_satisfies(CALL_SIGNER_MANAGEMENT, CALL_SIGNER_MANAGEMENT));
    ck_assert(!sign_off_satisfies(CALL_SIGNER_MANAGEMENT, CALL_SIGNER_AUDITOR));
    ck_assert(!sign_off_satisfies(CALL_SIGNER_NONE, CALL_SIGNER_MANAGEMENT));
    ck_assert(sign_off_satisfies(CALL_SIGNER_NONE, CALL_SIGNER_NONE));
}
END_TEST

int main(void)
{
    TCase *sign_off = fixture_case("sign_off");
    tcase_add_loop_test(sign_off, requires_by_the_table, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(sign_off, wants_management_on_part_accounts, 0, (int)COUNT_OF(part_rows));
    tcase_add_test(sign_off, gives_its_reason);
    tcase_add_test(sign_off, is_satisfied_by_the_stronger);
    return harness_run("ledger/grants/sign_off", sign_off);
}
