/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/kept.h"

#include <string.h>

#include "fcgi/login.h"
#include "fcgi/web/html.h"
#include "ledger/sessions.h"

#define FIELDS_MAX ((size_t)4 * 1024 * 1024)
#define PAGE_MAX   1024

/* A number as in an address; 0 for anything else. */
static int64_t number(struct span text)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.len && text.len <= 18; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return 0;
        }
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

/* What was for one login or one moment only is not put aside. */
static bool is_for_once(struct span name)
{
    return span_is(name, "token") || span_is(name, "kept") || span_is(name, "code");
}

static void put_fields(struct buffer *out, struct http_pairs fields)
{
    for (size_t i = 0; i < fields.count; i++) {
        if (!is_for_once(fields.items[i].name)) {
            buffer_puts(out, out->len == 0 ? "" : "&");
            html_url_part(out, fields.items[i].name);
            buffer_putc(out, '=');
            html_url_part(out, fields.items[i].value);
        }
    }
}

/* The route's page, its {names} replaced by this request's parameters or the form's fields. */
static void put_page(const struct exchange *x, struct buffer *out)
{
    struct span rest = span_from(x->match.route->page);
    struct span part;
    for (bool first = true; span_split(&rest, '/', &part); first = false) {
        buffer_puts(out, first ? "" : "/");
        if (part.len < 2 || part.data[0] != '{') {
            buffer_put(out, part);
            continue;
        }
        struct span name = {.data = part.data + 1, .len = part.len - 2};
        struct span value = SPAN("");
        for (size_t i = 0; i < x->form.fields.count; i++) {
            value = span_equal(x->form.fields.items[i].name, name) ? x->form.fields.items[i].value
                                                                   : value;
        }
        for (size_t i = 0; i < x->match.param_count; i++) {
            value = span_equal(x->match.params[i].name, name) ? x->match.params[i].value : value;
        }
        html_url_part(out, value);
    }
}

static struct span page_of(struct exchange *x)
{
    struct buffer page;
    buffer_init(&page, PAGE_MAX);
    put_page(x, &page);
    struct span copy = page.failed ? SPAN("/") : arena_copy(x->arena, buffer_span(&page));
    buffer_free(&page);
    return copy;
}

/* Sent again with its file still kept, and too late again: it stays what it is. */
static bool is_kept_already(const struct exchange *x, int64_t *kept_out)
{
    bool upload = (x->match.route->flags & ROUTE_UPLOAD) != 0;
    *kept_out = number(form_value(&x->form, "kept"));
    return upload && *kept_out > 0 && x->upload.bytes.len == 0;
}

static enum status put(struct exchange *x, struct span page, int64_t *kept_out)
{
    struct buffer fields;
    buffer_init(&fields, FIELDS_MAX);
    put_fields(&fields, x->form.fields);
    bool file = x->upload.bytes.len > 0 && !x->upload.too_large;
    bool submission = (x->match.route->flags & ROUTE_SUBMISSION) != 0;
    const struct kept_form form = {
        .path = x->request->path,
        .page = page,
        .button = span_from(x->match.route->button),
        .fields = fields.len == 0 ? SPAN("") : buffer_span(&fields),
        .file_name = file ? x->upload.file_name : (struct span){.data = NULL, .len = 0},
        .bytes = file ? buffer_span(&x->upload.bytes) : SPAN(""),
        /* The press was whole, only the login was missing: a submission's may count by it. */
        .received_us = submission ? x->request->received_us : 0,
        .duration_us = x->request->duration_us,
    };
    enum status status = STATUS_LIMIT;
    if (!fields.failed) {
        status = kept_put(x->service, x->arena, x->identity->person, &form, kept_out, &x->fault);
    }
    buffer_free(&fields);
    return status;
}

static enum status put_aside(struct exchange *x)
{
    int64_t kept = 0;
    struct span page = page_of(x);
    enum status status = is_kept_already(x, &kept) ? STATUS_OK : put(x, page, &kept);
    if (status == STATUS_OK) {
        struct span back =
            arena_format(x->arena, "%.*s?kept=%lld", (int)page.len, page.data, (long long)kept);
        status = login_redirect(x, back, true);
    }
    return status;
}

/* The document of a kept form; NULL when there is none for this person. */
static enum status find(struct exchange *x, int64_t kept, const struct json **document_out)
{
    struct span text;
    enum status status =
        kept_find(x->service, x->arena, &x->session->login, kept, &text, &x->fault);
    if (status == STATUS_NOT_FOUND) {
        *document_out = NULL;
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = json_parse(x->arena, text, document_out, NULL);
    }
    return status;
}

static enum status show(struct exchange *x)
{
    int64_t kept = number(http_pairs_find(x->request->query, "kept"));
    const struct json *document = NULL;
    struct span page = SPAN("");
    if (kept == 0) {
        return STATUS_OK;
    }
    enum status status = find(x, kept, &document);
    if (status == STATUS_OK) {
        status = http_percent_decode(x->arena, json_text(document, "page"), false, &page);
    }
    if (status != STATUS_OK || document == NULL || !span_equal(page, x->request->path)) {
        return status;
    }
    x->kept = (struct exchange_kept){
        .kept = kept,
        .path = json_text(document, "path"),
        .button = arena_text(x->arena, json_text(document, "button")),
        .file_name = json_text(document, "file_name"),
        .pressed = json_bool(document, "pressed"),
    };
    return form_parse(x->arena, json_text(document, "fields"), &x->form.fields);
}

static enum status take_file(struct exchange *x)
{
    int64_t kept = 0;
    const struct json *document = NULL;
    if (!is_kept_already(x, &kept)) {
        return STATUS_OK;
    }
    enum status status = find(x, kept, &document);
    if (status != STATUS_OK || !span_equal(json_text(document, "path"), x->request->path)) {
        return status;
    }
    x->upload.file_name = json_text(document, "file_name");
    return kept_file(x->service, &x->session->login, kept, &x->upload.bytes, &x->fault);
}

const struct refusal *kept_mind(struct exchange *x, bool *answered_out)
{
    bool form = x->match.route->page != NULL;
    enum status status = STATUS_OK;
    if (x->session != NULL) {
        status = form ? take_file(x) : show(x);
    } else if (form && x->identity != NULL) {
        status = put_aside(x);
        *answered_out = status == STATUS_OK;
    }
    return status == STATUS_OK ? NULL : refusal_find(status, &x->fault);
}

void kept_forget(struct exchange *x)
{
    int64_t kept = number(form_value(&x->form, "kept"));
    struct fault fault = {.file = NULL};
    if (x->session != NULL && kept > 0 && x->response.status == 303) {
        /* Whatever comes of it: the answer to the user is there, and the row has its end. */
        enum status status = kept_drop(x->service, x->arena, &x->session->login, kept, &fault);
        (void)status;
    }
}
