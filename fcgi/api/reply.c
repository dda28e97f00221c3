/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/reply.h"

#include <string.h>

#include "fcgi/api/accept.h"
#include "fcgi/api/timeless.h"
#include "ledger/base/json.h"
#include "ledger/base/moment.h"
#include "ledger/receipt.h"

#define REPLY_TEXT_MAX RESPONSE_BODY_MAX
#define LOCATION_MAX   512

enum { LIST_FILTER_MAX = 2048, LIST_VALUE_MAX = 100, LIST_LIMIT_MAX = 200, LIST_LIMIT = 50 };

static void release(void *object)
{
    buffer_free(object);
}

struct buffer *reply_buffer(struct exchange *x, size_t max)
{
    struct buffer *buffer = arena_alloc(x->arena, sizeof *buffer);
    if (buffer == NULL) {
        return NULL;
    }
    buffer_init(buffer, max);
    return arena_on_reset(x->arena, release, buffer) == STATUS_OK ? buffer : NULL;
}

bool reply_accepted(struct exchange *x, const char *media_type, enum status *answer_out)
{
    const char *const offers[] = {media_type, NULL};
    if (accept_choose(x->request->accept, offers) != NULL) {
        return true;
    }
    *answer_out = reply_problem(x, "not-acceptable", SPAN(""));
    return false;
}

enum status reply_list(struct exchange *x, enum read what, const char *const *names)
{
    struct buffer *filter = reply_buffer(x, LIST_FILTER_MAX);
    struct json_writer json;
    int64_t limit = LIST_LIMIT;
    bool good = true;
    if (filter == NULL) {
        return STATUS_LIMIT;
    }
    json_writer_init(&json, filter);
    json_open_object(&json, NULL);
    for (; *names != NULL; names++) {
        struct span value = SPAN("");
        good = form_text(&x->form, *names, LIST_VALUE_MAX, false, &value) && good;
        if (value.len > 0) {
            json_put_text(&json, *names, value);
        }
    }
    json_close_object(&json);
    if (form_value(&x->form, "limit").len > 0) {
        good = form_int(&x->form, "limit", 1, LIST_LIMIT_MAX, &limit) && good;
    }
    if (!good) {
        return STATUS_INVALID;
    }
    struct span cursor = form_value(&x->form, "cursor");
    return reply_read(x, what,
        DB_VALUES(db_text(buffer_span(filter)), cursor.len > 0 ? db_text(cursor) : db_null(),
            db_int4((int32_t)limit)));
}

enum status reply_json(struct exchange *x, struct span json, struct span etag)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "application/json", &answer)) {
        return answer;
    }
    if (response_not_modified(&x->response, x->request, etag)) {
        return STATUS_OK;
    }
    return api_send(x, 200, json);
}

enum status reply_read(struct exchange *x, enum read what, struct db_values values)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "application/json", &answer)) {
        return answer;
    }
    struct span document = {0};
    enum status status = exchange_read_text(x, what, values, &document, NULL);
    if (status != STATUS_OK) {
        return status;
    }
    struct span text = timeless(x->arena, document);
    if (text.data == NULL) {
        return STATUS_LIMIT;
    }
    return reply_json(x, text, response_etag_of(x->arena, text));
}

enum status reply_draft(struct exchange *x, int http, struct span draft)
{
    const struct json *document = NULL;
    struct json_error error;
    enum status status = json_parse(x->arena, draft, &document, &error);
    if (status != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    long long version = (long long)json_int(document, "version");
    struct span etag = arena_format(x->arena, "\"%lld\"", version);
    if (etag.data == NULL) {
        return STATUS_LIMIT;
    }
    response_header(&x->response, "ETag", etag);
    if (http == 201) {
        long long application = (long long)json_int(document, "application");
        struct span location = arena_format(x->arena, "/api/v1/applications/%lld", application);
        response_header(&x->response, "Location", location);
    }
    return api_send(x, http, draft);
}

/* One {name} of a location: the entry, a parameter of the path, or a member of the result. */
static void put_location_part(struct exchange *x, const struct act_reply *reply,
    const struct json *result, struct span name, struct buffer *out)
{
    if (span_is(name, "entry")) {
        buffer_put_int(out, reply->entry);
        return;
    }
    for (size_t i = 0; i < x->match.param_count; i++) {
        if (span_equal(x->match.params[i].name, name)) {
            buffer_put(out, x->match.params[i].value);
            return;
        }
    }
    const char *member = arena_text(x->arena, name);
    buffer_put_int(out, member == NULL ? 0 : json_int(result, member));
}

static enum status put_location(
    struct exchange *x, const struct act_reply *reply, const char *pattern)
{
    const struct json *result = NULL;
    struct json_error error;
    if (json_parse(x->arena, reply->result, &result, &error) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    struct buffer *out = reply_buffer(x, LOCATION_MAX);
    if (out == NULL) {
        return STATUS_LIMIT;
    }
    for (const char *c = pattern; *c != '\0'; c++) {
        if (*c != '{') {
            buffer_putc(out, *c);
            continue;
        }
        const char *end = strchr(c, '}');
        ensure(end != NULL);
        struct span name = {.data = c + 1, .len = (size_t)(end - c - 1)};
        put_location_part(x, reply, result, name, out);
        c = end;
    }
    response_header(&x->response, "Location", buffer_span(out));
    return STATUS_OK;
}

static void put_instant(struct json_writer *writer, const char *key, int64_t us)
{
    struct buffer text;
    buffer_init(&text, 64);
    moment_put(&text, us);
    json_put_text(writer, key, buffer_span(&text));
    buffer_free(&text);
}

static void put_recorded(
    struct json_writer *writer, const struct act_reply *reply, struct span receipt)
{
    char leaf_hash[DIGEST_HEX_LEN + 1];
    digest_hex(&reply->leaf_hash, leaf_hash);
    json_open_object(writer, NULL);
    json_put_int(writer, "entry", reply->entry);
    json_put_text(writer, "stream", reply->stream);
    json_put_int(writer, "version", reply->version);
    json_put_text(writer, "kind", reply->kind);
    put_instant(writer, "at", reply->at_us);
    if (reply->received_us >= 0) {
        put_instant(writer, "received", reply->received_us);
    } else {
        json_put_null(writer, "received");
    }
    if (reply->verdict.len > 0) {
        json_put_text(writer, "verdict", reply->verdict);
    } else {
        json_put_null(writer, "verdict");
    }
    json_put_text(writer, "leaf_hash", span_from(leaf_hash));
    json_put_raw(writer, "result", reply->result);
    json_put_bool(writer, "replayed", reply->replayed);
    json_put_text(writer, "receipt", receipt);
    json_close_object(writer);
}

enum status reply_recorded(struct exchange *x, const struct act_reply *reply, const char *location)
{
    struct span receipt = {0};
    enum status status = receipt_issue(x->service, x->arena, reply, &receipt, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer *out = reply_buffer(x, REPLY_TEXT_MAX);
    if (out == NULL) {
        return STATUS_LIMIT;
    }
    struct json_writer writer;
    json_writer_init(&writer, out);
    put_recorded(&writer, reply, receipt);
    status = put_location(x, reply, location);
    if (status != STATUS_OK) {
        return status;
    }
    if (reply->replayed) {
        response_header(&x->response, "Idempotent-Replayed", SPAN("true"));
    }
    return out->failed ? STATUS_LIMIT : api_send(x, 201, buffer_span(out));
}
