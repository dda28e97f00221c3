/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/attest/options.h"
#include "tests/harness.h"

#define WORDS_MAX 14

static const struct {
    const char *words[WORDS_MAX];
    const char *fault; /* NULL: understood */
} rows[] = {
    {{"--help"}, NULL},
    {{"-h"}, NULL},
    {{"--create-key", "--key", "k"}, NULL},
    {{"--public-key", "--key", "k", "--name", "n"}, NULL},
    {{"--key", "k", "--listen-grantee", "/a:b:0"}, NULL},
    {{"--key", "k", "--listen-grantee", "/g:1,2", "--listen-agency", "/a:3", "--listen-system",
         "/s:4", "--listen-operator", "/o:5"},
        NULL},
    {{"--key", "k", "--listen-grantee", "/g:1,2,3,4,5,6,7,4294967294"}, NULL},
    {{"--key", "k", "--known", "a", "--known", "b", "--simulated-clock", "--listen-system", "/s:4"},
        NULL},
    {{NULL}, "--key FILE is missing"},
    {{"--key", "k", "--known"}, "--known is not understood"},
    {{"--create-key"}, "--key FILE is missing"},
    {{"--key", "k"}, "--listen option is missing"},
    {{"--key"}, "--key is not understood"},
    {{"--key", "k", "--key", "l"}, "--key"},
    {{"--name", "n", "--name", "m"}, "--name"},
    {{"--colour", "red"}, "--colour"},
    {{"--listen-public", "/p:1"}, "--listen-public"},
    {{"--listen-grantee", "/g:1", "--listen-grantee", "/h:1"}, "--listen-grantee"},
    {{"--listen-grantee", "/g"}, "--listen-grantee"},
    {{"--listen-grantee", ":1"}, "--listen-grantee"},
    {{"--listen-grantee", "/g:"}, "--listen-grantee"},
    {{"--listen-grantee", "/g:a"}, "--listen-grantee"},
    {{"--listen-grantee", "/g:1,"}, "--listen-grantee"},
    {{"--listen-grantee", "/g:-1"}, "--listen-grantee"},
    {{"--listen-grantee", "/g:4294967295"}, "--listen-grantee"}, /* nobody's uid */
    {{"--listen-grantee", "/g:12345678901"}, "--listen-grantee"},
    {{"--listen-grantee", "/g:1,2,3,4,5,6,7,8,9"}, "--listen-grantee"},
};

START_TEST(understands_or_says_what_not)
{
    char program[] = "tilsagn-attest";
    char words[WORDS_MAX][64];
    char *arguments[WORDS_MAX + 1] = {program};
    int count = 1;
    for (; rows[_i].words[count - 1] != NULL; count++) {
        (void)snprintf(words[count - 1], sizeof(words[0]), "%s", rows[_i].words[count - 1]);
        arguments[count] = words[count - 1];
    }
    static struct attest_options options;
    struct fault fault;
    fault_clear(&fault);
    enum status status = attest_options_read(count, arguments, &options, &fault);
    if (rows[_i].fault == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s", fault.text);
    } else {
        ck_assert_int_eq(status, STATUS_INVALID);
        ck_assert_msg(strstr(fault.text, rows[_i].fault) != NULL, "%s", fault.text);
    }
}
END_TEST

START_TEST(reads_addresses)
{
    char words[][32] = {"x", "--key", "k", "--listen-agency", "/run/a:b:33,44"};
    char *arguments[] = {words[0], words[1], words[2], words[3], words[4]};
    static struct attest_options options;
    ck_assert_int_eq(attest_options_read(5, arguments, &options, NULL), STATUS_OK);
    ck_assert_int_eq(options.mode, ATTEST_SERVE);
    ck_assert_str_eq(options.key, "k");
    ck_assert_str_eq(options.name, "tilsagn");
    ck_assert_uint_eq(options.address_count, 1);
    ck_assert_str_eq(options.addresses[0].audience, "agency");
    ck_assert_str_eq(options.addresses[0].path, "/run/a:b");
    ck_assert_uint_eq(options.addresses[0].uid_count, 2);
    ck_assert_uint_eq(options.addresses[0].uids[1], 44);
    static char long_path[200];
    (void)memset(long_path, 'a', 150);
    (void)memcpy(long_path + 150, ":1", 2);
    arguments[4] = long_path;
    ck_assert_int_eq(attest_options_read(5, arguments, &options, NULL), STATUS_INVALID);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("options");
    tcase_add_loop_test(tests, understands_or_says_what_not, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, reads_addresses);
    return harness_run("ledger/attest/options", tests);
}
