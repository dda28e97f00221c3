/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/trust.h"

#include "ledger/log/line.h"
#include "ledger/verify/file.h"

#define TEXT_MAX 65536

/* `held`: of the folder or dossier; NULL: `name` is a path. */
static enum status text_read(struct arena *arena, const struct verify_options *held,
    const char *name, struct span *text_out, struct fault *fault)
{
    struct buffer bytes;
    buffer_init(&bytes, TEXT_MAX);
    enum status status = file_held(held, span_from(name), &bytes);
    if (status == STATUS_OK) {
        *text_out = arena_copy(arena, buffer_span(&bytes));
        status = text_out->data == NULL ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
    }
    buffer_free(&bytes);
    if (status != STATUS_OK) {
        const char *where = held == NULL || held->archive != NULL ? NULL : held->folder;
        FAULT(fault, "verify", "", "%s%s%s cannot be read", where == NULL ? "" : where,
            where == NULL ? "" : "/", name);
        return STATUS_NOT_FOUND;
    }
    return STATUS_OK;
}

/* The keys of a text, one a line; behind those that there are. */
static enum status log_keys_add(struct trust *trust, struct span text, struct fault *fault)
{
    struct span line;
    while (span_split(&text, '\n', &line)) {
        line = span_trim(line);
        if (line.len == 0) {
            continue;
        }
        struct note_verifier *key = &trust->logs[trust->log_count];
        if (trust->log_count == TRUST_LOG_MAX || note_verifier_parse(line, key) != STATUS_OK
            || !span_equal(key->name, trust->logs[0].name)) {
            FAULT(fault, "verify", "",
                "the log's key is none (name+id+key), or its keys have different names");
            return STATUS_INVALID;
        }
        trust->log_count++;
    }
    return STATUS_OK;
}

static enum status log_read(struct arena *arena, const struct verify_options *options,
    struct trust *trust, struct fault *fault)
{
    struct span text = span_from(options->log_key == NULL ? "" : options->log_key);
    trust->log_from_folder = options->log_key == NULL;
    if (!trust->log_from_folder) {
        return log_keys_add(trust, text, fault);
    }
    enum status status = text_read(arena, options, "log.vkey", &text, fault);
    if (status == STATUS_OK) {
        status = log_keys_add(trust, text, fault);
    }
    /* Only a log whose key was replaced has it. */
    struct fault none;
    fault_clear(&none);
    if (status == STATUS_OK
        && text_read(arena, options, "log.former.vkeys", &text, &none) == STATUS_OK) {
        status = log_keys_add(trust, text, fault);
    }
    return status;
}

static enum status attest_read(struct arena *arena, const struct verify_options *options,
    struct trust *trust, struct fault *fault)
{
    struct span text;
    struct span line;
    trust->attest_from_folder = options->attest == NULL;
    enum status status = trust->attest_from_folder
                             ? text_read(arena, options, "attest.vkeys", &text, fault)
                             : text_read(arena, NULL, options->attest, &text, fault);
    if (status != STATUS_OK) {
        return status;
    }
    while (line_take(&text, &line)) {
        if (line.len == 0 || line.data[0] == '#') {
            continue;
        }
        if (trust->attest_count == TRUST_ATTEST_MAX
            || note_verifier_parse(line, &trust->attest[trust->attest_count]) != STATUS_OK) {
            FAULT(fault, "verify", "", "an attest key is none, or there are too many");
            return STATUS_INVALID;
        }
        trust->attest_count++;
    }
    return STATUS_OK;
}

enum status trust_read(struct arena *arena, const struct verify_options *options,
    struct trust *trust_out, struct fault *fault)
{
    ensure(arena != NULL && options != NULL && trust_out != NULL);
    struct trust trust = {.attest_count = 0};
    enum status status = log_read(arena, options, &trust, fault);
    if (status == STATUS_OK) {
        status = attest_read(arena, options, &trust, fault);
    }
    if (status == STATUS_OK && trust.log_count == 0) {
        FAULT(fault, "verify", "", "the log's key is none (name+id+key)");
        status = STATUS_INVALID;
    }
    trust.has_policy = options->policy != NULL;
    if (status == STATUS_OK && trust.has_policy) {
        struct span text;
        unsigned line = 0;
        status = text_read(arena, NULL, options->policy, &text, fault);
        if (status == STATUS_OK && policy_parse(text, &trust.policy, &line) != STATUS_OK) {
            FAULT(fault, "verify", "", "%s: line %u is not understood", options->policy, line);
            status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        *trust_out = trust;
    }
    return status;
}
