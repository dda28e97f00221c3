/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/due.h"

#include "ledger/base/json.h"
#include "ledger/reads.h"

static enum status params_write(struct arena *arena, struct span call, struct span *params_out)
{
    struct buffer text;
    buffer_init(&text, 1024);
    struct json_writer writer;
    json_writer_init(&writer, &text);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "call", call);
    json_close_object(&writer);
    struct span copy = text.failed ? (struct span){NULL, 0} : arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    if (copy.data == NULL) {
        return STATUS_LIMIT; /* uncovered: the document was as long and did fit */
    }
    *params_out = copy;
    return STATUS_OK;
}

static enum status close_call(struct service *service, struct arena *arena, struct span call,
    struct act_reply *reply_out, struct fault *fault)
{
    struct digest idem = act_idem(SPAN("system"), SPAN("close_call"), call);
    struct act_call act = {
        .act = "close_call",
        .program = SPAN("tilsagn-sequencer"),
        .received_us = -1,
        .duration_us = -1,
        .idem = &idem,
    };
    enum status status = params_write(arena, call, &act.params);
    return status == STATUS_OK ? act_transaction(service, arena, &act, reply_out, fault) : status;
}

enum status due_perform(struct service *service, struct arena *arena,
    const struct due_listener *listener, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && listener != NULL);
    struct read_question question = {.what = READ_CALLS_DUE, .values = DB_NO_VALUES};
    struct span text;
    enum status status = read_alone(service, arena, &question, &text, fault);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *document = NULL;
    struct json_error error;
    if (json_parse(arena, text, &document, &error) != STATUS_OK) {
        FAULT(fault, "sequencer", "", "read.calls_due() is not readable: %s", error.reason);
        return STATUS_INTERNAL;
    }
    for (const struct json *call = json_list(document, "calls"); call != NULL; call = call->next) {
        struct act_reply reply;
        struct fault why;
        fault_clear(&why);
        enum status closed = close_call(service, arena, call->string, &reply, &why);
        listener->tried(
            listener->context, call->string, closed, closed == STATUS_OK ? &reply : NULL, &why);
    }
    return STATUS_OK;
}
