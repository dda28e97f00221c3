/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "ledger/verify/options.h"
#include "tests/harness.h"

static const struct {
    const char *words[8];
    enum status status;
} lines[] = {
    {{"p", "F"}, STATUS_OK},
    {{"p", "--help"}, STATUS_OK},
    {{"p", "--json", "--balances", "--progress", "F"}, STATUS_OK},
    {{"p", "F", "--every-checkpoint", "--log-key", "k"}, STATUS_OK},
    {{"p", "--attest-keys", "f", "--policy", "f", "F"}, STATUS_OK},
    {{"p", "--proof", "f", "F"}, STATUS_OK},
    {{"p", "--proof", "f", "--log-key", "k", "--attest-keys", "f"}, STATUS_OK},
    {{"p", "--proof", "f", "--log-key", "k"}, STATUS_INVALID},
    {{"p", "--proof", "f", "--attest-keys", "f"}, STATUS_INVALID},
    {{"p", "--log-key", "k", "--attest-keys", "f"}, STATUS_INVALID},
    {{"p", "--dossier", "f"}, STATUS_OK},
    {{"p", "--dossier", "f", "F"}, STATUS_INVALID},
    {{"p", "--dossier", "f", "--proof", "f"}, STATUS_INVALID},
    {{"p", "--verified", "f", "F"}, STATUS_OK},
    {{"p", "--former", "f", "F"}, STATUS_OK},
    {{"p", "--former", "f", "--former-key", "k", "F"}, STATUS_OK},
    {{"p", "--former-key", "k", "F"}, STATUS_INVALID},
    {{"p", "--former", "f"}, STATUS_INVALID},
    {{"p", "--former", "f", "--dossier", "f"}, STATUS_INVALID},
    {{"p", "--former", "f", "--proof", "f", "F"}, STATUS_INVALID},
    {{"p"}, STATUS_INVALID},
    {{"p", ""}, STATUS_INVALID},
    {{"p", "F", "F"}, STATUS_INVALID},
    {{"p", "F", "--unknown"}, STATUS_INVALID},
    {{"p", "F", "--policy"}, STATUS_INVALID},
    {{"p", "--policy", "a", "--policy", "b", "F"}, STATUS_INVALID},
};

START_TEST(command_lines_are_read)
{
    static char texts[8][32];
    char *words[8];
    int count = 0;
    for (; count < 8 && lines[_i].words[count] != NULL; count++) {
        (void)snprintf(texts[count], sizeof(texts[count]), "%s", lines[_i].words[count]);
        words[count] = texts[count];
    }
    const char *wrong = NULL;
    struct verify_options read = {.folder = "before"};
    ck_assert_int_eq(verify_options_parse(count, words, &read, &wrong), lines[_i].status);
    ck_assert_int_eq(lines[_i].status == STATUS_OK, wrong == NULL);
}
END_TEST

int main(void)
{
    TCase *options = tcase_create("options");
    tcase_add_loop_test(options, command_lines_are_read, 0, (int)COUNT_OF(lines));
    return harness_run("ledger/verify/options", options);
}
