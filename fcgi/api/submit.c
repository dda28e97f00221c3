/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sending an application. What breaks a rule of the call is explained here, all at once, before the
 * act is asked; the act decides alone, and records a late attempt whatever its content.
 */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/api/violation_list.h"
#include "ledger/grants/application.h"
#include "ledger/grants/call.h"
#include "ledger/grants/content.h"

static enum application_party party_kind(struct span kind)
{
    if (span_is(kind, "municipality")) {
        return APPLICATION_MUNICIPALITY;
    }
    return span_is(kind, "region") ? APPLICATION_REGION : APPLICATION_OTHER_KIND;
}

static enum status read_known(
    struct exchange *x, const struct json *document, struct application_context *context)
{
    const struct json *parties = json_at(document, "parties");
    size_t count = parties == NULL ? 0 : parties->count;
    struct application_known *known = arena_array(x->arena, count + 1, sizeof *known);
    if (known == NULL) {
        return STATUS_LIMIT;
    }
    size_t index = 0;
    for (const struct json *item = json_list(document, "parties"); item != NULL;
         item = item->next, index++) {
        known[index] = (struct application_known){
            .cvr = json_text(item, "cvr"), .kind = party_kind(json_text(item, "kind"))};
    }
    context->known = known;
    context->known_count = count;
    return STATUS_OK;
}

static enum status read_attachments(
    struct exchange *x, const struct json *document, struct application_context *context)
{
    const struct json *slots = json_at(document, "slots");
    struct span *attachments =
        arena_array(x->arena, (slots == NULL ? 0 : slots->count) + 1, sizeof *attachments);
    if (attachments == NULL) {
        return STATUS_LIMIT;
    }
    size_t count = 0;
    for (const struct json *item = json_list(document, "slots"); item != NULL; item = item->next) {
        const struct json *file = json_get(item, "file");
        if (file != NULL && file->kind == JSON_OBJECT) {
            attachments[count++] = json_text(item, "slot");
        }
    }
    context->attachments = attachments;
    context->attachment_count = count;
    return STATUS_OK;
}

static enum status read_context(
    struct exchange *x, const struct json *document, struct application_context *context_out)
{
    const struct json *cap = json_at(document, "limits.cap_ore");
    bool annex = span_is(json_text(document, "limits.cap_source"), "annex");
    *context_out = (struct application_context){
        .organisation = json_text(document, "organisation.cvr"),
        .kind = party_kind(json_text(document, "organisation.kind")),
        .cap_ore = annex && cap != NULL && cap->kind == JSON_INTEGER ? cap->integer
                                                                     : APPLICATION_CAP_UNSET,
        .later_start = json_text(document, "limits.later_start").len > 0,
    };
    enum status status = read_known(x, document, context_out);
    return status == STATUS_OK ? read_attachments(x, document, context_out) : status;
}

/*
 * Only a first attempt at the newest version before the deadline is explained: a repetition gets
 * its first answer, a late one is recorded, an older version is the act's business.
 */
static bool explains(const struct exchange *x, const struct json *document)
{
    int64_t version = json_int(x->json, "version");
    bool attempted = false;
    for (const struct json *item = json_list(document, "submissions"); item != NULL;
         item = item->next) {
        attempted = attempted || json_int(item, "version") == version;
    }
    return !attempted && !json_bool(document, "call.deadline.passed")
           && json_int(document, "draft.version") == version;
}

/* Adds what the draft breaks. The database's own document does not fit: STATUS_INTERNAL. */
static enum status explain(
    struct exchange *x, const struct json *document, struct violation_list *list)
{
    const struct json *definition = json_at(document, "definition");
    const struct json *text = json_at(document, "draft.content");
    if (definition == NULL || text == NULL) {
        return STATUS_INTERNAL;
    }
    const struct call *call = NULL;
    struct call_error error;
    struct content content;
    struct application_context context;
    enum status status = call_parse(x->arena, definition->source, &call, &error);
    if (status == STATUS_OK) {
        status = content_parse(x->arena, text->source, &content);
    }
    if (status == STATUS_OK) {
        status = read_context(x, document, &context);
    }
    if (status != STATUS_OK) {
        return status == STATUS_INVALID ? STATUS_INTERNAL : status;
    }
    struct violations violations;
    violations_init(&violations, x->arena);
    application_check(call, &content, &context, &violations);
    for (const struct violation *at = violations.first; at != NULL; at = at->next) {
        violation_list_add_field(list, at->field, span_from(at->code), (int64_t)at->place);
    }
    return violations.failed ? STATUS_LIMIT : STATUS_OK;
}

enum status api_submit_application(struct exchange *x)
{
    static const struct api_act act = {
        .act = "submit",
        .shape = &shape_submission,
        .path = {"application"},
        .location = "/api/v1/applications/{application}/submissions/{entry}",
    };
    enum status answer = STATUS_OK;
    if (!api_act_ready(x, act.shape, &answer)) {
        return answer;
    }
    const struct json *document = NULL;
    struct violation_list list;
    enum status status = application_document(x, NULL, &document);
    if (status == STATUS_OK) {
        status = violation_list_begin(&list, x->arena, x->catalogue);
    }
    if (status == STATUS_OK && explains(x, document)) {
        status = explain(x, document, &list);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (list.count > 0) {
        return reply_problem(x, "invalid-content", violation_list_end(&list));
    }
    return api_act(x, &act);
}
