/* SPDX-License-Identifier: EUPL-1.2 */
/* The log's files for auditors: what there is, and one of them, which nginx sends. */
#include "fcgi/log_files.h"

#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "ledger/log/line.h"

/* The one parameter that a query may have, or `otherwise`; false when there is anything else. */
static bool only_parameter(
    const struct exchange *x, const char *name, struct span otherwise, struct span *value_out)
{
    struct http_pairs query = x->request->query;
    *value_out = query.count == 0 ? otherwise : query.items[0].value;
    return query.count == 0 || (query.count == 1 && span_is(query.items[0].name, name));
}

enum status api_list_log_files(struct exchange *x)
{
    enum status answer = STATUS_OK;
    struct span text;
    uint64_t from = 0;
    if (!reply_accepted(x, "text/plain", &answer)) {
        return answer;
    }
    if (!only_parameter(x, "from", SPAN("0"), &text) || !line_number(text, &from)) {
        return STATUS_INVALID;
    }
    const struct json *logged = NULL;
    enum status status =
        exchange_read(x, READ_LOG_FILES, DB_VALUES(db_int8((int64_t)from)), &logged);
    if (status == STATUS_OK) {
        status = response_spool(&x->response);
    }
    if (status == STATUS_OK) {
        struct log_file_sink sink = {.put = response_spool_take, .context = &x->response};
        status = log_files_list(x->config->log, from, sink, &x->fault);
    }
    response_type(&x->response, "text/plain; charset=utf-8");
    return status;
}

/* nginx adds the ETag and answers for ranges: to it these are files. */
enum status api_read_log_file(struct exchange *x)
{
    enum status answer = STATUS_OK;
    struct span name;
    if (!reply_accepted(x, "application/octet-stream", &answer)) {
        return answer;
    }
    if (!only_parameter(x, "name", SPAN("checkpoint"), &name)) {
        return STATUS_INVALID;
    }
    enum log_file kind = log_file_of(name);
    if (kind == LOG_FILE_NONE) {
        return STATUS_NOT_FOUND;
    }
    const struct json *logged = NULL;
    enum status status = exchange_read(x, READ_LOG_FILE, DB_VALUES(db_text(name)), &logged);
    if (status != STATUS_OK) {
        return status;
    }
    response_type(&x->response, "application/octet-stream");
    response_header(&x->response, "Cache-Control",
        kind == LOG_FILE_FIXED ? SPAN("private, max-age=31536000, immutable")
                               : SPAN("private, no-cache"));
    response_header(&x->response, "X-Accel-Redirect",
        arena_format(x->arena, "/log-file/%.*s", (int)name.len, name.data));
    return STATUS_OK;
}
