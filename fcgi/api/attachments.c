/* SPDX-License-Identifier: EUPL-1.2 */
/* Files: in as a raw body, out as they came in. */
#include <string.h>

#include "fcgi/api/arguments.h"
#include "fcgi/api/draft_version.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/violation_list.h"
#include "fcgi/attachment.h"
#include "ledger/base/digest.h"
#include "ledger/files.h"

#define BYTES_TYPE "application/octet-stream"

static enum status gather(void *context, struct span bytes)
{
    struct buffer *body = context;
    buffer_put(body, bytes);
    return body->failed ? STATUS_LIMIT : STATUS_OK;
}

/* True when type and length of the body are a file's; otherwise *answer_out is the result. */
static bool body_fits(struct exchange *x, enum status *answer_out)
{
    if (!span_is(x->request->content_type, BYTES_TYPE)) {
        *answer_out = reply_problem(x, "unsupported-media-type", SPAN(""));
    } else if (x->request->content_length > ATTACHMENT_BYTES_MAX) {
        *answer_out = STATUS_LIMIT;
    } else if (x->request->content_length <= 0) {
        *answer_out = STATUS_INVALID;
    } else {
        return true;
    }
    return false;
}

/* The same with the other headers of an attachment. */
static bool upload_fits(struct exchange *x, int32_t *version_out, enum status *answer_out)
{
    if (!reply_accepted(x, "application/json", answer_out)
        || !draft_version_wanted(x, version_out, answer_out) || !body_fits(x, answer_out)) {
        return false;
    }
    *answer_out = STATUS_INVALID;
    return x->request->file_name.len > 0;
}

static enum status read_body(struct exchange *x, struct span *bytes_out)
{
    struct buffer *body = reply_buffer(x, ATTACHMENT_BYTES_MAX);
    if (body == NULL) {
        return STATUS_LIMIT;
    }
    enum status status = exchange_body_each(x, gather, body);
    *bytes_out = buffer_span(body);
    return status;
}

static enum status refuse_kind(struct exchange *x, struct span code)
{
    struct violation_list list;
    enum status status = violation_list_begin(&list, x->arena, x->catalogue);
    if (status != STATUS_OK) {
        return status;
    }
    violation_list_add(&list, SPAN(""), code);
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
    struct span bytes = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = read_body(x, &bytes);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct attachment_upload upload = {
        .application = application,
        .if_version = version,
        .slot = exchange_param(x, "slot"),
        .file_name = x->request->file_name,
        .bytes = bytes,
    };
    struct span draft = {0};
    status = attachment_store(x, &upload, &draft);
    if (status == STATUS_OK) {
        return reply_draft(x, 200, draft);
    }
    if (strcmp(x->fault.code, "TYPE") == 0) {
        return refuse_kind(x, SPAN("file_type"));
    }
    return strcmp(x->fault.code, "NAME") == 0 ? refuse_kind(x, SPAN("file_name"))
                                              : reply_refused(x, status);
}

/* The same bytes twice are one file, so that this needs no Idempotency-Key. */
static enum status keep(struct exchange *x, bool report)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "application/json", &answer) || !body_fits(x, &answer)) {
        return answer;
    }
    struct span bytes = SPAN("");
    struct digest sha256;
    enum status status = read_body(x, &bytes);
    if (status != STATUS_OK) {
        return status;
    }
    const char *type = file_media_type(bytes);
    if (type == NULL || (report && strcmp(type, "application/pdf") != 0)) {
        return refuse_kind(x, report ? SPAN("no_report") : SPAN("file_type"));
    }
    const struct kept_file file = {.person = x->identity->person,
        .field = report ? SPAN("report") : SPAN("file"),
        .bytes = bytes};
    status = file_keep(x->service, x->arena, &file, &sha256, &x->fault);
    if (status != STATUS_OK) {
        return reply_refused(x, status);
    }
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&sha256, hex);
    struct span kept = arena_format(x->arena, "{\"sha256\":\"%s\",\"size\":%zu}", hex, bytes.len);
    return kept.data == NULL ? STATUS_LIMIT : api_send(x, 201, kept);
}

enum status api_keep_report(struct exchange *x)
{
    return keep(x, true);
}

enum status api_keep_voucher(struct exchange *x)
{
    return keep(x, false);
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

/* A file that was sent with the application, of `files` in what this read answers. */
static enum status send_of_slot(struct exchange *x, enum read what, const char *files)
{
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    const struct json *document = NULL;
    if (status == STATUS_OK) {
        status = exchange_read(x, what, DB_VALUES(db_int8(application)), &document);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span slot = exchange_param(x, "slot");
    for (const struct json *item = json_list(document, files); item != NULL; item = item->next) {
        if (span_equal(json_text(item, "slot"), slot)) {
            return send_file(x, json_text(item, "sha256"), json_text(item, "filename"));
        }
    }
    return STATUS_NOT_FOUND;
}

enum status api_read_agency_attachment(struct exchange *x)
{
    return send_of_slot(x, READ_AGENCY_APPLICATION, "submission.files");
}

enum status api_read_grant_attachment(struct exchange *x)
{
    return send_of_slot(x, READ_GRANT, "files");
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

enum status api_read_report(struct exchange *x)
{
    int64_t application = 0;
    int32_t version = 0;
    const struct json *accounts = NULL;
    struct span sha256 = SPAN("");
    struct span name = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_param_int4(x, "version", INT32_MAX, &version);
    }
    if (status == STATUS_OK) {
        status = exchange_read(
            x, READ_ACCOUNTS, DB_VALUES(db_int8(application), db_int4(version)), &accounts);
    }
    if (status == STATUS_OK) {
        status = attachment_report(x, accounts, &sha256, &name);
    }
    return status == STATUS_OK ? send_file(x, sha256, name) : status;
}

/* A file that was sent, or is gathered, as a voucher of the grant. */
enum status api_read_voucher(struct exchange *x)
{
    int64_t application = 0;
    const struct json *doc = NULL;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_VOUCHERS, DB_VALUES(db_int8(application)), &doc);
    }
    const struct json *file =
        status == STATUS_OK ? voucher_file(doc, exchange_param(x, "sha256")) : NULL;
    if (status != STATUS_OK || file == NULL) {
        return status == STATUS_OK ? STATUS_NOT_FOUND : status;
    }
    return send_file(x, json_text(file, "sha256"), json_text(file, "filename"));
}
