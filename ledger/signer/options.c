/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/signer/options.h"

#include <stddef.h>
#include <string.h>

#include "ledger/log/line.h"

static bool uid_read(const char *text, uint32_t *uid_out)
{
    uint64_t uid = 0;
    if (!line_number(span_from(text), &uid) || uid >= UINT32_MAX) {
        return false;
    }
    *uid_out = (uint32_t)uid;
    return true;
}

static bool flag_set(struct signer_options *options, const char *word)
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
static const char *missing(const struct signer_options *options, bool has_uid)
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
    if (options->origin == NULL) {
        return "--origin NAME is missing";
    }
    if (options->public_key || (options->head != NULL && options->listen != NULL && has_uid)) {
        return NULL;
    }
    return "--head FILE, --listen PATH or --uid N is missing";
}

enum status signer_options_read(
    int count, char *const *words, struct signer_options *options_out, const char **wrong_out)
{
    ensure(options_out != NULL && wrong_out != NULL);
    struct signer_options options = {.key = NULL};
    const char *uid = NULL;
    const struct {
        const char *name;
        const char **value;
    } values[] = {{"--key", &options.key}, {"--origin", &options.origin}, {"--head", &options.head},
        {"--listen", &options.listen}, {"--uid", &uid}};
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
    if (uid != NULL && !uid_read(uid, &options.uid)) {
        *wrong_out = uid;
        return STATUS_INVALID;
    }
    const char *lacks = missing(&options, uid != NULL);
    if (lacks != NULL) {
        *wrong_out = lacks;
        return STATUS_INVALID;
    }
    *options_out = options;
    return STATUS_OK;
}
