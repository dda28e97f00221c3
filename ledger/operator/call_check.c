/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/call_check.h"

#include <stdio.h>

#include "ledger/base/digest.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/files.h"

enum outcome call_file_read(
    struct operator_run *op, const char *path, struct span *text_out, const struct call **call_out)
{
    struct call_error error = {0};
    struct span text;
    enum status status = file_read(op->arena, path, &text, &op->fault);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "call");
    }
    status = call_parse(op->arena, text, call_out, &error);
    if (status == STATUS_LIMIT) {
        operator_problem(op, "%s: longer than a definition may be", path);
        return OUTCOME_REFUSED;
    }
    if (status != STATUS_OK) {
        operator_problem(op, "%s:%u: %s", path, error.line, error.reason);
        return OUTCOME_REFUSED;
    }
    *text_out = text;
    return OUTCOME_OK;
}

static void put_codes(struct buffer *out, const char *label, const struct call_spans *codes)
{
    for (size_t i = 0; i < codes->count; i++) {
        buffer_puts(out, i == 0 ? label : ", ");
        buffer_put(out, codes->items[i]);
    }
    if (codes->count > 0) {
        buffer_putc(out, '\n');
    }
}

static void put_anomaly(struct buffer *out, const struct call_anomaly_entry *entry)
{
    buffer_printf(out, "%s\n  da: ", call_anomaly_code(entry->anomaly));
    buffer_put(out, entry->reading.da);
    buffer_puts(out, "\n  en: ");
    buffer_put(out, entry->reading.en);
    buffer_putc(out, '\n');
    put_codes(out, "  a ruling chooses: ", &entry->choices);
    put_codes(out, "  waits until then: ", &entry->blocks);
}

enum outcome command_call_check(struct operator_run *op, int count, char *const *arguments)
{
    if (count != 1) {
        operator_problem(op, "call check takes one FILE");
        return OUTCOME_USAGE;
    }
    const struct call *call = NULL;
    struct span text = {0};
    enum outcome outcome = call_file_read(op, arguments[0], &text, &call);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    ensure(call != NULL);
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(text);
    digest_hex(&digest, hex);
    buffer_put(&op->out, call->name);
    buffer_printf(&op->out, ": valid, sha256 %s, %zu anomalies\n", hex, call->anomaly_count);
    for (size_t i = 0; i < call->anomaly_count; i++) {
        put_anomaly(&op->out, &call->anomalies[i]);
    }
    return OUTCOME_OK;
}
