/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/refused_act.h"

#include <string.h>

enum { PARAMS_MAX = 4096 };

/* "application 17" from the route's first parameter; null where the path names nothing. */
static void put_subject(struct exchange *x, struct json_writer *json)
{
    if (x->match.param_count == 0) {
        json_put_null(json, "subject");
        return;
    }
    struct http_pair named = x->match.params[0];
    struct span subject = arena_format(x->arena, "%.*s %.*s", (int)named.name.len, named.name.data,
        (int)named.value.len, named.value.data);
    json_put_text(json, "subject", subject);
}

/* Who is asked for a code or a signature was not refused for want of a right. */
static bool proof_is_missing(const char *code)
{
    return strcmp(code, "LG410") == 0 || strcmp(code, "LG411") == 0 || strcmp(code, "LG412") == 0
           || strcmp(code, "LG413") == 0;
}

enum status refused_act_record(struct exchange *x, const char *act, enum status refused)
{
    struct fault fault = x->fault;
    if (proof_is_missing(fault.code)) {
        return refused;
    }
    struct buffer params;
    struct json_writer json;
    buffer_init(&params, PARAMS_MAX);
    json_writer_init(&json, &params);
    json_open_object(&json, NULL);
    json_put_text(&json, "act", span_from(act));
    json_put_text(&json, "code", span_from(fault.code));
    put_subject(x, &json);
    json_put_text(&json, "detail", span_from(fault.text));
    json_close_object(&json);
    struct act_reply reply;
    enum status status = params.failed ? STATUS_LIMIT
                                       : exchange_act(x, "record_refusal", buffer_span(&params),
                                           SPAN(""), SPAN(""), &reply);
    buffer_free(&params);
    if (status == STATUS_DENIED && strcmp(x->fault.code, "LG406") == 0) {
        return status;
    }
    x->fault = fault;
    return refused;
}
