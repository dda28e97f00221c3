/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/act.h"

#include <string.h>

#include "fcgi/api/reply.h"
#include "fcgi/api/violation_list.h"
#include "fcgi/refused_act.h"

#define KEY_LEN_MIN 8
#define KEY_LEN_MAX 128

static bool key_fits(struct span key)
{
    static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    bool good = key.len >= KEY_LEN_MIN && key.len <= KEY_LEN_MAX;
    for (size_t i = 0; good && i < key.len; i++) {
        good = key.data[i] != '\0' && strchr(others, key.data[i]) != NULL;
    }
    return good;
}

bool api_act_ready(struct exchange *x, const struct shape *shape, enum status *answer_out)
{
    if (!reply_accepted(x, "application/json", answer_out)) {
        return false;
    }
    if (!key_fits(x->request->idempotency_key)) {
        *answer_out = reply_problem(x, "idempotency-key-missing", SPAN(""));
        return false;
    }
    return api_body_ready(x, shape, answer_out);
}

bool api_body_ready(struct exchange *x, const struct shape *shape, enum status *answer_out)
{
    if (!reply_accepted(x, "application/json", answer_out)) {
        return false;
    }
    struct violation_list list;
    enum status status = violation_list_begin(&list, x->arena, x->catalogue);
    if (status != STATUS_OK) {
        *answer_out = status;
        return false;
    }
    struct shape_report report = {.add = violation_list_note, .context = &list};
    if (!shape_check(shape, x->json, &report)) {
        *answer_out = reply_problem(x, "invalid-content", violation_list_end(&list));
        return false;
    }
    return true;
}

enum status api_act_params(
    struct exchange *x, const struct api_act *act, struct buffer *out, struct json_writer *writer)
{
    json_writer_init(writer, out);
    json_open_object(writer, NULL);
    for (size_t i = 0; i < ACT_PATH_MAX && act->path[i] != NULL; i++) {
        const char *name = act->path[i];
        if (strcmp(name, "call") == 0) {
            struct span call = exchange_param(x, name);
            if (!shape_is_name(call)) {
                return STATUS_NOT_FOUND;
            }
            json_put_text(writer, name, call);
            continue;
        }
        int64_t id = 0;
        enum status status = exchange_param_id(x, name, &id);
        if (status != STATUS_OK) {
            return status;
        }
        json_put_int(writer, name, id);
    }
    shape_put(act->shape, x->json, writer);
    return STATUS_OK;
}

enum status api_act_perform(struct exchange *x, const struct api_act *act, struct span params)
{
    struct act_reply reply;
    enum status status =
        exchange_act(x, act->act, params, x->request->idempotency_key, SPAN(""), &reply);
    if (status == STATUS_OK) {
        return reply_recorded(x, &reply, act->location);
    }
    if (status == STATUS_DENIED && act->refusals) {
        status = refused_act_record(x, act->act, status);
    }
    return reply_refused(x, status);
}

enum status api_act_computed(struct exchange *x, const struct api_act *act, api_act_put *put)
{
    enum status answer = STATUS_OK;
    if (!api_act_ready(x, act->shape, &answer)) {
        return answer;
    }
    struct buffer *params = reply_buffer(x, ACT_PARAMS_MAX);
    if (params == NULL) {
        return STATUS_LIMIT;
    }
    struct json_writer writer;
    enum status status = api_act_params(x, act, params, &writer);
    if (status == STATUS_OK && put != NULL) {
        status = put(x, &writer);
    }
    if (status != STATUS_OK) {
        return reply_refused(x, status);
    }
    json_close_object(&writer);
    return params->failed ? STATUS_LIMIT : api_act_perform(x, act, buffer_span(params));
}

enum status api_act(struct exchange *x, const struct api_act *act)
{
    return api_act_computed(x, act, NULL);
}
