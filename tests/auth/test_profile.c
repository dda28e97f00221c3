/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "auth/profile.h"
#include "tests/harness.h"

#define PIN_1   "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define PIN_2   "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define NAME    "name = test\n"
#define ROOT    "root = " PIN_1 "\n"
#define ISSUER  "issuing = " PIN_2 "\n"
#define POLICY  "policy = 1.2.3\n"
#define DK      "country = DK\n"
#define SERIAL  "serial_number = ^A[0-9]+$\n"
#define ORG     "organisation = ^X-([0-9]{8})$\n"
#define GOOD    "# a comment\n\n" NAME ROOT ISSUER POLICY DK SERIAL ORG
#define FOUR(s) s s s s

static const struct {
    const char *text;
    const char *fault; /* NULL: accepted */
} rows[] = {
    {GOOD, NULL},
    {GOOD "other_policy = 1.2.4\nunknown_serial_number = ^B$\n", NULL},
    {GOOD FOUR(POLICY) "policy=1.5\n" POLICY POLICY, NULL},
    {GOOD "issuing = " PIN_1, NULL},
    {"", "no \"name\""},
    {ROOT ISSUER POLICY DK SERIAL ORG, "no \"name\""},
    {NAME ISSUER POLICY DK SERIAL ORG, "no \"root\""},
    {NAME ROOT POLICY DK SERIAL ORG, "no \"issuing\""},
    {NAME ROOT ISSUER DK SERIAL ORG, "no \"policy\""},
    {NAME ROOT ISSUER POLICY SERIAL ORG, "no \"country\""},
    {NAME ROOT ISSUER POLICY DK ORG, "no \"serial_number\""},
    {NAME ROOT ISSUER POLICY DK SERIAL, "no \"organisation\""},
    {GOOD NAME, "line 10"},
    {GOOD ROOT, "line 10"},
    {GOOD DK, "line 10"},
    {GOOD SERIAL, "line 10"},
    {GOOD "colour = red\n", "line 10"},
    {GOOD "colour\n", "line 10"},
    {"name =\n", "line 1"},
    {"root = 1234\n", "line 1"},
    {"issuing = " PIN_1 "0\n", "line 1"},
    {FOUR(ISSUER) ISSUER, "line 5"},
    {FOUR(POLICY) FOUR(POLICY) POLICY, "line 9"},
    {"policy = 1\n", "line 1"},
    {"policy = .1\n", "line 1"},
    {"policy = 1..2\n", "line 1"},
    {"policy = 1.2.\n", "line 1"},
    {"other_policy = 1.2a\n", "line 1"},
    {"serial_number = A$\n", "line 1"},       /* not anchored */
    {"serial_number = ^A\n", "line 1"},       /* not anchored */
    {"serial_number = ^A|B$\n", "line 1"},    /* anchored on one side each */
    {"serial_number = ^A\\$\n", "line 1"},    /* the end is a dollar sign */
    {"serial_number = ^A[$\n", "line 1"},     /* does not compile */
    {"organisation = ^[0-9]{8}$\n", "line 1"} /* no group */
    ,
    {"organisation = ^(X)([0-9]{8})$\n", "line 1"},
};

START_TEST(accepts_or_names_the_line)
{
    struct profile *profile = NULL;
    struct fault fault;
    fault_clear(&fault);
    enum status status = profile_parse(span_from(rows[_i].text), &profile, &fault);
    if (rows[_i].fault == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s", fault.text);
        profile_free(profile);
        return;
    }
    ck_assert_int_eq(status, STATUS_INVALID);
    ck_assert_ptr_null(profile);
    ck_assert_ptr_nonnull(strstr(fault.text, rows[_i].fault));
}
END_TEST

START_TEST(refuses_what_is_no_text)
{
    struct profile *profile = NULL;
    static char large[PROFILE_LEN_MAX + 1];
    (void)memset(large, '\n', sizeof(large));
    ck_assert_int_eq(
        profile_parse((struct span){large, sizeof(large)}, &profile, NULL), STATUS_INVALID);
    ck_assert_int_eq(profile_parse(SPAN(GOOD "#\0"), &profile, NULL), STATUS_INVALID);
    ck_assert_ptr_null(profile);
    profile_free(NULL);
}
END_TEST

START_TEST(applies_its_rules)
{
    struct profile *profile = NULL;
    ck_assert_int_eq(
        profile_parse(SPAN(GOOD "unknown_serial_number = ^B$\nother_policy=1.9\n"), &profile, NULL),
        STATUS_OK);
    const struct profile_rules *rules = profile_rules(profile);
    ck_assert(span_is(rules->name, "test"));
    ck_assert(span_is(rules->country, "DK"));
    ck_assert_uint_eq(rules->issuing_count, 1);
    ck_assert_uint_eq(rules->policy_count, 1);
    ck_assert(span_is(rules->policies[0], "1.2.3"));
    ck_assert(span_is(rules->other_policies[0], "1.9"));
    ck_assert_int_eq(rules->root.bytes[15], 0xff);
    ck_assert(profile_serial_number(profile, "A12"));
    ck_assert(!profile_serial_number(profile, "A12\nB"));
    ck_assert(!profile_serial_number(profile, "xA12"));
    ck_assert(profile_unknown_serial_number(profile, "B"));
    ck_assert(!profile_unknown_serial_number(profile, "A12"));
    struct span cvr = SPAN("untouched");
    ck_assert(!profile_organisation(profile, "X-1234567", &cvr));
    ck_assert(span_is(cvr, "untouched"));
    ck_assert(profile_organisation(profile, "X-12345678", &cvr));
    ck_assert(span_is(cvr, "12345678"));
    profile_free(profile);
}
END_TEST

START_TEST(knows_no_second_grammar_unless_told)
{
    struct profile *profile = NULL;
    ck_assert_int_eq(profile_parse(SPAN(GOOD), &profile, NULL), STATUS_OK);
    ck_assert(!profile_unknown_serial_number(profile, "B"));
    profile_free(profile);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("profile");
    tcase_add_loop_test(tests, accepts_or_names_the_line, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, refuses_what_is_no_text);
    tcase_add_test(tests, applies_its_rules);
    tcase_add_test(tests, knows_no_second_grammar_unless_told);
    return harness_run("auth/profile", tests);
}
