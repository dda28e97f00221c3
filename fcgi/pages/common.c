/* SPDX-License-Identifier: EUPL-1.2 */
/* What the handlers of pages share. */
#include "fcgi/pages/pages.h"

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

struct span pages_title(struct exchange *x, const char *msgid)
{
    return span_from(tr(x->catalogue, msgid));
}

void pages_deadline(struct exchange *x, const struct json *call)
{
    struct view *v = page_view(x);
    page_deadline(x, view_local(v, json_get(call, "title")), json_get(call, "deadline"));
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
