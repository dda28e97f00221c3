/* SPDX-License-Identifier: EUPL-1.2 */
/* Logging in and out, and what is open. */
#include "fcgi/login.h"

#include <openssl/crypto.h>

#include "fcgi/page.h"
#include "fcgi/pages/pages.h"
#include "fcgi/views/kept.h"
#include "fcgi/views/logged_out.h"
#include "fcgi/views/login.h"
#include "fcgi/views/session.h"
#include "ledger/base/moment.h"

enum status pages_login(struct exchange *x)
{
    static const char *const endings[] = {"idle", "over", "certificate"};
    struct span back = login_way_back(form_value(&x->form, "return"));
    if (x->session != NULL) {
        response_redirect(&x->response, back); /* logged in already, perhaps in another tab */
        return STATUS_OK;
    }
    struct span kind = x->identity->organisation_kind;
    if (x->config->audience == ROUTE_GRANTEE
        && (span_is(kind, "agency") || span_is(kind, "state_auditor"))) {
        back = span_starts_with(back, SPAN("/agency/")) ? back : SPAN("/agency/");
        return page_redirect(x, "/agency/login?return=%s", &back, 1);
    }
    struct span ended = SPAN("");
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (form_has(&x->form, "ended", endings[i])) {
            ended = span_from(endings[i]);
        }
    }
    view_login(page_view(x), back, ended, form_has(&x->form, "kept", "1"),
        x->identity->display_name, x->identity->organisation_name, page_role_titles(x));
    return page_send(x, 200, pages_title(x, N_("Log in")));
}

enum status pages_login_open(struct exchange *x)
{
    struct session session;
    char cookie[2 * SESSION_ID_LEN + 1];
    enum status status = session_open(x->service, x->arena,
        http_pairs_find(x->request->cookies, SESSION_COOKIE), x->identity, &session, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    session_cookie(&session, cookie);
    session_forget(&session);
    response_login_cookie(&x->response, SESSION_COOKIE, span_from(cookie));
    OPENSSL_cleanse(cookie, sizeof(cookie));
    response_redirect(&x->response, login_way_back(form_value(&x->form, "return")));
    return STATUS_OK;
}

/* The page that says so, and nothing of what was stored in the browser for this site. */
static enum status show_logged_out(struct exchange *x)
{
    x->session = NULL; /* the frame around the page is a stranger's */
    response_login_cookie(&x->response, SESSION_COOKIE, SPAN(""));
    response_header(&x->response, "Clear-Site-Data", SPAN("\"cache\", \"cookies\", \"storage\""));
    view_logged_out(page_view(x));
    return page_send(x, 200, pages_title(x, N_("You are logged out")));
}

enum status pages_logout(struct exchange *x)
{
    enum status status = STATUS_OK;
    if (x->session != NULL) {
        status = login_close(x->service, x->arena, &x->session->login, &x->fault);
    }
    return status == STATUS_OK ? show_logged_out(x) : status;
}

enum status pages_session(struct exchange *x)
{
    struct span text;
    const struct json *mine = NULL;
    enum status status = login_mine(x->service, x->arena, &x->session->login, &text, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (json_parse(x->arena, text, &mine, NULL) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    int64_t ends_s = (x->session->ends_us - x->session->now_us) / MOMENT_SECOND_US;
    view_session(
        page_view(x), mine, x->session->left_s, ends_s <= x->session->idle_s, x->simulated);
    return page_send(x, 200, pages_title(x, N_("My logins")));
}

enum status pages_session_end(struct exchange *x)
{
    enum status status = login_close_all(x->service, x->arena, &x->session->login, &x->fault);
    return status == STATUS_OK ? show_logged_out(x) : status;
}

enum status pages_kept(struct exchange *x)
{
    int64_t kept = 0;
    struct span text;
    const struct json *document = NULL;
    struct http_pairs fields = {.items = NULL, .count = 0};
    enum status status = exchange_param_id(x, "kept", &kept);
    if (status == STATUS_OK) {
        status = kept_find(x->service, x->arena, &x->session->login, kept, &text, &x->fault);
    }
    if (status == STATUS_OK) {
        status = json_parse(x->arena, text, &document, NULL);
    }
    if (status == STATUS_OK) {
        status = form_parse(x->arena, json_text(document, "fields"), &fields);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const char *button = arena_text(x->arena, json_text(document, "button"));
    struct span page = json_text(document, "page");
    struct view *v = page_view(x);
    view_kept(v, json_text(document, "kept_at"),
        arena_format(x->arena, "%.*s?kept=%lld", (int)page.len, page.data, (long long)kept),
        view_message(v, button == NULL ? "" : button, (struct span[]){SPAN("…"), SPAN("…")}, 2),
        json_text(document, "file_name"), &fields);
    return page_send(x, 200, pages_title(x, N_("What you had entered")));
}
