/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/acts.h"

#include <string.h>

#include <openssl/rand.h>

#include "ledger/attest/frame.h"
#include "ledger/base/json.h"
#include "ledger/service_inside.h"

#define HEAD_LEN_MAX 2048 /* everything of a request but its parameters */
#define VERB_LEN_MAX 48

static void put_text_or_null(struct json_writer *writer, const char *key, struct span text)
{
    if (text.len == 0) {
        json_put_null(writer, key);
    } else {
        json_put_text(writer, key, text);
    }
}

static void put_int_or_null(struct json_writer *writer, const char *key, bool given, int64_t value)
{
    if (given) {
        json_put_int(writer, key, value);
    } else {
        json_put_null(writer, key);
    }
}

static void put_actor(struct json_writer *writer, const struct act_call *call)
{
    if (call->operator_user.len == 0 && call->program.len == 0) {
        json_put_null(writer, "actor");
        return;
    }
    json_open_object(writer, "actor");
    if (call->operator_user.len > 0) {
        json_put_text(writer, "user", call->operator_user);
        json_put_text(writer, "host", call->operator_host);
    } else {
        json_put_text(writer, "program", call->program);
    }
    json_close_object(writer);
}

static void put_request_id(struct json_writer *writer, struct span given)
{
    if (given.len > 0) {
        json_put_text(writer, "request_id", given);
        return;
    }
    unsigned char bytes[ACT_REQUEST_ID_LEN / 2];
    ensure(RAND_bytes(bytes, sizeof(bytes)) == 1);
    struct buffer hex;
    buffer_init(&hex, ACT_REQUEST_ID_LEN);
    hex_put(&hex, (struct span){.data = (const char *)bytes, .len = sizeof(bytes)});
    json_put_text(writer, "request_id", buffer_span(&hex));
    buffer_free(&hex);
}

static void put_idem(struct json_writer *writer, const struct digest *idem)
{
    if (idem == NULL) {
        json_put_null(writer, "idem");
        return;
    }
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(idem, hex);
    json_put_text(writer, "idem", span_from(hex));
}

static void put_factor(struct json_writer *writer, const struct act_call *call)
{
    ensure(call->totp_step >= 0 && !(call->totp_step > 0 && call->signs));
    if (call->totp_step == 0 && !call->signs) {
        json_put_null(writer, "second_factor");
        return;
    }
    json_open_object(writer, "second_factor");
    if (call->signs) {
        json_put_bool(writer, "signature", true);
    } else {
        json_put_int(writer, "totp_step", call->totp_step);
    }
    json_close_object(writer);
}

/* The database and the attest process both want exactly these members in this order. */
static void put_request(
    struct buffer *out, const struct service *service, const struct act_call *call)
{
    struct json_writer writer;
    json_writer_init(&writer, out);
    json_open_object(&writer, NULL);
    json_put_int(&writer, "v", 1);
    json_put_text(&writer, "act", span_from(call->act));
    json_put_text(&writer, "audience", span_from(audience_name(service->audience)));
    put_request_id(&writer, call->request_id);
    put_int_or_null(&writer, "person", call->person > 0, call->person);
    put_text_or_null(&writer, "role", call->role);
    put_text_or_null(&writer, "certificate", call->certificate_hex);
    put_actor(&writer, call);
    put_int_or_null(&writer, "received_us", call->received_us >= 0, call->received_us);
    put_int_or_null(&writer, "duration_us", call->duration_us >= 0, call->duration_us);
    put_idem(&writer, call->idem);
    put_factor(&writer, call);
    json_put_raw(&writer, "params", call->params);
    json_close_object(&writer);
}

/* What goes to the database, once and for all attempts. */
struct act_text {
    const struct db_statement *statement;
    struct span request;
    struct span attest;
    struct span signature;
};

enum status act_write(struct service *service, struct arena *arena, const struct act_call *call,
    struct span *request_out, struct fault *fault)
{
    ensure(service != NULL && call != NULL && request_out != NULL);
    struct buffer text;
    buffer_init(&text, ACT_REQUEST_LEN_MAX + HEAD_LEN_MAX);
    bool fits = call->params.len <= ACT_REQUEST_LEN_MAX;
    if (fits) {
        put_request(&text, service, call);
        fits = text.len <= ACT_REQUEST_LEN_MAX;
    }
    enum status status = STATUS_OK;
    if (!fits) {
        FAULT(fault, "act", "", "%s: the request is too long", call->act);
        status = STATUS_LIMIT;
    } else if (text.failed) {
        FAULT(fault, "act", "", "%s: the request cannot be written", call->act);
        status = STATUS_INVALID;
    } else {
        *request_out = arena_copy(arena, buffer_span(&text));
        status = request_out->data == NULL ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
    }
    buffer_free(&text);
    return status;
}

enum status act_attest(struct service *service, struct arena *arena, const struct act_call *call,
    struct span *request_out, struct span *attest_out, struct fault *fault)
{
    enum status status = act_write(service, arena, call, request_out, fault);
    return status == STATUS_OK
               ? service_ask(service, arena, FRAME_ATTEST, *request_out, attest_out, fault)
               : status;
}

static enum status act_prepare(struct service *service, struct arena *arena,
    const struct act_call *call, struct act_text *text_out, struct fault *fault)
{
    ensure(service != NULL && call != NULL && call->act != NULL);
    char name[VERB_LEN_MAX];
    int len = snprintf(name, sizeof(name), "act_%s", call->act);
    ensure(len > 0);
    struct act_text text = {.request = call->written, .signature = call->signature};
    text.statement = (size_t)len < sizeof(name) ? service_find(service, name) : NULL;
    if (text.statement == NULL) {
        FAULT(fault, "act", "", "%s: not an act of this audience", call->act);
        return STATUS_INVALID;
    }
    enum status status = STATUS_OK;
    if (text.request.len == 0) {
        status = act_write(service, arena, call, &text.request, fault);
    }
    if (status == STATUS_OK) {
        status = service_ask(service, arena, FRAME_ATTEST, text.request, &text.attest, fault);
    }
    if (status == STATUS_OK) {
        *text_out = text;
    }
    return status;
}

static enum status reply_take(
    const struct db_row *row, struct act_reply *reply_out, struct fault *fault)
{
    struct act_reply reply = {
        .entry = row_int8(row, ACT_ENTRY),
        .stream = row_text(row, ACT_STREAM),
        .version = row_int4(row, ACT_VERSION),
        .kind = row_text(row, ACT_KIND),
        .at_us = row_timestamptz(row, ACT_AT),
        .received_us = -1,
        .verdict = row_text_or_null(row, ACT_VERDICT),
        .result = row_text(row, ACT_RESULT),
        .replayed = row_bool(row, ACT_REPLAYED),
        .leaf = row_bytes(row, ACT_LEAF),
    };
    (void)row_timestamptz_or_null(row, ACT_RECEIVED, &reply.received_us);
    struct span hash = row_bytes(row, ACT_LEAF_HASH);
    if (hash.len != DIGEST_LEN) {
        FAULT(fault, "act", "", "a leaf hash of %zu bytes", hash.len); /* uncovered: 32 by CHECK */
        return STATUS_INTERNAL;                                        /* uncovered: likewise */
    }
    (void)memcpy(reply.leaf_hash.bytes, hash.data, DIGEST_LEN);
    *reply_out = reply;
    return STATUS_OK;
}

static enum status act_execute(struct service *service, struct arena *arena,
    const struct act_text *text, struct act_reply *reply_out, struct fault *fault)
{
    struct db_row row;
    struct db_value signature = text->signature.len == 0 ? db_null() : db_bytes(text->signature);
    enum status status = db_one(service->db, text->statement,
        DB_VALUES(db_text(text->request), db_text(text->attest), signature), arena, &row, fault);
    return status == STATUS_OK ? reply_take(&row, reply_out, fault) : status;
}

enum status act_perform(struct service *service, struct arena *arena, const struct act_call *call,
    struct act_reply *reply_out, struct fault *fault)
{
    ensure(reply_out != NULL);
    struct act_text text;
    enum status status = act_prepare(service, arena, call, &text, fault);
    return status == STATUS_OK ? act_execute(service, arena, &text, reply_out, fault) : status;
}

struct attempt {
    struct arena *arena;
    const struct act_text *text;
    struct act_reply *reply;
};

static enum status attempt_body(struct service *service, void *context, struct fault *fault)
{
    const struct attempt *attempt = context;
    return act_execute(service, attempt->arena, attempt->text, attempt->reply, fault);
}

enum status act_transaction(struct service *service, struct arena *arena,
    const struct act_call *call, struct act_reply *reply_out, struct fault *fault)
{
    ensure(reply_out != NULL);
    struct act_text text;
    struct act_reply reply;
    enum status status = act_prepare(service, arena, call, &text, fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct attempt attempt = {arena, &text, &reply};
    status = service_transaction(service, call->person, attempt_body, &attempt, fault);
    if (status == STATUS_OK) {
        *reply_out = reply;
    }
    return status;
}

/* Each part with its length before it: no two triples give the same bytes. */
static void add_part(struct digest_stream *stream, struct span part)
{
    char len[32];
    int written = snprintf(len, sizeof(len), "%zu:", part.len);
    ensure(written > 0);
    digest_add(stream, (struct span){.data = len, .len = (size_t)written});
    digest_add(stream, part);
}

struct digest act_idem(struct span organisation, struct span route, struct span key)
{
    struct digest_stream *stream = digest_begin();
    ensure(stream != NULL);
    add_part(stream, organisation);
    add_part(stream, route);
    add_part(stream, key);
    return digest_end(stream);
}
