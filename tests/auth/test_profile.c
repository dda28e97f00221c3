/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include <openssl/objects.h>
#include <openssl/x509v3.h>

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
#define PIN(n)  "00112233445566778899aabbccddeeff00112233445566778899aabbccddee" n "\n"
#define FOUR_PINS(key, n)                                                                          \
    key " = " PIN(n "1") key " = " PIN(n "2") key " = " PIN(n "3") key " = " PIN(n "4")

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
    {GOOD ISSUER, "line 10"},
    {GOOD "root = " PIN_2, NULL},
    {GOOD "key_usage = nonRepudiation\nkey_usage = keyAgreement\n", NULL},
    {GOOD "key_usage = keyCertSign\n", "line 10"},
    {GOOD "attribute = givenName\nattribute=surname\nattribute=organizationIdentifier\n", NULL},
    {GOOD "attribute = initials\n", "line 10"},
    {GOOD FOUR("attribute = surname\n") "attribute = surname\n", "line 14"},
    {GOOD "organisation_attribute = organizationName\n", NULL},
    {GOOD "organisation_attribute = organizationIdentifier\n", NULL},
    {GOOD "organisation_attribute = commonName\n", "line 10"},
    {GOOD "organisation_attribute = organizationName\norganisation_attribute = organizationName\n",
        "line 11"},
    {GOOD "serial_number_organisation = ^A([0-9]+)$\n", NULL},
    {GOOD "serial_number_organisation = ^A[0-9]+$\n", "line 10"},
    {"name = Test\n", "line 1"},
    {"name = abcdefghijklmnopqrstuvwxyz-0123456\n", "line 1"},
    {GOOD DK, "line 10"},
    {GOOD SERIAL, "line 10"},
    {GOOD "colour = red\n", "line 10"},
    {GOOD "colour\n", "line 10"},
    {"name =\n", "line 1"},
    {"root = 1234\n", "line 1"},
    {"issuing = " PIN_1 "0\n", "line 1"},
    {FOUR_PINS("root", "a") "root = " PIN("aa"), "line 5"},
    {FOUR_PINS("issuing", "a") FOUR_PINS("issuing", "b") FOUR_PINS("issuing", "c")
            FOUR_PINS("issuing", "d") "issuing = " PIN("ee"),
        "line 17"},
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
    ck_assert_int_eq(rules->roots[0].bytes[15], 0xff);
    ck_assert(profile_serial_number(profile, "A12"));
    ck_assert(!profile_serial_number(profile, "A12\nB"));
    ck_assert(!profile_serial_number(profile, "xA12"));
    ck_assert(profile_unknown_serial_number(profile, "B"));
    ck_assert(!profile_unknown_serial_number(profile, "A12"));
    struct span cvr = SPAN("untouched");
    ck_assert(!profile_organisation(profile, "X-1234567", "A1", &cvr));
    ck_assert(span_is(cvr, "untouched"));
    ck_assert(profile_organisation(profile, "X-12345678", "A1", &cvr));
    ck_assert(span_is(cvr, "12345678"));
    profile_free(profile);
}
END_TEST

START_TEST(wants_both_numbers_alike)
{
    struct profile *profile = NULL;
    ck_assert_int_eq(
        profile_parse(SPAN(GOOD "serial_number_organisation = ^A([0-9]{8})$\n"
                                "organisation_attribute = organizationName\nattribute = surname\n"
                                "key_usage = nonRepudiation\n"),
            &profile, NULL),
        STATUS_OK);
    const struct profile_rules *rules = profile_rules(profile);
    ck_assert_int_eq(rules->organisation_nid, NID_organizationName);
    ck_assert_uint_eq(rules->key_usage, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
    ck_assert_uint_eq(rules->attribute_count, 1);
    struct span cvr = SPAN("untouched");
    ck_assert(!profile_organisation(profile, "X-12345678", "A12345679", &cvr));
    ck_assert(!profile_organisation(profile, "X-12345678", "A1234567", &cvr));
    ck_assert(span_is(cvr, "untouched"));
    ck_assert(profile_organisation(profile, "X-12345678", "A12345678", &cvr));
    ck_assert(span_is(cvr, "12345678"));
    profile_free(profile);
}
END_TEST

/* What an operator copies and completes. */
START_TEST(ships_profiles_that_load)
{
    static const char *const names[] = {"oces3-employee", "oces2-employee", "eidas-employee"};
    char text[PROFILE_LEN_MAX];
    char path[64];
    (void)snprintf(path, sizeof(path), "nginx/pki/%s", names[_i]);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    int len = snprintf(text, sizeof(text), "name = %s\n" ROOT ISSUER, names[_i]);
    size_t got = fread(text + len, 1, sizeof(text) - (size_t)len, file);
    (void)fclose(file);
    struct profile *profile = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_msg(
        profile_parse((struct span){text, (size_t)len + got}, &profile, &fault) == STATUS_OK, "%s",
        fault.text);
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
    tcase_add_test(tests, wants_both_numbers_alike);
    tcase_add_loop_test(tests, ships_profiles_that_load, 0, 3);
    tcase_add_test(tests, knows_no_second_grammar_unless_told);
    return harness_run("auth/profile", tests);
}
