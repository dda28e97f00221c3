/* SPDX-License-Identifier: EUPL-1.2 */
/* The second step of an act that needs the person's own signature. */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/signing.h"
#include "ledger/base/digest.h"

enum { CMS_MAX = 70000 };

enum status api_read_signature(struct exchange *x)
{
    return read_by_id(x, READ_PENDING_REQUEST, "pending");
}

/* The exact bytes, to be signed as they are. */
enum status api_read_signature_request(struct exchange *x)
{
    enum status answer = STATUS_OK;
    const struct json *document = NULL;
    if (!reply_accepted(x, "application/octet-stream", &answer)) {
        return answer;
    }
    enum status status = signing_read(x, &document);
    if (status != STATUS_OK) {
        return status;
    }
    response_type(&x->response, "application/octet-stream");
    buffer_put(&x->response.body, json_text(document, "request"));
    return STATUS_OK;
}

enum status api_send_signature(struct exchange *x)
{
    enum status answer = STATUS_OK;
    const struct json *document = NULL;
    struct act_reply reply;
    if (!api_act_ready(x, &shape_signature, &answer)) {
        return answer;
    }
    enum status status = signing_read(x, &document);
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer *cms = reply_buffer(x, CMS_MAX);
    if (cms == NULL) {
        return STATUS_LIMIT;
    }
    /* What is no base64 becomes an empty file, which is refused like any other. */
    if (base64_decode(json_text(x->json, "cms"), cms) != STATUS_OK) {
        buffer_clear(cms);
    }
    status = signing_perform(x, document, buffer_span(cms), &reply);
    if (status != STATUS_OK) {
        return reply_refused(x, status);
    }
    if (x->match.route->audience == ROUTE_GRANTEE) {
        return reply_recorded(x, &reply, GRANTEE_RECEIPT);
    }
    return reply_recorded(x, &reply,
        span_is(reply.kind, "release_batch") ? "/api/v1/agency/batches/{batch}" : AGENCY_RECEIPT);
}
