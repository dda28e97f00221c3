/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/receipt.h"

#include <string.h>

#include "ledger/attest/frame.h"
#include "ledger/log/receipt_body.h"
#include "ledger/service_inside.h"

/* The name under which our attest process signs; asked once, as it only changes with a restart. */
static enum status origin_learn(struct service *service, struct arena *arena, struct fault *fault)
{
    if (service->origin[0] != '\0') {
        return STATUS_OK;
    }
    struct span vkey;
    struct note_verifier verifier;
    enum status status =
        service_ask(service, arena, FRAME_KEY, (struct span){NULL, 0}, &vkey, fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (note_verifier_parse(vkey, &verifier) != STATUS_OK) {
        FAULT(fault, "receipt", "", "no key was told"); /* uncovered: it is our own process */
        return STATUS_INTERNAL;                         /* uncovered: likewise */
    }
    (void)memcpy(service->origin, verifier.name.data, verifier.name.len);
    service->origin[verifier.name.len] = '\0';
    return STATUS_OK;
}

enum status receipt_issue(struct service *service, struct arena *arena,
    const struct act_reply *reply, struct span *receipt_out, struct fault *fault)
{
    ensure(service != NULL && reply != NULL && receipt_out != NULL);
    enum status status = origin_learn(service, arena, fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct receipt_body body = {
        .origin = span_from(service->origin),
        .entry = reply->entry,
        .leaf = reply->leaf_hash,
        .kind = reply->kind,
        .verdict = reply->verdict,
        .received_us = reply->received_us,
        .at_us = reply->at_us,
    };
    struct buffer text;
    buffer_init(&text, RECEIPT_BODY_LEN_MAX);
    receipt_body_put(&text, &body);
    status = STATUS_INTERNAL;
    if (!text.failed) {
        status = service_ask(service, arena, FRAME_RECEIPT, buffer_span(&text), receipt_out, fault);
    }
    buffer_free(&text);
    if (status == STATUS_INTERNAL) {
        service->origin[0] = '\0'; /* perhaps it signs under another name now */
    }
    return status;
}

enum status receipt_of_document(struct service *service, struct arena *arena,
    const struct json *document, struct span *receipt_out, struct fault *fault)
{
    const struct json *received = json_get(document, "received_us");
    struct act_reply reply = {
        .entry = json_int(document, "entry"),
        .kind = json_text(document, "kind"),
        .verdict = json_text(document, "verdict"),
        .at_us = json_int(document, "at_us"),
        .received_us = received != NULL && received->kind == JSON_INTEGER ? received->integer : -1,
    };
    if (digest_from_hex(json_text(document, "leaf_hash"), &reply.leaf_hash) != STATUS_OK
        || reply.entry <= 0) {
        FAULT(fault, "receipt", "", "not the document of an entry");
        return STATUS_INTERNAL;
    }
    return receipt_issue(service, arena, &reply, receipt_out, fault);
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
