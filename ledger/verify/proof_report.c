/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/proof_report.h"

#include <inttypes.h>

#include "ledger/base/moment.h"
#include "ledger/log/line.h"
#include "ledger/log/receipt_file.h"
#include "ledger/verify/file.h"

static void put_time(struct buffer *out, const char *name, int64_t time_us)
{
    if (time_us >= 0) {
        buffer_puts(out, name);
        moment_put(out, time_us);
    }
}

/* NULL when the receipt is good, or none came; else what is wrong with it. */
static const char *receipt_put(struct buffer *out, const struct receipt_findings *findings)
{
    const struct receipt_body *body = &findings->body;
    if (findings->signature == STATUS_NOT_FOUND) {
        buffer_puts(out, "receipt: none in the file; whose entry it is, is not shown\n");
        return NULL;
    }
    if (findings->signature != STATUS_OK) {
        return findings->signature == STATUS_DENIED
                   ? "the receipt is signed by none of the portal hosts' keys"
                   : "the portal host's signature on the receipt is wrong";
    }
    buffer_printf(out, "receipt: entry %" PRId64 ", %.*s%s%.*s", body->entry, (int)body->kind.len,
        body->kind.data, body->verdict.len > 0 ? " " : "", (int)body->verdict.len,
        body->verdict.data);
    put_time(out, ", received ", body->received_us);
    put_time(out, ", recorded ", body->at_us);
    buffer_printf(out, ", signed by %.*s\n", (int)body->origin.len, body->origin.data);
    return NULL;
}

static enum cause proof_cause(const struct receipt_findings *findings, const char **wrong_out)
{
    if (findings->checkpoint != STATUS_OK) {
        *wrong_out = findings->checkpoint == STATUS_DENIED
                         ? "the checkpoint is not signed by the log's key"
                         : "the log's signature on the checkpoint is wrong";
        return CAUSE_SIGNATURE;
    }
    if (findings->inclusion != STATUS_OK && findings->inclusion != STATUS_NOT_FOUND) {
        *wrong_out = "the proof does not lead from the receipt's entry to the checkpoint's root";
        return CAUSE_ROOT;
    }
    *wrong_out = NULL;
    return CAUSE_ROOT;
}

static void checkpoint_put_found(
    struct buffer *out, const struct receipt_file *file, const struct receipt_findings *findings)
{
    const struct checkpoint *head = &findings->head;
    buffer_printf(out, "log: %.*s, place %" PRIu64 " of %" PRIu64 ", root ", (int)head->origin.len,
        head->origin.data, file->proof.index, head->size);
    line_put_digest(out, &head->root);
    buffer_putc(out, '\n');
    for (size_t i = 0; i < findings->cosignature_count; i++) {
        const struct receipt_cosignature *cosignature = &findings->cosignatures[i];
        buffer_printf(out, "witness: %.*s", (int)cosignature->name.len, cosignature->name.data);
        put_time(out, " at ", cosignature->time_s * MOMENT_SECOND_US);
        buffer_putc(out, '\n');
    }
}

/* What a good verdict does not say. */
static void put_limits(struct buffer *out, const struct trust *trust, const char *more)
{
    if (trust->log_from_folder || trust->attest_from_folder) {
        buffer_puts(
            out, "not shown: keys came from the folder; give --log-key and --attest-keys\n");
    }
    if (!trust->has_policy) {
        buffer_puts(out, "not shown: nobody outside has been asked; give --policy\n");
    }
    buffer_printf(out, "not shown: %s\n", more);
}

/* The first part that is wrong decides. 0: none is. */
static int judge(struct buffer *out, const struct receipt_file *file, const struct trust *trust,
    const char **wrong_out)
{
    struct receipt_findings findings;
    const struct receipt_keys keys = {.attest = trust->attest,
        .attest_count = trust->attest_count,
        .logs = trust->logs,
        .log_count = trust->log_count,
        .policy = trust->has_policy ? &trust->policy : NULL};
    receipt_file_judge(file, &keys, &findings);
    *wrong_out = receipt_put(out, &findings);
    if (*wrong_out != NULL) {
        return (int)CAUSE_ATTEST;
    }
    if (!file->has_proof) {
        put_limits(out, trust, "the file holds no proof that the entry stands in the log");
        return 0;
    }
    enum cause cause = proof_cause(&findings, wrong_out);
    if (*wrong_out != NULL) {
        return (int)cause;
    }
    checkpoint_put_found(out, file, &findings);
    if (findings.wrong_cosignature) {
        *wrong_out = "a cosignature is wrong";
    } else if (trust->has_policy && trust->policy.quorum >= 0 && !findings.quorum) {
        *wrong_out = "the quorum of the policy has not cosigned the checkpoint";
    }
    if (*wrong_out == NULL) {
        put_limits(out, trust, "whether the log still begins with that checkpoint");
    }
    return *wrong_out == NULL ? 0 : (int)CAUSE_COSIGNATURE;
}

int proof_report(struct arena *arena, const struct verify_options *options,
    const struct trust *trust, struct buffer *out)
{
    ensure(arena != NULL && options->proof != NULL && trust != NULL && out != NULL);
    struct buffer bytes;
    struct receipt_file file;
    const char *wrong = NULL;
    int code = PROOF_UNREADABLE;
    buffer_init(&bytes, RECEIPT_FILE_LEN_MAX);
    if (file_take(NULL, span_from(options->proof), &bytes) != STATUS_OK) {
        wrong = "the file cannot be read";
    } else if (receipt_file_read(arena, buffer_span(&bytes), &file) != STATUS_OK) {
        wrong = "the file is no receipt and no proof, or a part of it is missing";
    } else {
        code = judge(out, &file, trust, &wrong);
    }
    if (wrong != NULL) {
        buffer_printf(out, "%s: %s\n",
            code == PROOF_UNREADABLE ? "unreadable" : cause_name((enum cause)code), wrong);
    }
    buffer_puts(out, wrong == NULL ? "verified\n" : "NOT VERIFIED\n");
    buffer_free(&bytes);
    return code;
}
