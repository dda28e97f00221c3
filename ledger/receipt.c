/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/receipt.h"

#include "ledger/attest/frame.h"
#include "ledger/log/receipt_body.h"
#include "ledger/service_inside.h"

static enum status issue(struct service *service, struct arena *arena, int64_t entry,
    struct span leaf, struct span *receipt_out, struct fault *fault)
{
    struct buffer question;
    buffer_init(&question, FRAME_LEN_MAX);
    buffer_put_int(&question, entry);
    buffer_putc(&question, '\n');
    buffer_put(&question, leaf);
    enum status status = STATUS_INTERNAL;
    if (!question.failed) {
        status =
            service_ask(service, arena, FRAME_RECEIPT, buffer_span(&question), receipt_out, fault);
    }
    buffer_free(&question);
    return status;
}

enum status receipt_issue(struct service *service, struct arena *arena,
    const struct act_reply *reply, struct span *receipt_out, struct fault *fault)
{
    ensure(service != NULL && reply != NULL && receipt_out != NULL);
    return issue(service, arena, reply->entry, reply->leaf, receipt_out, fault);
}

enum status receipt_of_document(struct service *service, struct arena *arena,
    const struct json *document, struct span *receipt_out, struct fault *fault)
{
    ensure(service != NULL && receipt_out != NULL);
    struct span leaf = json_text(document, "leaf");
    if (leaf.len == 0) {
        return STATUS_NOT_FOUND;
    }
    return issue(service, arena, json_int(document, "entry"), leaf, receipt_out, fault);
}

enum status receipt_verify(struct span receipt, struct span vkey)
{
    struct note_verifier verifier;
    struct receipt_body body;
    struct span text;
    if (note_verifier_parse(vkey, &verifier) != STATUS_OK) {
        return STATUS_INVALID;
    }
    enum status status = note_open(receipt, &verifier, 1, &text);
    if (status != STATUS_OK) {
        return status;
    }
    bool ours =
        receipt_body_parse(text, &body) == STATUS_OK && span_equal(body.origin, verifier.name);
    return ours ? STATUS_OK : STATUS_INVALID;
}
