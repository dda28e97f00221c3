/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange_support.h - an exchange as the worker makes one, without a connection of any kind. */
#ifndef TESTS_FCGI_EXCHANGE_SUPPORT_H
#define TESTS_FCGI_EXCHANGE_SUPPORT_H

#include <string.h>

#include "fcgi/exchange.h"

struct exchange_support {
    struct arena *arena;
    struct config config;
    struct http_request request;
    struct identity identity;
    struct session session;
    struct catalogue catalogue;
    struct span body; /* what is left of it */
    int chunk;        /* most bytes that one read gives */
    struct exchange x;
};

static inline int support_read(void *context, char *bytes, int len)
{
    struct exchange_support *support = context;
    int got = len < support->chunk ? len : support->chunk;
    got = (size_t)got < support->body.len ? got : (int)support->body.len;
    if (got == 0) {
        return -1;
    }
    memcpy(bytes, support->body.data, (size_t)got);
    support->body.data += got;
    support->body.len -= (size_t)got;
    return got;
}

/* An applicant in Danish who asks for `route` at `path`; `memory` bytes for the request. */
static inline void support_begin(
    struct exchange_support *support, const struct route *route, const char *path, size_t memory)
{
    memset(support, 0, sizeof(*support));
    support->arena = arena_create(memory);
    support->chunk = 3;
    support->config = (struct config){.pool = POOL_GRANTEE, .audience = ROUTE_GRANTEE};
    support->request = (struct http_request){.path = span_from(path),
        .request_id = SPAN("0123456789abcdef0123456789abcdef"),
        .content_length = -1};
    support->identity = (struct identity){.person = 12,
        .display_name = SPAN("Anna <A>"),
        .organisation = SPAN("10000001"),
        .organisation_name = SPAN("Demokommune A"),
        .roles = {SPAN("applicant"), SPAN("other")},
        .role_count = 2};
    struct exchange *x = &support->x;
    x->arena = support->arena;
    x->config = &support->config;
    x->request = &support->request;
    x->identity = &support->identity;
    support->session =
        (struct session){.left_s = 900, .idle_s = 900, .ends_us = INT64_C(8) * 3600000000};
    x->session = &support->session;
    x->catalogue = &support->catalogue;
    x->assets = SPAN("/s/hash");
    x->match.route = route;
    x->source = (struct exchange_source){.context = support, .read = support_read};
    form_init(&x->form, support->arena);
    response_init(&x->response, support->arena);
    buffer_init(&x->page, RESPONSE_BODY_MAX);
}

static inline void support_end(struct exchange_support *support)
{
    response_free(&support->x.response);
    buffer_free(&support->x.page);
    arena_destroy(support->arena);
}

/* The answer's body as text. */
static inline const char *support_body(struct exchange_support *support)
{
    buffer_putc(&support->x.response.body, '\0');
    return support->x.response.body.data;
}

/* The value of a header of the answer; "" when there is none. */
static inline struct span support_header(const struct exchange_support *support, const char *name)
{
    for (size_t i = 0; i < support->x.response.header_count; i++) {
        if (span_is(support->x.response.headers[i].name, name)) {
            return support->x.response.headers[i].value;
        }
    }
    return SPAN("");
}

#endif
