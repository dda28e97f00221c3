/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/arguments.h"

#include "fcgi/api/reply.h"
#include "fcgi/api/shape.h"

enum status read_by_call(struct exchange *x, enum read what)
{
    struct span call = exchange_param(x, "call");
    if (!shape_is_name(call)) {
        return STATUS_NOT_FOUND;
    }
    return reply_read(x, what, DB_VALUES(db_text(call)));
}

enum status read_by_id(struct exchange *x, enum read what, const char *name)
{
    int64_t id = 0;
    enum status status = exchange_param_id(x, name, &id);
    return status == STATUS_OK ? reply_read(x, what, DB_VALUES(db_int8(id))) : status;
}

enum status read_by_version(struct exchange *x, enum read what)
{
    int64_t application = 0;
    int32_t version = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_param_int4(x, "version", INT32_MAX, &version);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return reply_read(x, what, DB_VALUES(db_int8(application), db_int4(version)));
}

enum status application_document(
    struct exchange *x, struct span *text_out, const struct json **document_out)
{
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct span text = {0};
    status = exchange_read_text(
        x, READ_APPLICATION, DB_VALUES(db_int8(application)), &text, document_out);
    if (status == STATUS_OK && text_out != NULL) {
        *text_out = text;
    }
    return status;
}
