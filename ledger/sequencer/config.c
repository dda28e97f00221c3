/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/config.h"

#include <stdio.h>

#include "ledger/sequencer/tlog.h"

#define FILE_LEN_MAX 8192

static enum status text_set(struct arena *arena, struct span value, const char **field)
{
    if (*field != NULL || value.len == 0) {
        return STATUS_INVALID;
    }
    *field = arena_text(arena, value);
    return *field == NULL ? STATUS_LIMIT : STATUS_OK;
}

static enum status interval_set(struct span value, int64_t *field)
{
    int64_t number = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9' || value.len > 5) {
            return STATUS_INVALID;
        }
        number = number * 10 + (value.data[i] - '0');
    }
    if (*field != 0 || number < 10 || number > 60000) {
        return STATUS_INVALID;
    }
    *field = number;
    return STATUS_OK;
}

/* One digit; -1 stands for a line that has not come. */
static enum status standbys_set(struct span value, struct sequencer_config *config)
{
    if (config->standbys >= 0 || value.len != 1 || value.data[0] < '0'
        || value.data[0] > '0' + TLOG_STANDBYS_MAX) {
        return STATUS_INVALID;
    }
    config->standbys = value.data[0] - '0';
    return STATUS_OK;
}

static enum status line_read(struct arena *arena, struct span line, struct sequencer_config *config)
{
    struct span key;
    if (line.len == 0 || line.data[0] == '#') {
        return STATUS_OK;
    }
    if (!span_split(&line, '=', &key) || line.data == NULL) {
        return STATUS_INVALID;
    }
    key = span_trim(key);
    struct span value = span_trim(line);
    if (span_is(key, "database")) {
        return text_set(arena, value, &config->database);
    }
    if (span_is(key, "attest")) {
        return text_set(arena, value, &config->attest);
    }
    if (span_is(key, "signer")) {
        return text_set(arena, value, &config->signer);
    }
    if (span_is(key, "log")) {
        return text_set(arena, value, &config->log);
    }
    if (span_is(key, "policy")) {
        return text_set(arena, value, &config->policy);
    }
    if (span_is(key, "standbys")) {
        return standbys_set(value, config);
    }
    if (span_is(key, "failed")) {
        return text_set(arena, value, &config->failed);
    }
    if (span_is(key, "scanner")) {
        return text_set(arena, value, &config->scanner);
    }
    return span_is(key, "interval_ms") ? interval_set(value, &config->interval_ms) : STATUS_INVALID;
}

enum status sequencer_config_parse(
    struct arena *arena, struct span text, struct sequencer_config *config_out, struct fault *fault)
{
    ensure(arena != NULL && config_out != NULL);
    struct sequencer_config config = {.standbys = -1};
    struct span line;
    for (int number = 1; span_split(&text, '\n', &line); number++) {
        if (line_read(arena, span_trim(line), &config) != STATUS_OK) {
            FAULT(fault, "sequencer", "", "line %d is not understood", number);
            return STATUS_INVALID;
        }
    }
    if (config.database == NULL || config.attest == NULL) {
        FAULT(fault, "sequencer", "", "\"%s\" is missing",
            config.database == NULL ? "database" : "attest");
        return STATUS_INVALID;
    }
    if ((config.signer == NULL) != (config.log == NULL)) {
        FAULT(fault, "sequencer", "", "\"%s\" is missing", config.log == NULL ? "log" : "signer");
        return STATUS_INVALID;
    }
    if (config.policy != NULL && config.log == NULL) {
        FAULT(fault, "sequencer", "", "\"policy\" without a log");
        return STATUS_INVALID;
    }
    if (config.standbys >= 0 && config.log == NULL) {
        FAULT(fault, "sequencer", "", "\"standbys\" without a log");
        return STATUS_INVALID;
    }
    config.standbys = config.standbys < 0 ? 0 : config.standbys;
    if (config.interval_ms == 0) {
        config.interval_ms = SEQUENCER_INTERVAL_MS;
    }
    *config_out = config;
    return STATUS_OK;
}

enum status sequencer_config_read(
    struct arena *arena, const char *path, struct sequencer_config *config_out, struct fault *fault)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        FAULT(fault, "sequencer", "", "cannot open %s", path);
        return STATUS_NOT_FOUND;
    }
    char text[FILE_LEN_MAX];
    size_t len = fread(text, 1, sizeof(text), file);
    bool whole = ferror(file) == 0 && feof(file) != 0;
    (void)fclose(file);
    if (!whole) {
        FAULT(fault, "sequencer", "", "%s cannot be read or is too long", path);
        return STATUS_NOT_FOUND;
    }
    return sequencer_config_parse(
        arena, (struct span){.data = text, .len = len}, config_out, fault);
}
