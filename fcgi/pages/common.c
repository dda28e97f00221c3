/* SPDX-License-Identifier: EUPL-1.2 */
/* What the handlers of pages share. */
#include <string.h>

#include "fcgi/export.h"
#include "fcgi/pages/pages.h"
#include "ledger/base/buffer.h"

enum { LIST_ROWS = 50, FILTER_LEN_MAX = 2048 };

enum status pages_read_id(
    struct exchange *x, enum read what, const char *name, const struct json **document_out)
{
    int64_t id = 0;
    enum status status = exchange_param_id(x, name, &id);
    if (status != STATUS_OK) {
        return status;
    }
    return exchange_read(x, what, DB_VALUES(db_int8(id)), document_out);
}

enum status pages_read_name(
    struct exchange *x, enum read what, const char *name, const struct json **document_out)
{
    return exchange_read(x, what, DB_VALUES(db_text(exchange_param(x, name))), document_out);
}

enum status pages_read_list(
    struct exchange *x, enum read what, pages_filter *filter, const struct json **list_out)
{
    struct buffer text;
    struct json_writer json;
    struct span cursor = form_value(&x->form, "cursor");
    buffer_init(&text, FILTER_LEN_MAX);
    json_writer_init(&json, &text);
    enum status status = STATUS_OK;
    if (filter(&x->form, &json)) {
        status = exchange_read(x, what,
            DB_VALUES(db_text(buffer_span(&text)), cursor.len > 0 ? db_text(cursor) : db_null(),
                db_int4(LIST_ROWS)),
            list_out);
    }
    buffer_free(&text);
    return status;
}

enum status pages_export(struct exchange *x, pages_filter *filter, const struct export_list *list,
    const struct export_format *format)
{
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, FILTER_LEN_MAX);
    json_writer_init(&json, &text);
    enum status status = STATUS_INVALID;
    if (filter(&x->form, &json)) {
        status = export_send(x, list, format, buffer_span(&text));
    }
    buffer_free(&text);
    return status;
}

void pages_text_file(struct exchange *x, struct span name)
{
    response_type(&x->response, "text/plain; charset=utf-8");
    response_attachment(&x->response, name);
}

struct span pages_title(struct exchange *x, const char *msgid)
{
    return span_from(tr(x->catalogue, msgid));
}

void pages_deadline(struct exchange *x, const struct json *call)
{
    struct view *v = page_view(x);
    page_deadline(x, view_local(v, json_get(call, "title")), json_get(call, "deadline"));
}

bool pages_typed_wrong(struct exchange *x, enum status status)
{
    bool typed = (status == STATUS_INVALID && strcmp(x->fault.code, "LG102") == 0)
                 || (status == STATUS_LIMIT && strcmp(x->fault.code, "LG201") == 0);
    return typed && exchange_violations(x, NULL) > 0;
}

enum status pages_act(
    struct exchange *x, const char *act, struct span params, const char *pattern, struct span id)
{
    struct span key = SPAN("");
    enum status status = page_key(x, &key);
    if (status != STATUS_OK) {
        return status;
    }
    struct act_reply reply;
    status = exchange_act(x, act, params, key, SPAN(""), &reply);
    if (status != STATUS_OK) {
        return status;
    }
    if (pattern != NULL) {
        return page_redirect(x, pattern, &id, 1);
    }
    struct span entry = arena_format(x->arena, "%lld", (long long)reply.entry);
    return page_redirect(x, "/receipts/%s", &entry, 1);
}
