/* SPDX-License-Identifier: EUPL-1.2 */
/* The bank's answers: statements, bookings, alarms; and the payee's word that money has come. */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/api/violation_list.h"
#include "fcgi/payment.h"
#include "ledger/base/digest.h"

enum status api_list_statements(struct exchange *x)
{
    return reply_read(x, READ_BANK, DB_VALUES(db_null()));
}

enum status api_read_statement(struct exchange *x)
{
    return read_by_id(x, READ_BANK, "statement");
}

enum status api_list_alarms(struct exchange *x)
{
    return reply_read(x, READ_ALARMS, DB_NO_VALUES);
}

enum status api_list_approvals(struct exchange *x)
{
    return reply_read(x, READ_APPROVALS, DB_VALUES(db_null(), db_null()));
}

enum status api_read_month(struct exchange *x)
{
    return reply_read(x, READ_MONTH, DB_VALUES(db_text(exchange_param(x, "month"))));
}

enum status api_propose_period(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_period",
        .shape = &shape_period,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_period(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_period",
        .shape = &shape_acceptance,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

static enum status refuse_file(struct exchange *x, struct span code)
{
    struct violation_list list;
    enum status status = violation_list_begin(&list, x->arena, x->catalogue);
    if (status != STATUS_OK) {
        return status;
    }
    violation_list_add(&list, SPAN("/file"), code);
    return reply_problem(x, "invalid-content", violation_list_end(&list));
}

static enum status import(struct exchange *x, struct span bytes, const struct statement *statement)
{
    static const struct api_act act = {
        .act = "import_statement",
        .location = "/api/v1/agency/statements/{entry}",
        .refusals = true,
    };
    struct buffer *params = reply_buffer(x, ACT_PARAMS_MAX);
    if (params == NULL) {
        return STATUS_LIMIT;
    }
    struct json_writer writer;
    json_writer_init(&writer, params);
    json_open_object(&writer, NULL);
    enum status status = payment_put_statement(x, bytes, statement, &writer);
    if (status != STATUS_OK) {
        return reply_refused(x, status);
    }
    json_close_object(&writer);
    return params->failed ? STATUS_LIMIT : api_act_perform(x, &act, buffer_span(params));
}

enum status api_import_statement(struct exchange *x)
{
    enum status answer = STATUS_OK;
    if (!api_act_ready(x, &shape_statement_file, &answer)) {
        return answer;
    }
    struct buffer *file = reply_buffer(x, STATEMENT_FILE_MAX);
    if (file == NULL) {
        return STATUS_LIMIT;
    }
    struct statement statement;
    const char *reason = NULL;
    enum status status = base64_decode(json_text(x->json, "file"), file);
    if (status == STATUS_OK) {
        status = statement_read(x->arena, buffer_span(file), &statement, &reason);
    }
    if (status != STATUS_OK) {
        return refuse_file(x, status == STATUS_LIMIT ? SPAN("statement_size") : SPAN("statement"));
    }
    return import(x, buffer_span(file), &statement);
}

enum status api_book_payments(struct exchange *x)
{
    static const struct api_act act = {
        .act = "book_payments",
        .shape = &shape_booking,
        .path = {"statement"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_book_repayment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "book_repayment",
        .shape = &shape_repayment,
        .path = {"statement", "line"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_explain_alarm(struct exchange *x)
{
    static const struct api_act act = {
        .act = "explain_alarm",
        .shape = &shape_explanation,
        .path = {"alarm"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_close_alarm(struct exchange *x)
{
    static const struct api_act act = {
        .act = "close_alarm",
        .shape = &shape_alarm_closing,
        .path = {"alarm"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_confirm_receipt(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_receipt",
        .shape = &shape_approval,
        .path = {"instalment"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
