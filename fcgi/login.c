/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/login.h"

#include "fcgi/views/login_continue.h"
#include "fcgi/web/html.h"

#define ADDRESS_MAX (3 * HTTP_PATH_MAX + HTTP_QUERY_MAX + 1)

struct span login_own_address(struct exchange *x)
{
    struct buffer address;
    struct span rest = x->request->path;
    struct span part;
    buffer_init(&address, ADDRESS_MAX);
    for (bool first = true; span_split(&rest, '/', &part); first = false) {
        buffer_puts(&address, first ? "" : "/");
        html_url_part(&address, part);
    }
    if (x->request->query_text.len > 0) {
        buffer_putc(&address, '?');
        buffer_put(&address, x->request->query_text);
    }
    struct span copy = arena_copy(x->arena, buffer_span(&address));
    buffer_free(&address);
    return copy;
}

struct span login_way_back(struct span wanted)
{
    bool loops =
        span_starts_with(wanted, SPAN("/log")) || span_starts_with(wanted, SPAN("/agency/log"));
    return response_may_redirect(wanted) && !loops ? wanted : SPAN("/");
}

/* "idle" and "over" say on the login page why somebody who was logged in is asked again. */
static struct span ended(enum auth_reason reason)
{
    if (reason == AUTH_SESSION_IDLE || reason == AUTH_SESSION_RENEWED) {
        return span_from(reason == AUTH_SESSION_IDLE ? "idle" : "certificate");
    }
    return reason == AUTH_SESSION_OVER ? SPAN("over") : SPAN("");
}

/*
 * SameSite=Strict: a link from elsewhere comes without the cookie, and so does a redirect behind
 * it. Only a link on a page of ours brings it. It is not followed by itself: then other sites could
 * open our pages with the user's login after all, and learn from the time that takes.
 */
static enum status ask_again(struct exchange *x, struct span address)
{
    view_login_continue(page_view(x), address);
    return page_send(x, 200, span_from(tr(x->catalogue, N_("Continue to Tilsagn"))));
}

enum status login_redirect(struct exchange *x, struct span back, bool kept)
{
    struct span why = ended(x->no_session);
    struct buffer address;
    buffer_init(&address, 4 * ADDRESS_MAX);
    buffer_puts(&address, x->config->audience == ROUTE_AGENCY ? "/agency/login?" : "/login?");
    buffer_puts(&address, kept ? "kept=1&" : "");
    buffer_puts(&address, why.len > 0 ? "ended=" : "");
    buffer_put(&address, why);
    buffer_puts(&address, why.len > 0 ? "&return=" : "return=");
    html_url_part(&address, back);
    response_redirect(&x->response, buffer_span(&address));
    buffer_free(&address);
    return x->response.failed ? STATUS_INTERNAL : STATUS_OK;
}

enum status login_demand(struct exchange *x)
{
    struct span address = login_own_address(x);
    struct span site = x->request->sec_fetch_site;
    bool from_elsewhere = span_is(site, "cross-site") || span_is(site, "same-site");
    bool cookie = http_pairs_find(x->request->cookies, SESSION_COOKIE).data != NULL;
    if (from_elsewhere && !cookie) {
        return ask_again(x, address);
    }
    return login_redirect(x, address, false);
}

const struct refusal *login_find(struct exchange *x, struct session *room, bool *answered_out)
{
    const struct route *route = x->match.route;
    if (x->identity == NULL || route->kind != ROUTE_PAGE) {
        return NULL;
    }
    const struct session_claim claim = {
        .cookie = http_pairs_find(x->request->cookies, SESSION_COOKIE), .identity = x->identity};
    enum status status =
        session_find(x->service, x->arena, &claim, room, &x->no_session, &x->fault);
    if (status == STATUS_OK) {
        x->session = room;
        return NULL;
    }
    if (status != STATUS_NOT_FOUND && status != STATUS_DENIED) {
        return refusal_find(status, &x->fault);
    }
    if ((route->flags & ROUTE_NO_LOGIN) != 0) {
        return NULL;
    }
    if (status == STATUS_DENIED) {
        return refusal_named("other-login");
    }
    if (x->request->method == HTTP_POST) {
        return NULL; /* kept_put_aside() answers it, when the form has been read */
    }
    *answered_out = true;
    status = login_demand(x);
    return status == STATUS_OK ? NULL : refusal_find(status, &x->fault);
}

const struct refusal *login_stranger(struct exchange *x, bool *answered_out)
{
    const struct route *route = x->match.route;
    if ((route->flags & ROUTE_STRANGER) != 0) {
        return NULL;
    }
    if (route->kind != ROUTE_PAGE || x->request->method == HTTP_POST) {
        return refusal_named("unknown-person");
    }
    *answered_out = true;
    response_redirect(&x->response,
        x->config->audience == ROUTE_AGENCY ? SPAN("/agency/access") : SPAN("/access"));
    return NULL;
}

bool login_token_fits(const struct exchange *x)
{
    enum http_method method = x->request->method;
    bool needless = (x->match.route->flags & ROUTE_NO_LOGIN) != 0;
    return x->session == NULL || needless || method == HTTP_GET || method == HTTP_HEAD
           || session_token_fits(x->session, x->request->path, form_value(&x->form, "token"));
}
