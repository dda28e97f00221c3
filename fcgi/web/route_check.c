/* SPDX-License-Identifier: EUPL-1.2 */
/* The route tables as a whole: what is wrong with them, and their list. */
#include <string.h>

#include "fcgi/web/route.h"

static const char *const known_roles =
    "applicant,management,external_auditor,officer,finance,auditor,administrator";

static const char *audience_name(enum route_audience audience)
{
    switch (audience) {
    case ROUTE_GRANTEE:
        return "grantee";
    case ROUTE_AGENCY:
        return "agency";
    case ROUTE_PUBLIC:
        return "public";
    }
    ensure(false);
    return "";
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* Literal segments of [a-z0-9_.-], {names} of the same, at most ROUTE_PARAMS_MAX of these. */
static bool pattern_valid(const char *pattern)
{
    size_t params = 0;
    if (pattern == NULL || pattern[0] != '/') {
        return false;
    }
    struct span rest = span_from(pattern + 1);
    struct span part;
    while (span_split(&rest, '/', &part)) {
        bool named = part.len > 0 && part.data[0] == '{';
        struct span name = part;
        if (named) {
            if (part.len < 3 || part.data[part.len - 1] != '}') {
                return false;
            }
            name = (struct span){.data = part.data + 1, .len = part.len - 2};
            params++;
        }
        if (part.len == 0 && rest.data != NULL) {
            return false;
        }
        for (size_t i = 0; i < name.len; i++) {
            if (!is_name_byte(name.data[i])) {
                return false;
            }
        }
    }
    return params <= ROUTE_PARAMS_MAX;
}

static bool roles_known(const char *roles)
{
    struct span rest = span_from(roles);
    struct span part;
    size_t count = 0;
    while (span_split(&rest, ',', &part)) {
        if (!route_role_listed(known_roles, part)) {
            return false;
        }
        count++;
    }
    return count > 0;
}

static const char *row_error(const struct route *route)
{
    bool anyone = (route->flags & ROUTE_ANYONE) != 0;
    if (!pattern_valid(route->pattern)) {
        return "malformed pattern";
    }
    if (route->handler == NULL) {
        return "no handler";
    }
    if (route->method == HTTP_HEAD || route->method >= HTTP_METHOD_COUNT) {
        return "HEAD is answered by GET";
    }
    if (route->audience == ROUTE_PUBLIC && (anyone || route->roles != NULL)) {
        return "the public has no roles";
    }
    if (route->audience != ROUTE_PUBLIC && !anyone && route->roles == NULL) {
        return "neither roles nor ROUTE_ANYONE";
    }
    if ((route->flags & ROUTE_STRANGER) != 0
        && (!anyone || route->roles != NULL
            || (route->kind == ROUTE_PAGE && (route->flags & ROUTE_NO_LOGIN) == 0))) {
        return "strangers have no roles and no login";
    }
    if (route->roles != NULL && !roles_known(route->roles)) {
        return "unknown role";
    }
    if (((route->flags & ROUTE_NAVIGATION) != 0) != (route->title != NULL)) {
        return "a title belongs to the navigation";
    }
    bool form = route->kind == ROUTE_PAGE && route->method == HTTP_POST
                && route->audience != ROUTE_PUBLIC && (route->flags & ROUTE_NO_LOGIN) == 0;
    if (form != (route->page != NULL) || form != (route->button != NULL)) {
        return "a form names its page and its button, and nothing else does";
    }
    bool api_path = strncmp(route->pattern, "/api/", 5) == 0;
    return api_path == (route->kind == ROUTE_API) ? NULL : "API routes are below /api/";
}

/* The next segment of a pattern, NULL-terminated by the caller's loop. */
static bool next(struct span *rest, struct span *part_out)
{
    return span_split(rest, '/', part_out);
}

/* True when both patterns have the same literals and parameters at the same places. */
static bool same_shape(const char *a, const char *b)
{
    struct span rest_a = span_from(a);
    struct span rest_b = span_from(b);
    for (;;) {
        struct span part_a = {.data = "", .len = 0};
        struct span part_b = {.data = "", .len = 0};
        bool more_a = next(&rest_a, &part_a);
        bool more_b = next(&rest_b, &part_b);
        if (!more_a || !more_b) {
            return more_a == more_b;
        }
        bool named_a = part_a.len > 0 && part_a.data[0] == '{';
        bool named_b = part_b.len > 0 && part_b.data[0] == '{';
        if (named_a != named_b || (!named_a && !span_equal(part_a, part_b))) {
            return false;
        }
    }
}

static const struct route *at(const struct route_table *tables, size_t index)
{
    while (index >= tables->count) {
        index -= tables->count;
        tables++;
    }
    return &tables->routes[index];
}

static size_t total(const struct route_table *tables, size_t table_count)
{
    size_t count = 0;
    for (size_t t = 0; t < table_count; t++) {
        count += tables[t].count;
    }
    return count;
}

/* The page that shows the form is one that can be asked for. */
static bool page_exists(const struct route_table *tables, size_t count, const struct route *form)
{
    for (size_t i = 0; i < count; i++) {
        const struct route *page = at(tables, i);
        if (page->method == HTTP_GET && page->audience == form->audience
            && strcmp(page->pattern, form->page) == 0) {
            return true;
        }
    }
    return false;
}

enum status route_tables_check(const struct route_table *tables, size_t table_count,
    struct arena *arena, const char **reason_out)
{
    size_t count = total(tables, table_count);
    for (size_t i = 0; i < count; i++) {
        const struct route *route = at(tables, i);
        const char *error = row_error(route);
        for (size_t j = 0; j < i && error == NULL; j++) {
            const struct route *other = at(tables, j);
            if (other->method == route->method && other->audience == route->audience
                && same_shape(other->pattern, route->pattern)) {
                error = "two rows for the same request";
            }
        }
        if (error == NULL && route->page != NULL && !page_exists(tables, count, route)) {
            error = "the page of the form does not exist";
        }
        if (error != NULL) {
            *reason_out = arena_printf(arena, "%s %s: %s", http_method_name(route->method),
                route->pattern == NULL ? "(none)" : route->pattern, error);
            return STATUS_INVALID;
        }
    }
    return STATUS_OK;
}

void route_list(const struct route_table *tables, size_t table_count, struct buffer *out)
{
    size_t count = total(tables, table_count);
    for (size_t i = 0; i < count; i++) {
        const struct route *route = at(tables, i);
        buffer_printf(out, "%s\t%s\t%s\t%s\t%s\t%s%s%s%s\n", http_method_name(route->method),
            route->pattern, audience_name(route->audience),
            (route->flags & ROUTE_ANYONE) != 0 || route->roles == NULL ? "any" : route->roles,
            route->kind == ROUTE_PAGE ? "page" : "api",
            (route->flags & ROUTE_SUBMISSION) != 0 ? "submission " : "",
            (route->flags & ROUTE_UPLOAD) != 0 ? "upload " : "",
            (route->flags & ROUTE_STREAM) != 0 ? "stream " : "",
            (route->flags & ROUTE_STRANGER) != 0 ? "stranger " : "");
    }
}
