/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/due.h"

#include "ledger/base/json.h"
#include "ledger/reads.h"

/* One act that is due: its parameters are what the database listed, and its key. */
struct due_act {
    const char *act;
    struct span subject;
    struct span params;
    struct span key; /* the same act on the same thing is the same request */
};

static enum status perform(struct service *service, struct arena *arena, const struct due_act *due,
    struct act_reply *reply_out, struct fault *fault)
{
    struct digest idem = act_idem(SPAN("system"), span_from(due->act), due->key);
    struct act_call act = {
        .act = due->act,
        .program = SPAN("tilsagn-sequencer"),
        .params = due->params,
        .received_us = -1,
        .duration_us = -1,
        .idem = &idem,
    };
    return act_transaction(service, arena, &act, reply_out, fault);
}

static void attempt(struct service *service, struct arena *arena, const struct due_act *due,
    const struct due_listener *listener)
{
    struct act_reply reply;
    struct fault why;
    fault_clear(&why);
    enum status status = due->params.data == NULL
                             ? STATUS_LIMIT /* uncovered: the document was as long and did fit */
                             : perform(service, arena, due, &reply, &why);
    listener->tried(listener->context, due->act, due->subject, status,
        status == STATUS_OK ? &reply : NULL, &why);
}

static struct span call_params(struct arena *arena, struct span call)
{
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, 1024);
    json_writer_init(&writer, &text);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "call", call);
    json_close_object(&writer);
    struct span copy = text.failed ? (struct span){NULL, 0} : arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

static void close_calls(struct service *service, struct arena *arena, const struct json *document,
    const struct due_listener *listener)
{
    for (const struct json *call = json_list(document, "calls"); call != NULL; call = call->next) {
        struct due_act due = {.act = "close_call",
            .subject = call->string,
            .params = call_params(arena, call->string),
            .key = call->string};
        attempt(service, arena, &due, listener);
    }
}

static void remind_claims(struct service *service, struct arena *arena, const struct json *document,
    const struct due_listener *listener)
{
    for (const struct json *item = json_list(document, "claims"); item != NULL; item = item->next) {
        struct span params = arena_format(arena, "{\"claim\":%lld,\"n\":%lld}",
            (long long)json_int(item, "claim"), (long long)json_int(item, "n"));
        struct due_act due = {.act = "remind_claim",
            .subject = arena_format(arena, "%lld", (long long)json_int(item, "claim")),
            .params = params,
            .key = params};
        attempt(service, arena, &due, listener);
    }
}

static void draw_vouchers(struct service *service, struct arena *arena, const struct json *document,
    const struct due_listener *listener)
{
    for (const struct json *item = json_list(document, "requests"); item != NULL;
         item = item->next) {
        struct span params = arena_format(arena, "{\"request\":%lld}", (long long)item->integer);
        struct due_act due = {.act = "draw_vouchers",
            .subject = arena_format(arena, "%lld", (long long)item->integer),
            .params = params,
            .key = params};
        attempt(service, arena, &due, listener);
    }
}

static enum status ask(struct service *service, struct arena *arena, enum read what,
    const struct json **document_out, struct fault *fault)
{
    struct read_question question = {.what = what, .values = DB_NO_VALUES};
    struct span text;
    struct json_error error;
    enum status status = read_alone(service, arena, &question, &text, fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (json_parse(arena, text, document_out, &error) != STATUS_OK) {
        FAULT(fault, "sequencer", "", "read.%s() is not readable: %s",
            what == READ_CALLS_DUE    ? "calls_due"
            : what == READ_CLAIMS_DUE ? "claims_due"
                                      : "draws_due",
            error.reason);
        return STATUS_INTERNAL;
    }
    return STATUS_OK;
}

enum status due_perform(struct service *service, struct arena *arena,
    const struct due_listener *listener, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && listener != NULL);
    const struct json *document = NULL;
    enum status status = ask(service, arena, READ_CALLS_DUE, &document, fault);
    if (status != STATUS_OK) {
        return status;
    }
    close_calls(service, arena, document, listener);
    status = ask(service, arena, READ_CLAIMS_DUE, &document, fault);
    if (status == STATUS_OK) {
        remind_claims(service, arena, document, listener);
        status = ask(service, arena, READ_DRAWS_DUE, &document, fault);
    }
    if (status == STATUS_OK) {
        draw_vouchers(service, arena, document, listener);
    }
    return status;
}
