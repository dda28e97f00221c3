/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts: the page, the signed text to keep, and the proof that its entry stands in the log. */
#include "fcgi/letter.h"
#include "fcgi/pages/pages.h"
#include "fcgi/receipt_proof.h"
#include "fcgi/views/receipt.h"
#include "fcgi/views/receipt_letter.h"
#include "ledger/receipt.h"

struct receipt {
    const struct json *document;
    struct span note;  /* empty for the agency where a grantee's people have it */
    struct span proof; /* as text; empty until a signed checkpoint covers the entry */
};

static enum status read_receipt(struct exchange *x, struct receipt *receipt)
{
    *receipt = (struct receipt){.note = SPAN(""), .proof = SPAN("")};
    enum status status = pages_read_id(x, READ_RECEIPT, "entry", &receipt->document);
    if (status != STATUS_OK) {
        return status;
    }
    bool agency = x->match.route->audience == ROUTE_AGENCY;
    status =
        receipt_of_document(x->service, x->arena, receipt->document, &receipt->note, &x->fault);
    if (status != STATUS_OK && !(status == STATUS_NOT_FOUND && agency)) {
        return status;
    }
    status = receipt_proof(x, receipt->document, SPAN(""), &receipt->proof);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status pages_receipt(struct exchange *x)
{
    struct receipt receipt;
    enum status status = read_receipt(x, &receipt);
    if (status != STATUS_OK) {
        return status;
    }
    struct span origin = x->config->public_origin;
    struct span check = arena_format(x->arena, "%.*s/check", (int)origin.len, origin.data);
    pages_deadline(x, json_get(receipt.document, "call")); /* a better version may still be sent */
    view_receipt(page_view(x), receipt.document, receipt.note, receipt.proof, check);
    return page_send(x, 200, pages_title(x, N_("Receipt")));
}

static void send_file(struct exchange *x, const struct receipt *receipt, const char *ending)
{
    struct span name = arena_format(x->arena, "tilsagn-receipt-%lld.%s",
        (long long)json_int(receipt->document, "entry"), ending);
    pages_text_file(x, name);
}

/* The signed text; behind an empty line the proof, once there is one. */
enum status pages_receipt_note(struct exchange *x)
{
    struct receipt receipt;
    enum status status = read_receipt(x, &receipt);
    if (status != STATUS_OK) {
        return status;
    }
    send_file(x, &receipt, "txt");
    buffer_put(&x->response.body, receipt.note);
    if (receipt.proof.len > 0) {
        buffer_putc(&x->response.body, '\n');
        buffer_put(&x->response.body, receipt.proof);
    }
    return STATUS_OK;
}

/* One file that other programs read, with the receipt in it. */
enum status pages_receipt_proof(struct exchange *x)
{
    struct receipt receipt;
    enum status status = read_receipt(x, &receipt);
    if (status == STATUS_OK) {
        status = receipt_proof(x, receipt.document, receipt.note, &receipt.proof);
    }
    if (status != STATUS_OK) {
        return status;
    }
    send_file(x, &receipt, "tlog-proof");
    buffer_put(&x->response.body, receipt.proof);
    return STATUS_OK;
}

/* What the page says, with the same proof as a file in it. */
enum status pages_receipt_pdf(struct exchange *x)
{
    struct receipt receipt;
    struct span whole = SPAN("");
    enum status status = read_receipt(x, &receipt);
    if (status == STATUS_OK && receipt.proof.len > 0) {
        status = receipt_proof(x, receipt.document, receipt.note, &whole);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    struct span number = view_int(v, json_int(receipt.document, "entry"));
    view_receipt_letter(v, receipt.document, receipt.note, receipt.proof);
    const struct letter letter = {
        .title = view_message(v, N_("Receipt for entry %s"), &number, 1),
        .name = "receipt",
        .number = json_int(receipt.document, "entry"),
        .entry = json_int(receipt.document, "entry"),
        .leaf_hash = json_text(receipt.document, "leaf_hash"),
        .at_us = json_int(receipt.document, "at_us"),
        .proof = whole,
    };
    return letter_send(x, &letter);
}
