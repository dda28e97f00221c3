/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/operator/settings.h"
#include "tests/harness.h"

#define WHOLE                                                                                      \
    "database = host=a b\nsuperuser=s\n# note\n\n  attest = /x\ntrust = t\ncrl = c\n"              \
    "crl_table = u\nstate = d e\n"
#define SOURCES "crl_source = a b\ncrl_source = http://c/\n"
#define FOUR    SOURCES SOURCES

static const struct {
    const char *text;
    enum status status;
    const char *fault;
} rows[] = {
    {WHOLE, STATUS_OK, ""},
    {WHOLE FOUR FOUR FOUR FOUR, STATUS_OK, ""},
    {WHOLE "crl_alarm_hours = 8760\n", STATUS_OK, ""},
    {WHOLE "profile = p q\nprofile = r\n", STATUS_OK, ""},
    {"profile=a\nprofile=a\nprofile=a\nprofile=a\nprofile=a\nprofile=a\nprofile=a\nprofile=a\n"
     "profile=a\n",
        STATUS_INVALID, "f.conf:9: too many of this key"},
    {FOUR FOUR FOUR FOUR SOURCES, STATUS_INVALID, "f.conf:17: too many of this key"},
    {"crl_source = \n", STATUS_INVALID, "f.conf:1: unknown key"},
    {"crl_alarm_hours = 0\n", STATUS_INVALID, "f.conf:1: one whole number of hours, 1 to 8760"},
    {"crl_alarm_hours = 8761\n", STATUS_INVALID, "f.conf:1: one whole number of hours, 1 to 8760"},
    {"crl_alarm_hours = 99999999999\n", STATUS_INVALID,
        "f.conf:1: one whole number of hours, 1 to 8760"},
    {"crl_alarm_hours = 2h\n", STATUS_INVALID, "f.conf:1: one whole number of hours, 1 to 8760"},
    {"crl_alarm_hours = 2\ncrl_alarm_hours = 2\n", STATUS_INVALID,
        "f.conf:2: one whole number of hours, 1 to 8760"},
    {"", STATUS_INVALID, "f.conf: key database is missing"},
    {"database\n", STATUS_INVALID, "f.conf:1: expected \"key = value\""},
    {"\n=x\n", STATUS_INVALID, "f.conf:2: unknown key"},
    {"databases = x\n", STATUS_INVALID, "f.conf:1: unknown key"},
    {"database =  \n", STATUS_INVALID, "f.conf:1: no value"},
    {"crl = a\ncrl = b\n", STATUS_INVALID, "f.conf:2: key given twice"},
    {"database=a\nsuperuser=b\nattest=c\ntrust=t\ncrl=d\ncrl_table=u\n", STATUS_INVALID,
        "f.conf: key state is missing"},
};

START_TEST(reads_or_refuses_each_row)
{
    struct arena *arena = arena_create(4096);
    struct settings settings = {.state = "untouched"};
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(settings_parse(arena, span_from(rows[_i].text), "f.conf", &settings, &fault),
        rows[_i].status);
    ck_assert_str_eq(fault.text, rows[_i].fault);
    ck_assert_str_eq(settings.state, rows[_i].status == STATUS_OK ? "d e" : "untouched");
    if (rows[_i].status == STATUS_OK) {
        ck_assert_str_eq(settings.database, "host=a b");
        ck_assert_str_eq(settings.attest, "/x");
        bool sources = strstr(rows[_i].text, "crl_source") != NULL;
        ck_assert_uint_eq(settings.crl_source_count, sources ? 16 : 0);
        ck_assert(!sources || strcmp(settings.crl_sources[0], "a b") == 0);
        bool profiles = strstr(rows[_i].text, "profile") != NULL;
        ck_assert_uint_eq(settings.profile_count, profiles ? 2 : 0);
        ck_assert(!profiles || strcmp(settings.profiles[0], "p q") == 0);
        bool hours = strstr(rows[_i].text, "hours") != NULL;
        ck_assert_int_eq(settings.crl_alarm_hours, hours ? 8760 : SETTINGS_CRL_ALARM_HOURS);
    }
    arena_destroy(arena);
}
END_TEST

START_TEST(a_full_arena_is_a_limit)
{
    struct arena *arena = arena_create(4);
    struct settings settings = {.state = "untouched"};
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(settings_parse(arena, SPAN(WHOLE), "f.conf", &settings, &fault), STATUS_LIMIT);
    ck_assert_str_eq(settings.state, "untouched");
    ck_assert_int_eq(
        settings_parse(arena, SPAN(SOURCES), "f.conf", &settings, &fault), STATUS_LIMIT);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("settings");
    tcase_add_loop_test(cases, reads_or_refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, a_full_arena_is_a_limit);
    return harness_run("ledger/operator/settings", cases);
}
