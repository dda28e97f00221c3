/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/options.h"

#include <stddef.h>
#include <string.h>

static bool flag_set(struct verify_options *options, const char *word)
{
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {
        {"--every-checkpoint", &options->every_checkpoint},
        {"--json", &options->json},
        {"--balances", &options->balances},
        {"--progress", &options->progress},
        {"--help", &options->help},
    };
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (strcmp(word, flags[i].name) == 0) {
            *flags[i].flag = true;
            return true;
        }
    }
    return false;
}

/* Where the value of an option goes; NULL when the word is none that takes a value. */
static const char **value_of(struct verify_options *options, const char *word)
{
    if (strcmp(word, "--log-key") == 0) {
        return &options->log_key;
    }
    if (strcmp(word, "--attest-keys") == 0) {
        return &options->attest;
    }
    if (strcmp(word, "--proof") == 0) {
        return &options->proof;
    }
    if (strcmp(word, "--dossier") == 0) {
        return &options->dossier;
    }
    if (strcmp(word, "--verified") == 0) {
        return &options->verified;
    }
    if (strcmp(word, "--former") == 0) {
        return &options->former;
    }
    if (strcmp(word, "--former-key") == 0) {
        return &options->former_key;
    }
    return strcmp(word, "--policy") == 0 ? &options->policy : NULL;
}

/* One thing is checked: a dossier, a proof with its keys, or a folder. NULL, or what is wrong. */
static const char *what_to_check(const struct verify_options *options)
{
    if (options->former != NULL && (options->dossier != NULL || options->proof != NULL)) {
        return "--former goes with FOLDER alone";
    }
    if (options->former == NULL && options->former_key != NULL) {
        return "--former-key without --former";
    }
    if (options->dossier != NULL) {
        bool alone = options->proof == NULL && options->folder == NULL;
        return alone ? NULL : "--dossier stands alone";
    }
    bool keys_given = options->proof != NULL && options->log_key != NULL && options->attest != NULL;
    return options->folder != NULL || keys_given ? NULL : "no FOLDER";
}

enum status verify_options_parse(
    int count, char **words, struct verify_options *options_out, const char **wrong_out)
{
    ensure(options_out != NULL && wrong_out != NULL);
    struct verify_options options = {.folder = NULL};
    for (int i = 1; i < count; i++) {
        const char **value = value_of(&options, words[i]);
        bool good = value != NULL ? *value == NULL && i + 1 < count : true;
        if (value != NULL && good) {
            *value = words[++i];
        } else if (value == NULL && words[i][0] == '-') {
            good = flag_set(&options, words[i]);
        } else if (value == NULL) {
            good = options.folder == NULL && words[i][0] != '\0';
            options.folder = words[i];
        }
        if (!good) {
            *wrong_out = words[i];
            return STATUS_INVALID;
        }
    }
    const char *wrong = options.help ? NULL : what_to_check(&options);
    if (wrong != NULL) {
        *wrong_out = wrong;
        return STATUS_INVALID;
    }
    *options_out = options;
    return STATUS_OK;
}
