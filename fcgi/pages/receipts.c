/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts: the page, and the signed text to keep. */
#include "fcgi/pages/pages.h"
#include "fcgi/views/receipt.h"
#include "ledger/receipt.h"

static enum status read_receipt(
    struct exchange *x, const struct json **document_out, struct span *note_out)
{
    enum status status = pages_read_id(x, READ_RECEIPT, "entry", document_out);
    if (status != STATUS_OK) {
        return status;
    }
    return receipt_of_document(x->service, x->arena, *document_out, note_out, &x->fault);
}

enum status pages_receipt(struct exchange *x)
{
    const struct json *receipt = NULL;
    struct span note;
    enum status status = read_receipt(x, &receipt, &note);
    if (status != STATUS_OK) {
        return status;
    }
    view_receipt(page_view(x), receipt, note);
    return page_send(x, 200, pages_title(x, N_("Receipt")));
}

enum status pages_receipt_note(struct exchange *x)
{
    const struct json *receipt = NULL;
    struct span note;
    enum status status = read_receipt(x, &receipt, &note);
    if (status != STATUS_OK) {
        return status;
    }
    struct span name =
        arena_format(x->arena, "tilsagn-receipt-%lld.txt", (long long)json_int(receipt, "entry"));
    response_type(&x->response, "text/plain; charset=utf-8");
    response_attachment(&x->response, name);
    buffer_put(&x->response.body, note);
    return STATUS_OK;
}
