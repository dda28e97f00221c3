/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/page.h"

#include <string.h>

#include <openssl/rand.h>

#include "fcgi/duty.h"
#include "fcgi/exchange.h"
#include "fcgi/views/layout.h"
#include "fcgi/views/refusal.h"
#include "fcgi/words.h"
#include "ledger/base/moment.h"

#define PAGE_KEY_LEN 32

static struct view view_of(struct exchange *x, struct buffer *out)
{
    /* Who strayed into the agency's pages is led home, not round in a circle. */
    bool agency =
        x->config->audience == ROUTE_AGENCY && (x->identity == NULL || exchange_belongs(x));
    return (struct view){
        .out = out,
        .arena = x->arena,
        .catalogue = x->catalogue,
        .form = &x->form,
        .assets = x->assets,
        .path = x->request->path,
        .home = agency ? SPAN("/agency/") : SPAN("/"),
        .kept = x->kept.kept,
        .kept_path = x->kept.path,
        .kept_file = x->kept.file_name,
        .session = x->session,
    };
}

/* A fresh key, so that a form sent twice is one act, and two visits are two. */
static struct span new_key(struct exchange *x)
{
    unsigned char bytes[PAGE_KEY_LEN / 2];
    ensure(RAND_bytes(bytes, (int)sizeof(bytes)) == 1);
    char hex[PAGE_KEY_LEN];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    return arena_copy(x->arena, (struct span){.data = hex, .len = sizeof(hex)});
}

struct view *page_view(struct exchange *x)
{
    struct view *v = arena_alloc(x->arena, sizeof(*v));
    if (v == NULL) {
        /* The page is lost anyway: a view that writes nowhere, so that handlers need no check. */
        static struct view nowhere;
        nowhere = view_of(x, &x->page);
        x->page.failed = true;
        return &nowhere;
    }
    buffer_clear(&x->page);
    *v = view_of(x, &x->page);
    struct span sent = form_value(&x->form, "idempotency_key");
    v->idempotency_key = sent.len == PAGE_KEY_LEN ? sent : new_key(x);
    return v;
}

enum status page_key(struct exchange *x, struct span *key_out)
{
    struct span key = form_value(&x->form, "idempotency_key");
    if (key.len != PAGE_KEY_LEN) {
        return STATUS_INVALID;
    }
    *key_out = key;
    return STATUS_OK;
}

void page_deadline(struct exchange *x, struct span call_title, const struct json *deadline)
{
    if (json_bool(deadline, "passed")) {
        return;
    }
    x->deadline_title = call_title;
    x->deadline_us = json_int(deadline, "last_on_time_us");
}

struct span page_role_titles(const struct exchange *x)
{
    struct buffer roles;
    buffer_init(&roles, 1024);
    for (size_t i = 0; i < x->identity->role_count; i++) {
        buffer_puts(&roles, i == 0 ? "" : ", ");
        buffer_put(&roles, page_role_title(x, x->identity->roles[i]));
    }
    struct span copy = arena_copy(x->arena, buffer_span(&roles));
    buffer_free(&roles);
    return copy;
}

static void chrome_person(struct exchange *x, struct chrome *chrome)
{
    if (x->session == NULL) {
        return;
    }
    int64_t ends_s = (x->session->ends_us - x->session->now_us) / MOMENT_SECOND_US;
    chrome->logged_in = true;
    chrome->left_s = x->session->left_s;
    chrome->ends_anyway = ends_s <= x->session->idle_s;
    chrome->user = x->identity->display_name;
    chrome->organisation = x->identity->organisation_name;
    chrome->roles = page_role_titles(x);
}

/* Who is not logged in finds the pages about the site on the public server. */
static void chrome_about(struct exchange *x, struct chrome *chrome)
{
    bool outside = x->session == NULL && x->config->audience != ROUTE_PUBLIC;
    struct span base = outside ? x->config->public_origin : SPAN("");
    int len = (int)base.len;
    const char *text = len == 0 ? "" : base.data;
    chrome->about = arena_format(x->arena, "%.*s/about", len, text);
    chrome->accessibility = arena_format(x->arena, "%.*s/accessibility", len, text);
}

static bool may_open(const struct exchange *x, const struct route *route)
{
    if ((route->flags & ROUTE_ANYONE) != 0 || route->roles == NULL) {
        return true;
    }
    for (size_t i = 0; i < x->identity->role_count; i++) {
        if (route_role_listed(route->roles, x->identity->roles[i])) {
            return true;
        }
    }
    return false;
}

/* The item of the longest address that the page's own address begins with is the current one. */
static void mark_current(struct exchange *x, struct chrome *chrome)
{
    struct chrome_item *best = NULL;
    for (size_t i = 0; i < chrome->item_count; i++) {
        struct chrome_item *item = &chrome->items[i];
        struct span path = x->request->path;
        bool inside = path.len > item->href.len && path.data[item->href.len] == '/';
        bool within =
            span_equal(path, item->href) || (span_starts_with(path, item->href) && inside);
        if (within && (best == NULL || item->href.len > best->href.len)) {
            best = item;
        }
    }
    if (best != NULL) {
        best->current = true;
    }
}

static void chrome_navigation(struct exchange *x, struct chrome *chrome)
{
    bool known = x->session != NULL ? exchange_belongs(x) : x->config->audience == ROUTE_PUBLIC;
    for (size_t t = 0; known && t < x->table_count; t++) {
        for (size_t i = 0; i < x->tables[t].count; i++) {
            const struct route *route = &x->tables[t].routes[i];
            if ((route->flags & ROUTE_NAVIGATION) == 0 || route->audience != x->config->audience
                || !may_open(x, route)) {
                continue;
            }
            ensure(chrome->item_count < CHROME_ITEMS_MAX); /* a menu lacks nothing silently */
            chrome->items[chrome->item_count++] = (struct chrome_item){
                .title = span_from(tr(x->catalogue, route->title)),
                .href = span_from(route->pattern),
                .current = false,
            };
        }
    }
    mark_current(x, chrome);
}

static struct span iso(struct exchange *x, int64_t us)
{
    struct buffer text;
    buffer_init(&text, 64);
    moment_put(&text, us);
    /* HTML's time element knows milliseconds and no more. */
    struct span copy =
        arena_format(x->arena, "%.*sZ", (int)text.len - (int)strlen("000Z"), text.data);
    buffer_free(&text);
    return copy;
}

/* Two units are enough: "3 days 4 hours", "4 hours 10 minutes", "9 minutes 5 seconds". */
static struct span time_left(struct view *v, int64_t us)
{
    int64_t seconds = us / MOMENT_SECOND_US;
    int64_t days = seconds / 86400;
    int64_t hours = seconds / 3600 % 24;
    int64_t minutes = seconds / 60 % 60;
    struct span n[2] = {view_int(v, days), view_int(v, hours)};
    struct span first = view_message_plural(v, "%s day", "%s days", days, &n[0], 1);
    struct span second = view_message_plural(v, "%s hour", "%s hours", hours, &n[1], 1);
    if (days == 0) {
        n[0] = view_int(v, minutes);
        first = second;
        second = view_message_plural(v, "%s minute", "%s minutes", minutes, &n[0], 1);
    }
    if (days == 0 && hours == 0) {
        n[1] = view_int(v, seconds % 60);
        first = second;
        second = view_message_plural(v, "%s second", "%s seconds", seconds % 60, &n[1], 1);
    }
    return arena_format(
        v->arena, "%.*s %.*s", (int)first.len, first.data, (int)second.len, second.data);
}

static void chrome_time(struct exchange *x, struct view *v, struct chrome *chrome)
{
    if (x->now_us == 0) {
        return;
    }
    chrome->now_us = x->now_us;
    chrome->clock = view_second_us(v, x->now_us);
    chrome->clock_iso = iso(x, x->now_us);
    chrome->simulated = x->simulated;
    if (x->deadline_us > x->now_us) {
        chrome->deadline_title = x->deadline_title;
        chrome->deadline_us = x->deadline_us;
        chrome->deadline = view_instant_us(v, x->deadline_us);
        chrome->deadline_iso = iso(x, x->deadline_us);
        chrome->time_left = time_left(v, x->deadline_us - x->now_us);
    }
}

enum status page_send(struct exchange *x, int http, struct span title)
{
    struct view v = view_of(x, &x->response.body);
    struct chrome *chrome = arena_alloc(x->arena, sizeof(*chrome));
    if (chrome == NULL || x->page.failed) {
        return STATUS_LIMIT;
    }
    chrome->title = title;
    chrome->body.markup = buffer_span(&x->page);
    chrome->language = language_code(x->catalogue->language);
    chrome->request_id = x->request->request_id;
    chrome->has_errors = x->form.error_count > 0;
    chrome->kept = &x->kept;
    chrome->notice = x->notice != NULL && x->notice->kind == JSON_OBJECT ? x->notice : NULL;
    chrome_about(x, chrome);
    chrome_person(x, chrome);
    chrome_navigation(x, chrome);
    chrome_time(x, &v, chrome);
    x->response.status = http;
    response_type(&x->response, "text/html; charset=utf-8");
    response_header(&x->response, "Content-Language", span_from(chrome->language));
    view_layout(&v, chrome);
    return x->response.failed || x->response.body.failed ? STATUS_LIMIT : STATUS_OK;
}

enum status page_redirect(
    struct exchange *x, const char *pattern, const struct span *arguments, size_t count)
{
    struct view v = view_of(x, &x->page);
    response_redirect(&x->response, view_path(&v, pattern, arguments, count));
    return x->response.failed || x->page.failed ? STATUS_INTERNAL : STATUS_OK;
}

enum status page_refusal(struct exchange *x, const struct refusal *refusal)
{
    struct view *v = page_view(x);
    bool neutral = x->session == NULL && x->config->audience != ROUTE_PUBLIC;
    if (arena_exhausted(x->arena)) {
        return STATUS_LIMIT;
    }
    x->form.error_count = 0; /* the errors belong to the page that did not come out */
    const struct json *missing =
        strcmp(x->fault.code, "LG506") == 0 ? json_at(exchange_detail(x), "missing") : NULL;
    view_refusal(
        v, refusal, x->request->request_id, neutral, duty_refused(x), words_needed(x), missing);
    return page_send(x, refusal->http, span_from(tr(x->catalogue, refusal->title)));
}

struct span page_role_title(const struct exchange *x, struct span role)
{
    static const struct {
        const char *role;
        const char *msgid;
    } titles[] = {
        {"applicant", N_("Applicant")},
        {"management", N_("Management")},
        {"external_auditor", N_("External auditor")},
        {"officer", N_("Case officer")},
        {"finance", N_("Finance officer")},
        {"auditor", N_("Auditor")},
        {"administrator", N_("Administrator")},
    };
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (span_is(role, titles[i].role)) {
            return span_from(tr(x->catalogue, titles[i].msgid));
        }
    }
    return role;
}
