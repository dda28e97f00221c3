/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/receipt_proof.h"

#include "ledger/log/receipt_file.h"
#include "ledger/proof.h"

enum status receipt_proof(
    struct exchange *x, const struct json *document, struct span note, struct span *text_out)
{
    struct tlog_proof proof;
    enum status status = proof_of_place(
        x->service, x->identity->person, x->arena, json_get(document, "log"), &proof, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer text;
    buffer_init(&text, RECEIPT_FILE_LEN_MAX);
    receipt_file_put(&text, &proof, note);
    struct span copy = arena_copy(x->arena, buffer_span(&text));
    bool whole = !text.failed && copy.data != NULL;
    buffer_free(&text);
    if (whole) {
        *text_out = copy;
    }
    return whole ? STATUS_OK : STATUS_LIMIT;
}
