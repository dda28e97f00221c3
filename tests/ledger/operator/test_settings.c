/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/settings.h"
#include "tests/harness.h"

#define WHOLE "database = host=a b\nsuperuser=s\n# note\n\n  attest = /x\ncrl = c\nstate = d e\n"

static const struct {
    const char *text;
    enum status status;
    const char *fault;
} rows[] = {
    {WHOLE, STATUS_OK, ""},
    {"", STATUS_INVALID, "f.conf: key database is missing"},
    {"database\n", STATUS_INVALID, "f.conf:1: expected \"key = value\""},
    {"\n=x\n", STATUS_INVALID, "f.conf:2: unknown key"},
    {"databases = x\n", STATUS_INVALID, "f.conf:1: unknown key"},
    {"database =  \n", STATUS_INVALID, "f.conf:1: no value"},
    {"crl = a\ncrl = b\n", STATUS_INVALID, "f.conf:2: key given twice"},
    {"database=a\nsuperuser=b\nattest=c\ncrl=d\n", STATUS_INVALID, "f.conf: key state is missing"},
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
