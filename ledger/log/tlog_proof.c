/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/tlog_proof.h"

#include "ledger/log/line.h"

#define HEAD "c2sp.org/tlog-proof@v1"

void tlog_proof_put(struct buffer *out, const struct tlog_proof *proof)
{
    buffer_puts(out, HEAD "\n");
    if (proof->extra.len > 0) {
        buffer_puts(out, "extra ");
        buffer_put(out, proof->extra);
        buffer_putc(out, '\n');
    }
    buffer_puts(out, "index ");
    line_put_number(out, proof->index);
    buffer_putc(out, '\n');
    line_put_proof(out, &proof->proof);
    buffer_putc(out, '\n');
    buffer_put(out, proof->checkpoint);
}

static bool base64_valid(struct span text)
{
    struct buffer bytes;
    buffer_init(&bytes, NOTE_LEN_MAX);
    bool good = text.len > 0 && base64_decode(text, &bytes) == STATUS_OK;
    buffer_free(&bytes);
    return good;
}

enum status tlog_proof_parse(struct span text, struct tlog_proof *proof_out)
{
    ensure(proof_out != NULL);
    struct tlog_proof proof = {.extra = {.data = NULL, .len = 0}};
    struct span line;
    struct span number;
    if (text.len > NOTE_LEN_MAX || !line_take(&text, &line) || !span_is(line, HEAD)
        || !line_take(&text, &line)) {
        return STATUS_INVALID;
    }
    if (line_after(line, SPAN("extra "), &proof.extra)
        && (!base64_valid(proof.extra) || !line_take(&text, &line))) {
        return STATUS_INVALID;
    }
    if (!line_after(line, SPAN("index "), &number) || !line_number(number, &proof.index)
        || !line_proof(&text, &proof.proof)) {
        return STATUS_INVALID;
    }
    proof.checkpoint = text;
    *proof_out = proof;
    return STATUS_OK;
}

enum status tlog_proof_check(const struct tlog_proof *proof, const struct digest *leaf,
    const struct note_verifier *log, struct checkpoint *checkpoint_out)
{
    ensure(proof != NULL && leaf != NULL && checkpoint_out != NULL);
    struct checkpoint checkpoint;
    enum status status = checkpoint_open(proof->checkpoint, log, &checkpoint, NULL);
    if (status == STATUS_LIMIT) {
        return STATUS_INVALID;
    }
    if (status == STATUS_OK) {
        status = merkle_inclusion_check(
            leaf, proof->index, checkpoint.size, &proof->proof, &checkpoint.root);
    }
    if (status == STATUS_OK) {
        *checkpoint_out = checkpoint;
    }
    return status;
}
