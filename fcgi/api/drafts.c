/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/drafts.h"

#include "fcgi/api/arguments.h"
#include "fcgi/api/draft_version.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/api/violation_list.h"
#include "ledger/grants/content.h"

/* True when the body has this form; otherwise 422 was sent, or another status is in *answer_out. */
static bool body_fits(struct exchange *x, const struct shape *shape, enum status *answer_out)
{
    struct violation_list list;
    *answer_out = violation_list_begin(&list, x->arena, x->catalogue);
    if (*answer_out != STATUS_OK) {
        return false;
    }
    struct shape_report report = {.add = violation_list_note, .context = &list};
    if (shape_check(shape, x->json, &report)) {
        return true;
    }
    *answer_out = reply_problem(x, "invalid-content", violation_list_end(&list));
    return false;
}

enum status api_create_application(struct exchange *x)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "application/json", &answer)
        || !body_fits(x, &shape_application_create, &answer)) {
        return answer;
    }
    struct span draft = {0};
    enum status status = draft_create(
        x->service, x->arena, x->identity->person, json_text(x->json, "call"), &draft, &x->fault);
    return status == STATUS_OK ? reply_draft(x, 201, draft) : reply_refused(x, status);
}

enum status api_read_draft(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = application_document(x, NULL, &document);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *draft = json_get(document, "draft");
    if (draft == NULL) {
        return STATUS_INTERNAL;
    }
    struct span etag = arena_format(x->arena, "\"%lld\"", (long long)json_int(draft, "version"));
    return etag.data == NULL ? STATUS_LIMIT : reply_json(x, draft->source, etag);
}

/* The canonical text of the body, which has the shape of a draft. */
static enum status canonical_content(struct exchange *x, struct span *text_out)
{
    struct content content;
    enum status status = content_parse(x->arena, x->body, &content);
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer *text = reply_buffer(x, CONTENT_TEXT_MAX);
    if (text == NULL) {
        return STATUS_LIMIT;
    }
    content_put(&content, text);
    *text_out = buffer_span(text);
    return text->failed ? STATUS_LIMIT : STATUS_OK;
}

enum status api_save_draft(struct exchange *x)
{
    enum status answer = STATUS_OK;
    int64_t application = 0;
    int32_t version = 0;
    if (!reply_accepted(x, "application/json", &answer)
        || !draft_version_wanted(x, &version, &answer) || !body_fits(x, &shape_draft, &answer)) {
        return answer;
    }
    enum status status = exchange_param_id(x, "application", &application);
    struct span content = {0};
    if (status == STATUS_OK) {
        status = canonical_content(x, &content);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span draft = {0};
    const struct draft_version of = {
        .person = x->identity->person,
        .application = application,
        .if_version = version,
    };
    status = draft_save(x->service, x->arena, &of, content, &draft, &x->fault);
    return status == STATUS_OK ? reply_draft(x, 200, draft) : reply_refused(x, status);
}

enum status api_remove_attachment(struct exchange *x)
{
    enum status answer = STATUS_OK;
    int64_t application = 0;
    int32_t version = 0;
    if (!reply_accepted(x, "application/json", &answer)
        || !draft_version_wanted(x, &version, &answer)) {
        return answer;
    }
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct span draft = {0};
    const struct draft_version of = {
        .person = x->identity->person,
        .application = application,
        .if_version = version,
    };
    status = draft_detach(x->service, x->arena, &of, exchange_param(x, "slot"), &draft, &x->fault);
    return status == STATUS_OK ? reply_draft(x, 200, draft) : reply_refused(x, status);
}
