/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/cross_site.h"

static bool is_safe(struct span method)
{
    return span_is(method, "GET") || span_is(method, "HEAD");
}

/* Resource isolation: what another site may make the browser ask for, with the certificate. */
static bool is_isolated(const struct cross_site_request *request)
{
    static const char *const frames[] = {"iframe", "frame", "object", "embed", "fencedframe"};
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        if (span_is(request->fetch_dest, frames[i])) {
            return false;
        }
    }
    bool own = request->fetch_site.data == NULL || span_is(request->fetch_site, "same-origin")
               || span_is(request->fetch_site, "none");
    bool followed =
        span_is(request->fetch_mode, "navigate") && span_is(request->fetch_dest, "document");
    return own || followed;
}

enum auth_reason cross_site_check(const struct cross_site_request *request)
{
    ensure(request != NULL && request->own_origin.len > 0);
    bool safe = is_safe(request->method);
    if (request->kind == CROSS_SITE_PAGE && safe) {
        return is_isolated(request) ? AUTH_OK : AUTH_CROSS_SITE;
    }
    bool has_site = request->fetch_site.data != NULL;
    bool has_origin = request->origin.data != NULL;
    bool typed_in = safe && span_is(request->fetch_site, "none");
    if (has_site && !span_is(request->fetch_site, "same-origin") && !typed_in) {
        return AUTH_CROSS_SITE;
    }
    if (has_origin && !span_equal(request->origin, request->own_origin)) {
        return AUTH_CROSS_SITE;
    }
    bool told = has_site || has_origin;
    return told || request->kind == CROSS_SITE_API ? AUTH_OK : AUTH_CROSS_SITE;
}
