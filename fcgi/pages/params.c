/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/params.h"

#include "fcgi/refused_act.h"
#include "fcgi/signing.h"

void params_begin(struct params *params)
{
    buffer_init(&params->text, PARAMS_LEN_MAX);
    json_writer_init(&params->json, &params->text);
    json_open_object(&params->json, NULL);
}

void params_end(struct params *params)
{
    buffer_free(&params->text);
}

void params_text_or_null(struct json_writer *json, const char *name, struct span text)
{
    if (text.len > 0) {
        json_put_text(json, name, text);
    } else {
        json_put_null(json, name);
    }
}

void params_int_or_null(struct json_writer *json, const char *name, int64_t value)
{
    if (value != 0) {
        json_put_int(json, name, value);
    } else {
        json_put_null(json, name);
    }
}

static enum status perform(
    struct exchange *x, struct params *params, const char *act, struct act_reply *reply)
{
    struct span key = SPAN("");
    json_close_object(&params->json);
    if (params->text.failed) {
        return STATUS_LIMIT;
    }
    enum status status = page_key(x, &key);
    if (status != STATUS_OK) {
        return status;
    }
    status = exchange_act(x, act, buffer_span(&params->text), key, SPAN(""), reply);
    return status == STATUS_DENIED ? refused_act_record(x, act, status) : status;
}

static enum status act_and_go(struct exchange *x, struct params *params, const char *act,
    const char *pattern, const struct span *id)
{
    struct act_reply reply;
    enum status status = perform(x, params, act, &reply);
    params_end(params);
    if (x->pending > 0) {
        struct span pending = arena_format(x->arena, "%lld", (long long)x->pending);
        bool agency = x->match.route->audience == ROUTE_AGENCY;
        return page_redirect(x, agency ? SIGNING_PAGE_AGENCY : SIGNING_PAGE_GRANTEE, &pending, 1);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span entry = arena_format(x->arena, "%lld", (long long)reply.entry);
    return page_redirect(x, pattern, id != NULL ? id : &entry, 1);
}

enum status params_act(
    struct exchange *x, struct params *params, const char *act, const char *pattern, struct span id)
{
    return pattern != NULL ? act_and_go(x, params, act, pattern, &id)
                           : act_and_go(x, params, act, "/receipts/%s", NULL);
}

enum status params_act_entry(
    struct exchange *x, struct params *params, const char *act, const char *pattern)
{
    return act_and_go(x, params, act, pattern, NULL);
}
