/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/problem.h"

#include <string.h>

#include "fcgi/api/violation_list.h"
#include "fcgi/duty.h"

#define REFUSALS_RETRY_S "3600" /* the hour in which refusals are counted */

static enum status send(
    struct exchange *x, const struct refusal *refusal, struct span violations, struct span details)
{
    struct span id = x->request->request_id;
    struct span type = arena_format(x->arena, "%s%s", PROBLEM_BASE, refusal->type);
    struct span instance = arena_format(x->arena, "urn:request:%.*s", (int)id.len, id.data);
    if (type.data == NULL || instance.data == NULL) {
        return STATUS_LIMIT;
    }
    x->response.status = refusal->http;
    response_type(&x->response, "application/problem+json");
    response_header(
        &x->response, "Content-Language", span_from(language_code(x->catalogue->language)));
    struct json_writer writer;
    json_writer_init(&writer, &x->response.body);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "type", type);
    json_put_text(&writer, "title", span_from(tr(x->catalogue, refusal->title)));
    json_put_int(&writer, "status", refusal->http);
    const char *rule = duty_refused(x);
    const char *help = tr(x->catalogue, refusal->help);
    json_put_text(&writer, "detail",
        rule == NULL
            ? span_from(help)
            : arena_format(x->arena, "%s %s %s.", help, tr(x->catalogue, N_("The rule:")), rule));
    json_put_text(&writer, "instance", instance);
    if (violations.len > 0) {
        json_put_raw(&writer, "violations", violations);
    }
    if (details.len > 0) {
        json_put_raw(&writer, "details", details);
    }
    json_close_object(&writer);
    return x->response.body.failed ? STATUS_INTERNAL : STATUS_OK;
}

enum status reply_problem(struct exchange *x, const char *type, struct span violations)
{
    return send(x, refusal_named(type), violations, SPAN(""));
}

enum status reply_refused(struct exchange *x, enum status refused)
{
    if (strncmp(x->fault.code, "LG", 2) != 0) {
        return refused;
    }
    const struct refusal *refusal = refusal_find(refused, &x->fault);
    const struct json *detail = exchange_detail(x);
    const struct json *found = json_get(detail, "violations");
    if (refusal->http == 429) {
        response_header(&x->response, "Retry-After", SPAN(REFUSALS_RETRY_S));
    }
    if (found == NULL) {
        struct span details =
            detail != NULL && detail->kind == JSON_OBJECT ? detail->source : SPAN("");
        return send(x, refusal, SPAN(""), details);
    }
    struct violation_list list;
    enum status status = violation_list_begin(&list, x->arena, x->catalogue);
    if (status != STATUS_OK) {
        return status;
    }
    violation_list_add_all(&list, found);
    return send(x, refusal, violation_list_end(&list), SPAN(""));
}
