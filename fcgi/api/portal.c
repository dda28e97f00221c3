/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/accept.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/openapi.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shape.h"
#include "fcgi/api/timeless.h"
#include "fcgi/receipt_proof.h"
#include "ledger/receipt.h"

enum status api_openapi(struct exchange *x)
{
    struct span document = openapi_document();
    return reply_json(x, document, response_etag_of(x->arena, document));
}

enum status api_me(struct exchange *x)
{
    return reply_read(x, READ_ME, DB_NO_VALUES);
}

/* A stream that is none is refused where streams are known: in the database. */
enum status api_read_right(struct exchange *x)
{
    struct span act = exchange_param(x, "act");
    if (!shape_is_name(act)) {
        return STATUS_NOT_FOUND;
    }
    return reply_read(
        x, READ_WHY_NOT, DB_VALUES(db_text(act), db_text(exchange_param(x, "stream"))));
}

/* The one document whose time is its content: always new, so no ETag. */
enum status api_clock(struct exchange *x)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "application/json", &answer)) {
        return answer;
    }
    struct span document = {0};
    enum status status = exchange_read_text(x, READ_CLOCK, DB_NO_VALUES, &document, NULL);
    return status == STATUS_OK ? api_send(x, 200, document) : status;
}

/* The proof with the receipt in it, where there is one; its entry must have come so far. */
static enum status receipt_proven(struct exchange *x, const struct json *document)
{
    struct span note = {0};
    struct span proof = {0};
    enum status status = receipt_of_document(x->service, x->arena, document, &note, &x->fault);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND) {
        status = receipt_proof(x, document, note, &proof);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span etag = response_etag_of(x->arena, proof);
    if (!response_not_modified(&x->response, x->request, etag)) {
        response_type(&x->response, "text/x.tlog-proof; charset=utf-8");
        buffer_put(&x->response.body, proof);
    }
    return STATUS_OK;
}

static enum status receipt_text(struct exchange *x, const struct json *document)
{
    struct span receipt = {0};
    enum status status = receipt_of_document(x->service, x->arena, document, &receipt, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct span etag = response_etag_of(x->arena, receipt);
    if (response_not_modified(&x->response, x->request, etag)) {
        return STATUS_OK;
    }
    response_type(&x->response, "text/plain; charset=utf-8");
    buffer_put(&x->response.body, receipt);
    return STATUS_OK;
}

enum status api_read_receipt(struct exchange *x)
{
    static const char *const offers[] = {
        "application/json", "text/plain", "text/x.tlog-proof", NULL};
    const char *chosen = accept_choose(x->request->accept, offers);
    if (chosen == NULL) {
        return reply_problem(x, "not-acceptable", SPAN(""));
    }
    int64_t entry = 0;
    enum status status = exchange_param_id(x, "entry", &entry);
    if (status != STATUS_OK) {
        return status;
    }
    struct span text = {0};
    const struct json *document = NULL;
    status = exchange_read_text(x, READ_RECEIPT, DB_VALUES(db_int8(entry)), &text, &document);
    if (status != STATUS_OK) {
        return status;
    }
    response_header(&x->response, "Vary", SPAN("Accept"));
    if (chosen != offers[0]) {
        return chosen == offers[1] ? receipt_text(x, document) : receipt_proven(x, document);
    }
    struct span body = timeless(x->arena, text);
    return reply_json(x, body, response_etag_of(x->arena, body));
}
