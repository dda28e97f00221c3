/* SPDX-License-Identifier: EUPL-1.2 */
/* Files: in as a raw body, out as they came in. */
#include <string.h>

#include "fcgi/api/arguments.h"
#include "fcgi/api/draft_version.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/violation_list.h"
#include "fcgi/attachment.h"

#define BYTES_TYPE "application/octet-stream"

static enum status gather(void *context, struct span bytes)
{
    struct buffer *body = context;
    buffer_put(body, bytes);
    return body->failed ? STATUS_LIMIT : STATUS_OK;
}

/* True when headers and length allow the upload; otherwise *answer_out is the result. */
static bool upload_fits(struct exchange *x, int32_t *version_out, enum status *answer_out)
{
    if (!reply_accepted(x, "application/json", answer_out)
        || !draft_version_wanted(x, version_out, answer_out)) {
        return false;
    }
    if (!span_is(x->request->content_type, BYTES_TYPE)) {
        *answer_out = reply_problem(x, "unsupported-media-type", SPAN(""));
    } else if (x->request->content_length > ATTACHMENT_BYTES_MAX) {
        *answer_out = STATUS_LIMIT;
    } else if (x->request->content_length <= 0 || x->request->file_name.len == 0) {
        *answer_out = STATUS_INVALID;
    } else {
        return true;
    }
    return false;
}

static enum status refuse_kind(struct exchange *x)
{
    struct violation_list list;
    enum status status = violation_list_begin(&list, x->arena, x->catalogue);
    if (status != STATUS_OK) {
        return status;
    }
    violation_list_add(&list, SPAN(""), SPAN("file_type"));
    return reply_problem(x, "invalid-content", violation_list_end(&list));
}

enum status api_put_attachment(struct exchange *x)
{
    enum status answer = STATUS_OK;
    int32_t version = 0;
    if (!upload_fits(x, &version, &answer)) {
        return answer;
    }
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    struct buffer *body = reply_buffer(x, ATTACHMENT_BYTES_MAX);
    if (status != STATUS_OK || body == NULL) {
        return status != STATUS_OK ? status : STATUS_LIMIT;
    }
    status = exchange_body_each(x, gather, body);
    if (status != STATUS_OK) {
        return status;
    }
    const struct attachment_upload upload = {
        .application = application,
        .if_version = version,
        .slot = exchange_param(x, "slot"),
        .file_name = x->request->file_name,
        .bytes = buffer_span(body),
    };
    struct span draft = {0};
    status = attachment_store(x, &upload, &draft);
    if (status == STATUS_OK) {
        return reply_draft(x, 200, draft);
    }
    return strcmp(x->fault.code, "TYPE") == 0 ? refuse_kind(x) : reply_refused(x, status);
}

/* The bytes of a stored file as a download; what they are, a browser is not to guess. */
static enum status send_file(struct exchange *x, struct span sha256_hex, struct span file_name)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, BYTES_TYPE, &answer)) {
        return answer;
    }
    struct span etag = arena_format(x->arena, "\"%.*s\"", (int)sha256_hex.len, sha256_hex.data);
    if (etag.data == NULL) {
        return STATUS_LIMIT;
    }
    if (response_not_modified(&x->response, x->request, etag)) {
        return STATUS_OK;
    }
    return attachment_send(x, sha256_hex, SPAN(BYTES_TYPE), file_name);
}

enum status api_read_attachment(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = application_document(x, NULL, &document);
    if (status != STATUS_OK) {
        return status;
    }
    struct span slot = exchange_param(x, "slot");
    for (const struct json *item = json_list(document, "slots"); item != NULL; item = item->next) {
        struct span sha256 = json_text(item, "file.sha256");
        if (sha256.len > 0 && span_equal(json_text(item, "slot"), slot)) {
            return send_file(x, sha256, json_text(item, "file.filename"));
        }
    }
    return STATUS_NOT_FOUND;
}

enum status api_read_agency_attachment(struct exchange *x)
{
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    const struct json *document = NULL;
    if (status == STATUS_OK) {
        status =
            exchange_read(x, READ_AGENCY_APPLICATION, DB_VALUES(db_int8(application)), &document);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span slot = exchange_param(x, "slot");
    for (const struct json *item = json_list(document, "submission.files"); item != NULL;
         item = item->next) {
        if (span_equal(json_text(item, "slot"), slot)) {
            return send_file(x, json_text(item, "sha256"), json_text(item, "filename"));
        }
    }
    return STATUS_NOT_FOUND;
}

enum status api_read_proposal_document(struct exchange *x)
{
    int64_t proposal = 0;
    enum status status = exchange_param_id(x, "proposal", &proposal);
    const struct json *document = NULL;
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_PROPOSAL, DB_VALUES(db_int8(proposal)), &document);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span name = arena_format(x->arena, "proposal-%lld.json", (long long)proposal);
    return name.data == NULL ? STATUS_LIMIT
                             : send_file(x, json_text(document, "proposal.sha256"), name);
}

enum status api_read_payment_file(struct exchange *x)
{
    int64_t batch = 0;
    const struct json *document = NULL;
    enum status status = exchange_param_id(x, "batch", &batch);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_PAYMENT_FILE, DB_VALUES(db_int8(batch)), &document);
    }
    return status == STATUS_OK
               ? send_file(x, json_text(document, "sha256"), json_text(document, "file_name"))
               : status;
}
