/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers that are no page of their own: JSON, problems, refusals. */
#include <string.h>

#include "fcgi/exchange.h"
#include "fcgi/page.h"

#define RETRY_AFTER_S        "2"
#define RETRY_EXPORT_AFTER_S "30"

static enum status finish(struct exchange *x)
{
    return x->response.failed || x->response.body.failed ? STATUS_INTERNAL : STATUS_OK;
}

enum status api_send(struct exchange *x, int http, struct span json)
{
    x->response.status = http;
    response_type(&x->response, "application/json");
    buffer_put(&x->response.body, json);
    return finish(x);
}

enum status problem_send(
    struct exchange *x, const struct refusal *refusal, struct span detail, struct span violations)
{
    struct json_writer writer;
    struct span type = arena_format(x->arena, "%s%s", PROBLEM_BASE, refusal->type);
    struct span instance =
        arena_format(x->arena, "urn:request:%.*s", (int)x->request->request_id.len,
            x->request->request_id.len == 0 ? "" : x->request->request_id.data);
    x->response.status = refusal->http;
    response_type(&x->response, "application/problem+json");
    json_writer_init(&writer, &x->response.body);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "type", type);
    json_put_text(&writer, "title", span_from(tr(x->catalogue, refusal->title)));
    json_put_int(&writer, "status", refusal->http);
    if (detail.len > 0) {
        json_put_text(&writer, "detail", detail);
    }
    json_put_text(&writer, "instance", instance);
    if (violations.len > 0) {
        json_put_raw(&writer, "violations", violations);
    }
    json_close_object(&writer);
    return finish(x);
}

/* The list that an act gave with its refusal, as JSON text; empty when it gave none. */
static struct span violations_of(struct exchange *x)
{
    const struct json *list = json_at(exchange_detail(x), "violations");
    return list != NULL && list->kind == JSON_ARRAY ? list->source : SPAN("");
}

static void refuse_once(struct exchange *x, const struct refusal *refusal)
{
    if (refusal->http == 503) {
        bool export = strcmp(refusal->type, "export-running") == 0;
        response_header(
            &x->response, "Retry-After", export ? SPAN(RETRY_EXPORT_AFTER_S) : SPAN(RETRY_AFTER_S));
    }
    if (refusal->http == 405) {
        struct buffer allow;
        buffer_init(&allow, 64);
        route_allow(&x->match, &allow);
        response_header(&x->response, "Allow", buffer_span(&allow));
        buffer_free(&allow);
    }
    bool api = x->match.route != NULL ? x->match.route->kind == ROUTE_API
                                      : span_starts_with(x->request->path, SPAN("/api/"));
    enum status status =
        api ? problem_send(x, refusal, span_from(tr(x->catalogue, refusal->help)), violations_of(x))
            : page_refusal(x, refusal);
    if (status != STATUS_OK) {
        x->response.failed = true;
    }
}

void exchange_refuse(struct exchange *x, const struct refusal *refusal)
{
    response_restart(&x->response);
    refuse_once(x, refusal);
    if (!x->response.failed) {
        return;
    }
    /* Not even the error page came out (the arena is full): plain words without any memory. */
    response_restart(&x->response);
    x->response.status = refusal->http;
    buffer_puts(&x->response.body, refusal->title);
    buffer_puts(&x->response.body, "\n");
}
