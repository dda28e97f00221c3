/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/witness/options.h"

#include <stddef.h>
#include <string.h>

static bool flag_set(struct witness_options *options, const char *word)
{
    bool *flag = strcmp(word, "--first") == 0        ? &options->first
                 : strcmp(word, "--create-key") == 0 ? &options->create_key
                 : strcmp(word, "--public-key") == 0 ? &options->public_key
                 : strcmp(word, "--help") == 0       ? &options->help
                                                     : NULL;
    if (flag != NULL) {
        *flag = true;
    }
    return flag != NULL;
}

/* What an otherwise readable command line lacks; NULL: nothing. */
static const char *missing(const struct witness_options *options)
{
    if (options->help) {
        return NULL;
    }
    if (options->key == NULL) {
        return "--key FILE is missing";
    }
    if (options->create_key) {
        return NULL;
    }
    if (options->name == NULL) {
        return "--name NAME is missing";
    }
    if (options->public_key
        || (options->logs != NULL && options->state != NULL && options->listen != NULL)) {
        return NULL;
    }
    return "--logs FILE, --state FOLDER or --listen ADDRESS:PORT is missing";
}

enum status witness_options_read(
    int count, char *const *words, struct witness_options *options_out, const char **wrong_out)
{
    ensure(options_out != NULL && wrong_out != NULL);
    struct witness_options options = {.key = NULL};
    const struct {
        const char *name;
        const char **value;
    } values[] = {{"--key", &options.key}, {"--name", &options.name}, {"--logs", &options.logs},
        {"--state", &options.state}, {"--listen", &options.listen}};
    for (int i = 1; i < count; i++) {
        const char **value = NULL;
        for (size_t j = 0; j < sizeof(values) / sizeof(values[0]); j++) {
            value = strcmp(words[i], values[j].name) == 0 ? values[j].value : value;
        }
        if (value != NULL && *value == NULL && i + 1 < count) {
            *value = words[++i];
        } else if (value != NULL || !flag_set(&options, words[i])) {
            *wrong_out = words[i];
            return STATUS_INVALID;
        }
    }
    const char *lacks = missing(&options);
    if (lacks != NULL) {
        *wrong_out = lacks;
        return STATUS_INVALID;
    }
    *options_out = options;
    return STATUS_OK;
}
