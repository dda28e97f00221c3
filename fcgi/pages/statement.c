/* SPDX-License-Identifier: EUPL-1.2 */
/* The yearly statement of a grant: confirmed or disputed with one click. */
#include "fcgi/views/statement.h"

#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "ledger/grants/reader.h"

enum { REASON_MAX = 2000 };

static enum status read_statement(struct exchange *x, const struct json **document_out)
{
    int64_t application = 0;
    int32_t year = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_param_int4(x, "year", READER_YEAR_MAX, &year);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return exchange_read(
        x, READ_STATEMENT, DB_VALUES(db_int8(application), db_int4(year)), document_out);
}

static enum status show(struct exchange *x, const struct json *document)
{
    view_statement(page_view(x), document);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Yearly statement")));
}

enum status pages_statement(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = read_statement(x, &document);
    return status == STATUS_OK ? show(x, document) : status;
}

/* Opens the params with what both answers say. */
static enum status put_statement(
    struct exchange *x, const struct json **document_out, struct params *params)
{
    struct span sha256;
    enum status status = read_statement(x, document_out);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_sha256(&x->form, "sha256", &sha256)) {
        return STATUS_INVALID;
    }
    params_begin(params);
    json_put_int(&params->json, "application", json_int(*document_out, "application"));
    json_put_int(&params->json, "year", json_int(*document_out, "year"));
    json_put_text(&params->json, "sha256", sha256);
    return STATUS_OK;
}

enum status pages_statement_confirm(struct exchange *x)
{
    const struct json *document = NULL;
    struct params params;
    enum status status = put_statement(x, &document, &params);
    return status == STATUS_OK ? params_act(
               x, &params, "confirm_statement", "/grants/%s", exchange_param(x, "application"))
                               : status;
}

enum status pages_statement_dispute(struct exchange *x)
{
    const struct json *document = NULL;
    struct params params;
    struct span reason = SPAN("");
    enum status status = put_statement(x, &document, &params);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_lines(&x->form, "reason", REASON_MAX, false, &reason)) {
        params_end(&params);
        return show(x, document);
    }
    json_put_text(&params.json, "reason", reason);
    return params_act(
        x, &params, "dispute_statement", "/grants/%s", exchange_param(x, "application"));
}
