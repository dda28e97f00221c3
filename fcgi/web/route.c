/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/route.h"

#include <string.h>

#define ROUTE_SEGMENTS_MAX 12

/* "/a/{b}" in its parts; "/" has none, "/agency/" has "agency" and "". */
struct segments {
    struct span part[ROUTE_SEGMENTS_MAX];
    size_t count;
};

static bool segments_of(struct span path, struct segments *out)
{
    out->count = 0;
    if (path.len == 0 || path.data[0] != '/') {
        return false;
    }
    struct span rest = {.data = path.data + 1, .len = path.len - 1};
    struct span part;
    while (span_split(&rest, '/', &part)) {
        if (out->count == ROUTE_SEGMENTS_MAX) {
            return false;
        }
        out->part[out->count++] = part;
    }
    return true;
}

static bool is_parameter(struct span part)
{
    return part.len > 2 && part.data[0] == '{' && part.data[part.len - 1] == '}';
}

/* True when the pattern fits; then fills the parameters of *match. */
static bool fits(const struct route *route, const struct segments *path, struct route_match *match)
{
    struct segments pattern;
    if (!segments_of(span_from(route->pattern), &pattern) || pattern.count != path->count) {
        return false;
    }
    size_t count = 0;
    for (size_t i = 0; i < pattern.count; i++) {
        struct span part = pattern.part[i];
        if (!is_parameter(part)) {
            if (!span_equal(part, path->part[i])) {
                return false;
            }
            continue;
        }
        if (path->part[i].len == 0) {
            return false;
        }
        ensure(count < ROUTE_PARAMS_MAX);
        match->params[count++] = (struct http_pair){
            .name = {.data = part.data + 1, .len = part.len - 2}, .value = path->part[i]};
    }
    match->param_count = count;
    return true;
}

/* A pattern without parameters wins over one with them: /accounts/new over /accounts/{version}. */
static bool more_exact(const struct route_match *match, const struct route_match *best)
{
    return best->route == NULL || match->param_count < best->param_count;
}

static bool same_method(enum http_method route, enum http_method asked)
{
    return route == asked || (route == HTTP_GET && asked == HTTP_HEAD);
}

enum status route_find(const struct route_table *tables, size_t table_count,
    enum route_audience audience, enum http_method method, struct span path,
    struct route_match *match_out)
{
    struct segments segments;
    struct route_match best = {.route = NULL};
    bool methods[HTTP_METHOD_COUNT] = {false};
    bool any = false;
    if (!segments_of(path, &segments)) {
        return STATUS_NOT_FOUND;
    }
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct route *route = &tables[t].routes[i];
            struct route_match match = {.route = route};
            if (route->audience != audience || !fits(route, &segments, &match)) {
                continue;
            }
            any = true;
            methods[route->method] = true;
            methods[HTTP_HEAD] |= route->method == HTTP_GET;
            if (same_method(route->method, method) && more_exact(&match, &best)) {
                best = match;
            }
        }
    }
    memcpy(best.methods, methods, sizeof(methods));
    if (any) {
        *match_out = best;
    }
    if (best.route == NULL) {
        return any ? STATUS_INVALID : STATUS_NOT_FOUND;
    }
    return STATUS_OK;
}

void route_allow(const struct route_match *match, struct buffer *out)
{
    bool first = true;
    for (unsigned i = 0; i < HTTP_METHOD_COUNT; i++) {
        if (match->methods[i]) {
            buffer_puts(out, first ? "" : ", ");
            buffer_puts(out, http_method_name((enum http_method)i));
            first = false;
        }
    }
}

struct span route_param(const struct route_match *match, const char *name)
{
    for (size_t i = 0; i < match->param_count; i++) {
        if (span_is(match->params[i].name, name)) {
            return match->params[i].value;
        }
    }
    ensure(false);
    return (struct span){.data = NULL, .len = 0};
}

bool route_role_listed(const char *roles, struct span role)
{
    struct span rest = span_from(roles);
    struct span part;
    while (span_split(&rest, ',', &part)) {
        if (span_equal(part, role)) {
            return true;
        }
    }
    return false;
}
